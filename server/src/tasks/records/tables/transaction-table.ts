import { findMovements, type MovementSearch } from '../../../ledger/history.ts';
import type { Database } from '../../../postgres/database.ts';
import { transactionJson, transactionSchema } from '../transaction-json.ts';
import { timeInZone } from './csv.ts';
import { byVersion, type RecordTable } from './record-table.ts';

/** Movements of credits, the newest first. */
export function transactionTable(
  database: Pick<Database, 'lists'>,
  search: Omit<MovementSearch, 'limit' | 'before'>,
  timeZone: string,
): RecordTable {
  return {
    head: Object.keys(transactionSchema.shape),
    read: byVersion(async (page) => {
      const { movements, next } = await findMovements(database, { ...search, ...page });
      const rows = movements.map((movement) =>
        Object.values({
          ...transactionJson(movement),
          at: timeInZone(movement.atMs, timeZone),
        }),
      );
      return { rows, next };
    }),
  };
}

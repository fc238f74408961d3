import { z } from 'zod';
import { findMovements, type MovementSearch } from '../../ledger/history.ts';
import type { Database } from '../../postgres/database.ts';
import { movementKinds, type MovementKind } from '../../postgres/tables.ts';
import { transactionTable } from '../../tasks/records/tables/transaction-table.ts';
import { transactionJson, transactionSchema } from '../../tasks/records/transaction-json.ts';
import { csvFile, csvType, csvWords } from './csv-file.ts';
import { cursorOf, pageUsual, pageWords, rangeWords, versionOf } from './filters.ts';
import { jsonRoute, pageOf, type PlatformRoute } from './route.ts';

export function transactionRoutes({
  database,
}: {
  database: Pick<Database, 'lists'>;
}): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/transactions',
      summary: 'List movements of credits, the newest first',
      needs: 'records:read',
      asks: {
        query: z.strictObject({
          kind: z
            .union([z.enum(movementKinds), z.array(z.enum(movementKinds)).max(20)])
            .optional()
            .describe('One, or several by repeating it.'),
          ...rangeWords,
          ...pageWords,
          ...csvWords,
        }),
      },
      answers: { status: 200, schema: pageOf(transactionSchema) },
      refuses: ['overloaded'],
      async act({ accountId }, { query: { limit = pageUsual, cursor, ...asked } }) {
        const page = { limit, before: versionOf(cursor) };
        const { movements, next } = await findMovements(database, {
          ...movementsAsked(accountId, asked),
          ...page,
        });
        return { data: movements.map(transactionJson), nextCursor: cursorOf(next) };
      },
      files: {
        types: [csvType],
        make: async ({ accountId }, { query }) =>
          csvFile('transactions', query, (timeZone) =>
            transactionTable(database, movementsAsked(accountId, query), timeZone),
          ),
      },
    }),
  ];
}

function movementsAsked(
  accountId: string,
  { kind, from, to }: { kind?: MovementKind | MovementKind[]; from?: number; to?: number },
): Pick<MovementSearch, 'accountId' | 'kinds' | 'fromMs' | 'toMs'> {
  const kinds = kind === undefined ? undefined : [kind].flat();
  return { accountId, kinds, fromMs: from, toMs: to };
}

import { noKeyId } from '../accounts/keys.ts';
import type { Database } from '../postgres/database.ts';
import { viewColumns, type TaskRow } from './rows.ts';

/** A task as its operator sees it: whose key made it, what is held for it, and also when its customer has deleted it. */
export interface OperatedTask {
  row: TaskRow;
  heldMicros: bigint;
  /** When its customer deleted it. Milliseconds since 1970. */
  deletedMs: number | null;
  /** Null where an operator's command made it. */
  key: MakingKey | null;
}

export interface MakingKey {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  isRevoked: boolean;
}

/** In the order of the ids; none of one that there is not. */
export async function readForOperator(
  database: Database,
  ids: readonly string[],
): Promise<OperatedTask[]> {
  const { rows } = await database.general.query<TaskRow & OperatorColumns>(
    `select ${viewColumns}, t.held_micros, k.name as key_name, k.prefix, k.last_four,
            k.revoked_at is not null as is_revoked,
            (extract(epoch from t.forgotten_at) * 1000)::float8 as deleted_ms
       from unnest($1::text[]) with ordinality w (id, position)
      cross join lateral (select * from tasks t where t.id = w.id limit 1) t
       left join keys k on k.id = t.key_id
      order by w.position`,
    [ids],
  );
  return rows.map((row) => ({
    row,
    heldMicros: row.held_micros,
    deletedMs: row.deleted_ms,
    key: makingKeyOf(row),
  }));
}

interface OperatorColumns {
  held_micros: bigint;
  /** Null, as the others of a key, where there is no such key. */
  key_name: string | null;
  prefix: string | null;
  last_four: string | null;
  is_revoked: boolean;
  deleted_ms: number | null;
}

function makingKeyOf(row: TaskRow & OperatorColumns): MakingKey | null {
  if (row.key_id === noKeyId) return null;
  return {
    id: row.key_id,
    name: row.key_name ?? '',
    prefix: row.prefix ?? '',
    lastFour: row.last_four ?? '',
    isRevoked: row.is_revoked,
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../postgres/database.ts';
import type { CallKind, Line } from './line.ts';

/** A call that would have to wait longer than this is not made now. */
const waitMaxSeconds = 2;

/**
 * Takes a call from a line's rate, which all processes share, and waits for its turn. False where that
 * is too far off: nothing was taken then.
 */
export async function takeCall(
  database: Database,
  { id, callRates }: Pick<Line, 'id' | 'callRates'>,
  kind: CallKind,
): Promise<boolean> {
  const { rows } = await database.work.query<{ wait_seconds: number }>({
    name: 'take call',
    text: `
insert into line_calls as c (line_id, kind, next_at)
values ($1, $2, clock_timestamp() + make_interval(secs => $3))
on conflict (line_id, kind) do update
   set next_at = greatest(c.next_at, clock_timestamp()) + make_interval(secs => $3)
 where c.next_at <= clock_timestamp() + make_interval(secs => $4)
returning extract(epoch from next_at - clock_timestamp())::float8 - $3::float8 as wait_seconds`,
    values: [id, kind, 1 / callRates[kind], waitMaxSeconds],
  });
  const [row] = rows;
  if (!row) return false;
  if (row.wait_seconds > 0) await wait(row.wait_seconds * 1_000);
  return true;
}

import type { Database } from '../../postgres/database.ts';
import { givenUpAt } from '../../tasks/silence.ts';
import { inColumns } from '../table.ts';
import { creditsOf } from '../../generation/money.ts';

/** One try at a task, with what it costs us. */
interface ShownAttempt {
  number: number;
  /** The studio, or a line's name. */
  line: string;
  state: string;
  upstreamId: string | null;
  /** Null: not known. */
  creditsCost: number | null;
  /** Its task was cancelled at our expense. */
  absorbed: boolean;
  intendedAt: string;
  endedAt: string | null;
}

export async function readAttempts(
  database: Database,
  taskId: string,
): Promise<{ attempts: ShownAttempt[]; endsBy: string | null }> {
  const { rows } = await database.general.query<{
    number: number;
    line: string;
    state: string;
    upstream_id: string | null;
    cost_micros: bigint | null;
    absorbed: boolean;
    intended_at: Date;
    ended_at: Date | null;
    ends_at: Date | null;
  }>(
    `select a.number, coalesce(l.name, a.line) as line, a.state, a.upstream_id, a.cost_micros,
            a.absorbed, a.intended_at, a.ended_at,
            case when not a.absorbed then ${givenUpAt} end as ends_at
       from attempts a left join lines l on l.id = a.line
      where a.task_id = $1 order by a.number`,
    [taskId],
  );
  const attempts = rows.map((row) => ({
    number: row.number,
    line: row.line,
    state: row.state,
    upstreamId: row.upstream_id,
    creditsCost: row.cost_micros === null ? null : creditsOf(row.cost_micros),
    absorbed: row.absorbed,
    intendedAt: row.intended_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }));
  return { attempts, endsBy: rows.at(-1)?.ends_at?.toISOString() ?? null };
}

export function attemptsInRows(attempts: readonly ShownAttempt[]): string {
  if (attempts.length === 0) return 'No attempt was begun.';
  return inColumns([
    ['ATTEMPT', 'LINE', 'STATE', 'COST', 'UPSTREAM ID', 'BEGUN', 'ENDED'],
    ...attempts.map((one) => [
      String(one.number),
      one.line,
      one.absorbed ? `${one.state} (absorbed)` : one.state,
      one.creditsCost === null ? '-' : String(one.creditsCost),
      one.upstreamId ?? '-',
      one.intendedAt,
      one.endedAt ?? '-',
    ]),
  ]);
}

import { unhurried, type Database } from '../../postgres/database.ts';

/** What customers were charged and what upstreams bill for it, by line and engine family. */
export interface Margin {
  /** `studio`, or the line's name. */
  line: string;
  family: string;
  /** Live tasks of which an attempt ended there; what the line refused is left out. */
  tasks: number;
  /** Of them, those of which nobody knows what they cost. */
  tasksOfUnknownCost: number;
  chargedMicros: bigint;
  costMicros: bigint;
  /** Of these costs, those of attempts whose tasks were cancelled, or had failed, before they ended. */
  absorbedMicros: bigint;
  /** Charges less costs, of attempts whose cost is known. */
  marginMicros: bigint;
  /** Of those charges, in thousandths; null: nothing was charged. */
  marginThousandths: number | null;
}

interface MarginRow {
  line: string;
  family: string;
  tasks: number;
  unknown: number;
  charged: bigint;
  charged_of_known: bigint;
  cost: bigint;
  absorbed: bigint;
}

/** Of attempts that ended from `since` on. `lineId`: of this line alone. Takes its time where that is long. */
export async function readMargins(
  database: Database,
  { since, lineId }: { since: Date; lineId: string | null },
): Promise<Margin[]> {
  return unhurried(database, async (client, ask) => {
    await client.query('begin read only');
    await client.query('set local statement_timeout = 0');
    const { rows } = await client.query<MarginRow>({
      ...ask(marginsOf(lineId === null ? '' : 'and a.line = $2')),
      values: lineId === null ? [since] : [since, lineId],
    });
    await client.query('commit');
    return rows.map(marginOf);
  });
}

const marginsOf = (ofLine: string): string => `
select coalesce(l.name, a.line) as line, a.family,
       count(distinct a.task_id)::int as tasks,
       (count(distinct a.task_id) filter (where a.cost_micros is null))::int as unknown,
       coalesce(sum(a.charged), 0)::bigint as charged,
       coalesce(sum(a.charged) filter (where a.cost_micros is not null), 0)::bigint as charged_of_known,
       coalesce(sum(a.cost_micros), 0)::bigint as cost,
       coalesce(sum(a.cost_micros) filter (where a.absorbed or a.state = 'abandoned'), 0)::bigint as absorbed
  from (select a.*, case when a.state = 'succeeded' and a.number = t.attempts
                         then net_charge(t) end as charged
          from attempts a join tasks t on t.id = a.task_id
         where a.ended_at >= $1 and a.state <> 'refused' and t.mode = 'live' ${ofLine}) a
  left join lines l on l.id = a.line
 group by 1, 2 order by 1, 2`;

function marginOf(row: MarginRow): Margin {
  const marginMicros = row.charged_of_known - row.cost;
  return {
    line: row.line,
    family: row.family,
    tasks: row.tasks,
    tasksOfUnknownCost: row.unknown,
    chargedMicros: row.charged,
    costMicros: row.cost,
    absorbedMicros: row.absorbed,
    marginMicros,
    marginThousandths:
      row.charged_of_known === 0n ? null : Number((marginMicros * 1000n) / row.charged_of_known),
  };
}

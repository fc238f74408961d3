import type { FamilyName } from '../../generation/families.ts';
import type { Resolution } from '../../generation/request.ts';
import type { Database } from '../../postgres/database.ts';
import type { TaskRow } from '../rows.ts';

/** How long films took lately, from when they were sent until they were made: half of them, and nearly all. */
interface UsualSeconds {
  p50: number;
  p95: number;
}

interface Settings {
  mode: 'live' | 'test';
  family: FamilyName;
  resolution: Resolution;
  /** 0 where the model chose it. */
  seconds: number;
}

export interface UsualTimes {
  /** Of films with the same settings, whatever the model is called; null: there are too few. */
  of(row: Pick<TaskRow, 'mode' | 'request'>): Promise<UsualSeconds | null>;
  /** Of all settings of which there were enough, with live keys. */
  all(): Promise<readonly UsualFilm[]>;
}

export interface UsualFilm extends UsualSeconds, Omit<Settings, 'mode'> {}

const sampleMost = 5_000;
const sampleDays = 7;
const filmsLeast = 5;
/** The sample is read once in so long, however many ask. */
const keptMs = 60_000;

/** `nowMs`: milliseconds, from any beginning. */
export function createUsualTimes(
  database: Pick<Database, 'general'>,
  nowMs: () => number = () => performance.now(),
): UsualTimes {
  let kept: { times: Promise<Sample>; untilMs: number } | null = null;

  function sample(): Promise<Sample> {
    if (kept && kept.untilMs > nowMs()) return kept.times;
    const mine = { times: readSample(database), untilMs: nowMs() + keptMs };
    kept = mine;
    mine.times.catch(() => {
      if (kept === mine) kept = null;
    });
    return mine.times;
  }

  return {
    all: async () => [...(await sample()).values()].filter(({ mode }) => mode === 'live'),
    async of({ mode, request }) {
      const { family, resolution, seconds: length } = request;
      const seconds = length === 'auto' ? 0 : length;
      const found = (await sample()).get(nameOf({ mode, family, resolution, seconds }));
      return found ? { p50: found.p50, p95: found.p95 } : null;
    },
  };
}

type Sample = ReadonlyMap<string, Settings & UsualSeconds>;

function nameOf({ mode, family, resolution, seconds }: Settings): string {
  return [mode, family, resolution, String(seconds)].join(' ');
}

/** Of the newest films of the installation, so many at most. */
async function readSample({ general }: Pick<Database, 'general'>): Promise<Sample> {
  const { rows } = await general.query<Settings & UsualSeconds>({
    name: 'read usual seconds',
    text: `
select t.mode, a.family, a.resolution,
       case when t.request ->> 'seconds' = 'auto' then 0 else (t.request ->> 'seconds')::int end as seconds,
       percentile_cont(0.5) within group (order by a.took) as p50,
       percentile_cont(0.95) within group (order by a.took) as p95
  from (select n.task_id, n.family, n.resolution, n.state, n.absorbed,
               extract(epoch from n.ended_at - n.intended_at)::float8 as took
          from attempts n
         where n.ended_at is not null and n.ended_at > now() - make_interval(days => $1)
         order by n.ended_at desc limit $2) a
 cross join lateral (select * from tasks o where o.id = a.task_id limit 1) t
 where a.state = 'succeeded' and not a.absorbed and not t.request ? 'flex'
 group by 1, 2, 3, 4 having count(*) >= $3`,
    values: [sampleDays, sampleMost, filmsLeast],
  });
  return new Map(rows.map((row) => [nameOf(row), row]));
}

import type { FamilyName } from '../../generation/families.ts';
import type { Database } from '../../postgres/database.ts';
import type { LiveParts, Upstream } from './upstream.ts';
import type { LineModel } from '../book/line.ts';

/** What a line can take of a family now, within its slots and its rate of creates. */
export interface LineCapacity {
  upstream: Upstream;
  /** Of the family in all; null: the line has no bound. */
  tasksMax: number | null;
  /** Of the family at a resolution; null: no bound of its own. */
  tasksMaxAt(resolution: string): number | null;
  free: number;
  freeAt(resolution: string): number;
  /** As many creates as may be sent at once wait for its answer: it has room only because they wait for long. */
  isHanging(): boolean;
  /** A task was given to it. */
  take(resolution: string): void;
}

/** Creates are spread over the time ahead by the line's rate; nobody looks further. */
export const createsAheadSeconds = 1;

/** Of every line that may be asked for the family; also those that have no room now. */
export async function findCapacities(
  { database, breakers, upstreams }: Pick<LiveParts, 'database' | 'breakers' | 'upstreams'>,
  family: FamilyName,
): Promise<LineCapacity[]> {
  const open = upstreams().filter(
    ({ line }) =>
      line.enabled &&
      !line.draining &&
      line.models.some((model) => model.family === family) &&
      breakers.createsMax(line.id, family) > 0,
  );
  if (open.length === 0) return [];
  const loads = await readLoads(
    database,
    family,
    open.map(({ line }) => line.id),
  );
  return open.map((upstream) => {
    const { id } = upstream.line;
    return capacityOf(upstream, family, breakers.createsMax(id, family), loads.get(id));
  });
}

interface Load {
  /** Slots taken, by resolution. */
  taken: Partial<Record<string, number>>;
  /** Until a create may be made. */
  waitSeconds: number;
}

async function readLoads(
  database: Database,
  family: string,
  lineIds: readonly string[],
): Promise<Map<string, Load>> {
  const { rows } = await database.work.query<{
    line: string;
    taken: Load['taken'] | null;
    wait_seconds: number | null;
  }>({
    name: 'read loads of lines',
    text: `
select l.line,
       (select jsonb_object_agg(s.resolution, s.taken) from line_slots s
         where s.line = l.line and s.family = $1) as taken,
       (select greatest(0, extract(epoch from c.next_at - clock_timestamp()))::float8 from line_calls c
         where c.line_id = l.line and c.kind = 'create') as wait_seconds
  from unnest($2::text[]) l (line)`,
    values: [family, lineIds],
  });
  return new Map(
    rows.map((row) => [row.line, { taken: row.taken ?? {}, waitSeconds: row.wait_seconds ?? 0 }]),
  );
}

function capacityOf(
  upstream: Upstream,
  family: FamilyName,
  createsMax: number,
  load: Load | undefined,
): LineCapacity {
  const { line, creates } = upstream;
  const models = line.models.filter((model) => model.family === family);
  const tasksMax = sumOf(models.map((model) => model.tasksMax));
  const taken = new Map(Object.entries(load?.taken ?? {}).map(([at, count = 0]) => [at, count]));
  const takenInAll = [...taken.values()].reduce((sum, count) => sum + count, 0);
  const aheadSeconds = createsAheadSeconds - (load?.waitSeconds ?? 0);
  const calls = aheadSeconds < 0 ? 0 : Math.floor(aheadSeconds * line.callRates.create) + 1;
  const slots = tasksMax === null ? Number.POSITIVE_INFINITY : tasksMax - takenInAll;
  const tasksMaxAt = (at: string): number | null => sumOf(models.map((one) => maxAt(one, at)));
  let answering = createsMax - creates.underWay();
  const room: LineCapacity = {
    upstream,
    tasksMax,
    tasksMaxAt,
    free: Math.max(0, Math.min(slots, calls, creates.free(createsMax))),
    freeAt(resolution) {
      const here = tasksMaxAt(resolution);
      return here === null ? room.free : Math.min(room.free, here - (taken.get(resolution) ?? 0));
    },
    isHanging: () => answering <= 0,
    take(resolution) {
      room.free--;
      answering--;
      taken.set(resolution, (taken.get(resolution) ?? 0) + 1);
    },
  };
  return room;
}

function maxAt({ tasksMaxAt }: LineModel, resolution: string): number | null {
  const bounds: Partial<Record<string, number>> = tasksMaxAt ?? {};
  return bounds[resolution] ?? null;
}

/** Of all models of one family together; null where one of them has no bound. */
function sumOf(bounds: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const bound of bounds) {
    if (bound === null) return null;
    sum += bound;
  }
  return sum;
}

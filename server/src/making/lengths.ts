import type { Database } from '../postgres/database.ts';
import { writeDivided } from '../postgres/divide.ts';
import type { PlannedRequest } from '../tasks/rows.ts';

/**
 * How long tasks take on a line, as measured: from it follow when a task is looked at next, and what its
 * customer is told of its progress.
 */
export interface Lengths {
  /** Seconds from acceptance to end; null where nothing is known. */
  expected(request: PlannedRequest): number | null;
  /** A task has taken so long; written down by `flush`. */
  measured(request: PlannedRequest, tookSeconds: number): void;
  flush(): Promise<void>;
}

/** Of a line whose tasks tell their progress themselves. */
export const noLengths: Lengths = {
  expected: () => null,
  measured: () => undefined,
  flush: () => Promise.resolve(),
};

interface Kind {
  family: string;
  resolution: string;
  /** Of the video; 0 where the model chose it. */
  seconds: number;
}

interface LengthRow extends Kind {
  mean_seconds: number;
}

/** Each new measurement counts a tenth, so that a line's slow day is believed within an hour. */
const newestCounts = 0.1;

/** Nothing is expected before `load`. */
export function createLengths(
  database: Database,
  lineId: string,
): Lengths & { load(): Promise<void> } {
  const known = new Map<string, number>();
  let fresh = new Map<string, Kind & { sum: number; count: number }>();
  const take = (rows: readonly LengthRow[]): void => {
    for (const row of rows) known.set(lengthKey(row), row.mean_seconds);
  };
  return {
    async load() {
      const { rows } = await database.general.query<LengthRow>(
        'select family, resolution, seconds, mean_seconds from line_lengths where line = $1',
        [lineId],
      );
      take(rows);
    },
    expected: (request) => (request.flex ? null : (known.get(lengthKey(kindOf(request))) ?? null)),
    measured(request, tookSeconds) {
      // It is made when there is room, which says nothing of how long the others take.
      if (request.flex) return;
      const kind = kindOf(request);
      const key = lengthKey(kind);
      const { sum, count } = fresh.get(key) ?? { sum: 0, count: 0 };
      fresh.set(key, { ...kind, sum: sum + tookSeconds, count: count + 1 });
    },
    async flush() {
      if (fresh.size === 0) return;
      const kinds = [...fresh.values()];
      fresh = new Map();
      // What is refused is forgotten: it is only an estimate.
      await writeDivided(kinds, async (some) => {
        take(await writeLengths(database, lineId, some));
      });
    },
  };
}

async function writeLengths(
  database: Database,
  lineId: string,
  kinds: readonly (Kind & { sum: number; count: number })[],
): Promise<LengthRow[]> {
  const { rows } = await database.claims.query<LengthRow>({
    name: 'write lengths',
    text: `
insert into line_lengths as l (line, family, resolution, seconds, mean_seconds, measured)
select $1, * from unnest($2::text[], $3::text[], $4::smallint[], $5::float8[], $6::bigint[])
    on conflict (line, family, resolution, seconds) do update
   set mean_seconds = l.mean_seconds + (excluded.mean_seconds - l.mean_seconds)
                      * (1 - power(1 - $7::float8, excluded.measured)),
       measured = l.measured + excluded.measured
returning family, resolution, seconds, mean_seconds`,
    values: [
      lineId,
      kinds.map(({ family }) => family),
      kinds.map(({ resolution }) => resolution),
      kinds.map(({ seconds }) => seconds),
      kinds.map(({ sum, count }) => sum / count),
      kinds.map(({ count }) => count),
      newestCounts,
    ],
  });
  return rows;
}

function kindOf({ family, resolution, seconds }: PlannedRequest): Kind {
  return { family, resolution, seconds: seconds === 'auto' ? 0 : Math.ceil(seconds) };
}

function lengthKey({ family, resolution, seconds }: Kind): string {
  return `${family} ${resolution} ${String(seconds)}`;
}

import type { AssetWay } from '../../dialects/mechanism.ts';
import type { Failure } from '../../generation/problems.ts';
import type { Database } from '../../postgres/database.ts';
import type { HousekeepingRule } from '../../work/housekeeping.ts';

/** What a line has of our media, as the database keeps it. All times are the database's. */

/** Which assets: of a line, made in one way. */
export interface AssetPlace {
  lineId: string;
  way: AssetWay;
}

export interface LineAsset {
  sha256: string;
  state: 'processing' | 'active' | 'refused';
  /** As the line calls it; null until it has answered. */
  upstreamId: string | null;
  failure: Failure | null;
  /** Since it was given to the line. */
  ageSeconds: number;
  /** Since the line last told of it; null: it is to be asked. */
  toldSeconds: number | null;
}

const columns = `a.sha256, a.state, a.upstream_id as "upstreamId", a.failure,
  extract(epoch from clock_timestamp() - a.began_at)::float8 as "ageSeconds",
  extract(epoch from clock_timestamp() - a.told_at)::float8 as "toldSeconds"`;

export async function readLineAssets(
  database: Database,
  { lineId, way }: AssetPlace,
  hashes: readonly string[],
): Promise<Map<string, LineAsset>> {
  const { rows } = await database.work.query<LineAsset>({
    name: 'read line assets',
    text: `select ${columns} from line_assets a where a.line_id = $1 and a.way = $2 and a.sha256 = any ($3)`,
    values: [lineId, way, hashes],
  });
  return new Map(rows.map((row) => [row.sha256, row]));
}

/**
 * Takes an asset to speak with the line about it; one that the line was not given yet is begun. Null: somebody
 * else is at it. Who dies meanwhile holds it no longer than `seconds`.
 */
export async function holdLineAsset(
  database: Database,
  { lineId, way }: AssetPlace,
  sha256: string,
  seconds: number,
): Promise<LineAsset | null> {
  const { rows } = await database.work.query<LineAsset>({
    name: 'hold line asset',
    text: `
insert into line_assets as a (line_id, way, sha256, held_until)
values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
on conflict (line_id, way, sha256) do update
   set held_until = excluded.held_until where a.held_until <= clock_timestamp()
returning ${columns}`,
    values: [lineId, way, sha256, seconds],
  });
  return rows[0] ?? null;
}

export interface ToldAsset {
  state: LineAsset['state'];
  upstreamId: string | null;
  failure: Failure | null;
}

/** Notes what the line told just now, and lets go of the asset. */
export async function noteLineAsset(
  database: Database,
  { lineId, way }: AssetPlace,
  sha256: string,
  { state, upstreamId, failure }: ToldAsset,
): Promise<void> {
  await database.work.query({
    name: 'note line asset',
    text: `
update line_assets
   set state = $4, upstream_id = $5, failure = $6, told_at = clock_timestamp(),
       began_at = case when upstream_id is distinct from $5 then clock_timestamp() else began_at end,
       held_until = clock_timestamp()
 where line_id = $1 and way = $2 and sha256 = $3`,
    values: [lineId, way, sha256, state, upstreamId, failure && JSON.stringify(failure)],
  });
}

/** Lets go of an asset of which nothing was learned. */
export async function releaseLineAsset(
  database: Database,
  { lineId, way }: AssetPlace,
  sha256: string,
): Promise<void> {
  await database.work.query(
    `update line_assets set held_until = clock_timestamp()
      where line_id = $1 and way = $2 and sha256 = $3`,
    [lineId, way, sha256],
  );
}

/** The line does not have it, or not any more: it is given to it anew. */
export async function forgetLineAsset(
  database: Database,
  { lineId, way }: AssetPlace,
  sha256: string,
): Promise<void> {
  await database.work.query(
    'delete from line_assets where line_id = $1 and way = $2 and sha256 = $3',
    [lineId, way, sha256],
  );
}

/** The line refused a task that names these: it is asked for each before it is used again. */
export async function doubtLineAssets(
  database: Database,
  { lineId, way }: AssetPlace,
  hashes: readonly string[],
): Promise<void> {
  await database.work.query(
    'update line_assets set told_at = null where line_id = $1 and way = $2 and sha256 = any ($3)',
    [lineId, way, hashes],
  );
}

const keptDays = 180;
const pruneBatch = 1_000;

/** Forgets what no task has named for half a year, some at a time: it would be given to the line anew. Resolves with how many. */
export async function pruneLineAssets({ general }: Pick<Database, 'general'>): Promise<number> {
  const { rowCount } = await general.query(
    `delete from line_assets where ctid = any (array(
       select ctid from line_assets where held_until < now() - make_interval(days => $1)
        order by held_until limit $2 for update skip locked))`,
    [keptDays, pruneBatch],
  );
  return rowCount ?? 0;
}

export function lineAssetRules(database: Database): HousekeepingRule[] {
  return [
    {
      name: 'forget assets of lines',
      on: 'database',
      everySeconds: 3_600,
      batch: async () => (await pruneLineAssets(database)) === pruneBatch,
    },
  ];
}

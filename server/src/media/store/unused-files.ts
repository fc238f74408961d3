import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '../../postgres/database.ts';
import type { HousekeepingRule } from '../../work/housekeeping.ts';
import { hashFile } from '../local-files.ts';
import type { MediaStore } from './store.ts';

/**
 * Lets go of stored files that nobody names. Whatever is taken in is watched for a while: a row says when it is
 * looked whether a task, an asset or a copy from elsewhere names it. Named files need no row. A file that nobody
 * names in two looks is removed while its row is locked, and whoever takes the same bytes in changes that row
 * before they look whether the file stands. So one of the two waits for the other, whatever the store is.
 */
export interface SweepTimes {
  /** After it was last taken in, so long nobody looks. Far above the time from there to the row that names it. */
  keptSeconds: number;
  /** Between the two looks. */
  againSeconds: number;
}

export const sweepTimes: SweepTimes = { keptSeconds: 86_400, againSeconds: 3_600 };

/** For so small a part of its time a file that was just taken in needs no word of it. */
const freshShare = 1 / 24;
const freshMax = 10_000;

/** The same store, whose files are watched from the moment at which they are taken in. */
export function watchFiles<Store extends MediaStore>(
  store: Store,
  { general }: Pick<Database, 'general'>,
  { keptSeconds }: Pick<SweepTimes, 'keptSeconds'> = sweepTimes,
): Store {
  const freshMs = keptSeconds * 1_000 * freshShare;
  const watched = new Map<string, { atMs: number; told: Promise<unknown> }>();

  async function watch(sha256: string): Promise<void> {
    const atMs = performance.now();
    const known = watched.get(sha256);
    if (known && known.atMs > atMs - freshMs) {
      await known.told;
      return;
    }
    const told = general.query({
      name: 'watch file',
      text: `
insert into watched_files as w (sha256, look_at)
values ($1, clock_timestamp() + make_interval(secs => $2))
on conflict (sha256) do update set look_at = excluded.look_at, unnamed = false`,
      values: [sha256, keptSeconds],
    });
    // The oldest stands first.
    watched.delete(sha256);
    watched.set(sha256, { atMs, told });
    const [oldest] = watched.keys();
    if (watched.size > freshMax && oldest !== undefined) watched.delete(oldest);
    try {
      await told;
    } catch (error) {
      watched.delete(sha256);
      throw error;
    }
  }

  return {
    ...store,
    async putFile(path, known) {
      const sha256 = known?.sha256 ?? (await hashFile(path));
      await watch(sha256);
      return store.putFile(path, { ...known, sha256 });
    },
    async putBytes(bytes) {
      await watch(createHash('sha256').update(bytes).digest('hex'));
      return store.putBytes(bytes);
    },
    async take(sha256) {
      await watch(sha256);
      return store.take(sha256);
    },
  };
}

export interface SweepParts {
  database: Database;
  store: Pick<MediaStore, 'remove'>;
}

const looksMax = 256;

/** Looks at what is due. Resolves true where more may be. */
export async function sweepUnused(
  { database, store }: SweepParts,
  { againSeconds }: Pick<SweepTimes, 'againSeconds'> = sweepTimes,
): Promise<boolean> {
  const { rows: due } = await database.work.query<{ sha256: string; unnamed: boolean }>({
    name: 'due files',
    text: `
select sha256, unnamed from watched_files where look_at <= clock_timestamp()
 order by look_at limit $1`,
    values: [looksMax],
  });
  if (due.length === 0) return false;
  const named = await findNamed(
    database.work,
    due.map(({ sha256 }) => sha256),
  );
  await forget(database, [...named]);
  const others = due.filter(({ sha256 }) => !named.has(sha256));
  await lookAgain(
    database,
    others.flatMap(({ sha256, unnamed }) => (unnamed ? [] : [sha256])),
    againSeconds,
  );
  for (const { sha256, unnamed } of others) {
    if (unnamed) await removeUnnamed(database.general, store, sha256);
  }
  return due.length === looksMax;
}

// One look into an index each, up to the first that names it; many tasks may name the same file.
const namedFiles = `
select w.sha256 from unnest($1::text[]) as w (sha256)
 cross join lateral (
   select from assets a where a.sha256 = w.sha256
   union all
   select from former_files f where left(f.name, 64) = w.sha256
   union all
   select from task_pictures p
    where p.sha256 = w.sha256 and exists (select from tasks t where t.id = p.task_id)
   union all
   select from tasks t
    where input_file_keys(t.request) @> array[hashtextextended(w.sha256, 0)]
      and t.request #> '{media,0}' is not null
   union all
   select from tasks t
    where output_file_keys(t.output) @> array[hashtextextended(w.sha256, 0)]
      and t.output #>> '{files,video}' is not null
   limit 1) as naming`;

/** What a line was given as an asset of its own is the input of a task, which names it. */
async function findNamed(
  on: pg.Pool | pg.PoolClient,
  hashes: readonly string[],
): Promise<Set<string>> {
  const { rows } = await on.query<{ sha256: string }>({
    name: 'named files',
    text: namedFiles,
    values: [hashes],
  });
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** Of so many hashes at a time. */
const straysMax = 1_000;

/**
 * Watches what stands in a part of the store without having been watched before: what was taken in before files
 * were, or let go of by nobody who said so.
 */
export async function watchStrays(
  { database, store }: { database: Database; store: Pick<MediaStore, 'list'> },
  digits: string,
  { keptSeconds }: Pick<SweepTimes, 'keptSeconds'> = sweepTimes,
): Promise<void> {
  const hashes = (await store.list(digits)) ?? [];
  for (let from = 0; from < hashes.length; from += straysMax) {
    const some = hashes.slice(from, from + straysMax);
    const named = await findNamed(database.work, some);
    const strays = some.filter((sha256) => !named.has(sha256));
    if (strays.length === 0) continue;
    await database.work.query({
      name: 'watch strays',
      text: `
insert into watched_files (sha256, look_at)
select sha256, now() + make_interval(secs => $2) from unnest($1::text[]) as strays (sha256)
on conflict (sha256) do nothing`,
      values: [strays.toSorted(), keptSeconds],
    });
  }
}

/** They are named. What was taken in or let go of meanwhile is looked at later. */
async function forget({ work }: Database, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  await work.query({
    name: 'forget named files',
    text: 'delete from watched_files where sha256 = any ($1::text[]) and look_at <= now()',
    values: [hashes.toSorted()],
  });
}

async function lookAgain(
  { work }: Database,
  hashes: readonly string[],
  againSeconds: number,
): Promise<void> {
  if (hashes.length === 0) return;
  await work.query({
    name: 'look again at files',
    text: `
update watched_files set unnamed = true, look_at = now() + make_interval(secs => $2)
 where sha256 = any ($1::text[]) and not unnamed and look_at <= now()`,
    values: [hashes.toSorted(), againSeconds],
  });
}

/** Nothing is done where it was taken in again, is named after all, or another process is at it. */
async function removeUnnamed(
  pool: pg.Pool,
  store: Pick<MediaStore, 'remove'>,
  sha256: string,
): Promise<void> {
  const client = await pool.connect();
  try {
    // As on the pools of hot statements: see `pinnedPlans`.
    await client.query('begin; set local enable_seqscan = off');
    const { rowCount } = await client.query({
      name: 'lock unnamed file',
      text: `
select from watched_files where sha256 = $1 and unnamed and look_at <= now()
   for update skip locked`,
      values: [sha256],
    });
    if (rowCount === 1) {
      const isNamed = (await findNamed(client, [sha256])).has(sha256);
      if (!isNamed) await store.remove(sha256);
      await client.query('delete from watched_files where sha256 = $1', [sha256]);
    }
    await client.query('commit');
    client.release();
  } catch (error) {
    // The lock goes with the connection: an answer that was lost says nothing of the transaction.
    client.release(true);
    throw error;
  }
}

/** The parts of a store, by the first two digits of hashes. */
const partsOfStore = 256;

export function fileRules(parts: {
  database: Database;
  store: Pick<MediaStore, 'list' | 'remove'>;
}): HousekeepingRule[] {
  return [
    { name: 'remove unused files', on: 'files', everySeconds: 60, batch: () => sweepUnused(parts) },
    {
      // Each part of the store once a day or so.
      name: 'watch stray files',
      on: 'files',
      everySeconds: 300,
      async batch(round) {
        await watchStrays(parts, (round % partsOfStore).toString(16).padStart(2, '0'));
        return false;
      },
    },
  ];
}

import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { StoreMark } from '../media/store/mark.ts';
import type { Database } from '../postgres/database.ts';
import {
  InstallationError,
  installationLock,
  type InstallationFacts,
  type Mismatch,
} from './installation.ts';

/** Which store an installation has: the store bears an id, and the database knows it. */

interface StoreFacts {
  storeId: string | null;
  isStoreMarked: boolean;
}

/**
 * For whoever keeps and serves files. A store that was never looked at gets its id, if nothing speaks against it.
 * Throws InstallationError, StorageError.
 */
export async function joinStore(
  database: Pick<Database, 'general'>,
  mark: StoreMark,
): Promise<void> {
  await holdingInstallation(database, async (client) => {
    const { storeId, isStoreMarked } = await storeFacts(client);
    const found = await mark.read();
    if (storeId !== null && found === storeId) {
      if (!isStoreMarked) await noteStore(client, storeId);
      return;
    }
    if (found !== null || isStoreMarked) {
      throw new InstallationError([notOurs(mark, storeId, found)]);
    }
    const newest = await newestFiles(client);
    const missing = await missingFiles(mark, newest);
    if (newest.length > 0 && missing.length === newest.length) throw notThere(mark, missing);
    await giveId(client, mark, storeId ?? randomUUID());
  });
}

/** Where files are to be kept or served, it must be there; else a place that is no store at all says nothing. */
export async function storeMismatch(
  facts: InstallationFacts | null,
  mark: StoreMark | null,
  { mustBe = false } = {},
): Promise<Mismatch | null> {
  if (mark === null || facts?.isStoreMarked !== true) return null;
  const found = await mark.read();
  if (found === facts.storeId || (found === null && !mustBe)) return null;
  return notOurs(mark, facts.storeId, found);
}

export interface Adopted {
  id: string;
  /** It bore its id already. */
  wasOurs: boolean;
  /** How many files of the newest tasks were looked for, and the tasks whose are not there. */
  looked: number;
  missing: string[];
}

/**
 * Gives the store the id of the installation, once the files of its newest tasks were found there; `mayMiss`, whatever
 * is there. Throws InstallationError, StorageError.
 */
export async function adoptStore(
  database: Pick<Database, 'general'>,
  mark: StoreMark,
  { mayMiss }: { mayMiss: boolean },
): Promise<Adopted> {
  return holdingInstallation(database, async (client) => {
    const { storeId } = await storeFacts(client);
    const found = await mark.read();
    // A database that knows of no store may be older than the store, such as one from a backup.
    const id = storeId ?? found ?? randomUUID();
    const newest = await newestFiles(client);
    const missing = await missingFiles(mark, newest);
    const isForeign = found !== null && found !== id && newest.length === 0;
    if (!mayMiss && (missing.length > 0 || isForeign))
      throw notAdopted(mark, missing, newest.length);
    await giveId(client, mark, id);
    return { id, wasOurs: found === id, looked: newest.length, missing };
  });
}

/** One after the other, in all processes. */
async function holdingInstallation<Result>(
  { general }: Pick<Database, 'general'>,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await general.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [installationLock]);
    await client.query('insert into installation default values on conflict do nothing');
    return await work(client);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [installationLock]);
    client.release();
  }
}

async function storeFacts(client: pg.PoolClient): Promise<StoreFacts> {
  const { rows } = await client.query<StoreFacts>(
    `select store_id as "storeId", store_marked_at is not null as "isStoreMarked" from installation`,
  );
  return rows[0] ?? { storeId: null, isStoreMarked: false };
}

/** The database knows the id first: a store that bears one which no database knows is another installation's. */
async function giveId(client: pg.PoolClient, mark: StoreMark, id: string): Promise<void> {
  await client.query('update installation set store_id = $1', [id]);
  await mark.write(id);
  await noteStore(client, id);
}

async function noteStore(client: pg.PoolClient, id: string): Promise<void> {
  await client.query(
    'update installation set store_marked_at = coalesce(store_marked_at, now()) where store_id = $1',
    [id],
  );
}

interface NewestFile {
  taskId: string;
  sha256: string;
}

const newestMax = 10;

/** Videos of the newest tasks, of whatever accounts, that were stored. */
async function newestFiles(client: pg.PoolClient): Promise<NewestFile[]> {
  const { rows } = await client.query<NewestFile>(
    `select t.id as "taskId", t.output #>> '{files,video}' as sha256
       from accounts a
       cross join lateral (
         select id, output, created_at from tasks
          where account_id = a.id and forgotten_at is null
          order by created_at desc, id desc limit $1) t
      where t.output #>> '{files,video}' is not null
      order by t.created_at desc limit $1`,
    [newestMax],
  );
  return rows;
}

/** The tasks whose files the store does not have. */
async function missingFiles(mark: StoreMark, files: readonly NewestFile[]): Promise<string[]> {
  const missing: string[] = [];
  for (const { taskId, sha256 } of files) {
    if (!(await mark.has(sha256))) missing.push(taskId);
  }
  return missing;
}

const setUp =
  'Set FILMGATE_DATA_DIR, or the S3_ variables, as the other processes have them. Where the files were moved or restored to here, run `filmgate store adopt`';

function notOurs({ place }: StoreMark, storeId: string | null, found: string | null): Mismatch {
  const why =
    found === null
      ? `is not the store of this installation: it does not bear its id ${String(storeId)}, and what was made before is elsewhere`
      : `belongs to another installation (it bears the id ${found})`;
  return { fact: 'store', words: `${place} ${why}. ${setUp}.` };
}

function notThere({ place }: StoreMark, missing: readonly string[]): InstallationError {
  return new InstallationError([
    {
      fact: 'store',
      words: `${place} has none of the files of the newest tasks (${named(missing)}). ${setUp}; where they are lost, with \`--although-missing\`.`,
    },
  ]);
}

function notAdopted(
  { place }: StoreMark,
  missing: readonly string[],
  looked: number,
): InstallationError {
  const why =
    looked === 0
      ? 'bears the id of another installation, and this one has made no file that could be found there'
      : `lacks the files of ${String(missing.length)} of the ${String(looked)} newest tasks (${named(missing)})`;
  return new InstallationError([
    {
      fact: 'store',
      words: `${place} ${why}. Bring the files there, or name the right place; what is lost for good is left behind with \`--although-missing\`.`,
    },
  ]);
}

const namedMax = 3;

function named(tasks: readonly string[]): string {
  const more = tasks.length - namedMax;
  return `${tasks.slice(0, namedMax).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

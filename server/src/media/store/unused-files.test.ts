import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { deleteAsset } from '../../assets/delete.ts';
import { openDatabase, type Database } from '../../postgres/database.ts';
import { testDatabase } from '../../postgres/testing.ts';
import { openS3Store } from './s3-store.ts';
import { openDiskStore, type MediaStore } from './store.ts';
import { startS3Server, type S3Server } from '../testing/s3-server.ts';
import { addAsset, intakesBesideSweeps, sha256Of } from '../testing/sweeps.ts';
import { fileRules, sweepUnused, watchFiles, watchStrays } from './unused-files.ts';

let own: Awaited<ReturnType<typeof testDatabase>>;
let dir = '';
let s3: S3Server;

beforeAll(async () => {
  own = await testDatabase();
  s3 = await startS3Server();
});
afterAll(async () => {
  await s3.close();
  await own.drop();
});
beforeEach(async () => {
  await own.database.general.query('truncate watched_files');
  dir = await mkdtemp(join(tmpdir(), 'unused-'));
  return () => rm(dir, { recursive: true, force: true });
});

const openS3 = (folder: string): Promise<MediaStore> =>
  openS3Store({ settings: s3.settings, cacheFolder: folder, cacheBytesMax: 1_000_000_000 });
const stores = [
  { name: 'on disk', open: (folder: string): Promise<MediaStore> => openDiskStore(folder) },
  { name: 'on S3', open: openS3 },
];

const day = { keptSeconds: 86_400, againSeconds: 3_600 };
const sweepOf = (store: MediaStore, times = day) =>
  sweepUnused({ database: own.database, store }, times);

/** Lets so many hours pass for all files that are watched. */
async function pass(hours: number): Promise<void> {
  await own.database.general.query(
    'update watched_files set look_at = look_at - make_interval(hours => $1)',
    [hours],
  );
}

async function sweepTwice(store: MediaStore): Promise<void> {
  await pass(25);
  await sweepOf(store);
  await pass(2);
  await sweepOf(store);
}

/** Rows as they are where somebody names the file; `request` and `output` of a task, or an asset. */
const namings: Record<string, (sha256: string) => Promise<unknown>> = {
  'the input of a task': (sha256) =>
    addTask({ media: [{ sha256: 'ab'.repeat(32) }, { sha256 }] }, null),
  'the video of a result': (sha256) =>
    addTask({ media: [] }, { files: { video: sha256, poster: null, lastFrame: null } }),
  'the last frame of a result': (sha256) =>
    addTask(
      { media: [] },
      { files: { video: 'cd'.repeat(32), poster: 'ef'.repeat(32), lastFrame: sha256 } },
    ),
  'an asset': (sha256) => addAsset(own.database, sha256),
  'a file of a former platform': async (sha256) => {
    const { id } = await createAccount(own.database, { name: `owner ${randomUUID()}` });
    const formerId = randomUUID();
    await own.database.general.query(
      `insert into former_platforms (id, account_id, dialect, base_url, key_sealed, calls_per_second)
       values ($1, $2, 'hmtm', 'https://former.example', '\\x00', 1)`,
      [formerId, id],
    );
    await own.database.general.query(
      `insert into former_files (former_id, task_id, file, name) values ($1, 't', 'video', $2)`,
      [formerId, `${sha256}.mp4`],
    );
  },
};

async function addTask(request: object, output: object | null): Promise<void> {
  await own.database.general.query(
    `insert into tasks (id, account_id, key_id, mode, dialect, model, request, quote, quote_micros, held_micros,
                        output, expires_at)
     values ($1, $2, $2, 'live', 'hmtm', 'm', $3, '{}', 0, 0, $4, now())`,
    [randomUUID(), randomUUID(), JSON.stringify(request), output && JSON.stringify(output)],
  );
}

describe.each(stores)('a store $name', ({ open }) => {
  let store: MediaStore;
  let bytes: Buffer;
  let sha256: string;

  beforeEach(async () => {
    store = watchFiles(await open(dir), own.database, day);
    bytes = randomBytes(1_000);
    sha256 = sha256Of(bytes);
  });

  test('lets go of what nobody names in two sweeps, a day after it was taken in', async () => {
    await store.putBytes(bytes);
    await pass(23);
    await sweepOf(store);
    await sweepOf(store);
    expect(await store.open(sha256)).not.toBeNull();
    await pass(2);
    await sweepOf(store);
    await sweepOf(store);
    expect(await store.open(sha256)).not.toBeNull();
    await pass(2);
    await sweepOf(store);
    expect(await store.open(sha256)).toBeNull();
    // Another day for what comes again.
    await store.putBytes(bytes);
    await pass(2);
    await sweepOf(store);
    expect(await store.open(sha256)).not.toBeNull();
  });

  test.each(Object.entries(namings))('keeps what is %s', async (_, name) => {
    await store.putBytes(bytes);
    await name(sha256);
    await sweepTwice(store);
    expect(await store.open(sha256)).not.toBeNull();
    const { rows } = await own.database.general.query('select from watched_files');
    expect(rows).toEqual([]);
  });

  test('keeps what is named or taken in again between two sweeps', async () => {
    const [again, named] = [randomBytes(9), randomBytes(9)];
    for (const one of [again, named]) await store.putBytes(one);
    await pass(25);
    await sweepOf(store);
    // This one remembers for an hour what it has taken in, and 26 have passed here in a moment.
    await watchFiles(store, own.database, day).take(sha256Of(again));
    await addAsset(own.database, sha256Of(named));
    await pass(2);
    await sweepOf(store);
    expect(await store.open(sha256Of(again))).not.toBeNull();
    expect(await store.open(sha256Of(named))).not.toBeNull();
  });

  test('lets go of an asset’s file a day after the last asset of it was deleted', async () => {
    const first = await addAsset(own.database, sha256);
    const second = await addAsset(own.database, sha256);
    await store.putBytes(bytes);
    await sweepTwice(store);
    await deleteAsset(own.database, first.accountId, first.id);
    await sweepTwice(store);
    expect(await store.open(sha256)).not.toBeNull();
    await deleteAsset(own.database, second.accountId, second.id);
    await sweepTwice(store);
    expect(await store.open(sha256)).toBeNull();
  });
});

test('what stood on the disk before it was watched is found, and goes where nobody names it', async () => {
  const store = await openDiskStore(dir);
  const [stray, named] = [randomBytes(9), randomBytes(9)];
  for (const one of [stray, named]) await store.putBytes(one);
  await addAsset(own.database, sha256Of(named));
  const parts = { database: own.database, store };
  for (let part = 0; part < 256; part += 1) {
    await watchStrays(parts, part.toString(16).padStart(2, '0'), day);
  }
  await sweepOf(store);
  expect(await store.open(sha256Of(stray))).not.toBeNull();
  await sweepTwice(store);
  expect(await store.open(sha256Of(stray))).toBeNull();
  expect(await store.open(sha256Of(named))).not.toBeNull();
});

test('the walk over the disk comes to every part of it, whichever process takes its rounds', async () => {
  const store = await openDiskStore(dir);
  const listed: string[] = [];
  const list = (digits: string): Promise<string[]> => {
    listed.push(digits);
    return Promise.resolve([]);
  };
  const rulesOf = () => fileRules({ database: own.database, store: { ...store, list } });
  const walks = [rulesOf(), rulesOf()].map((rules) =>
    rules.find(({ name }) => name === 'watch stray files'),
  );
  for (let round = 1; round <= 256; round += 1) await walks[round % 3 === 0 ? 1 : 0]?.batch(round);
  expect(new Set(listed).size).toBe(256);
  expect(listed).toContain('00');
  expect(listed).toContain('ff');
});

test.each(stores)(
  'intakes of the same 100 files $name lose none to a sweep that runs all the time',
  { timeout: 180_000 },
  async ({ name, open }) => {
    const intakes = name === 'on disk' ? 1_000 : 200;
    const { missing } = await intakesBesideSweeps(own.database, await open(dir), intakes);
    expect(missing).toEqual([]);
  },
);

test('a sweep reads no history, with statistics or without', async () => {
  const fresh = await testDatabase();
  const { general } = fresh.database;
  await general.query(`
    insert into tasks (id, account_id, key_id, mode, dialect, model, request, quote, quote_micros, held_micros,
                       output, expires_at)
    select 't' || n, gen_random_uuid(), gen_random_uuid(), 'live', 'hmtm', 'm',
           jsonb_build_object('media', jsonb_build_array(jsonb_build_object('sha256', 'popular'),
                                                         jsonb_build_object('sha256', 'in' || n))),
           '{}', 0, 0, jsonb_build_object('files', jsonb_build_object('video', 'out' || n)), now()
      from generate_series(1, 20000) n`);
  const store = { ...(await openDiskStore(dir)), remove: () => Promise.resolve() };
  for (const prepare of ['select', 'analyze']) {
    await general.query(prepare);
    await general.query(`
      insert into watched_files (sha256, look_at)
      select name, now()
        from generate_series(1, 100) n, unnest(array['in' || n, 'out' || n, 'none' || n]) name`);
    const before = await tasksRead(fresh.database);
    const database = openDatabase({ address: fresh.address, log: () => undefined });
    const times = { keptSeconds: 0, againSeconds: 0 };
    while (await sweepUnused({ database, store }, times));
    await sweepUnused({ database, store }, times);
    // A connection tells what it has read when it ends.
    await database.close();
    const { rows: left } = await general.query('select from watched_files');
    expect(left).toEqual([]);
    expect((await tasksRead(fresh.database)) - before, `after ${prepare}`).toBeLessThan(3_000);
  }
  await fresh.drop();
});

async function tasksRead(database: Database): Promise<number> {
  const { rows } = await database.general.query<{ rows: bigint }>(`
    select (seq_tup_read + idx_tup_fetch)::bigint as rows
      from pg_stat_user_tables where relname = 'tasks'`);
  return Number(rows[0]?.rows);
}

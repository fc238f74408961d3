import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGuardedFetch } from '../media/fetch.ts';
import { StorageError } from '../media/store/store-trouble.ts';
import { clipFile, pictureFile, wavFile } from '../media/testing/files.ts';
import { claim } from '../work/claim.ts';
import { fetchQueue } from '../work/queues.ts';
import { createAsset } from './create.ts';
import { deleteAsset } from './delete.ts';
import { createFetcher, type Fetcher, type FetcherParts } from './fetcher.ts';
import { readAssets } from './read.ts';
import type { AssetRow } from './rows.ts';
import { openLibrary, order, type Library } from './testing/library.ts';

let library: Library;
let parts: FetcherParts;
let fetcher: Fetcher;
let accountId: string;

beforeAll(async () => {
  library = await openLibrary();
  ({ parts } = library);
});
afterAll(() => library.close());
beforeEach(async () => {
  fetcher = createFetcher(parts);
  accountId = await library.addAccount();
});
afterEach(async () => {
  await fetcher.stop();
  const exact = await library.isRoomExact();
  const troubles = [...library.troubles];
  await library.empty();
  expect(exact).toBe(true);
  expect(troubles).toEqual([]);
});

const add = (path: string, over: Parameters<typeof order>[1] = {}, owner = accountId) =>
  createAsset(parts, order(owner, { url: library.urlOf(path), ...over }));

async function read({ id, account_id: owner }: AssetRow): Promise<AssetRow | null> {
  const [row] = await readAssets(library.database, owner, [id]);
  return row ?? null;
}

/** Lets the fetcher work until the asset is no longer processing; what waits is due at once. */
async function settled(asset: AssetRow): Promise<AssetRow | null> {
  for (;;) {
    await fetcher.turn();
    const row = await read(asset);
    if (row?.state !== 'processing' || library.troubles.length > 0) return row;
    await library.hurry();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function openWork(): Promise<{ subject_id: string; claimed: boolean; seconds: number }[]> {
  const { rows } = await library.database.general.query<{
    subject_id: string;
    claimed: boolean;
    seconds: number;
  }>(
    `select subject_id, claim_token is not null as claimed,
            extract(epoch from due_at - now())::float8 as seconds
       from work where step = 'fetch'`,
  );
  return rows;
}

/** A server that has the request and says nothing. */
function silence() {
  const arrived = Promise.withResolvers<ServerResponse>();
  let requests = 0;
  return {
    answer: (_request: IncomingMessage, response: ServerResponse): void => {
      requests += 1;
      arrived.resolve(response);
    },
    arrived: arrived.promise,
    requests: () => requests,
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('a fetched asset', () => {
  test.each([
    ['image', 'image/png', () => pictureFile('png')],
    ['image', 'image/heic', () => pictureFile('heic')],
    ['video', 'video/mp4', () => clipFile({ frames: 24 * 20 })],
    ['audio', 'audio/wav', () => Promise.resolve(wavFile(25))],
  ] as const)('is measured, stored and active: %s as %s', async (kind, contentType, file) => {
    const bytes = await file();
    library.answers.set('/file', bytes);
    const row = await settled(await add('/file', { kind }));
    expect(row).toMatchObject({ state: 'active', content_type: contentType, bytes: bytes.length });
    expect(row?.updated_ms).toBeGreaterThan(row?.created_ms ?? 0);
    expect(await library.store.open(row?.sha256 ?? '')).toMatchObject({ bytes: bytes.length });
    expect(await openWork()).toEqual([]);
  });
});

describe('an asset fails at once', () => {
  test.each([
    ['/none', {}, 'The file could not be fetched: The server answered HTTP 404. Give a public URL'],
    ['/page', {}, 'The file is in no known format: it must be image'],
    ['/small', {}, 'The file is 100 x 400 pixels; each side must have 300 to 6000.'],
    ['/good', { kind: 'video' }, 'The file is an image, where a video is expected.'],
  ] as const)('for %s %j, with words to act on', async (path, over, words) => {
    library.answers.set('/page', Buffer.from('<!doctype html>'));
    library.answers.set('/small', await pictureFile('png', 100, 400));
    library.answers.set('/good', await pictureFile('png'));
    const row = await settled(await add(path, over));
    expect(row).toMatchObject({
      state: 'failed',
      sha256: null,
      failure: { code: 'media_fetch_failed', message: expect.stringContaining(words) as string },
    });
    expect(await openWork()).toEqual([]);
  });

  test('for a host that is not public', async () => {
    const guarded = createGuardedFetch({ allowPrivateHosts: false });
    fetcher = createFetcher({ ...parts, intake: { ...parts.intake, fetch: guarded } });
    const row = await settled(await add('', { url: 'http://127.0.0.1/file' }));
    await guarded.close();
    expect(row?.failure?.message).toMatch(/not on the public internet\. Give a public URL/u);
  });
});

describe('a server in trouble', () => {
  test('is asked again, later, and the asset comes', async () => {
    const picture = await pictureFile('png');
    let requests = 0;
    library.answers.set('/file', (_request, response) => {
      requests += 1;
      if (requests < 3) response.writeHead(503).end();
      else response.end(picture);
    });
    expect(await settled(await add('/file'))).toMatchObject({ state: 'active' });
    expect(requests).toBe(3);
  });

  test('is given time between the tries', async () => {
    library.answers.set('/file', (_request, response) => response.writeHead(503).end());
    const asset = await add('/file');
    await fetcher.turn();
    await expect.poll(openWork, { timeout: 20_000 }).toMatchObject([{ claimed: false }]);
    expect((await openWork())[0]?.seconds).toBeGreaterThan(3);
    expect(await read(asset)).toMatchObject({ state: 'processing' });
  });

  test('is given up after four tries, with what it said last', async () => {
    let requests = 0;
    library.answers.set('/file', (_request, response) => {
      requests += 1;
      response.writeHead(502).end();
    });
    const row = await settled(await add('/file'));
    expect(row?.failure?.message).toContain('HTTP 502');
    expect(requests).toBe(4);
  });
});

describe('others', () => {
  test('are not harmed by a poisonous file among good ones', async () => {
    library.answers.set('/good', await pictureFile('png'));
    library.answers.set('/poison', (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('x');
      response.destroy();
    });
    library.answers.set('/junk', Buffer.alloc(100_000, 'GIF89a'));
    const paths = ['/good', '/poison', '/good', '/junk', '/good'];
    const assets = await Promise.all(paths.map((path) => add(path)));
    const states = [];
    for (const asset of assets) states.push((await settled(asset))?.state);
    expect(states).toEqual(['active', 'failed', 'active', 'failed', 'active']);
  });

  test('do not wait behind an account whose servers hang', async () => {
    const hung = silence();
    library.answers.set('/hangs', hung.answer);
    library.answers.set('/good', await pictureFile('png'));
    await Promise.all(Array.from({ length: 40 }, () => add('/hangs')));
    await fetcher.turn();
    await hung.arrived;
    const other = await add('/good', {}, await library.addAccount());
    expect(await settled(other)).toMatchObject({ state: 'active' });
    expect(hung.requests()).toBeLessThanOrEqual(4);
  });
});

describe('a fetch that is broken off', () => {
  test('by an orderly stop is handed back at once and begun again by the next process', async () => {
    const hung = silence();
    library.answers.set('/file', hung.answer);
    const asset = await add('/file');
    await fetcher.turn();
    await hung.arrived;
    await fetcher.stop();
    expect(await openWork()).toMatchObject([{ subject_id: asset.id, claimed: false }]);
    expect((await openWork())[0]?.seconds).toBeLessThanOrEqual(0);
    expect(await readdir(parts.intake.store.temporaryPath().replace(/[^/\\]+$/u, ''))).toEqual([]);

    library.answers.set('/file', await pictureFile('png'));
    fetcher = createFetcher(parts);
    expect(await settled(asset)).toMatchObject({ state: 'active' });
  });

  test('by the death of its process is begun again when the lease has run out', async () => {
    library.answers.set('/file', await pictureFile('png'));
    const asset = await add('/file');
    const dead = {
      step: 'fetch',
      queue: fetchQueue(accountId),
      limit: 1,
      leaseSeconds: 30,
    } as const;
    expect(await claim(library.database.claims, dead)).toHaveLength(1);
    expect(await fetcher.turn()).toBe(false);
    await library.database.general.query("update work set due_at = now() where step = 'fetch'");
    expect(await settled(asset)).toMatchObject({ state: 'active' });
  });

  test('by its deletion leaves nothing behind', async () => {
    const hung = silence();
    library.answers.set('/file', hung.answer);
    const asset = await add('/file');
    await fetcher.turn();
    const response = await hung.arrived;
    await deleteAsset(library.database, accountId, asset.id);
    response.end(await pictureFile('png'));
    await expect.poll(openWork, { timeout: 20_000 }).toEqual([]);
    expect(await read(asset)).toBeNull();
  });

  test('again and again comes to an end', async () => {
    const asset = await add('/file');
    await library.database.general.query("update work set claims = 20 where step = 'fetch'");
    expect((await settled(asset))?.failure?.message).toContain('interrupted too often');
  });

  test('and taken over by another process ends as the newer holder says, and not before', async () => {
    const [older, newer] = [silence(), silence()];
    library.answers.set('/file', older.answer);
    const asset = await add('/file');
    await fetcher.turn();
    const late = await older.arrived;
    await library.database.general.query("update work set due_at = now() where step = 'fetch'");
    library.answers.set('/file', newer.answer);
    const second = createFetcher(parts);
    await second.turn();
    const timely = await newer.arrived;

    const jpeg = await pictureFile('jpeg');
    late.end(jpeg);
    await expect.poll(() => library.store.open(sha256Of(jpeg)), { timeout: 20_000 }).not.toBeNull();
    // Waits until it has had its say, which comes after the storing.
    await fetcher.stop();
    expect(await read(asset)).toMatchObject({ state: 'processing' });
    timely.end(await pictureFile('png'));
    await expect
      .poll(() => read(asset), { timeout: 20_000 })
      .toMatchObject({ state: 'active', content_type: 'image/png' });
    await second.stop();
  });
});

test('two processes share what waits, and none fetches it twice', async () => {
  const second = await openLibrary(library.address);
  let requests = 0;
  const picture = await pictureFile('png');
  library.answers.set('/file', (_request, response) => {
    requests += 1;
    response.end(picture);
  });
  const assets = await Promise.all(Array.from({ length: 8 }, () => add('/file')));
  const other = createFetcher(second.parts);
  await Promise.all([fetcher.turn(), other.turn()]);
  for (const asset of assets) expect(await settled(asset)).toMatchObject({ state: 'active' });
  await other.stop();
  await second.close();
  expect(requests).toBe(8);
});

test('a trouble of our storage fails no asset, however often its fetch is tried', async () => {
  library.answers.set('/a.png', await pictureFile('png'));
  const asset = await add('/a.png');
  const { checkRoom } = parts.intake.store;
  parts.intake.store.checkRoom = () =>
    Promise.reject(new StorageError('Our storage has no room left.', { kind: 'full' }));
  for (let time = 0; time < 30; time += 1) {
    await fetcher.turn();
    await expect
      .poll(async () => (await openWork()).map(({ claimed }) => claimed), { interval: 5 })
      .toEqual([false]);
    await library.hurry();
  }
  expect(await read(asset)).toMatchObject({ state: 'processing' });
  parts.intake.store.checkRoom = checkRoom;
  expect(await settled(asset)).toMatchObject({ state: 'active' });
});

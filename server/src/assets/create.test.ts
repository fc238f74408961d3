import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Upload } from '../generation/upload.ts';
import { checkSourceUrl } from '../media/fetch.ts';
import { pictureFile, wavFile } from '../media/testing/files.ts';
import { createAsset, createAssetFromFile } from './create.ts';
import { deleteAsset } from './delete.ts';
import type { AssetParts } from './parts.ts';
import { listAssets, readAssets } from './read.ts';
import { openLibrary, order, problemOf, type Library } from './testing/library.ts';

let library: Library;
let parts: AssetParts;
let accountId: string;

beforeAll(async () => {
  library = await openLibrary();
  ({ parts } = library);
});
beforeEach(async () => {
  accountId = await library.addAccount();
});
afterEach(async () => {
  expect(await library.isRoomExact()).toBe(true);
});
afterAll(() => library.close());

async function openWork(): Promise<string[]> {
  const { rows } = await library.database.general.query<{ subject_id: string }>(
    "select subject_id from work where step = 'fetch' and queue like '%' || $1",
    [accountId],
  );
  return rows.map((row) => row.subject_id);
}

const everything = { page: 1, pageSize: 100, sortBy: 'created', descending: true } as const;
const total = async (): Promise<number> =>
  (await listAssets(library.database, { accountId, ...everything })).total;

describe('an asset by its URL', () => {
  test('is processing, with its open work', async () => {
    const asked = order(accountId, { id: 'asset-1', kind: 'video', shelf: 'portraits' });
    const row = await createAsset(parts, asked);
    expect(row).toMatchObject({
      id: 'asset-1',
      account_id: accountId,
      shelf: 'portraits',
      kind: 'video',
      name: 'portrait',
      state: 'processing',
      source_url: asked.url,
      sha256: null,
      content_type: null,
      bytes: null,
      failure: null,
    });
    expect(row.created_ms).toBeGreaterThan(1_600_000_000_000);
    expect(await openWork()).toEqual(['asset-1']);
    expect(await readAssets(library.database, accountId, ['asset-1'])).toEqual([row]);
  });

  test.each([
    [
      'media_invalid',
      'ftp://media.example/a.png',
      /^URL must be an http\(s\) URL or a data URL\.$/u,
    ],
    ['media_invalid', 'asset://asset-1', /^URL must be/u],
    ['media_invalid', '', /^URL must be/u],
    ['media_unreachable', 'http://127.0.0.1/a.png', /^URL .*not on the public internet/u],
    ['media_unreachable', 'https://', /^URL .*not a valid absolute/u],
    ['media_invalid', 'data:image/png;base64,!', /^URL is not valid base64/u],
    ['media_invalid', 'data:image/png;base64,QUJD', /^URL is in no known format/u],
  ])('is refused as %s at once: %s', async (code, url, words) => {
    const guarded = {
      ...parts,
      checkUrl: (one: string) => checkSourceUrl(one, { allowPrivateHosts: false }),
    };
    const problem = await problemOf(createAsset(guarded, order(accountId, { url })));
    expect(problem).toMatchObject({ code, field: 'URL' });
    expect(problem.message).toMatch(words);
    expect(await total()).toBe(0);
  });
});

describe('an asset that came whole', () => {
  test('in a data URL is measured and active at once', async () => {
    const bytes = await pictureFile('png');
    const url = `data:image/png;base64,${bytes.toString('base64')}`;
    const row = await createAsset(parts, order(accountId, { url }));
    expect(row).toMatchObject({
      state: 'active',
      source_url: null,
      content_type: 'image/png',
      bytes: bytes.length,
    });
    expect(await library.store.open(row.sha256 ?? '')).toMatchObject({ bytes: bytes.length });
    expect(await openWork()).toEqual([]);
  });

  test('as an upload is what its bytes are, whatever was announced', async () => {
    const upload = await library.upload(wavFile(20));
    const row = await createAssetFromFile(parts, { ...order(accountId), upload, field: 'file' });
    expect(row).toMatchObject({
      state: 'active',
      kind: 'audio',
      content_type: 'audio/wav',
      sha256: upload.sha256,
      bytes: upload.bytes,
    });
  });

  test('and is no medium is refused', async () => {
    const upload = await library.upload(Buffer.from('#!/bin/sh\n'));
    const created = createAssetFromFile(parts, { ...order(accountId), upload, field: 'file' });
    expect(await problemOf(created)).toMatchObject({ code: 'media_invalid', field: 'file' });
    expect(await total()).toBe(0);
  });
});

describe('the room of an account', () => {
  const many = (count: number) => Array.from({ length: count }, () => order(accountId));

  async function createMany(limited: AssetParts, count: number) {
    const made = await Promise.allSettled(many(count).map((one) => createAsset(limited, one)));
    const refused = made.filter((one) => one.status === 'rejected');
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ problem: { code: 'asset_limit' } });
    }
    return made.length - refused.length;
  }

  test('holds exactly as many assets as it may, however many are created at once', async () => {
    const limited = { ...parts, limits: { assetsMax: 7, bytesMax: 2 ** 40 } };
    expect(await createMany(limited, 30)).toBe(7);
    expect(await total()).toBe(7);
    expect(await openWork()).toHaveLength(7);
  });

  test('holds no more bytes than it may, those that are still unknown at their most', async () => {
    // An image may have 30 MB.
    const limited = { ...parts, limits: { assetsMax: 1_000, bytesMax: 100 * 1_048_576 } };
    expect(await createMany(limited, 12)).toBe(3);
  });

  test('is free again for what was deleted', async () => {
    const limited = { ...parts, limits: { assetsMax: 1, bytesMax: 2 ** 40 } };
    const { id } = await createAsset(limited, order(accountId));
    const problem = await problemOf(createAsset(limited, order(accountId)));
    expect(problem.message).toContain('it may keep 1 assets and 1024 GB; delete some first.');
    expect(await deleteAsset(library.database, accountId, id)).toBe(true);
    await createAsset(limited, order(accountId));
    expect(await total()).toBe(1);
  });

  test('is asked for before a file is kept: one that is refused leaves nothing behind', async () => {
    const bytes = wavFile(9);
    const url = `data:audio/wav;base64,${bytes.toString('base64')}`;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const upload = new Upload(
      { sha256, bytes: bytes.length, fileName: 'a.wav', contentType: '' },
      library.store.temporaryPath(),
    );
    await createAsset(parts, order(accountId));
    for (const limits of [
      { assetsMax: 1, bytesMax: 2 ** 40 },
      { assetsMax: 9, bytesMax: 1_000 },
    ]) {
      const limited = { ...parts, limits };
      const whole = createAsset(limited, order(accountId, { url, kind: 'audio' }));
      expect((await problemOf(whole)).code).toBe('asset_limit');
      const file = createAssetFromFile(limited, { ...order(accountId), upload, field: 'file' });
      expect((await problemOf(file)).code).toBe('asset_limit');
    }
    expect(await library.store.open(sha256)).toBeNull();
  });

  test('is nobody else’s', async () => {
    const limited = { ...parts, limits: { assetsMax: 1, bytesMax: 2 ** 40 } };
    await createAsset(limited, order(accountId));
    await createAsset(limited, order(await library.addAccount()));
    expect(await total()).toBe(1);
  });
});

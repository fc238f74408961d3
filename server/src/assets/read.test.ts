import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pictureFile } from '../media/testing/files.ts';
import { createAsset, createAssetFromFile } from './create.ts';
import { deleteAsset, expireAssets } from './delete.ts';
import { findAssetFile, listAssets, readAssets, type AssetListOrder } from './read.ts';
import { toAssetView } from './rows.ts';
import { openLibrary, order, type Library } from './testing/library.ts';

let library: Library;
let accountId: string;
let otherId: string;

beforeAll(async () => {
  library = await openLibrary();
});
beforeEach(async () => {
  accountId = await library.addAccount();
  otherId = await library.addAccount();
});
afterAll(() => library.close());

const add = (over: Parameters<typeof order>[1] = {}, owner = accountId) =>
  createAsset(library.parts, order(owner, over));

async function addActive(expiresSeconds?: number) {
  const upload = await library.upload(await pictureFile('jpeg'));
  const asked = { ...order(accountId), upload, field: 'file' };
  const more = expiresSeconds === undefined ? {} : { expiresSeconds };
  return createAssetFromFile(library.parts, { ...asked, ...more });
}

describe('reading by ids', () => {
  test('answers in their order, null for a missing and for another account’s', async () => {
    const [a, b] = [await add(), await add()];
    const foreign = await add({}, otherId);
    const read = await readAssets(library.database, accountId, [
      b.id,
      'asset-none',
      foreign.id,
      a.id,
      b.id,
    ]);
    expect(read).toEqual([b, null, null, a, b]);
    expect(await readAssets(library.database, accountId, [])).toEqual([]);
  });
});

describe('a list', () => {
  const list = (over: Partial<AssetListOrder> = {}) =>
    listAssets(library.database, {
      accountId,
      page: 1,
      pageSize: 10,
      sortBy: 'created',
      descending: true,
      ...over,
    });
  const names = async (over: Partial<AssetListOrder> = {}) =>
    (await list(over)).rows.map((row) => row.name);

  test('pages through all of the account’s, newest first, and tells the total on every page', async () => {
    for (let n = 1; n <= 5; n++) await add({ name: `n${String(n)}` });
    await add({ name: 'foreign' }, otherId);
    expect(await names({ pageSize: 2 })).toEqual(['n5', 'n4']);
    expect(await names({ pageSize: 2, page: 2 })).toEqual(['n3', 'n2']);
    expect(await names({ pageSize: 2, page: 3 })).toEqual(['n1']);
    expect(await list({ pageSize: 2, page: 4 })).toEqual({ rows: [], total: 5 });
    expect(await names({ descending: false })).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    expect((await list({ pageSize: 2, page: 2 })).total).toBe(5);
  });

  test('has the same rows as a read', async () => {
    const active = await addActive();
    const { rows } = await list();
    expect(rows).toEqual(await readAssets(library.database, accountId, [active.id]));
  });

  test('is filtered by shelf, state, kind and part of a name', async () => {
    await add({ name: 'Portrait 100%', shelf: 'portraits' });
    await add({ name: 'clip_1', kind: 'video' });
    await addActive();
    expect(await names({ shelf: 'portraits' })).toEqual(['Portrait 100%']);
    expect(await names({ kinds: ['video', 'audio'] })).toEqual(['clip_1']);
    expect(await names({ states: ['active'] })).toEqual(['portrait']);
    expect((await list({ states: ['processing', 'failed'] })).total).toBe(2);
    // No pattern: `%` and `_` stand for themselves.
    expect(await names({ name: '0%' })).toEqual(['Portrait 100%']);
    expect(await names({ name: 'p_1' })).toEqual(['clip_1']);
    expect(await names({ name: 'PORTRAIT', states: ['processing'] })).toEqual(['Portrait 100%']);
    expect(await names({ states: [] })).toEqual([]);
  });

  test('is sorted by the last change on request', async () => {
    const first = await add({ name: 'first' });
    await add({ name: 'second' });
    await library.database.general.query(
      "update assets set updated_at = now() + interval '1 second' where id = $1",
      [first.id],
    );
    expect(await names({ sortBy: 'updated' })).toEqual(['first', 'second']);
    expect(await names({ sortBy: 'updated', descending: false })).toEqual(['second', 'first']);
  });
});

describe('a file by its name in a URL', () => {
  test('is found under the view’s name alone, and no longer once the asset is deleted', async () => {
    const row = await addActive();
    const view = toAssetView(row, (name) => `https://host/${name}`);
    expect(view).toMatchObject({ state: 'active', url: `https://host/${row.id}.jpg` });
    const find = (name: string) => findAssetFile(library.database, name);
    expect(await find(`${row.id}.jpg`)).toBe(row.sha256);
    expect(await find(`${row.id}.png`)).toBeNull();
    expect(await find(row.id)).toBeNull();
    const waiting = await add();
    expect(await find(`${waiting.id}.jpg`)).toBeNull();
    expect(toAssetView(waiting, (name) => name).url).toBeNull();
    await deleteAsset(library.database, accountId, row.id);
    expect(await find(`${row.id}.jpg`)).toBeNull();
  });
});

describe('deleting', () => {
  test('is refused alike for a missing and for another account’s, and changes nothing', async () => {
    const foreign = await add({}, otherId);
    expect(await deleteAsset(library.database, accountId, foreign.id)).toBe(false);
    expect(await deleteAsset(library.database, accountId, 'asset-none')).toBe(false);
    expect(await readAssets(library.database, otherId, [foreign.id])).toEqual([foreign]);
    expect(await library.isRoomExact()).toBe(true);
  });

  test('leaves the bytes, which others may name', async () => {
    const [a, b] = [await addActive(), await addActive()];
    expect(a.sha256).toBe(b.sha256);
    await deleteAsset(library.database, accountId, a.id);
    expect(await library.store.open(b.sha256 ?? '')).not.toBeNull();
  });

  test('comes by itself to an upload whose time is over, and to no other', async () => {
    const [kept, later, over] = [await addActive(), await addActive(60), await addActive(0)];
    expect(await expireAssets(library.database)).toBe(1);
    const ids = [kept.id, later.id, over.id];
    expect(await readAssets(library.database, accountId, ids)).toEqual([kept, later, null]);
    expect(await library.isRoomExact()).toBe(true);
  });
});

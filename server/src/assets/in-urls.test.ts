import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMediaRoutes } from '../http/stored-media.ts';
import { createMediaUrls } from '../media/urls.ts';
import { pictureFile } from '../media/testing/files.ts';
import { findStored, ownFileFinder } from '../tasks/own-files.ts';
import { createAsset, createAssetFromFile } from './create.ts';
import { deleteAsset } from './delete.ts';
import { createFetcher } from './fetcher.ts';
import { findAssetFile, readAssets } from './read.ts';
import { toAssetView } from './rows.ts';
import { openLibrary, order, problemOf, type Library } from './testing/library.ts';
import { oneKey } from '../testing/keys.ts';

const publicUrl = 'https://video.example';
const urls = createMediaUrls({ publicUrl, keys: oneKey(), nowMs: Date.now });

let library: Library;
beforeAll(async () => {
  library = await openLibrary();
});
afterAll(() => library.close());

/** As the platform puts it together. */
const storedFile = async (name: string): Promise<string | null> =>
  (await findStored(library.database, name)) ?? findAssetFile(library.database, name);

async function addTiff(accountId: string) {
  const upload = await library.upload(await pictureFile('tiff'));
  const row = await createAssetFromFile(library.parts, {
    ...order(accountId),
    upload,
    field: 'file',
  });
  return { row, url: toAssetView(row, (name) => urls.signMediaUrl(name)).url ?? '' };
}

test('the signed URL of an asset serves its bytes until the asset is deleted', async () => {
  const accountId = await library.addAccount();
  const { row, url } = await addTiff(accountId);
  const media = createMediaRoutes({
    database: library.database,
    store: library.store,
    storedFile,
    urls,
    uncollected: () => null,
    wake: library.parts.wake,
    now: Date.now,
  });
  const open = () => media.open(new URL(url).pathname, { method: 'GET', headers: {} });
  const answer = await open();
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'image/tiff' } });
  expect(answer.file).toMatchObject({ start: 0, end: (row.bytes ?? 0) - 1 });
  await answer.file?.handle.close();
  await deleteAsset(library.database, accountId, row.id);
  expect(await problemOf(open())).toMatchObject({ code: 'route_not_found' });
});

test('the signed URL of an asset, given as the source of another, is not fetched from ourselves', async () => {
  const accountId = await library.addAccount();
  const { row, url } = await addTiff(accountId);
  const ownFile = ownFileFinder(storedFile, urls, publicUrl);
  const parts = { ...library.parts, intake: { ...library.parts.intake, ownFile } };
  const copy = await createAsset(parts, order(accountId, { url }));
  const fetcher = createFetcher(parts);
  await fetcher.turn();
  const read = () => readAssets(library.database, accountId, [copy.id]);
  await expect
    .poll(read, { timeout: 20_000 })
    .toMatchObject([{ state: 'active', sha256: row.sha256 }]);
  await fetcher.stop();
});

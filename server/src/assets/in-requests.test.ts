import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MediaAsk, MediaKind } from '../generation/request.ts';
import { grantCredits } from '../ledger/grants.ts';
import { clipFile, pictureFile } from '../media/testing/files.ts';
import { ownPriceBook } from '../pricing/book.ts';
import { platformOrigin, type Origin } from '../tasks/origin.ts';
import { studioQueue } from '../work/queues.ts';
import { createTaskReader } from '../tasks/read.ts';
import { createAffordable } from '../tasks/affordable.ts';
import { createEarlierRequests } from '../tasks/idempotency.ts';
import { createSubmit, type Submit } from '../tasks/submit.ts';
import { dialectNamed } from '../tasks/testing/fixture.ts';
import { createAsset, createAssetFromFile } from './create.ts';
import { deleteAsset } from './delete.ts';
import { createFetcher } from './fetcher.ts';
import { readAssets } from './read.ts';
import { openLibrary, order, problemOf, type Library } from './testing/library.ts';

let library: Library;
let submit: Submit;
let accountId: string;
let otherId: string;

beforeAll(async () => {
  library = await openLibrary();
  const { database, wake, intake } = library.parts;
  const earlier = createEarlierRequests({ database, wake });
  submit = createSubmit({
    database,
    earlier,
    affordable: createAffordable({ database, book: ownPriceBook() }),
    wake,
    intake,
    reader: createTaskReader(database, wake),
    book: ownPriceBook(),
    checkCallbackUrl: () => null,
    checkOffer: () => undefined,
    queueOf: () => studioQueue,
    now: Date.now,
  });
});
beforeEach(async () => {
  accountId = await library.addAccount();
  otherId = await library.addAccount();
  for (const owner of [accountId, otherId]) {
    await grantCredits(library.database, {
      accountId: owner,
      amountMicros: 1_000_000_000n,
      reason: 'test',
    });
  }
});
afterAll(() => library.close());

async function addActive(owner = accountId) {
  const upload = await library.upload(await pictureFile('png'));
  return createAssetFromFile(library.parts, { ...order(owner), upload, field: 'file' });
}

/** A request with one reference. */
function submitWith(url: string, kind: MediaKind = 'image', dialect: Origin = platformOrigin) {
  const role = `reference_${kind}` as const;
  const medium: MediaAsk = { url, kind, role, field: 'content[1].image_url.url' };
  return submit(
    { accountId, keyId: randomUUID(), mode: 'live', tier: null },
    {
      dialect,
      idempotencyKey: null,
      decode: () => ({
        ask: {
          model: 'seedance-2.0',
          prompt: 'it turns its head',
          media: [medium],
          seconds: 5,
          ratio: '16:9',
        },
      }),
    },
  );
}

const refusalOf = (url: string, kind?: MediaKind) => problemOf(submitWith(url, kind));

test('an active asset is the medium of a request', async () => {
  const asset = await addActive();
  const { row } = await submitWith(`asset://${asset.id}`);
  expect(row.request.media).toMatchObject([
    { kind: 'image', role: 'reference_image', sha256: asset.sha256, width: 640, height: 480 },
  ]);
});

test('a film of 5 s is priced as 5 s where seconds are sold, and by its frames where tokens are', async () => {
  const upload = await library.upload(await clipFile({ frames: 121 }));
  const film = await createAssetFromFile(library.parts, {
    ...order(accountId),
    upload,
    field: 'f',
  });
  const { row: bySeconds } = await submitWith(`asset://${film.id}`, 'video');
  expect(bySeconds.request.media[0]?.seconds).toBeCloseTo(121 / 24, 5);
  // (5 + 5) x 8 credits.
  expect(bySeconds.quote_micros).toBe(80_000_000n);
  const dialect = dialectNamed('ark');
  const { row: byTokens } = await submitWith(`asset://${film.id}`, 'video', dialect);
  // 1280 x 720 x (121 + 121) / 1024 tokens at 4.30 USD a million.
  expect(byTokens.quote_micros).toBe(37_461_600n);
});

test('another account’s asset is a missing one, word for word', async () => {
  const foreign = await addActive(otherId);
  const deleted = await addActive();
  await deleteAsset(library.database, accountId, deleted.id);
  const problem = await refusalOf('asset://asset-none');
  expect(problem).toEqual({
    code: 'media_invalid',
    field: 'content[1].image_url.url',
    message: 'content[1].image_url.url names no asset of this account: check the id.',
  });
  for (const id of [foreign.id, deleted.id, '', '../x', "' or 1=1", 'a'.repeat(5_000)]) {
    expect(await refusalOf(`asset://${id}`), id).toEqual(problem);
  }
});

test('an asset that is still processing, or has failed, is refused with the way out', async () => {
  const url = library.urlOf('/none');
  const asset = await createAsset(library.parts, order(accountId, { url }));
  const processing = await refusalOf(`asset://${asset.id}`);
  expect(processing).toMatchObject({ code: 'media_invalid', field: 'content[1].image_url.url' });
  expect(processing.message).toMatch(/ is still being processed: wait until it is active\.$/u);

  const fetcher = createFetcher(library.parts);
  await fetcher.turn();
  const read = () => readAssets(library.database, accountId, [asset.id]);
  await expect.poll(read, { timeout: 20_000 }).toMatchObject([{ state: 'failed' }]);
  await fetcher.stop();
  const failed = await refusalOf(`asset://${asset.id}`);
  expect(failed).toMatchObject({ code: 'media_invalid', field: 'content[1].image_url.url' });
  expect(failed.message).toMatch(/could not be taken in: The file could not be fetched: .*404/u);
});

test('an asset of another kind than the field takes is refused', async () => {
  const asset = await addActive();
  const problem = await refusalOf(`asset://${asset.id}`, 'video');
  expect(problem.message).toBe('content[1].image_url.url is an image, where a video is expected.');
});

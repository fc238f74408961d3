import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAssetFromFile } from '../../assets/create.ts';
import { openLibrary, order, problemOf, type Library } from '../../assets/testing/library.ts';
import type { MediaKind } from '../../generation/request.ts';
import { clipFile, pictureFile } from '../../media/testing/files.ts';
import { ownPriceBook } from '../../pricing/book.ts';
import { platformOrigin } from '../origin.ts';
import { createEstimator, type Estimator } from './estimate.ts';

let library: Library;
let estimator: Estimator;
let accountId: string;
let nowMs = 0;
/** By path, how often it was fetched. */
const fetches = new Map<string, number>();

beforeAll(async () => {
  library = await openLibrary();
  estimator = createEstimator({
    book: ownPriceBook(),
    intake: library.parts.intake,
    checkOffer: () => undefined,
    now: () => nowMs,
  });
});
beforeEach(async () => {
  accountId = await library.addAccount();
});
afterAll(() => library.close());

function serve(path: string, file: Buffer): string {
  fetches.set(path, 0);
  library.answers.set(path, (_request, response) => {
    fetches.set(path, (fetches.get(path) ?? 0) + 1);
    response.end(file);
  });
  return library.urlOf(path);
}

const estimate = (url: string, kind: MediaKind | null, measure = true, owner = accountId) =>
  estimator(
    { accountId: owner, keyId: randomUUID(), mode: 'live', tier: null },
    {
      origin: platformOrigin,
      measure,
      command: {
        ask: {
          model: 'seedance-2.0',
          prompt: 'it turns its head',
          media: [{ url, kind, role: null, field: 'media[0].url' }],
          seconds: 5,
          resolution: '720p',
        },
      },
    },
  );

describe('a clip', () => {
  test('counts as long as it is', async () => {
    const url = serve('/clip.mp4', await clipFile({ frames: 73 }));
    // 3 s of input and 5 of output, 8 credits each.
    expect(await estimate(url, 'video')).toMatchObject({
      heldMicros: 64_000_000n,
      isAtMost: false,
    });
  });

  test('that is not looked at counts as long as it may be, and is not fetched', async () => {
    const url = serve('/unseen.mp4', await clipFile({ frames: 73 }));
    const { heldMicros, isAtMost } = await estimate(url, 'video', false);
    expect([heldMicros, isAtMost]).toEqual([161_600_000n, true]);
    expect(fetches.get('/unseen.mp4')).toBe(0);
  });

  test('that is an asset is not fetched at all', async () => {
    const upload = await library.upload(await clipFile({ frames: 73 }));
    const made = { ...order(accountId), upload, field: 'file' };
    const { id } = await createAssetFromFile(library.parts, made);
    expect(await estimate(`asset://${id}`, null)).toMatchObject({ heldMicros: 64_000_000n });
  });
});

describe('what is at an address', () => {
  test('is fetched once in ten minutes, for each account', async () => {
    const url = serve('/one.png', await pictureFile('png'));
    const path = '/one.png';
    await estimate(url, null);
    await estimate(url, 'image');
    expect(fetches.get(path)).toBe(1);
    nowMs += 599_000;
    await estimate(url, null);
    expect(fetches.get(path)).toBe(1);
    nowMs += 2_000;
    await estimate(url, null);
    expect(fetches.get(path)).toBe(2);
    await estimate(url, null, true, await library.addAccount());
    expect(fetches.get(path)).toBe(3);
  });

  test('is refused by its field where it is nothing that can be used', async () => {
    const url = serve('/text.png', Buffer.from('no picture'));
    expect(await problemOf(estimate(url, 'image'))).toMatchObject({
      code: 'media_invalid',
      field: 'media[0].url',
    });
    expect(await problemOf(estimate(library.urlOf('/none'), 'image'))).toMatchObject({
      code: 'media_unreachable',
    });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createIntakeRoom } from '../media/intake.ts';
import type { IntakeDeps } from '../media/intake.ts';
import { openDiskStore } from '../media/store/store.ts';
import { ownPriceBook } from '../pricing/book.ts';
import { platformOrigin } from './origin.ts';
import { familyQueue, studioQueue } from '../work/queues.ts';
import { createSubmit, type SubmitParts } from './submit.ts';

/** Nothing but the media is touched before they are refused. */
function partsWith(intake: Partial<IntakeDeps>): SubmitParts {
  const parts: Partial<SubmitParts> = {
    book: ownPriceBook(),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that data URLs need
    intake: { room: createIntakeRoom(), ...intake } as IntakeDeps,
    checkCallbackUrl: () => null,
    affordable: {
      beforeMedia: () => Promise.resolve(),
      refusal: () => Promise.reject(new Error('these tests can pay')),
    },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return parts as SubmitParts;
}

test.each([
  ['seedance-2.5', 'audio lasts 40 s; it must last 2 to 30.2 s.'],
  ['seedance-2.0', 'audio lasts 40 s; it must last 2 to 15.2 s.'],
])('a medium is measured against the limits of %s', async (model, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-submit-'));
  try {
    const submit = createSubmit(
      partsWith({
        store: await openDiskStore(folder),
        measure: () =>
          Promise.resolve([
            {
              kind: 'audio' as const,
              contentType: 'audio/wav',
              bytes: 3,
              width: 0,
              height: 0,
              seconds: 40,
              framesPerSecond: 0,
            },
          ]),
      }),
    );
    const url = 'data:audio/wav;base64,AAAA';
    const media = [{ url, kind: null, role: null, field: 'audio' }];
    const ask = { model, prompt: 'a kite', media };
    const refused = submit(
      { accountId: 'a', keyId: 'k', mode: 'live', tier: null },
      { dialect: platformOrigin, idempotencyKey: null, decode: () => ({ ask }) },
    );
    await expect(refused).rejects.toMatchObject({ problem: { code: 'media_invalid', message } });
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe('a picture that the studio cannot draw', () => {
  async function submitHeic(queue: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'filmgate-submit-'));
    try {
      const heic = { kind: 'image' as const, contentType: 'image/heic', bytes: 3 };
      const parts = partsWith({
        store: await openDiskStore(folder),
        measure: () =>
          Promise.resolve([{ ...heic, width: 640, height: 480, seconds: 0, framesPerSecond: 0 }]),
      });
      const submit = createSubmit({
        ...parts,
        checkOffer: () => undefined,
        queueOf: () => queue,
        now: () => {
          throw new Error('it is accepted');
        },
      });
      const url = 'data:image/heic;base64,AAAA';
      const media = [{ url, kind: null, role: null, field: 'content[1].image_url.url' }];
      await submit(
        { accountId: 'a', keyId: 'k', mode: 'test', tier: null },
        {
          dialect: platformOrigin,
          idempotencyKey: null,
          decode: () => ({ ask: { model: 'seedance-2.0', prompt: 'a kite', media } }),
        },
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test('is refused by its field where the studio would make the film', async () => {
    await expect(submitHeic(studioQueue)).rejects.toMatchObject({
      problem: {
        code: 'media_invalid',
        field: 'content[1].image_url.url',
        message: expect.stringContaining('is image/heic') as string,
      },
    });
  });

  test('is taken where a line would', async () => {
    await expect(submitHeic(familyQueue('seedance-2.0'))).rejects.toThrow('it is accepted');
  });
});

test('whether its key is still good is asked once its media were taken in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-submit-'));
  try {
    const steps: string[] = [];
    const picture = { kind: 'image' as const, contentType: 'image/png', bytes: 3 };
    const parts = partsWith({
      store: await openDiskStore(folder),
      measure: () => {
        steps.push('measured');
        return Promise.resolve([
          { ...picture, width: 640, height: 480, seconds: 0, framesPerSecond: 0 },
        ]);
      },
    });
    const submit = createSubmit({
      ...parts,
      checkOffer: () => undefined,
      queueOf: () => familyQueue('seedance-2.0'),
      now: () => 0,
    });
    const media = [{ url: 'data:image/png;base64,AAAA', kind: null, role: null, field: 'image' }];
    const refused = submit(
      { accountId: 'a', keyId: 'k', mode: 'live', tier: null },
      {
        dialect: platformOrigin,
        idempotencyKey: null,
        askAgain: () => Promise.reject(new Error(`${steps.join()}, and revoked`)),
        decode: () => ({ ask: { model: 'seedance-2.0', prompt: 'a kite', media } }),
      },
    );
    await expect(refused).rejects.toThrow('measured, and revoked');
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeCall } from '../dialects/codec.ts';
import { callWith, operationOf } from '../dialects/testing/operations.ts';
import { ninth } from '../dialects/testing/ninth.ts';
import { platformOrigin } from './origin.ts';
import { addCustomer, dialectNamed, openTaskFixture, type TaskFixture } from './testing/fixture.ts';

/** What nobody here knows by its name is sold like all else. */

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

const submission = (body: object) => ({
  dialect: ninth,
  idempotencyKey: null,
  decode: () => decodeCall(operationOf(ninth, 'create'), callWith(body)),
});

test('a task of a dialect of one’s own is held at the price of its model, under an id in its look', async () => {
  const who = await addCustomer(fixture, 1_000);
  const body = { model: 'film-1', prompt: 'a kite', duration: 5, resolution: '720p' };
  const { row } = await fixture.submit(who, submission(body));
  expect(row.id).toMatch(/^n-[a-z0-9]{20}$/u);
  const ark = {
    ...submission(body),
    dialect: dialectNamed('ark'),
    decode: () => ({
      ask: {
        model: 'seedance-2.0',
        prompt: 'a kite',
        media: [],
        seconds: 5,
        resolution: '720p' as const,
      },
    }),
  };
  const { row: native } = await fixture.submit(who, ark);
  expect(row).toMatchObject({
    dialect: 'ninth',
    model: 'film-1',
    state: 'queued',
    quote_micros: native.quote_micros,
    request: { family: 'seedance-2.0' },
  });
});

test('what it does not sell is refused by its own field, with what it does', async () => {
  const who = await addCustomer(fixture, 1_000);
  await expect(
    fixture.submit(who, submission({ model: 'seedance-2.0', prompt: 'a kite' })),
  ).rejects.toMatchObject({
    problem: {
      code: 'model_unavailable',
      field: 'model',
      message: 'model names no model that is sold here: use film-one.',
    },
  });
});

test('a large body is not read for an account that cannot pay the least of what it sells', async () => {
  const poor = await addCustomer(fixture, 0);
  await expect(fixture.affordable.beforeBody(poor, [ninth])).rejects.toMatchObject({
    problem: { code: 'insufficient_credits' },
  });
  const rich = await addCustomer(fixture, 1_000);
  await fixture.affordable.beforeBody(rich, [ninth, platformOrigin]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readWallet } from '../../accounts/accounts.ts';
import { taskJsonSchema } from '../../tasks/task-json.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer();
  who = await server.customer();
});
afterAll(() => server.close());

const film = { model: 'seedance-2.0', prompt: 'a river in autumn', seconds: 5, resolution: '720p' };

const make = (body: object, headers = {}, key = who.key) =>
  server.call(key, 'POST', '/tasks', body, headers);
const estimate = (body: object, key = who.key) => server.call(key, 'POST', '/tasks/estimate', body);
const held = async () => (await readWallet(server.database, who.accountId))?.heldMicros;

describe('a task', () => {
  test('is made in our own words, and held for', async () => {
    const before = (await held()) ?? 0n;
    const { status, json, headers } = await make({
      ...film,
      ratio: '9:16',
      seed: 7,
      generateAudio: false,
      endUser: 'user 4711',
      metadata: { order: 'A-1' },
    });
    const task = taskJsonSchema.strict().parse(json);
    expect(status).toBe(202);
    expect(task).toMatchObject({
      state: 'queued',
      dialect: 'platform',
      keyId: who.keyId,
      ...film,
      ratio: '9:16',
      seed: 7,
      generateAudio: false,
      endUser: 'user 4711',
      metadata: { order: 'A-1' },
      quotedCredits: 40,
    });
    expect(task.id).toMatch(/^task_[0-9a-z]{20}$/);
    expect(headers.get('location')).toBe(`/platform/v1/tasks/${task.id}`);
    expect(headers.get('retry-after')).toBe('5');
    expect(await held()).toBe(before + 40_000_000n);
    const read = await server.call(who.key, 'GET', `/tasks/${task.id}`);
    expect(read.json).toMatchObject({ id: task.id, endUser: 'user 4711' });
  });

  test('has the model’s defaults where nothing is said', async () => {
    const { json } = await make({ model: 'seedance-2.0', prompt: 'a river' });
    expect(json).toMatchObject({ seconds: 5, resolution: '720p', serviceTier: 'default' });
  });

  test('keeps its metadata to the byte', async () => {
    const kept = '{"big":12345678901234567890, "10":1.0}';
    const response = await fetch(`http://127.0.0.1:${String(server.port)}/platform/v1/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${who.key}`, 'content-type': 'application/json' },
      body: `{"model":"seedance-2.0","prompt":"a river","metadata":${kept}}`,
    });
    expect(await response.text()).toContain(`"metadata":${kept}`);
  });

  test('is made once under an idempotency key, and another request under it is refused', async () => {
    const before = (await held()) ?? 0n;
    const first = await make(film, { 'idempotency-key': 'once' });
    const again = await make(film, { 'idempotency-key': 'once' });
    expect(again.status).toBe(202);
    expect(again.text).toBe(first.text);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await held()).toBe(before + 40_000_000n);
    const other = await make({ ...film, endUser: 'another' }, { 'idempotency-key': 'once' });
    expect([other.status, other.json]).toMatchObject([422, { code: 'idempotency_mismatch' }]);
  });

  test.each([
    [{ ...film, model: 'sora-9' }, 'model_unavailable', 'model'],
    [{ ...film, seconds: 99 }, 'invalid_parameter', 'seconds'],
    [{ ...film, serviceTier: 'flex' }, 'invalid_parameter', 'serviceTier'],
    [{ ...film, media: [{ url: 'nonsense' }] }, 'media_invalid', 'media[0].url'],
    [{ ...film, media: [{ kind: 'image' }] }, 'missing_parameter', 'media[0].url'],
    [
      { ...film, media: [{ url: 'https://x.example/a.png', kinds: 'image' }] },
      'invalid_parameter',
      'media[0].kinds',
    ],
    [{ prompt: 'a river' }, 'missing_parameter', 'model'],
  ])('%j is refused by its field', async (body, code, field) => {
    const { status, json } = await make(body);
    expect([status, json]).toMatchObject([400, { code, field }]);
  });

  test('that could cost more than it may is refused, and nothing is held', async () => {
    const before = await held();
    const { status, json } = await make({ ...film, maxCredits: 39.9 });
    expect([status, json]).toMatchObject([
      400,
      {
        code: 'above_max_credits',
        field: 'maxCredits',
        detail:
          'maxCredits is 39.9, and this request can cost 40 credits. Nothing was charged: ask for less, or allow more.',
      },
    ]);
    expect(await held()).toBe(before);
    expect((await make({ ...film, maxCredits: 40 })).status).toBe(202);
  });

  test('is refused where the account has too few credits', async () => {
    const poor = await server.customer(1);
    const { status, json } = await make(film, {}, poor.key);
    expect([status, json]).toMatchObject([402, { code: 'insufficient_credits' }]);
  });
});

const estimated = z.looseObject({ credits: z.number(), isAtMost: z.boolean() });

describe('an estimate', () => {
  test('is what a create holds, and holds nothing', async () => {
    const before = await held();
    const { status, json } = await estimate(film);
    expect([status, json]).toMatchObject([
      200,
      {
        credits: 40,
        isAtMost: false,
        charge: {
          rule: 'platform/seedance-2.0',
          listCredits: 40,
          discountCredits: 0,
          totalCredits: 40,
          lines: [{ kind: 'base', unit: 'second', quantity: 5, rateCredits: 8, amountCredits: 40 }],
        },
      },
    ]);
    expect(await held()).toBe(before);
  });

  test.each([
    { resolution: '480p', seconds: 4 },
    { resolution: '1080p', seconds: 10 },
    { model: 'seedance-2.5', seconds: 'auto' },
    { model: 'seedance-1.0-pro', serviceTier: 'flex' },
    { model: 'seedance-2.0-fast', ratio: 'adaptive' },
  ])('of %j comes to the same number as the hold', async (over) => {
    const body = { ...film, ...over };
    const { credits } = estimated.parse((await estimate(body)).json);
    const { json } = await make(body);
    expect(taskJsonSchema.parse(json).quotedCredits).toBe(credits);
  });

  test('of an open length says that it is at most', async () => {
    const { json } = await estimate({ ...film, seconds: 'auto' });
    expect(json).toMatchObject({ isAtMost: true });
  });

  test('of media that are not looked at is the most that they can cost', async () => {
    const url = 'https://x.example/unknown';
    const { json } = await estimate({ ...film, media: [{ url }], measure: false });
    // It may turn out to be a clip of 15.2 s, which counts like output.
    expect(json).toMatchObject({ credits: (5 + 15.2) * 8, isAtMost: true });
    const picture = { ...film, media: [{ url, kind: 'image' }], measure: false };
    expect((await estimate(picture)).json).toMatchObject({ credits: 40, isAtMost: true });
  });

  test('with a test key holds nothing, and says what it would be', async () => {
    const other = await server.customer(0, { ...who, mode: 'test' });
    const { json } = await estimate(film, other.key);
    expect(json).toMatchObject({ credits: 0, charge: { totalCredits: 40 } });
  });

  test('refuses what a create refuses', async () => {
    const { status, json } = await estimate({ ...film, seconds: 99 });
    expect([status, json]).toMatchObject([400, { code: 'invalid_parameter', field: 'seconds' }]);
  });
});

describe('a cancel', () => {
  test('of what waits gives the hold back, and says it again when it is asked again', async () => {
    const before = await held();
    const { id } = taskJsonSchema.parse((await make(film)).json);
    const cancelled = await server.call(who.key, 'POST', `/tasks/${id}/cancel`);
    expect([cancelled.status, cancelled.json]).toMatchObject([
      200,
      { id, state: 'cancelled', chargedCredits: null, failure: { code: 'cancelled' } },
    ]);
    expect(await held()).toBe(before);
    const again = await server.call(who.key, 'POST', `/tasks/${id}/cancel`);
    expect(again.text).toBe(cancelled.text);
  });

  test('of what is over is refused', async () => {
    const { id } = taskJsonSchema.parse((await make(film)).json);
    await server.fail(id);
    const { status, json } = await server.call(who.key, 'POST', `/tasks/${id}/cancel`);
    expect([status, json]).toMatchObject([409, { code: 'not_cancellable' }]);
  });
});

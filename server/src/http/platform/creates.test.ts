import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { passSinceKeys } from '../../tasks/testing/fixture.ts';
import { addEndpoint } from '../../webhooks/endpoints.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';
import { routes } from './testing/routes.ts';

/** Creates under an idempotency key, by the one that every installation has: webhook endpoints. */

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer();
});
beforeEach(async () => {
  who = await server.customer();
});
afterAll(() => server.close());

const url = 'https://receiver.example/hook';

async function add(key: string | null, body: object = { url }, by = who) {
  const headers = key === null ? {} : { 'idempotency-key': key };
  const answer = await server.call(by.key, 'POST', '/webhook-endpoints', body, headers);
  return { ...answer, replayed: answer.headers.get('idempotent-replayed') };
}

async function count(by = who): Promise<number> {
  const { rows } = await server.database.general.query(
    'select from webhook_endpoints where account_id = $1',
    [by.accountId],
  );
  return rows.length;
}

test('sent again it is what was made, without the secret, and says so', async () => {
  const first = await add('once');
  expect([first.status, first.replayed]).toEqual([201, null]);
  expect(first.json).toMatchObject({ secret: expect.stringMatching(/^whsec_/) });
  const second = await add('"once"', { url });
  expect([second.status, second.replayed]).toEqual([201, 'true']);
  expect(second.json).toEqual({ ...Object(first.json), secret: null });
  expect(await count()).toBe(1);
});

test('fifty at once make one, and all are told of the same', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => add('storm')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(answers.filter(({ replayed }) => replayed === null)).toHaveLength(1);
  const ids = answers.map(({ json }) => new Map(Object.entries(Object(json))).get('id'));
  expect(new Set(ids).size).toBe(1);
  expect(await count()).toBe(1);
});

test('without a key, and under another one, each makes its own', async () => {
  for (const key of [null, null, 'a', 'b']) expect((await add(key)).replayed).toBeNull();
  expect(await count()).toBe(4);
});

test('another body under the same key is refused', async () => {
  await add('mine');
  const { status, json } = await add('mine', { url, description: 'other' });
  expect([status, json]).toMatchObject([422, { code: 'idempotency_mismatch' }]);
  // The order of fields and spaces say nothing.
  await add('two', { url, description: 'x' });
  expect((await add('two', { description: 'x', url })).replayed).toBe('true');
});

test('a key belongs to its account and its mode', async () => {
  const stranger = await server.customer();
  const test = await server.customer(0, { ...who, mode: 'test' });
  for (const by of [who, stranger, test])
    expect((await add('same', { url }, by)).replayed).toBeNull();
  expect([await count(), await count(stranger)]).toEqual([2, 1]);
});

test('what is refused is not kept under the key', async () => {
  expect((await add('again', { url: 'ftp://x.example' })).status).toBe(400);
  expect(await add('again')).toMatchObject({ status: 201, replayed: null });
});

test('what fails leaves nothing of itself, and the key free', async () => {
  const most = Array.from({ length: 20 }, () =>
    addEndpoint(server.webhooks, { accountId: who.accountId, mode: 'live', url }),
  );
  const [first] = await Promise.all(most);
  expect(await add('full')).toMatchObject({ status: 409, json: { code: 'endpoint_limit' } });
  await server.call(who.key, 'DELETE', `/webhook-endpoints/${first?.endpoint.id ?? ''}`);
  expect(await add('full')).toMatchObject({ status: 201, replayed: null });
});

test('an invitation that is made again is the same one, without its link', async () => {
  const owner = await server.browsing(who.accountId);
  const body = { email: 'ada@people.example', role: 'viewer' };
  const headers = { 'idempotency-key': 'invite' };
  const first = await server.call(owner, 'POST', '/invitations', body, headers);
  expect(first).toMatchObject({ status: 201, json: { link: expect.any(String) } });
  const again = await server.call(owner, 'POST', '/invitations', body, headers);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again).toMatchObject({ status: 201, json: { ...Object(first.json), link: null } });
});

test('what was made and is gone is not there, and not made again', async () => {
  const { json } = await add('gone');
  const { id } = Object(json) as { id: string };
  await server.call(who.key, 'DELETE', `/webhook-endpoints/${id}`);
  expect(await add('gone')).toMatchObject({ status: 404, json: { code: 'endpoint_not_found' } });
});

test('a record of a day ago gives way', async () => {
  await add('old');
  await passSinceKeys(server, who, '25 hours');
  expect((await add('old', { url, description: 'new' })).status).toBe(201);
  expect(await count()).toBe(2);
});

test('every route that makes something takes a key', () => {
  const forgetful = routes.filter(
    (route) => 'answers' in route && route.answers.status === 201 && !route.creates,
  );
  expect(forgetful.map(({ path }) => path)).toEqual([
    // Each link ends the one before, and without a link the answer would be of no use.
    '/password-reset',
    // Whoever signs in or joins is nobody before, to whom a key could belong.
    '/session',
    '/invitations/accept',
    '/registrations/confirm',
  ]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer();
  who = await server.customer(100);
});
afterAll(() => server.close());

const made = z.looseObject({ id: z.string(), state: z.string(), fileUrl: z.string().nullable() });

async function ask(body: object, headers = {}) {
  const { status, json } = await server.call(who.key, 'POST', '/exports', body, headers);
  expect([status, json]).toMatchObject([202, { state: 'queued' }]);
  return made.parse(json);
}

test('an export is asked for, made, read and deleted', async () => {
  const { id, fileUrl } = await ask({ kind: 'transactions', timeZone: 'Asia/Shanghai' });
  expect(fileUrl).toBeNull();
  const early = await server.call(who.key, 'GET', `/exports/${id}/file`);
  expect([early.status, early.json]).toMatchObject([409, { code: 'not_finished' }]);
  await server.makeExports(id);
  const { json } = await server.call(who.key, 'GET', `/exports/${id}`);
  expect(json).toMatchObject({ state: 'ready', rows: 1, isCut: false });
  expect(made.parse(json).fileUrl).toBe(`/platform/v1/exports/${id}/file`);
  const file = await server.call(who.key, 'GET', `/exports/${id}/file`);
  expect(file.headers.get('content-disposition')).toMatch(
    /^attachment; filename="filmgate-transactions-Asia-Shanghai-\d{4}-\d\d-\d\d\.csv"$/,
  );
  expect(Number(file.headers.get('content-length'))).toBe(Buffer.byteLength(file.text) + 3);
  expect(file.text).toMatch(/\r\n1,grant,.*\+08:00,100,100,,test,,false\r\n$/);
  expect((await server.call(who.key, 'DELETE', `/exports/${id}`)).status).toBe(204);
  expect((await server.call(who.key, 'GET', `/exports/${id}/file`)).status).toBe(404);
});

test('one that is asked for twice under a key is one', async () => {
  const headers = { 'idempotency-key': 'once' };
  const first = await ask({ kind: 'usage', format: 'xlsx' }, headers);
  expect((await ask({ kind: 'usage', format: 'xlsx' }, headers)).id).toBe(first.id);
});

test.each([
  [
    'a word of another kind',
    { kind: 'transactions', filter: { endUser: 'Ann' } },
    'filter.endUser',
  ],
  ['a word of none', { kind: 'tasks', filter: { colour: 'red' } }, 'filter.colour'],
  ['a time that is none', { kind: 'tasks', filter: { from: 'yesterday' } }, 'filter.from'],
  ['a kind that is none', { kind: 'films' }, 'kind'],
])('%s is refused by its name', async (_what, body, field) => {
  const { status, json } = await server.call(who.key, 'POST', '/exports', body);
  expect([status, json]).toMatchObject([400, { field }]);
});

test('who may not read tasks gets none as a file', async () => {
  const billing = await server.browsing(who.accountId, 'billing');
  const refused = await server.call(billing, 'POST', '/exports', { kind: 'tasks' });
  expect([refused.status, refused.json]).toMatchObject([403, { code: 'forbidden' }]);
  const { status } = await server.call(billing, 'POST', '/exports', { kind: 'deductions' });
  expect(status).toBe(202);
});

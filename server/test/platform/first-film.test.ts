import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { checkLedger } from '../../src/ledger/check.ts';
import { call, until } from '../harness/api.ts';
import { beside } from '../harness/database.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { openBrowser, signInFirst } from './browser.ts';

/** The thin path through all of it: sign in, make a key, make a film with it, and find what it was charged. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.remove());

const password = 'a lighthouse in a storm';
const micros = (credits: number): bigint => BigInt(Math.round(credits * 1e6));
const sum = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((total, amount) => total + amount, 0n);

const made = z.object({ id: z.string(), key: z.string() });
const task = z.object({
  id: z.string(),
  state: z.string(),
  quotedCredits: z.number(),
  chargedCredits: z.number().nullable(),
  output: z.object({ videoUrl: z.string() }).nullable(),
});
const balance = z.object({
  balanceCredits: z.number(),
  heldCredits: z.number(),
  chargedCredits: z.number(),
});
const line = z.object({ amountCredits: z.number() });
const deductions = z.object({
  data: z.tuple([
    z.object({
      taskId: z.string(),
      keyId: z.string(),
      endUser: z.string(),
      metadata: z.unknown(),
      charge: z.object({
        lines: z.array(line),
        listCredits: z.number(),
        discountCredits: z.number(),
        totalCredits: z.number(),
      }),
      chargedCredits: z.number(),
      balanceCredits: z.number(),
    }),
  ]),
});
const transactions = z.object({
  data: z.array(
    z.object({
      kind: z.string(),
      taskId: z.string().nullable(),
      amountCredits: z.number(),
      balanceCredits: z.number(),
    }),
  ),
});

test('sign in, key, film, deduction: all sums are one, to the micro-credit', async () => {
  const browser = await signInFirst(server, password);
  // The printed password is good for nothing any more, and the new one is.
  const former = openBrowser(server);
  expect((await former.call('POST', '/session', server.first.admin)).status).toBe(401);
  const { email } = server.first.admin;
  expect((await former.call('POST', '/session', { email, password })).status).toBe(201);

  const order = { mode: 'live', name: 'the first', scopes: ['tasks:create', 'tasks:read'] };
  const { id: keyId, key } = made.parse((await browser.call('POST', '/keys', order)).body);
  const read = async (path: string) => (await browser.call('GET', path)).body;
  const before = balance.parse(await read('/balance'));

  const film = { model: 'seedance-2.0', prompt: 'a lake at dawn', seconds: 4, resolution: '480p' };
  const estimated = z
    .object({ credits: z.number() })
    .parse((await call(server, 'POST', '/platform/v1/tasks/estimate', { key, body: film })).body);
  const created = await call(server, 'POST', '/platform/v1/tasks', {
    key,
    body: { ...film, endUser: 'user 815', metadata: { order: 'A-1' } },
  });
  expect(created.status).toBe(202);
  const { id, quotedCredits } = task.parse(created.body);
  expect(quotedCredits).toBe(estimated.credits);
  const held = balance.parse(await read('/balance'));
  expect(micros(held.heldCredits)).toBe(micros(quotedCredits));
  // What reads tasks alone reads no records.
  expect((await call(server, 'GET', '/platform/v1/balance', { key })).status).toBe(403);

  const done = await until(
    async () => task.parse((await call(server, 'GET', `/platform/v1/tasks/${id}`, { key })).body),
    ({ state }) => !['queued', 'running'].includes(state),
    240_000,
  );
  expect(done.state).toBe('succeeded');
  const video = await fetch(done.output?.videoUrl ?? '');
  expect((await video.arrayBuffer()).byteLength).toBeGreaterThan(1_000);

  const {
    data: [deduction],
  } = deductions.parse(await read('/deductions'));
  expect(deduction).toMatchObject({
    taskId: id,
    keyId,
    endUser: 'user 815',
    metadata: { order: 'A-1' },
  });
  const charged = micros(deduction.chargedCredits);
  expect(charged).toBeGreaterThan(0n);
  expect(charged).toBe(micros(done.chargedCredits ?? 0));
  const { lines, listCredits, discountCredits, totalCredits } = deduction.charge;
  expect(sum(lines.map(({ amountCredits }) => micros(amountCredits)))).toBe(charged);
  expect(micros(totalCredits)).toBe(charged);
  expect(micros(listCredits) + micros(discountCredits)).toBe(charged);

  const after = balance.parse(await read('/balance'));
  expect(micros(before.balanceCredits) - micros(after.balanceCredits)).toBe(charged);
  expect(micros(after.chargedCredits) - micros(before.chargedCredits)).toBe(charged);
  expect(micros(after.heldCredits)).toBe(0n);
  expect(micros(deduction.balanceCredits)).toBe(micros(after.balanceCredits));

  const moved = transactions.parse(await read('/transactions')).data;
  expect(moved.map(({ kind, taskId }) => [kind, taskId])).toEqual([
    ['charge', id],
    ['grant', null],
  ]);
  expect(sum(moved.map(({ amountCredits }) => micros(amountCredits)))).toBe(
    micros(after.balanceCredits),
  );
  const usage = z
    .object({ data: z.tuple([z.object({ films: z.literal(1), chargedCredits: z.number() })]) })
    .parse(await read('/usage'));
  expect(micros(usage.data[0].chargedCredits)).toBe(charged);
  const ledger = await beside(server, (database) => checkLedger(database));
  expect(ledger.broken).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLine } from '../../src/lines/book/store.ts';
import { deriveKey, loadOrMakeSecret } from '../../src/boot/secret.ts';
import { call, until } from '../harness/api.ts';
import { openServerDatabase } from '../harness/database.ts';
import { command, startServer, type TestServer } from '../harness/server.ts';
import { openGate, type Gate } from './gate.ts';

/**
 * A line to another Filmgate in a dialect whose platform keeps no word of ours: an answer that was lost is
 * asked for again under the same idempotency key, and what was made once stays made once.
 */
let first: TestServer;
let second: TestServer;
let gate: Gate;

const calls = '/api/v3/contents/generations/tasks';

beforeAll(async () => {
  const env = { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true' };
  [first, second] = await Promise.all([startServer({ env }), startServer({ env })]);
  gate = await openGate(second.url);
  const database = await openServerDatabase(first);
  await addLine(database, deriveKey(loadOrMakeSecret(first.dataDirectory), 'line secrets'), {
    name: 'second Filmgate',
    dialect: 'hmtm',
    baseUrl: `${gate.url}/d/hmtm`,
    secret: second.first.liveKey,
    models: [
      {
        family: 'seedance-2.0',
        upstreamName: 'cme_doubao_seedance_2_0',
        tasksMax: 5,
        cost: null,
      },
    ],
    priority: 0,
    weight: 1,
    callRates: { create: 20, get: 20, list: 5, cancel: 20 },
    callbacks: false,
    allowPrivateHost: true,
    resendLost: true,
  });
  await first.stop();
  await first.start();
  await database.close();
});
afterAll(async () => {
  await gate.close();
  await Promise.all([first.remove(), second.remove()]);
});

test('an answer that was lost is asked for again, and nothing is made twice', async () => {
  const lost = gate.stop('answer', ({ method }) => method === 'POST');
  const created = await call(first, 'POST', calls, {
    key: first.first.liveKey,
    body: {
      model: 'doubao-seedance-2-0-260128',
      content: [{ type: 'text', text: 'a lake at dawn' }],
      resolution: '480p',
      ratio: '16:9',
      duration: 4,
    },
  });
  const { id } = created.body as { id: string };
  await lost.reached;
  lost.cut();
  const { body } = await until(
    () => call(first, 'GET', `${calls}/${id}`, { key: first.first.liveKey }),
    (seen) => /succeeded|failed/.test((seen.body as { status: string }).status),
    90_000,
  );
  expect(body).toMatchObject({ status: 'succeeded' });
  const { answer } = await command(second, ['tasks', 'list', '--account', 'demo']);
  expect(answer).toMatchObject({ tasks: [{ state: 'succeeded' }] });
  expect((await command(first, ['lines', 'unknown'])).answer).toEqual({ unknown: [] });
  expect((await command(first, ['lines', 'troubles'])).answer).toMatchObject({
    troubles: [{ kind: 'lost_answer', count: 1 }],
  });
});

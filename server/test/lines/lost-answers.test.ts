import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLine } from '../../src/lines/book/store.ts';
import { deriveKey, loadOrMakeSecret } from '../../src/boot/secret.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { call, until } from '../harness/api.ts';
import { beside, openServerDatabase } from '../harness/database.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { repeated, startSimulator, type Simulator } from '../simulator/simulator.ts';

/** An upstream whose answers get lost, whose errors come and go: nothing is made twice, nothing is lost. */
let server: TestServer;
let simulator: Simulator;

const calls = '/api/v3/contents/generations/tasks';
const model = 'doubao-seedance-2-0-260128';

beforeAll(async () => {
  [server, simulator] = await Promise.all([
    startServer({ env: { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true', FILMGATE_STUDIO_WORKERS: '0' } }),
    startSimulator({ seed: 7, settings: { timeScale: 0.02 } }),
  ]);
  const database = await openServerDatabase(server);
  await addLine(database, deriveKey(loadOrMakeSecret(server.dataDirectory), 'line secrets'), {
    name: 'simulator',
    dialect: 'ark',
    baseUrl: simulator.url,
    secret: 'any',
    models: [{ family: 'seedance-2.0', upstreamName: model, tasksMax: 10, cost: null }],
    priority: 0,
    weight: 1,
    callRates: { create: 10, get: 20, list: 1, cancel: 20 },
    callbacks: true,
    allowPrivateHost: true,
  });
  await database.close();
  // It reads its lines at its start.
  await server.stop();
  await server.start();
});
afterAll(async () => {
  await Promise.all([server.remove(), simulator.stop()]);
});

interface Answer {
  id: string;
  status: string;
}

async function submit(prompt: string): Promise<string> {
  const { body } = await call(server, 'POST', calls, {
    key: server.first.liveKey,
    body: {
      model,
      content: [{ type: 'text', text: prompt }],
      resolution: '480p',
      ratio: '16:9',
      duration: 4,
    },
  });
  return (body as Answer).id;
}

async function ended(id: string): Promise<string> {
  const { body } = await until(
    () => call(server, 'GET', `${calls}/${id}`, { key: server.first.liveKey }),
    (seen) => /succeeded|failed|expired|cancelled/.test((seen.body as Answer).status),
    180_000,
  );
  return (body as Answer).status;
}

test('tasks end as they were made, and each was made once', async () => {
  await simulator.fault({ does: 'drop', on: ['create'], at: 'answer', share: 0.3 });
  await simulator.fault({ does: 'refuse', on: ['get', 'list'], status: 500, share: 0.2 });
  await simulator.fault({ does: 'html', on: ['get'], share: 0.1 });
  await simulator.fault({ does: 'early', on: ['callback'], share: 0.2 });
  await simulator.fault({ does: 'lie', on: ['callback'], status: 'failed', share: 0.2 });
  await simulator.fault({ does: 'word', on: ['get', 'list'], word: 'pondering', share: 0.1 });
  const prompts = Array.from({ length: 12 }, (_, index) => `a lake at dawn, take ${String(index)}`);
  const ids = await Promise.all(prompts.map(submit));
  const states = await Promise.all(ids.map(ended));
  expect(states).toEqual(ids.map(() => 'succeeded'));

  const { callbacks } = await simulator.counters();
  expect(callbacks.acknowledged).toBeGreaterThan(0);

  const ledger = await simulator.ledger();
  expect(repeated(ledger)).toEqual([]);
  expect(ledger.length).toBe(ids.length);
  expect(ledger.some(({ idTold }) => !idTold)).toBe(true);
  expect(await beside(server, checkLedger)).toMatchObject({ ok: true, heldMicros: 0n });
});

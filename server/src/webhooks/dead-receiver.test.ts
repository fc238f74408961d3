import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLoop } from '../work/loop.ts';
import { createGuardedFetch } from '../media/fetch.ts';
import { addCustomer } from '../tasks/testing/fixture.ts';
import type { Submitter } from '../tasks/submit.ts';
import { addEndpoint } from './endpoints.ts';
import { openWebhookFixture, type WebhookFixture } from './testing/fixture.ts';

/** A receiver that takes connections and never answers, with much to be told, beside ones that are well. */

const backlog = 1_000;
const others = 10;
const eventsEach = 20;
const fetch = createGuardedFetch({ allowPrivateHosts: true });

let hooks: WebhookFixture;
const servers: Server[] = [];
beforeAll(async () => {
  hooks = await openWebhookFixture({ fetch, now: Date.now });
  hooks.parts.checkUrl = () => null;
});
afterAll(async () => {
  // Cuts what hangs, so that the deliverer comes to rest.
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await hooks.close();
  await fetch.close();
});

async function receiver(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  // Of a server that listens at a port.
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${String(port)}/`;
}

test('one dead endpoint delays nobody: others are told within 2 s at the 95th percentile', async () => {
  let hanging = 0;
  const deadUrl = await receiver(() => {
    hanging += 1;
  });
  const arrivals = new Map<string, number>();
  const fineUrl = await receiver((request, response) => {
    arrivals.set(String(request.headers['webhook-id']), performance.now());
    request.resume().on('end', () => response.end());
  });

  const unlucky = await addCustomer(hooks.fixture, backlog * 40);
  await addEndpoint(hooks.parts, { ...unlucky, url: deadUrl });
  const fine: Submitter[] = [];
  for (let one = 0; one < others; one += 1) {
    const who = await addCustomer(hooks.fixture, eventsEach * 40);
    await addEndpoint(hooks.parts, { ...who, url: fineUrl });
    fine.push(who);
  }
  await Promise.all(Array.from({ length: backlog }, () => hooks.finishedTask(unlucky)));

  const loop = startLoop({
    name: 'deliver',
    topic: 'events',
    everyMs: 1_000,
    async turn() {
      await hooks.deliverer.turn();
      return false;
    },
    wake: hooks.fixture.wake,
    log: pino({ level: 'silent' }),
  });
  await expect.poll(() => hanging, { timeout: 10_000 }).toBe(16);

  const toldAt = new Map<string, number>();
  for (let event = 0; event < eventsEach; event += 1) {
    await Promise.all(
      fine.map(async (who) => {
        const taskId = await hooks.finishedTask(who);
        toldAt.set(taskId, performance.now());
      }),
    );
  }
  await expect.poll(() => arrivals.size, { timeout: 15_000 }).toBe(others * eventsEach);
  await loop.stop();

  const { rows } = await hooks.fixture.database.general.query<{ id: string; task_id: string }>(
    'select id, task_id from deliveries where account_id = any ($1::uuid[])',
    [fine.map(({ accountId }) => accountId)],
  );
  const delaysMs = rows
    .map(({ id, task_id: taskId }) => (arrivals.get(id) ?? Infinity) - (toldAt.get(taskId) ?? 0))
    .toSorted((a, b) => a - b);
  const p95Ms = delaysMs[Math.floor(delaysMs.length * 0.95)] ?? Infinity;
  expect(delaysMs).toHaveLength(others * eventsEach);
  expect(p95Ms).toBeLessThan(2_000);
  // It held its own share and no more, and nothing of it was lost.
  expect(hanging).toBe(16);
  const { rowCount } = await hooks.fixture.database.general.query(
    `select from work w join deliveries d on d.id = w.subject_id where d.account_id = $1`,
    [unlucky.accountId],
  );
  expect(rowCount).toBe(backlog);
}, 60_000);

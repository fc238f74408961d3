import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import pg from 'pg';
import { call, until } from '../harness/api.ts';
import { addressOf } from '../harness/database.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { descendantsOf, isAlive } from './processes.ts';

/** A stop while statements hang: the process ends in time, and takes its PostgreSQL along. */

let server: TestServer;
let stranger: pg.Client;
let witness: pg.Client;

beforeAll(async () => {
  server = await startServer({ database: 'embedded' });
});
afterAll(() => server.remove());

/** Each stop takes them along. */
beforeEach(async () => {
  const address = await addressOf(server);
  stranger = new pg.Client({ ...address, ssl: false });
  witness = new pg.Client({ ...address, ssl: false });
  for (const client of [stranger, witness]) {
    client.on('error', () => undefined);
    await client.connect();
  }
});
afterEach(async () => {
  for (const client of [stranger, witness]) await client.end().catch(() => undefined);
});

const stopWithinMs = 15_000;

async function stopsWithAll(): Promise<void> {
  const started = descendantsOf(server.pid());
  expect(started.map(({ name }) => name)).toContain('postgres');
  const begunMs = performance.now();
  await server.stop();
  expect(performance.now() - begunMs).toBeLessThan(stopWithinMs);
  expect(started.filter(isAlive).map(({ name }) => name)).toEqual([]);
  // Nothing has to be replayed by hand: it starts again.
  await server.start();
  expect((await call(server, 'GET', '/readyz')).status).toBe(200);
}

async function waitingStatements(): Promise<number> {
  const { rows } = await witness.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity where wait_event_type = 'Lock'`,
  );
  return rows[0]?.count ?? 0;
}

test('during a long statement of somebody else', async () => {
  stranger.query('select pg_sleep(120)').catch(() => undefined);
  await stopsWithAll();
});

test('while its own statements wait for rows and tables that somebody else has locked', async () => {
  await stranger.query('begin; lock table work, wallets, watched_files in access exclusive mode');
  stranger.query('select pg_sleep(120)').catch(() => undefined);
  const submitting = call(server, 'POST', '/api/open/v1/video/generations', {
    key: server.first.liveKey,
    body: { model: 'seedance-2.0', prompt: 'a river' },
  }).catch(() => null);
  // Until its loops have met the lock as well.
  await until(waitingStatements, (count) => count >= 3);
  await stopsWithAll();
  await submitting;
});

import { expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { rowsRead, testDatabase } from '../postgres/testing.ts';
import { addCustomer } from '../tasks/testing/fixture.ts';
import { addEndpoint, changeEndpoint } from './endpoints.ts';
import { listDeliveries, readDelivery, resendRange, sendTestEvent } from './log.ts';
import { pruneDeliveries } from './prune.ts';
import { openWebhookFixture } from './testing/fixture.ts';
import { oneKey } from '../testing/keys.ts';

const log = 40_000;

/** So many deliveries of the account, an hour ago, one in a thousand of them failed. */
async function fillLog(
  { general }: Database,
  accountId: string,
  endpointId: string,
): Promise<void> {
  await general.query(
    `with d as (
       insert into deliveries (id, account_id, task_id, endpoint_id, type, state, created_at, finished_at)
       select delivery_id_at(at) || lpad(to_hex(n), 16, '0'), $1, 'task_' || n, $2, 'task.failed',
              case when n % 1000 = 0 then 'failed' else 'delivered' end, at, at
         from generate_series(1, $3::int) n,
              lateral (select now() - interval '1 hour' + make_interval(secs => n / 100.0) as at) t
       returning id)
     insert into delivery_tries (delivery_id, number, url, headers, request, took_ms)
     select id, 1, 'https://receiver.example/', '{}', '{}', 1 from d`,
    [accountId, endpointId, log],
  );
}

/** All that others have read is counted once their connections have ended. */
async function untilAlone({ general }: Database): Promise<void> {
  const others = async (): Promise<number> => {
    const { rows } = await general.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    return rows[0]?.count ?? 0;
  };
  await expect.poll(others).toBe(0);
}

test.each(['before', 'after'])(
  'no page, delivery or repetition reads more rows as the log grows, %s statistics are gathered',
  { timeout: 120_000 },
  async (when) => {
    const own = await testDatabase();
    const beside = { beside: { fixture: own, parts: { keys: oneKey() } } };
    let hooks = await openWebhookFixture(beside);
    const who = await addCustomer(hooks.fixture, 4_000);
    const { accountId } = who;
    const url = 'https://receiver.example/';
    const { endpoint } = await addEndpoint(hooks.parts, { accountId, url });
    const { endpoint: other } = await addEndpoint(hooks.parts, { accountId, url });

    async function work(): Promise<void> {
      const all = { accountId, limit: 20 };
      const [newest] = await listDeliveries(hooks.parts, all);
      await listDeliveries(hooks.parts, { ...all, before: newest?.id });
      await listDeliveries(hooks.parts, { ...all, state: 'failed' });
      await listDeliveries(hooks.parts, { ...all, state: 'pending' });
      await listDeliveries(hooks.parts, { ...all, state: 'pending', endpointId: endpoint.id });
      await listDeliveries(hooks.parts, { ...all, endpointId: other.id });
      await listDeliveries(hooks.parts, { ...all, endpointId: endpoint.id, state: 'delivered' });
      await listDeliveries(hooks.parts, { ...all, taskId: 'task_77' });
      if (newest) await readDelivery(hooks.parts, { accountId, id: newest.id });
      await hooks.finishedTask(who);
      await sendTestEvent(hooks.parts, endpoint);
      await hooks.turn();
      const nowMs = Date.now();
      const range = { accountId, endpointId: endpoint.id, fromMs: nowMs - 10, toMs: nowMs };
      await resendRange(hooks.parts, { ...range, states: ['delivered'] });
      await changeEndpoint(hooks.parts, endpoint, { enabled: false });
      await changeEndpoint(hooks.parts, endpoint, { enabled: true });
      await hooks.turn();
      await pruneDeliveries(hooks.fixture.database, 30);
    }
    // Every statement is planned while there is nothing.
    await work();
    await fillLog(own.database, accountId, endpoint.id);
    if (when === 'after') {
      await own.database.general.query('vacuum analyze');
      await hooks.close();
      hooks = await openWebhookFixture(beside);
      await work();
    }
    const before = new Map((await rowsRead(own.database)).map(({ name, rows }) => [name, rows]));
    await work();
    await hooks.close();
    await untilAlone(own.database);
    const after = await rowsRead(own.database);
    await own.drop();
    for (const { name, rows } of after) {
      const read = Number(rows - (before.get(name) ?? 0n));
      expect(read, `rows of ${name} read beside ${String(log)} others`).toBeLessThan(1_000);
    }
  },
);

import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import { checkLedger } from '../ledger/check.ts';
import { studioQueue } from '../work/queues.ts';
import type { Submitter } from './submit.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from './testing/fixture.ts';
import { beginTransaction, untilOneWaits } from './testing/transactions.ts';

/** `submit_tasks` and `settle_tasks` read under locks: whoever comes second reads what the first has left. */

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterEach(async () => {
  expect((await checkLedger(fixture.database)).broken).toEqual([]);
});
afterAll(() => fixture.close());

const heldMicros = 40_000_000;

interface Decided {
  outcome: string;
  taskId: string | null;
}

/** A task that holds 40 credits. */
async function submit(
  client: pg.PoolClient,
  { accountId, keyId }: Submitter,
  key: string | null = null,
): Promise<Decided> {
  const id = randomUUID();
  const item = {
    id,
    account_id: accountId,
    key_id: keyId,
    mode: 'live',
    dialect: 'seedance2ink',
    model: 'seedance-2.0',
    request: {},
    metadata: null,
    callback_url: null,
    quote: {},
    quote_micros: heldMicros,
    held_micros: heldMicros,
    queue: studioQueue,
    expires_seconds: 3_600,
    idempotency_key: key,
    fingerprint: key === null ? null : '00',
  };
  const { rows } = await client.query<Decided>(
    `select outcome, task_id as "taskId"
       from submit_tasks(array[$1], array[$2]::uuid[], array['live'], array[$3]::bigint[], array[$4],
                         array[$5]::text[], $6::jsonb)`,
    [id, accountId, heldMicros, studioQueue, key, JSON.stringify([item])],
  );
  const [decided] = rows;
  if (!decided) throw new Error('it was not decided');
  return decided;
}

/** Resolves with what both came to: the second begins before the first is committed. */
async function bothOf<Result>(
  work: (client: pg.PoolClient, place: 'first' | 'second') => Promise<Result>,
): Promise<[Result, Result]> {
  const [one, other] = [
    await beginTransaction(fixture.database),
    await beginTransaction(fixture.database),
  ];
  const first = await work(one, 'first');
  const second = work(other, 'second');
  await untilOneWaits(fixture.database);
  await one.query('commit');
  const answers: [Result, Result] = [first, await second];
  await other.query('commit');
  return answers;
}

const outcomes = (decided: readonly Decided[]): string[] => decided.map(({ outcome }) => outcome);

describe('two submits of one account at once', () => {
  test('spend nothing twice', async () => {
    const who = await addCustomer(fixture, 60);
    const decided = await bothOf((client) => submit(client, who));
    expect(outcomes(decided)).toEqual(['accepted', 'short']);
    expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
      heldMicros: 40_000_000n,
    });
  });

  test('hold what both cost, and get turns of their own', async () => {
    const who = await addCustomer(fixture, 100);
    const decided = await bothOf((client) => submit(client, who));
    expect(outcomes(decided)).toEqual(['accepted', 'accepted']);
    expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
      heldMicros: 80_000_000n,
    });
    const { rows } = await fixture.database.general.query<{ turn: bigint }>(
      'select distinct turn from work where subject_id = any ($1)',
      [decided.map(({ taskId }) => taskId)],
    );
    expect(rows).toHaveLength(2);
  });

  test('make one task of one idempotency key', async () => {
    const who = await addCustomer(fixture, 100);
    const [first, second] = await bothOf((client) => submit(client, who, 'the same'));
    expect(outcomes([first, second])).toEqual(['accepted', 'repeated']);
    expect(second.taskId).toBe(first.taskId);
  });
});

type End = 'succeeded' | 'cancelled';

/** Of a task that waits. Resolves with what was settled now. */
async function settle(client: pg.PoolClient, id: string, state: End): Promise<string[]> {
  const item = {
    id,
    states: ['queued'],
    attempt: null,
    state,
    charge_micros: heldMicros,
    output: null,
    failure: null,
    collect_queue: null,
  };
  const { rows } = await client.query<{ id: string }>(
    'select task_id as id from settle_tasks($1::jsonb)',
    [JSON.stringify([item])],
  );
  return rows.map((row) => row.id);
}

describe('two ends at once', () => {
  const submitted = async (who: Submitter): Promise<string> =>
    (await fixture.submit(who, order())).row.id;

  test('of tasks of one account are charged one after the other', async () => {
    const who = await addCustomer(fixture, 100);
    const ids = { first: await submitted(who), second: await submitted(who) };
    const settled = await bothOf((client, place) => settle(client, ids[place], 'succeeded'));
    expect(settled).toEqual([[ids.first], [ids.second]]);
    expect(await readWallet(fixture.database, who.accountId)).toEqual({
      balanceMicros: 20_000_000n,
      heldMicros: 0n,
      debtMicros: 0n,
    });
  });

  test('of one task are one end', async () => {
    const who = await addCustomer(fixture, 100);
    const id = await submitted(who);
    const ends = { first: 'succeeded', second: 'cancelled' } as const;
    const settled = await bothOf((client, place) => settle(client, id, ends[place]));
    expect(settled).toEqual([[id], []]);
    expect(await fixture.reader.read({ accountId: who.accountId, id })).toMatchObject({
      state: 'succeeded',
      charged_micros: 40_000_000n,
    });
  });

  test('an end of what is begun meanwhile is none', async () => {
    const who = await addCustomer(fixture, 100);
    const id = await submitted(who);
    const [, settled] = await bothOf(async (client, place) => {
      if (place === 'second') return settle(client, id, 'cancelled');
      await client.query(`update tasks set state = 'submitting' where id = $1`, [id]);
      return [];
    });
    expect(settled).toEqual([]);
    expect(await fixture.reader.read({ accountId: who.accountId, id })).toMatchObject({
      state: 'submitting',
    });
    expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
      heldMicros: 40_000_000n,
    });
  });
});

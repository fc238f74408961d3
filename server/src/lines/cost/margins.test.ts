import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginAttempts } from '../../tasks/attempts.ts';
import { refundTask } from '../../tasks/refund.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  type TaskFixture,
} from '../../tasks/testing/fixture.ts';
import type { Submitter } from '../../tasks/submit.ts';
import { readBilled } from './billed.ts';
import { readMargins } from './margins.ts';

const day = 86_400_000;
const yesterday = new Date(Date.now() - day);
const tomorrow = new Date(Date.now() + day);

let fixture: TaskFixture;
let live: Submitter;
let sandbox: Submitter;

beforeAll(async () => {
  fixture = await openTaskFixture();
  live = await addCustomer(fixture, 10_000);
  sandbox = await addCustomer(fixture, 0, 'test');
});
afterAll(() => fixture.close());

interface End {
  state: 'succeeded' | 'failed' | 'refused' | 'abandoned';
  costMicros: bigint | null;
  absorbed?: boolean;
  tokens?: number;
}

/** The last attempt decides what becomes of the task; a task of 5 s costs its customer 40 credits. */
async function task(who: Submitter, line: string, ...ends: readonly End[]): Promise<string> {
  const { database, submit, settler } = fixture;
  const { id } = (await submit(who, order())).row;
  for (const [index, { state, costMicros, tokens, absorbed = false }] of ends.entries()) {
    await database.general.query(`update tasks set state = 'queued' where id = $1`, [id]);
    await beginAttempts(database, line, [id]);
    await database.general.query(
      `update attempts set state = $3, cost_micros = $4, upstream_id = 'up-' || $1, ended_at = now(),
              outcome = jsonb_build_object('completionTokens', $5::int), absorbed = $6
        where task_id = $1 and number = $2`,
      [id, index + 1, state, costMicros, tokens ?? null, absorbed],
    );
  }
  const last = ends.at(-1);
  const isMade = last?.state === 'succeeded' && !last.absorbed;
  await settler.settle({
    taskId: id,
    from: ['submitting'],
    attempt: ends.length,
    state: isMade ? 'succeeded' : 'failed',
    chargeMicros: isMade ? 40_000_000n : 0n,
    output: null,
    failure: isMade ? null : { code: 'provider_error', message: 'no' },
    collectQueue: null,
  });
  return id;
}

test('charges stand beside costs by line, and what nobody knows is in no margin', async () => {
  await task(live, 'line_a', { state: 'succeeded', costMicros: 25_000_000n });
  await task(
    live,
    'line_a',
    { state: 'refused', costMicros: 0n },
    { state: 'succeeded', costMicros: null },
  );
  await task(live, 'line_a', { state: 'failed', costMicros: 5_000_000n });
  await task(live, 'line_a', { state: 'succeeded', costMicros: 3_000_000n, absorbed: true });
  await task(live, 'line_a', { state: 'abandoned', costMicros: 2_000_000n });
  await task(live, 'line_a', { state: 'abandoned', costMicros: null });
  await task(live, 'line_b', { state: 'refused', costMicros: 0n });
  await task(
    live,
    'studio',
    { state: 'failed', costMicros: 0n },
    { state: 'succeeded', costMicros: 0n },
  );
  await task(sandbox, 'studio', { state: 'succeeded', costMicros: 0n });

  const ofLine = {
    line: 'line_a',
    family: 'seedance-2.0',
    tasks: 6,
    tasksOfUnknownCost: 2,
    chargedMicros: 80_000_000n,
    costMicros: 35_000_000n,
    absorbedMicros: 5_000_000n,
    marginMicros: 5_000_000n,
    marginThousandths: 125,
  };
  const { database } = fixture;
  expect(await readMargins(database, { since: yesterday, lineId: null })).toEqual([
    ofLine,
    {
      line: 'studio',
      family: 'seedance-2.0',
      tasks: 1,
      tasksOfUnknownCost: 0,
      chargedMicros: 40_000_000n,
      costMicros: 0n,
      absorbedMicros: 0n,
      marginMicros: 40_000_000n,
      marginThousandths: 1000,
    },
  ]);
  expect(await readMargins(database, { since: yesterday, lineId: 'line_a' })).toEqual([ofLine]);
  expect(await readMargins(database, { since: tomorrow, lineId: null })).toEqual([]);
});

test('what was given back to a customer is no charge any more', async () => {
  const { database } = fixture;
  const id = await task(live, 'line_e', { state: 'succeeded', costMicros: 25_000_000n });
  await refundTask(fixture, { taskId: id, amountMicros: 30_000_000n, reason: 'test' });
  expect(await readMargins(database, { since: yesterday, lineId: 'line_e' })).toMatchObject([
    { chargedMicros: 10_000_000n, costMicros: 25_000_000n, marginMicros: -15_000_000n },
  ]);
});

test('a bill is looked up among the attempts of its line, whenever they were', async () => {
  const { database } = fixture;
  const made = await task(live, 'line_c', { state: 'succeeded', costMicros: 7n, tokens: 108_900 });
  const failed = await task(live, 'line_c', { state: 'failed', costMicros: 0n });
  const elsewhere = await task(live, 'line_d', { state: 'succeeded', costMicros: 7n });
  const named = [`up-${failed}`, `up-${elsewhere}`, 'stranger'];
  const period = { since: yesterday, until: tomorrow };

  const found = await readBilled(database, 'line_c', named, period);
  expect(new Map(found.map(({ upstreamId, ...rest }) => [upstreamId, rest]))).toEqual(
    new Map([
      [`up-${made}`, { taskId: made, costMicros: 7n, completionTokens: 108_900, isDue: true }],
      [`up-${failed}`, { taskId: failed, costMicros: 0n, completionTokens: null, isDue: false }],
    ]),
  );
  const later = { since: tomorrow, until: tomorrow };
  expect(await readBilled(database, 'line_c', [`up-${made}`], later)).toMatchObject([
    { taskId: made, isDue: false },
  ]);
  expect(await readBilled(database, 'line_c', [], null)).toEqual([]);
});

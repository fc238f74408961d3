import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ProblemError } from '../generation/problems.ts';
import { checkLedger } from '../ledger/check.ts';
import { acceptAttempt, beginAttempts } from './attempts.ts';
import { deleteTask } from './delete.ts';
import type { Submitter } from './submit.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  success,
  type TaskFixture,
} from './testing/fixture.ts';

let fixture: TaskFixture;
let who: Submitter;
let id: string;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
beforeEach(async () => {
  fixture.connected.cancelTerms = { stops: 'none', otherwise: 'refuse', lookQueue: 'none' };
  who = await addCustomer(fixture, 100);
  ({ id } = (await fixture.submit(who, order())).row);
});
afterEach(async () => {
  expect((await checkLedger(fixture.database)).broken).toEqual([]);
});
afterAll(() => fixture.close());

async function run(): Promise<void> {
  await beginAttempts(fixture.database, 'a line', [id]);
  await acceptAttempt(fixture.database, {
    taskId: id,
    number: 1,
    upstreamId: 'up',
    queue: 'line/a',
    lookAfterSeconds: 5,
    expectedSeconds: null,
  });
}

type WhileOpen = Parameters<typeof deleteTask>[2]['whileOpen'];

/** What became of it, or why not. */
async function remove(whileOpen: WhileOpen): Promise<string> {
  try {
    return await deleteTask(fixture, who.accountId, { id, whileOpen });
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

/** As its client sees it; null: not at all. And as its record has it. */
async function seen() {
  const row = await fixture.reader.read({ accountId: who.accountId, id });
  const { rows } = await fixture.database.general.query<{ isForgotten: boolean; held: bigint }>(
    'select forgotten_at is not null as "isForgotten", held_micros as held from tasks where id = $1',
    [id],
  );
  return { state: row?.state ?? null, ...rows[0] };
}

const held = 40_000_000n;

describe('a delete that is a cancel', () => {
  test('cancels what waits, and keeps it', async () => {
    expect(await remove('cancel_queued')).toBe('cancelled');
    expect(await seen()).toEqual({ state: 'cancelled', isForgotten: false, held: 0n });
  });

  test('erases nothing that runs', async () => {
    await run();
    expect(await remove('cancel_queued')).toBe('not_cancellable');
    expect(await seen()).toEqual({ state: 'running', isForgotten: false, held });
  });

  test('does not stop what runs either, where its line could', async () => {
    fixture.connected.cancelTerms = { stops: 'all', otherwise: 'absorb', lookQueue: 'line/a' };
    await run();
    expect(await remove('cancel_queued')).toBe('not_cancellable');
    const { rows } = await fixture.database.general.query<{ wanted: boolean }>(
      'select cancel_requested as wanted from tasks where id = $1',
      [id],
    );
    expect(rows).toEqual([{ wanted: false }]);
    expect(await seen()).toEqual({ state: 'running', isForgotten: false, held });
  });
});

describe('a delete', () => {
  test('cancels what waits, and forgets it', async () => {
    expect(await remove('cancel')).toBe('deleted');
    expect(await seen()).toEqual({ state: null, isForgotten: true, held: 0n });
  });

  test('erases nothing that runs on', async () => {
    await run();
    expect(await remove('cancel')).toBe('not_cancellable');
    expect(await seen()).toEqual({ state: 'running', isForgotten: false, held });
  });

  test('forgets what has ended, and its charge stays', async () => {
    await fixture.settler.settle(success(id));
    for (const whileOpen of ['cancel_queued', 'cancel'] as const) {
      expect(await remove(whileOpen)).toBe(
        whileOpen === 'cancel_queued' ? 'deleted' : 'task_not_found',
      );
    }
    expect(await seen()).toEqual({ state: null, isForgotten: true, held: 0n });
    const { rows } = await fixture.database.general.query(
      `select amount_micros from movements where task_id = $1 and kind = 'charge'`,
      [id],
    );
    expect(rows).toEqual([{ amount_micros: 40_000_000n }]);
  });

  test('of another account’s task is of none', async () => {
    const mine = who;
    who = await addCustomer(fixture, 0);
    expect(await remove('cancel')).toBe('task_not_found');
    who = mine;
    expect(await seen()).toEqual({ state: 'queued', isForgotten: false, held });
  });
});

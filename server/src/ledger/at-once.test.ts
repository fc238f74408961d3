import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProblemError } from '../generation/problems.ts';
import type { MovementKind } from '../postgres/tables.ts';
import { refundTask } from '../tasks/refund.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  success,
  type TaskFixture,
} from '../tasks/testing/fixture.ts';
import type { Submitter } from '../tasks/submit.ts';
import { checkLedger } from './check.ts';
import { moveCredits, type CreditMove } from './movements.ts';

/** All that moves credits, at once and from several processes: nothing waits for ever, nothing is lost. */

let processes: TaskFixture[];
beforeAll(async () => {
  const first = await openTaskFixture();
  const others = await Promise.all([
    openTaskFixture(first.address),
    openTaskFixture(first.address),
  ]);
  processes = [...others, first];
});
afterAll(async () => {
  // The first one's database goes with it.
  for (const fixture of processes) await fixture.close();
});

const deed = fc.record({
  deed: fc.constantFrom('submit', 'submit', 'settle', 'settle', 'refund', 'grant', 'take', 'take'),
  process: fc.nat({ max: 2 }),
  account: fc.nat({ max: 1 }),
  pick: fc.noBias(fc.nat({ max: 1_000_000 })),
  credits: fc.noBias(fc.bigInt({ min: 1n, max: 60n })),
});

const everyKind: MovementKind[] = [
  ...(['grant', 'top_up', 'charge', 'refund', 'reversal', 'expiry', 'adjustment'] as const),
];

interface Account {
  who: Submitter;
  ids: string[];
}

test('what is moved at once leaves no gap, no deadlock and books in order', async () => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
  const actions = fc.sample(deed, { seed, numRuns: 1_200 });
  const [first] = processes;
  if (!first) throw new Error('there is no process');
  const accounts: Account[] = [];
  for (let count = 0; count < 2; count += 1) {
    accounts.push({ who: await addCustomer(first, 400), ids: [] });
  }

  async function act({ deed: what, process: number, account, pick, credits }: (typeof actions)[0]) {
    const fixture = processes[number] ?? first;
    const of = accounts[account];
    if (!fixture || !of) throw new Error('the sample names what is not there');
    const id = of.ids[pick % Math.max(1, of.ids.length)];
    const amountMicros = credits * 1_000_000n;
    const move = (kind: CreditMove['kind'], micros = amountMicros) =>
      moveCredits(fixture.database, {
        accountId: of.who.accountId,
        kind,
        amountMicros: micros,
        reason: 'test',
      });
    if (what === 'submit') {
      const { row } = await fixture.submit(of.who, order({ seconds: 4, resolution: '480p' }));
      of.ids.push(row.id);
    } else if (what === 'settle' && id !== undefined) {
      await fixture.settler.settle(success(id, amountMicros));
    } else if (what === 'refund' && id !== undefined) {
      await refundTask(fixture, { taskId: id, amountMicros: pick % 2 ? null : 1n, reason: 'test' });
    } else if (what === 'grant') {
      await move(pick % 2 ? 'grant' : 'top_up');
    } else if (what === 'take') {
      if (pick % 3 === 0) await move('adjustment', -amountMicros);
      else await move(pick % 3 === 1 ? 'reversal' : 'expiry');
    }
  }

  let begun = 0;
  async function worker(): Promise<void> {
    for (let one = actions[begun++]; one; one = actions[begun++]) {
      await act(one).catch((error: unknown) => {
        // The only thing that may come of it.
        if (error instanceof ProblemError && error.problem.code === 'insufficient_credits') return;
        throw error;
      });
    }
  }
  await Promise.all(Array.from({ length: 24 }, worker));

  const { broken, kinds, openTasks } = await checkLedger(first.database);
  expect(broken, `TEST_SEED=${String(seed)}`).toEqual([]);
  const moved = new Map(kinds.map(({ kind, movements }) => [kind, movements]));
  for (const kind of everyKind) {
    expect(moved.get(kind) ?? 0, `${kind}, TEST_SEED=${String(seed)}`).toBeGreaterThan(5);
  }
  expect(openTasks).toBe(accounts.flatMap(({ ids }) => ids).length - (moved.get('charge') ?? 0));
});

import fc from 'fast-check';
import { expect } from 'vitest';
import { ProblemError } from '../../generation/problems.ts';
import type { FinalState } from '../../generation/states.ts';
import { readWallet } from '../../accounts/accounts.ts';
import { beginAttempts, requeueTask } from '../../tasks/attempts.ts';
import {
  addCustomer,
  openSpine,
  order,
  settlement,
  type Spine,
} from '../../tasks/testing/spine.ts';
import type { Submitter } from '../../tasks/submit.ts';
import { checkLedger } from '../check.ts';
import { grantCredits } from '../grants.ts';

/**
 * A wallet in plain arithmetic against the real one, under random commands: after every command both
 * agree and every invariant of the ledger holds.
 */
let spine: Spine;

interface ModelTask {
  held: bigint;
  attempts: number;
  isSent: boolean;
  isFinal: boolean;
}

interface Model {
  balance: bigint;
  tasks: ModelTask[];
}

interface Real {
  who: Submitter;
  ids: string[];
}

type WalletCommand = fc.AsyncCommand<Model, Real>;

function held(model: Readonly<Model>): bigint {
  return model.tasks.reduce((sum, task) => sum + task.held, 0n);
}

async function agree(model: Model, real: Real): Promise<void> {
  const wallet = await readWallet(spine.database, real.who.accountId);
  expect(wallet).toEqual({ balanceMicros: model.balance, heldMicros: held(model), debtMicros: 0n });
  const { broken } = await checkLedger(spine.database);
  expect(broken).toEqual([]);
}

class Grant implements WalletCommand {
  readonly amount: bigint;
  constructor(amount: bigint) {
    this.amount = amount;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    await grantCredits(spine.database, {
      accountId: real.who.accountId,
      amountMicros: this.amount,
      reason: 'model',
    });
    model.balance += this.amount;
    await agree(model, real);
  }
  toString = () => `grant(${String(this.amount)})`;
}

class Submit implements WalletCommand {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const price = BigInt(this.seconds) * 8_000_000n;
    const affordable = model.balance - held(model) >= price;
    try {
      const { row } = await spine.submit(real.who, order({ seconds: this.seconds }));
      expect(affordable).toBe(true);
      real.ids.push(row.id);
      model.tasks.push({ held: price, attempts: 0, isSent: false, isFinal: false });
    } catch (error) {
      expect(error instanceof ProblemError && error.problem.code).toBe('insufficient_credits');
      expect(affordable).toBe(false);
    }
    await agree(model, real);
  }
  toString = () => `submit(${String(this.seconds)} s)`;
}

class Send implements WalletCommand {
  readonly pick: number;
  constructor(pick: number) {
    this.pick = pick;
  }
  check = (model: Readonly<Model>) => model.tasks.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const { task, id } = picked(model, real, this.pick);
    const begun = await beginAttempts(spine.database, 'studio', [id]);
    expect(begun.length).toBe(task.isSent || task.isFinal ? 0 : 1);
    if (begun.length > 0) {
      task.isSent = true;
      task.attempts++;
      expect(begun[0]?.number).toBe(task.attempts);
    }
    await agree(model, real);
  }
  toString = () => `send(${String(this.pick)})`;
}

class GiveBack implements WalletCommand {
  readonly pick: number;
  constructor(pick: number) {
    this.pick = pick;
  }
  check = (model: Readonly<Model>) => model.tasks.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const { task, id } = picked(model, real, this.pick);
    const number = Math.max(1, task.attempts);
    const key = { taskId: id, number, queue: 'studio', afterSeconds: 0 };
    expect(await requeueTask(spine.database, key)).toBe(task.isSent && !task.isFinal);
    task.isSent = false;
    await agree(model, real);
  }
  toString = () => `give back(${String(this.pick)})`;
}

class Settle implements WalletCommand {
  readonly pick: number;
  readonly state: FinalState;
  readonly perMille: bigint;
  readonly staleBy: number;
  constructor(pick: number, state: FinalState, perMille: bigint, staleBy: number) {
    this.pick = pick;
    this.state = state;
    this.perMille = perMille;
    this.staleBy = staleBy;
  }
  check = (model: Readonly<Model>) => model.tasks.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const { task, id } = picked(model, real, this.pick);
    // Above 1000 it asks for more than is held: never more than the hold is taken.
    const asked = (40_000_000n * this.perMille) / 1000n;
    const one = settlement(id, {
      state: this.state,
      from: ['queued', 'submitting', 'running', 'unknown'],
      attempt: task.attempts - this.staleBy,
      chargeMicros: asked,
      failure: null,
    });
    // Twice at once: by a poll and a callback, say.
    const settled = await Promise.all([spine.settler.settle(one), spine.settler.settle(one)]);
    const expected = !task.isFinal && this.staleBy === 0;
    expect(settled.filter(Boolean).length).toBe(expected ? 1 : 0);
    if (expected) {
      const charge = asked < task.held ? asked : task.held;
      if (this.state === 'succeeded') model.balance -= charge;
      task.held = 0n;
      task.isFinal = true;
    }
    await agree(model, real);
  }
  toString = () =>
    `settle(${String(this.pick)}, ${this.state}, ${String(this.perMille)}/1000, stale by ${String(this.staleBy)})`;
}

class Cancel implements WalletCommand {
  readonly pick: number;
  constructor(pick: number) {
    this.pick = pick;
  }
  check = (model: Readonly<Model>) => model.tasks.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const { task, id } = picked(model, real, this.pick);
    // A task that was sent needs its line's word; that is another test's.
    if (!task.isSent || task.isFinal) {
      const key = { accountId: real.who.accountId, id };
      await spine.cancel(key).catch((error: unknown) => {
        expect(error instanceof ProblemError && error.problem.code).toBe('not_cancellable');
        expect(task.isFinal).toBe(true);
      });
      task.held = 0n;
      task.isFinal = true;
    }
    await agree(model, real);
  }
  toString = () => `cancel(${String(this.pick)})`;
}

function picked(model: Model, real: Real, pick: number): { task: ModelTask; id: string } {
  const index = pick % model.tasks.length;
  const task = model.tasks[index];
  const id = real.ids[index];
  if (!task || id === undefined) throw new Error('the model and the database went apart');
  return { task, id };
}

const pick = fc.nat({ max: 1_000 });
const commands = [
  fc.bigInt({ min: 1n, max: 200_000_000n }).map((amount) => new Grant(amount)),
  fc.integer({ min: 4, max: 15 }).map((seconds) => new Submit(seconds)),
  fc.integer({ min: 4, max: 15 }).map((seconds) => new Submit(seconds)),
  pick.map((one) => new Send(one)),
  pick.map((one) => new GiveBack(one)),
  pick.map((one) => new Cancel(one)),
  fc
    .tuple(
      pick,
      fc.constantFrom<FinalState>('succeeded', 'succeeded', 'failed', 'expired'),
      fc.bigInt({ min: 0n, max: 4_000n }),
      fc.constantFrom(0, 0, 0, 1),
    )
    .map((parts) => new Settle(...parts)),
];

/** So many random sequences of commands; fast-check prints the seed of one that fails. */
export async function checkAgainstModel(runs: number): Promise<void> {
  spine = await openSpine();
  try {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: '+1' }), async (sequence) => {
        const who = await addCustomer(spine, 0);
        await fc.asyncModelRun(
          () => ({ model: { balance: 0n, tasks: [] }, real: { who, ids: [] } }),
          sequence,
        );
      }),
      { numRuns: runs, endOnFailure: true },
    );
  } finally {
    await spine.close();
  }
}

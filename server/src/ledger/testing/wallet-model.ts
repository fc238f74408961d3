import fc from 'fast-check';
import { expect } from 'vitest';
import type { Wallet } from '../../accounts/accounts.ts';
import { ProblemError } from '../../generation/problems.ts';
import type { FinalState } from '../../generation/states.ts';
import type { MovementKind } from '../../postgres/tables.ts';
import { beginAttempts, requeueTask } from '../../tasks/attempts.ts';
import { refundTask } from '../../tasks/refund.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from '../../tasks/testing/fixture.ts';
import type { Submitter } from '../../tasks/submit.ts';
import { checkAccount, checkLedger } from '../check.ts';
import { moveCredits, type CreditMove } from '../movements.ts';

/**
 * A wallet in plain arithmetic against the real one, under random commands: after every command both
 * agree to the last movement, and every invariant of the ledger holds for the account; and for all
 * accounts together, after every few sequences.
 */
interface Model extends Wallet {
  charged: bigint;
  /** What the next look must find. */
  moved: ModelMovement[];
  debts: ModelDebt[];
  /** Kinds with the references that they were told under. */
  references: Set<string>;
  tasks: ModelTask[];
}

interface ModelMovement {
  kind: MovementKind;
  changeMicros: bigint;
  balanceMicros: bigint;
  /** The number of the debt that it pays, from 1 on. */
  debt: number | null;
  /** Of the task that it is of, in the order in which they were made. */
  task: number | null;
}

interface ModelDebt {
  kind: MovementKind;
  owed: bigint;
  paid: bigint;
}

interface ModelTask {
  held: bigint;
  charged: bigint;
  refunded: bigint;
  attempts: number;
  isSent: boolean;
  isFinal: boolean;
}

interface Real {
  fixture: TaskFixture;
  who: Submitter;
  ids: string[];
  /** Movements that were looked at before. */
  version: bigint;
  counts: Counts;
}

/** How often what happened. */
type Counts = Map<string, number>;

type WalletCommand = fc.AsyncCommand<Model, Real>;

function count({ counts }: Real, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

/** Neither held nor owed. */
function free(model: Readonly<Model>): bigint {
  const left = model.balanceMicros - model.heldMicros - model.debtMicros;
  return left > 0n ? left : 0n;
}

function change(
  model: Model,
  kind: MovementKind,
  changeMicros: bigint,
  of: { debt?: number; task?: number } = {},
): void {
  model.balanceMicros += changeMicros;
  model.moved.push({
    kind,
    changeMicros,
    balanceMicros: model.balanceMicros,
    debt: of.debt ?? null,
    task: of.task ?? null,
  });
}

/** Credits come, and pay what is owed as far as they are not held: the oldest debt first. */
function give(model: Model, kind: MovementKind, amount: bigint, task?: number): void {
  change(model, kind, amount, task === undefined ? {} : { task });
  for (const [index, debt] of model.debts.entries()) {
    const paid = least(debt.owed - debt.paid, model.balanceMicros - model.heldMicros);
    if (debt.paid === debt.owed) continue;
    if (paid <= 0n) break;
    debt.paid += paid;
    model.debtMicros -= paid;
    change(model, debt.kind, -paid, { debt: index + 1 });
  }
}

/** Credits go as far as they are there and not held; the rest is owed. */
function take(model: Model, kind: MovementKind, amount: bigint): void {
  const taken = least(amount, model.balanceMicros - model.heldMicros);
  if (taken > 0n) change(model, kind, -taken);
  if (taken === amount) return;
  model.debts.push({ kind, owed: amount - taken, paid: 0n });
  model.debtMicros += amount - taken;
}

interface Seen {
  balance: bigint;
  held: bigint;
  debt: bigint;
  version: bigint;
  charged: bigint;
  moved: (Omit<ModelMovement, 'changeMicros' | 'balanceMicros' | 'task'> & {
    change: string;
    balance: string;
    task: string | null;
  })[];
  debts: { kind: MovementKind; owed: string; paid: string }[];
}

/** All of an account in one look. Amounts are texts, as JSON's numbers may be too small for them. */
const look = `
select w.balance_micros as balance, w.held_micros as held, w.debt_micros as debt, w.version,
       charged_of_account(w.account_id) as charged,
       coalesce((select jsonb_agg(jsonb_build_object(
                          'kind', m.kind, 'change', (m.current_micros - m.previous_micros)::text,
                          'balance', m.current_micros::text, 'task', m.task_id,
                          'debt', case when m.debt_id is not null then
                            (select count(*) from debts d
                              where d.account_id = m.account_id and d.id <= m.debt_id) end)
                          order by m.version)
                   from movements m where m.account_id = w.account_id and m.version > $2), '[]') as moved,
       coalesce((select jsonb_agg(jsonb_build_object(
                          'kind', d.kind, 'owed', d.owed_micros::text, 'paid', d.paid_micros::text)
                          order by d.id)
                   from debts d where d.account_id = w.account_id), '[]') as debts
  from wallets w where w.account_id = $1`;

async function agree(model: Model, real: Real): Promise<void> {
  count(real, 'commands');
  const { accountId } = real.who;
  const [{ rows }, broken] = await Promise.all([
    real.fixture.database.general.query<Seen>({
      name: 'look at account',
      text: look,
      values: [accountId, real.version],
    }),
    checkAccount(real.fixture.database, accountId),
  ]);
  const [seen] = rows;
  if (!seen) throw new Error('the wallet is gone');
  expect(broken).toEqual([]);
  expect({
    balanceMicros: seen.balance,
    heldMicros: seen.held,
    debtMicros: seen.debt,
    charged: seen.charged,
    version: seen.version,
    moved: seen.moved.map((one) => ({
      kind: one.kind,
      changeMicros: BigInt(one.change),
      balanceMicros: BigInt(one.balance),
      debt: one.debt,
      task: one.task === null ? null : real.ids.indexOf(one.task),
    })),
    debts: seen.debts.map(({ kind, owed, paid }) => ({
      kind,
      owed: BigInt(owed),
      paid: BigInt(paid),
    })),
  }).toEqual({
    balanceMicros: model.balanceMicros,
    heldMicros: model.heldMicros,
    debtMicros: model.debtMicros,
    charged: model.charged,
    version: real.version + BigInt(model.moved.length),
    moved: model.moved,
    debts: model.debts,
  });
  const [first] = model.moved;
  for (const { kind, debt, changeMicros } of model.moved) {
    const isSigned = kind === 'adjustment' && debt === null;
    count(real, `moved: ${kind}${isSigned ? (changeMicros > 0n ? ' upwards' : ' downwards') : ''}`);
    if (debt !== null) count(real, `paid: ${kind} by ${String(first?.kind)}`);
  }
  real.version = seen.version;
  model.moved = [];
}

type MovedKind = CreditMove['kind'];
const givingKinds = ['grant', 'top_up', 'redemption'] as const satisfies MovedKind[];
const takingKinds = ['reversal', 'expiry'] as const satisfies MovedKind[];

class Move implements WalletCommand {
  readonly kind: MovedKind;
  readonly amount: bigint;
  readonly reference: string | null;
  constructor(kind: MovedKind, amount: bigint, reference: string | null) {
    this.kind = kind;
    this.amount = amount;
    this.reference = reference;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const { kind, amount, reference } = this;
    const before = { balance: model.balanceMicros, debts: model.debts.length };
    const known = `${kind} ${String(reference)}`;
    const repeated = reference !== null && model.references.has(known);
    const moving = moveCredits(real.fixture.database, {
      accountId: real.who.accountId,
      kind,
      amountMicros: amount,
      reason: 'model',
      ...(reference === null ? {} : { reference }),
    });
    const isGift = givingKinds.some((one) => one === kind);
    if (amount === 0n || (amount < 0n && kind !== 'adjustment')) {
      await expect(moving).rejects.toThrow(/cannot be moved/);
      count(real, 'refused: a move of nothing');
    } else if (repeated) {
      count(real, 'nothing moved: a repeated reference');
    } else {
      if (reference !== null) model.references.add(known);
      if (amount > 0n && (isGift || kind === 'adjustment')) give(model, kind, amount);
      else take(model, kind, amount < 0n ? -amount : amount);
      const owed = model.debts.length > before.debts ? model.debts.at(-1) : undefined;
      if (owed) count(real, `owed: ${kind}`);
      const size = amount < 0n ? -amount : amount;
      expect(await moving).toMatchObject({
        movedMicros: size - (owed?.owed ?? 0n),
        owedMicros: owed?.owed ?? 0n,
      });
    }
    if (amount !== 0n && (amount > 0n || kind === 'adjustment')) {
      expect(await moving).toMatchObject({
        repeated,
        balanceMicros: model.balanceMicros,
        debtMicros: model.debtMicros,
        ...(repeated ? { movedMicros: 0n, owedMicros: 0n } : {}),
      });
    }
    await agree(model, real);
  }
  toString = () => `${this.kind}(${String(this.amount)}, ${String(this.reference)})`;
}

class Refund implements WalletCommand {
  readonly pick: number;
  /** Null: all that is left. */
  readonly amount: bigint | null;
  constructor(pick: number, amount: bigint | null) {
    this.pick = pick;
    this.amount = amount;
  }
  check = (model: Readonly<Model>) => model.tasks.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const { task, id, index } = picked(model, real, this.pick, ({ charged }) => charged > 0n);
    const left = task.charged - task.refunded;
    const wanted = this.amount ?? left;
    const given = wanted > 0n && wanted <= left ? wanted : 0n;
    task.refunded += given;
    model.charged -= given;
    if (given > 0n) give(model, 'refund', given, index);
    if (given > 0n && given < left) count(real, 'refund of a part');
    if (task.charged === 0n) count(real, 'nothing moved: a refund of what was not charged');
    else if (wanted > left) count(real, 'nothing moved: a refund of more than is left');
    expect(
      await refundTask(real.fixture, { taskId: id, amountMicros: this.amount, reason: 'model' }),
    ).toEqual({
      givenMicros: given,
      refundedMicros: task.refunded,
      chargedMicros: task.charged,
    });
    await agree(model, real);
  }
  toString = () => `refund(${String(this.pick)}, ${String(this.amount)})`;
}

class Submit implements WalletCommand {
  readonly seconds: number;
  readonly mode: 'live' | 'test';
  constructor(seconds: number, mode: 'live' | 'test') {
    this.seconds = seconds;
    this.mode = mode;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const price = this.mode === 'test' ? 0n : BigInt(this.seconds) * 8_000_000n;
    const affordable = free(model) >= price;
    try {
      const who = { ...real.who, mode: this.mode };
      const { row } = await real.fixture.submit(who, order({ seconds: this.seconds }));
      expect(affordable).toBe(true);
      real.ids.push(row.id);
      count(real, `accepted: a ${this.mode} task`);
      model.heldMicros += price;
      model.tasks.push({ ...newTask, held: price });
    } catch (error) {
      expect(error instanceof ProblemError && error.problem.code).toBe('insufficient_credits');
      expect(affordable).toBe(false);
      count(real, 'refused: a task without credits for it');
      if (model.balanceMicros - model.heldMicros >= price)
        count(real, 'refused: a task that a debt leaves no credits for');
    }
    await agree(model, real);
  }
  toString = () => `submit(${String(this.seconds)} s, ${this.mode})`;
}

const newTask: ModelTask = {
  held: 0n,
  charged: 0n,
  refunded: 0n,
  attempts: 0,
  isSent: false,
  isFinal: false,
};

class Send implements WalletCommand {
  readonly pick: number;
  constructor(pick: number) {
    this.pick = pick;
  }
  check = (model: Readonly<Model>) => model.tasks.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const { task, id } = picked(model, real, this.pick);
    const begun = await beginAttempts(real.fixture.database, 'studio', [id]);
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
    expect(await requeueTask(real.fixture.database, key)).toBe(task.isSent && !task.isFinal);
    task.isSent = false;
    await agree(model, real);
  }
  toString = () => `give back(${String(this.pick)})`;
}

/** The hold goes back, but for what is charged. */
function endTask(model: Model, task: ModelTask): void {
  model.heldMicros -= task.held;
  task.held = 0n;
  task.isFinal = true;
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
    const { task, id, index } = picked(model, real, this.pick, ({ isFinal }) => !isFinal);
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
    const { settler } = real.fixture;
    const settled = await Promise.all([settler.settle(one), settler.settle(one)]);
    const expected = !task.isFinal && this.staleBy === 0;
    expect(settled.filter(Boolean).length).toBe(expected ? 1 : 0);
    if (expected) {
      count(real, `settled: ${this.state}`);
      const charge = this.state === 'succeeded' ? least(asked, task.held) : 0n;
      endTask(model, task);
      task.charged = charge;
      model.charged += charge;
      if (charge > 0n) change(model, 'charge', -charge, { task: index });
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
      await real.fixture.cancel(key).catch((error: unknown) => {
        expect(error instanceof ProblemError && error.problem.code).toBe('not_cancellable');
        expect(task.isFinal).toBe(true);
      });
      if (!task.isFinal) count(real, 'settled: cancelled');
      endTask(model, task);
    }
    await agree(model, real);
  }
  toString = () => `cancel(${String(this.pick)})`;
}

/** One of all, or (three times in four) one that is worth it, if there is any. */
function picked(
  model: Model,
  real: Real,
  pick: number,
  isWorthIt: (task: ModelTask) => boolean = () => true,
): { task: ModelTask; id: string; index: number } {
  const indices = [...model.tasks.keys()];
  const worthIt = model.tasks.flatMap((task, index) => (isWorthIt(task) ? [index] : []));
  const among = pick % 4 === 0 || worthIt.length === 0 ? indices : worthIt;
  const index = among[Math.floor(pick / 4) % among.length] ?? -1;
  const task = model.tasks[index];
  const id = real.ids[index];
  if (!task || id === undefined) throw new Error('the model and the database went apart');
  return { task, id, index };
}

const pick = fc.nat({ max: 1_000 });
/** Few, so that they are repeated; most moves have none. */
const reference = fc.constantFrom(null, null, null, 'one', 'two');
const seconds = fc.integer({ min: 4, max: 12 });

/** Of any size; one in four at the bounds. */
function micros(min: bigint, max: bigint): fc.Arbitrary<bigint> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.bigInt({ min, max }) },
    { weight: 1, arbitrary: fc.constantFrom(min, min + 1n, max) },
  );
}

const move = fc
  .oneof(
    {
      weight: 6,
      arbitrary: fc.tuple<[MovedKind, bigint, string | null]>(
        fc.constantFrom(...givingKinds),
        micros(1n, 400_000_000n),
        reference,
      ),
    },
    {
      weight: 4,
      arbitrary: fc.tuple<[MovedKind, bigint, string | null]>(
        fc.constantFrom(...takingKinds),
        fc.oneof(
          { weight: 3, arbitrary: micros(1n, 50_000_000n) },
          { weight: 2, arbitrary: micros(1n, 800_000_000n) },
        ),
        reference,
      ),
    },
    {
      weight: 3,
      arbitrary: fc.tuple<[MovedKind, bigint, string | null]>(
        fc.constant('adjustment'),
        micros(-500_000_000n, 300_000_000n),
        reference,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple<[MovedKind, bigint, string | null]>(
        fc.constantFrom(...givingKinds, ...takingKinds, 'adjustment' as const),
        fc.constantFrom(0n, -1n),
        reference,
      ),
    },
  )
  .map((parts) => new Move(...parts));

const mode = fc.oneof(
  { weight: 12, arbitrary: fc.constant('live' as const) },
  { weight: 1, arbitrary: fc.constant('test' as const) },
);
const submit = fc.tuple(seconds, mode).map((parts) => new Submit(...parts));
const settle = fc
  .tuple(
    pick,
    fc.constantFrom<FinalState>('succeeded', 'succeeded', 'succeeded', 'failed', 'expired'),
    micros(0n, 4_000n),
    fc.constantFrom(0, 0, 0, 1),
  )
  .map((parts) => new Settle(...parts));
const refund = fc
  .tuple(pick, fc.oneof(fc.constant(null), micros(-1n, 60_000_000n)))
  .map((parts) => new Refund(...parts));

const commands = [
  ...[move, move, move],
  ...[submit, submit, submit, submit],
  pick.map((one) => new Send(one)),
  pick.map((one) => new GiveBack(one)),
  pick.map((one) => new Cancel(one)),
  ...[settle, settle, settle],
  ...[refund, refund],
];

/** Whole credits that an account begins with. */
const beginnings = fc.constantFrom(0, 300, 600);

function begin(credits: number): Model {
  const model: Model = {
    balanceMicros: 0n,
    heldMicros: 0n,
    debtMicros: 0n,
    charged: 0n,
    moved: [],
    debts: [],
    references: new Set(),
    tasks: [],
  };
  if (credits > 0) change(model, 'grant', BigInt(credits) * 1_000_000n);
  return model;
}

const sequences = fc.commands(commands, { maxCommands: 40, size: 'max' });

/** In one database; all of its books are proved at the end. */
async function checkSome(runs: number, seed: number, counts: Counts): Promise<void> {
  const fixture = await openTaskFixture();
  try {
    await fc.assert(
      fc.asyncProperty(beginnings, sequences, async (credits, sequence) => {
        const who = await addCustomer(fixture, credits);
        await fc.asyncModelRun(
          () => ({ model: begin(credits), real: { fixture, who, ids: [], version: 0n, counts } }),
          sequence,
        );
      }),
      // Biased ones are short, and their amounts small.
      { numRuns: runs, seed, endOnFailure: true, unbiased: true },
    );
    const { broken } = await checkLedger(fixture.database);
    expect(broken, `seed ${String(seed)}`).toEqual([]);
  } finally {
    await fixture.close();
  }
}

/** What is looked at of an account stays small where the database does. */
const runsOfDatabase = 100;

/**
 * So many random sequences of commands, each on an account of its own; some at a time. Resolves with how often
 * what happened; fast-check prints the seed of a sequence that fails.
 */
export async function checkAgainstModel({
  runs,
  seed,
  atOnce,
}: {
  runs: number;
  seed: number;
  atOnce: number;
}): Promise<Counts> {
  const counts: Counts = new Map();
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < runs) {
      const some = Math.min(runsOfDatabase, runs - begun);
      const from = begun;
      begun += some;
      // One database after the other.
      // oxlint-disable-next-line eslint/no-await-in-loop
      await checkSome(some, seed + from, counts);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return counts;
}

import { microsToJson } from '../generation/money.ts';
import type { Failure } from '../generation/problems.ts';
import type { FinalState, TaskState } from '../generation/states.ts';
import { createBatcher } from '../postgres/batcher.ts';
import type { Database } from '../postgres/database.ts';
import { failsWhole } from '../postgres/transient.ts';
import type { Wake } from '../work/wake.ts';
import { createHeldWallets, walletHeld, withoutHeld } from './held-wallets.ts';
import type { StoredOutput } from './rows.ts';

/** The way into a final state: the only place besides submit where a task's money changes. */
export interface Settlement {
  taskId: string;
  /** States from which this is allowed; a task in another one has moved on and is left alone. */
  from: readonly TaskState[];
  /** The attempt that this follows from must still be the newest one; null where none is meant. */
  attempt: number | null;
  state: FinalState;
  /** Only for `succeeded`; never takes more than the task holds. */
  chargeMicros: bigint;
  output: StoredOutput | null;
  failure: Failure | null;
  /** Who will collect the result's files, for `succeeded`. */
  collectQueue: string | null;
}

export interface Settler {
  /** True: this call brought the task into its final state. False: something else had before. */
  settle(settlement: Settlement): Promise<boolean>;
}

/** An end without a result: the whole hold goes back. Resolves false where something else had ended it. */
export function endUncharged(
  settler: Settler,
  end: Pick<Settlement, 'taskId' | 'from' | 'attempt' | 'state' | 'failure'>,
): Promise<boolean> {
  return settler.settle({ ...end, chargeMicros: 0n, output: null, collectQueue: null });
}

/** The same of a task that was never sent. Resolves false where it is not queued any more. */
export function endWaiting(
  settler: Settler,
  taskId: string,
  state: FinalState,
  failure: Failure,
): Promise<boolean> {
  return endUncharged(settler, { taskId, from: ['queued'], attempt: null, state, failure });
}

/** Told of a settlement whose values the database refuses, with its words. */
export type OnRefused = (settlement: Settlement, reason: string) => void;

export function createSettler(database: Database, wake: Wake, onRefused: OnRefused): Settler {
  const wallets = createHeldWallets(database);
  const batcher = createBatcher<Settlement, boolean | 'held'>({
    maxItems: 256,
    keyOf: (settlement) => settlement.taskId,
    failsWhole,
    async run(settlements) {
      const outcomes = await withoutHeld(
        wallets,
        settlements,
        (some) => accountsOf(database, some),
        async (some) => {
          const settled = await settleTasks(database, some);
          return some.map(({ taskId }) => settled.has(taskId));
        },
      );
      wake.tell('settled');
      wake.tell('events');
      for (const [index, { collectQueue }] of settlements.entries()) {
        if (collectQueue !== null && outcomes[index] === true) wake.tell('collect', collectQueue);
      }
      return outcomes;
    },
    async refused(settlement, error) {
      onRefused(settlement, error.message);
      const { taskId } = settlement;
      const settled = await settleTasks(database, [unkept(settlement)]);
      wake.tell('settled');
      wake.tell('events');
      return settled.has(taskId);
    },
  });
  return {
    async settle(settlement) {
      const outcome = await batcher.add(settlement);
      if (outcome === 'held') throw walletHeld();
      return outcome;
    },
  };
}

/** The same end as far as it can be written: without a result, or without the words of a failure. */
function unkept({ taskId, from, attempt, state }: Settlement): Settlement {
  return {
    taskId,
    from,
    attempt,
    state: state === 'succeeded' ? 'failed' : state,
    chargeMicros: 0n,
    output: null,
    failure: unkeepable,
    collectQueue: null,
  };
}

/** What was told of a task's end is nothing that can be kept. */
export const unkeepable: Failure = {
  code: 'provider_error',
  message: 'What the provider told of the video cannot be used. Nothing was charged.',
};

/** A task that is gone has none; nothing is settled of it either. */
async function accountsOf(
  { general }: Database,
  settlements: readonly Settlement[],
): Promise<string[]> {
  const { rows } = await general.query<{ id: string; account_id: string }>({
    name: 'accounts of tasks',
    text: 'select id, account_id from tasks where id = any ($1::text[])',
    values: [settlements.map(({ taskId }) => taskId)],
  });
  const accounts = new Map(rows.map((row) => [row.id, row.account_id]));
  return settlements.map(({ taskId }) => accounts.get(taskId) ?? noAccount);
}

/** No account has this id. */
const noAccount = '00000000-0000-0000-0000-000000000000';

async function settleTasks(
  database: Database,
  settlements: readonly Settlement[],
): Promise<Set<string>> {
  const items = settlements.map((one) => ({
    id: one.taskId,
    states: one.from,
    attempt: one.attempt,
    state: one.state,
    charge_micros: microsToJson(one.chargeMicros),
    output: one.output,
    failure: one.failure,
    collect_queue: one.collectQueue,
  }));
  const { rows } = await database.settles.query<{ task_id: string }>({
    name: 'settle tasks',
    text: 'select task_id from settle_tasks($1::jsonb)',
    values: [JSON.stringify(items)],
  });
  return new Set(rows.map((row) => row.task_id));
}

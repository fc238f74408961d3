import { refuse, type ProblemError } from '../../generation/problems.ts';
import type { Database } from '../../postgres/database.ts';
import { microsToDecimal } from '../../generation/money.ts';
import { readEndUserUse } from './end-users.ts';
import { readLimits, type BudgetPeriod, type LimitUse } from './limits.ts';

/** Whose task it was to be. */
interface Asker {
  accountId: string;
  keyId: string;
  mode: 'live' | 'test';
  /** Of the customer, for whom it was to be. */
  endUser?: string | undefined;
}

const retryAfterSeconds = 10;

/** What to throw where a limit did not let in a task that is to hold so much: which one, by how much, what frees it. */
export async function limitRefusal(
  { query }: Pick<Database, 'query'>,
  { accountId, keyId, mode, endUser }: Asker,
  requiredMicros: bigint,
): Promise<ProblemError> {
  // Read after it was decided: what has changed since is no reason to refuse less.
  const uses = await readLimits(query, [keyId, accountId]);
  const subjects = [
    { whose: 'This key', use: uses.get(keyId) },
    { whose: 'The account', use: mode === 'live' ? uses.get(accountId) : undefined },
  ];
  for (const { whose, use } of subjects) {
    const found = use && reachedBy(whose, use, requiredMicros);
    if (found) return found;
  }
  if (endUser !== undefined && mode === 'live') {
    const use = await readEndUserUse(query, accountId, endUser);
    const found = use && reachedBudget(`The end user ${shown(endUser)}`, use, requiredMicros);
    if (found) return found;
  }
  return refuse('rate_limited', 'A limit of this key was reached a moment ago: send it again.', {
    retryAfterSeconds: 1,
  });
}

function reachedBy(whose: string, use: LimitUse, requiredMicros: bigint): ProblemError | null {
  return (
    reachedBudget(whose, use, requiredMicros) ??
    reachedHolds(whose, use, requiredMicros) ??
    reachedTasks(whose, use)
  );
}

const periodWords: Readonly<Record<BudgetPeriod, string>> = {
  day: ' a day',
  month: ' a month',
  total: ' in all',
};

/** What is reached of a key's, an account's or an end user's. */
interface BudgetUse extends Pick<LimitUse, 'budget' | 'resetsAtMs' | 'timeZone'> {
  usedMicros: bigint | null;
}

function reachedBudget(whose: string, use: BudgetUse, required: bigint): ProblemError | null {
  const { budget, usedMicros, resetsAtMs, timeZone } = use;
  if (!budget || usedMicros === null) return null;
  const left = budget.mostMicros - usedMicros;
  if (required <= (left > 0n ? left : 0n)) return null;
  const most = `${microsToDecimal(budget.mostMicros)} credits${periodWords[budget.period]}`;
  const fact = `${whose} may use ${most}, and has used ${microsToDecimal(usedMicros)}: this request needs ${microsToDecimal(required)}, ${microsToDecimal(required - left)} too many.`;
  const next =
    resetsAtMs === null
      ? ''
      : ` The next ${budget.period} begins at ${new Date(resetsAtMs).toISOString()} (${timeZone}).`;
  return refuse(
    'budget_exceeded',
    `${fact}${next} Ask for less, or have its budget raised: what is held and not charged comes back to it.`,
  );
}

function reachedHolds(whose: string, use: LimitUse, required: bigint): ProblemError | null {
  const { heldMostMicros: most, heldMicros: held } = use;
  if (most === null || required <= (most > held ? most - held : 0n)) return null;
  const fact = `${whose} may hold ${microsToDecimal(most)} credits at one time, and holds ${microsToDecimal(held)}: this request needs ${microsToDecimal(required)}`;
  // No task that ends makes room for it.
  if (required > most)
    return refuse('budget_exceeded', `${fact}. Ask for less, or have it raised.`);
  return refuse(
    'rate_limited',
    `${fact}, ${microsToDecimal(held + required - most)} too many. Send it again when some of its tasks have ended.`,
    { retryAfterSeconds },
  );
}

function reachedTasks(whose: string, use: LimitUse): ProblemError | null {
  const { tasksAtOnce, atOnce, waiting, waitingMost } = use;
  if (tasksAtOnce === null || atOnce < tasksAtOnce || waiting < waitingMost) return null;
  return refuse(
    'rate_limited',
    `${whose} may have ${tasks(tasksAtOnce)} at once, and no more than ${tasks(waitingMost)} may wait for that: all of them are there. Send it again when some have ended.`,
    { retryAfterSeconds },
  );
}

function tasks(count: number): string {
  return count === 1 ? '1 task' : `${String(count)} tasks`;
}

const shownCharacters = 60;

/** As JSON has it: a customer's text may hold anything. */
function shown(text: string): string {
  return JSON.stringify(
    text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text,
  );
}

import { refuse } from '../generation/problems.ts';
import { isFinal } from '../generation/states.ts';
import { hint } from '../work/claim.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import { absorbCancel, absorbedADayMax } from './absorb.ts';
import { readSent, requestCancel, type SentTask } from './sent-task.ts';
import { taskNotFound, type TaskKey, type TaskReader } from './read.ts';
import type { TaskRow } from './rows.ts';
import { endWaiting, type Settler } from './settle.ts';

export interface CancelParts {
  database: Database;
  reader: TaskReader;
  settler: Settler;
  wake: Wake;
  /** What a cancel of a task can come to that a line was given. */
  cancelTerms(this: void, task: Pick<SentTask, 'line' | 'dialect' | 'upstreamId'>): CancelTerms;
  /** How long a line is waited for; 8 000 unless told. */
  cancelMs?: number;
}

export interface CancelTerms {
  /** What of its tasks the line may be able to stop: all, those that it has answered for, or nothing. */
  stops: 'all' | 'accepted' | 'none';
  /** What becomes of a cancel that it cannot carry out. */
  otherwise: 'refuse' | 'absorb';
  /** Where the attempt is looked at from then on, if it is absorbed. */
  lookQueue: string;
}

const usualCancelMs = 8_000;
const lookEveryMs = 250;

/**
 * Queued: at once and free, by the same compare-and-set as dispatch. With a line that may be able to stop
 * it: asks whoever follows the task, and waits until that is proved. What the line cannot stop is refused or
 * absorbed, as its terms say. A cancel of a cancelled task is answered like the first. Throws task_not_found,
 * not_cancellable, or overloaded where the line did not answer in time (the wish stays noted until it does).
 */
export async function cancelTask(parts: CancelParts, key: TaskKey): Promise<TaskRow> {
  const untilMs = Date.now() + (parts.cancelMs ?? usualCancelMs);
  /** The attempt whose line was asked. */
  let asked: number | null = null;
  for (;;) {
    const task = await readSent(parts.database, key);
    if (!task) throw taskNotFound();
    if (isFinal(task.state)) return ended(await readOrRefuse(parts.reader, key));
    if (task.state === 'queued') {
      await cancelQueued(parts.settler, key.id);
      continue;
    }
    const terms = parts.cancelTerms(task);
    const isLate = Date.now() >= untilMs;
    switch (nextStep(task, terms, asked)) {
      case 'ask':
        asked = task.number;
        await ask(parts, key);
        continue;
      case 'wait':
        if (!isLate) {
          await nextSettlement(parts.wake);
          continue;
        }
        if (terms.otherwise === 'refuse' && asked !== null) throw unconfirmed();
        break;
      case 'decide':
        break;
    }
    if (terms.otherwise === 'refuse') throw unstoppable(task);
    const absorbed = await absorbCancel(parts, key, terms.lookQueue);
    if (absorbed === 'too_many') throw tooMany();
  }
}

/** Whether a cancel would be carried out now, and if not, why. */
export interface Cancellable {
  now: boolean;
  reason: 'over' | 'provider_cannot_stop' | 'provider_has_not_answered' | null;
}

/** What `cancelTask` would come to, as far as that is known beforehand. */
export async function readCancellable(
  { database, cancelTerms }: Pick<CancelParts, 'database' | 'cancelTerms'>,
  key: TaskKey,
): Promise<Cancellable> {
  const task = await readSent(database, key);
  if (!task || isFinal(task.state)) return { now: false, reason: 'over' };
  if (task.state === 'queued') return { now: true, reason: null };
  const { stops, otherwise } = cancelTerms(task);
  const mayStop = stops === 'all' || (stops === 'accepted' && task.state === 'running');
  if (mayStop || otherwise === 'absorb') return { now: true, reason: null };
  const isBegun = task.state === 'running';
  return { now: false, reason: isBegun ? 'provider_cannot_stop' : 'provider_has_not_answered' };
}

function nextStep(task: SentTask, { stops }: CancelTerms, asked: number | null) {
  if (stops === 'none') return 'decide';
  if (stops === 'accepted' && task.state === 'unknown') return 'decide';
  if (stops === 'accepted' && task.state === 'submitting') return 'wait';
  if (asked !== task.number) return 'ask';
  // Withdrawn by whoever follows it, or nobody does, because it has come to its end there.
  const isAnswered = !task.cancelRequested || (task.state === 'running' && !task.isFollowed);
  return isAnswered ? 'decide' : 'wait';
}

async function ask({ database, wake }: CancelParts, key: TaskKey): Promise<void> {
  await requestCancel(database, key);
  for (const queue of await hint(database.claims, 'follow', [key.id])) wake.tell('follow', queue);
}

/** False where the task is not queued any more. */
export function cancelQueued(settler: Settler, taskId: string): Promise<boolean> {
  return endWaiting(settler, taskId, 'cancelled', {
    code: 'cancelled',
    message: 'The task was cancelled before it started.',
  });
}

/** Resolves when something was settled, or after a moment in which a look is worth it anyway. */
export function nextSettlement(wake: Wake): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = wake.on('settled', done);
    const timer = setTimeout(done, lookEveryMs);
  });
}

async function readOrRefuse(reader: TaskReader, key: TaskKey): Promise<TaskRow> {
  const row = await reader.read(key);
  if (!row) throw taskNotFound();
  return row;
}

function ended(row: TaskRow): TaskRow {
  if (row.state === 'cancelled') return row;
  throw refuse('not_cancellable', `The task cannot be cancelled any more: it is ${row.state}.`);
}

const chargedAllTheSame = 'It will be charged if it succeeds.';

function unstoppable({ state }: SentTask): Error {
  if (state === 'running') {
    const why =
      'The task cannot be cancelled any more: its provider cannot stop what it has begun.';
    return refuse('not_cancellable', `${why} ${chargedAllTheSame}`);
  }
  const why =
    'The task cannot be cancelled now: its provider has not answered yet whether it has begun.';
  return refuse('not_cancellable', `${why} ${chargedAllTheSame}`, { retryAfterSeconds: 5 });
}

function tooMany(): Error {
  const most = String(absorbedADayMax);
  return refuse(
    'not_cancellable',
    `The task cannot be cancelled any more: its provider cannot stop what it has begun, and ${most} of such tasks were cancelled in the last 24 hours. ${chargedAllTheSame}`,
  );
}

function unconfirmed(): Error {
  return refuse(
    'overloaded',
    'The cancellation was noted, but what makes the video has not confirmed it yet; read the task again shortly.',
    { retryAfterSeconds: 5 },
  );
}

/** Who would have a task end: a cancel, a delete. */
export interface EndAsked {
  accountId: string;
  mode: 'live' | 'test';
  id: string;
}

/**
 * A test key is handed to whoever tries something out: it reads what its account has made, and ends nothing that is
 * paid for. Throws task_not_found and forbidden.
 */
export async function requireMayEnd(
  reader: TaskReader,
  { accountId, mode, id }: EndAsked,
): Promise<void> {
  const row = await reader.read({ accountId, id });
  if (!row) throw taskNotFound();
  if (mode === 'live' || row.mode === 'test') return;
  throw refuse(
    'forbidden',
    'The task was made with a live key: a test key can read it, and only a live one ends it.',
  );
}

import type { Failure } from '../generation/problems.ts';
import {
  abandonAttempts,
  readOverdue,
  takeUntold,
  usualUnknownHours,
  type AbandonedAttempt,
} from '../tasks/silence.ts';
import { writeDivided } from '../postgres/divide.ts';
import type { OpenAttempt } from '../tasks/open-attempts.ts';
import type { HousekeepingRule } from '../work/housekeeping.ts';
import { lookQueueOf, studioName } from '../work/queues.ts';
import type { LineParts } from './parts.ts';
import { writeTroubles } from './troubles.ts';

/** No attempt holds its customer's credits for ever. */

type GiveUpParts = Pick<LineParts, 'database' | 'wake' | 'log'>;

/** After so long a person is told. */
export const toldAfterSeconds = 900;
/** Of one turn. */
const batchMax = 100;

/** Tells of what nobody has heard of for a while, once. Resolves true where there may be more. */
export async function tellOfSilence({ database, log }: GiveUpParts): Promise<boolean> {
  const silent = await takeUntold(database, toldAfterSeconds, batchMax);
  for (const [line, theirs] of Map.groupBy(silent, (attempt) => attempt.line)) {
    for (const { taskId, number, upstreamId, silentSince, endsAt } of theirs) {
      log.error(
        { taskId, number, line, upstreamId, silentSince, endsAt },
        'nobody knows what became of an attempt: look at the upstream, and see "filmgate lines unknown"',
      );
    }
    const words = `nothing was heard of ${theirs[0]?.taskId ?? ''}`;
    await writeTroubles(database, line, [{ kind: 'unknown', count: theirs.length, words }]);
  }
  return silent.length === batchMax;
}

/** Gives up what was silent for as long as its line may be. Resolves true where there may be more. */
export async function giveUpSilent(parts: GiveUpParts): Promise<boolean> {
  const overdue = await readOverdue(parts.database, batchMax);
  const doomed = overdue.map(({ outcome, hours, ...attempt }) => ({
    ...attempt,
    failure: unheard,
    outcome: { ...outcome, gaveUp: `nothing was heard of it for ${String(hours)} hours` },
  }));
  return (await giveUp(parts, doomed)) === batchMax;
}

/** Gives up what runs and runs, beyond all that it may take. */
export async function giveUpEndless(
  parts: GiveUpParts,
  attempts: readonly OpenAttempt[],
): Promise<void> {
  const gaveUp = `it was still running after ${String(usualUnknownHours)} hours and its task’s own time`;
  const doomed = attempts
    .filter(({ isOverdue, line }) => isOverdue && line !== studioName)
    .map((attempt) => ({ ...attempt, failure: unfinished, outcome: { gaveUp } }));
  await giveUp(parts, doomed);
}

const unheard: Failure = {
  code: 'timeout',
  message:
    'The provider never said what became of the task, and it was given up. Nothing was charged.',
};

const unfinished: Failure = {
  code: 'timeout',
  message:
    'The provider did not finish the task in time, and it was given up. Nothing was charged.',
};

type Doomed = Omit<AbandonedAttempt, 'lookQueue'> & { line: string; upstreamId: string | null };

/** Resolves with how many tasks it ended. */
async function giveUp(
  { database, wake, log }: GiveUpParts,
  doomed: readonly Doomed[],
): Promise<number> {
  const ended = new Set<string>();
  const refused = await writeDivided(
    doomed.map((attempt) => ({
      ...attempt,
      lookQueue: lookQueueOf(attempt.line, attempt.upstreamId),
    })),
    async (some) => {
      for (const taskId of await abandonAttempts(database, some)) ended.add(taskId);
    },
  );
  for (const { item, reason } of refused) {
    const { taskId, number, line } = item;
    log.error({ taskId, number, line, reason }, 'an attempt could not be given up');
  }
  if (ended.size === 0) return 0;
  for (const { taskId, number, line, upstreamId, outcome } of doomed) {
    if (!ended.has(taskId)) continue;
    log.error({ taskId, number, line, upstreamId, outcome }, 'an attempt was given up');
  }
  for (const topic of ['settled', 'events', 'dispatch', 'absorb'] as const) wake.tell(topic);
  return ended.size;
}

/** What lines have to say of the time in which nobody asked them is heard first. */
const heardMs = 60_000;

export function silenceRules(
  parts: GiveUpParts,
  nowMs: () => number = () => performance.now(),
): HousekeepingRule[] {
  const beganMs = nowMs();
  return [
    {
      name: 'tell of silence',
      on: 'database',
      everySeconds: 60,
      batch: () => tellOfSilence(parts),
    },
    {
      name: 'give up silent attempts',
      on: 'database',
      everySeconds: 60,
      async batch() {
        const restMs = beganMs + heardMs - nowMs();
        return restMs > 0 ? { restMs } : giveUpSilent(parts);
      },
    },
  ];
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../postgres/database.ts';
import { claim, release, type Claimed } from './claim.ts';
import { createJobPool } from './job-pool.ts';
import { startLoop, type Turned } from './loop.ts';
import { housekeepingQueue } from './queues.ts';
import type { Wake } from './wake.ts';

/**
 * What nobody asks for: what waited too long ends, what is over goes. Each rule is a row of open work, so that
 * one process at a time does it, whichever has hands free, and what a dead one left is taken up again.
 */
export interface HousekeepingRule {
  /** Under which all processes share it. */
  name: string;
  /** Batches that work on the same follow each other in a process: a store that hangs delays no other rule. */
  on: 'database' | 'files';
  /** From the end of a round to the next. */
  everySeconds: number;
  /**
   * One small batch. Resolves true where there is more, which goes on in the same round, or with how long to
   * rest, if less than usual. `round` counts the rounds of all processes.
   */
  batch(round: number): Promise<Turned>;
}

export interface HousekeepingParts {
  database: Database;
  wake: Wake;
  log: Logger;
  rules: readonly HousekeepingRule[];
  /** What was told of already, by the part that it is about. */
  isTold(error: unknown): boolean;
  /** Between two looks for what is due; 5 000 unless told. */
  lookMs?: number;
}

const step = 'housekeeping';
const usualLookMs = 5_000;
const leaseSeconds = 30;
const afterErrorSeconds = 10;
/** A rule that this process does not know is one of another version. */
const unknownSeconds = 60;

/** Rejects where the rules cannot be written down. A start makes all of them due. */
export async function startHousekeeping(
  parts: HousekeepingParts,
): Promise<{ stop(): Promise<void> }> {
  const { database, wake, log } = parts;
  const rules = new Map(parts.rules.map((rule) => [rule.name, rule]));
  const stopping = new AbortController();
  const jobs = createJobPool({
    pool: database.claims,
    step,
    max: rules.size,
    leaseSeconds,
    log,
  });
  const isStopped = (): boolean => stopping.signal.aborted;
  const inTurn = { database: oneAtATime(), files: oneAtATime() };

  /** Resolves with the time until the next round, in seconds. */
  async function round(rule: HousekeepingRule, { claims }: Claimed): Promise<number> {
    for (;;) {
      if (isStopped()) return 0;
      const { turned, tookMs } = await inTurn[rule.on](async () =>
        // Its turn may come late.
        isStopped() ? true : rule.batch(claims),
      );
      if (turned === false) return rule.everySeconds;
      if (turned !== true) return Math.min(rule.everySeconds, turned.restMs / 1_000);
      // At most half of the time: others want the database as well.
      await wait(tookMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function carryOut(claimed: Claimed): Promise<void> {
    const rule = rules.get(claimed.subjectId);
    const afterSeconds = rule
      ? await round(rule, claimed).catch((error: unknown) => {
          if (!parts.isTold(error)) {
            log.error({ rule: rule.name, error }, 'housekeeping failed; it is tried again');
          }
          return Math.min(rule.everySeconds, afterErrorSeconds);
        })
      : unknownSeconds;
    await release(database.claims, step, [{ ...claimed, afterSeconds }]);
  }

  await writeDown(database, [...rules.keys()]);
  const loop = startLoop({
    name: step,
    topic: null,
    everyMs: parts.lookMs ?? usualLookMs,
    wake,
    log,
    async turn() {
      const limit = jobs.free();
      const order = { step, queue: housekeepingQueue, limit, leaseSeconds } as const;
      for (const claimed of await claim(database.claims, order)) {
        jobs.start(claimed, () => carryOut(claimed));
      }
      return false;
    },
  });
  return {
    async stop() {
      stopping.abort();
      await loop.stop();
      await jobs.drain();
    },
  };
}

/** Those under way are left to their holders. */
async function writeDown({ general }: Database, names: readonly string[]): Promise<void> {
  await general.query({
    name: 'write down housekeeping',
    text: `
insert into work as w (step, subject_id, queue)
select 'housekeeping', name, $2 from unnest($1::text[]) as names (name)
on conflict (step, subject_id) do update set due_at = now() where w.claim_token is null`,
    values: [names.toSorted(), housekeepingQueue],
  });
}

/** So all of it together holds one connection of a process and no more. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<{ turned: Result; tookMs: number }> => {
    const mine = last.then(async () => {
      const begunMs = performance.now();
      return { turned: await work(), tookMs: performance.now() - begunMs };
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}

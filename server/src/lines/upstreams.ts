import { isToldTrouble } from '../media/store/store-trouble.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { familyNames } from '../generation/families.ts';
import type { FamilyName } from '../generation/families.ts';
import { createJobPool } from '../work/job-pool.ts';
import { findOrphans } from '../tasks/open-attempts.ts';
import { createBreakers } from './routing/breaker.ts';
import { senderEnded } from '../making/dispatch.ts';
import { dispatchLive } from './routing/dispatch-live.ts';
import { lostQueue, studioName } from '../work/queues.ts';
import type { LineRegistry } from './book/registry.ts';
import { startLoop } from '../work/loop.ts';
import { lose } from '../making/lose.ts';
import { leaseSeconds } from '../making/parts.ts';
import { startLine, type LineRunParts, type RunningLine } from './running-line.ts';
import type { LiveParts } from './routing/upstream.ts';

export interface UpstreamParts extends LineRunParts {
  lineRegistry: LineRegistry;
}

const dispatchMs = 1_000;
const orphansMs = 2_000;
const orphansMax = 100;
/** Creates that this process makes at once, to all lines. */
const createsAtOnceMax = 512;
/** At a stop, creates under way get so long; what is cut is unknown until it is looked for. */
const stopMs = 3_000;

/**
 * Runs dispatch, follow and collect for every line of the book, and goes with it as lines come, change
 * and go. Each line has loops of its own: a line that hangs delays no other, and one that is changed goes on.
 */
export function startUpstreams(options: UpstreamParts): { stop(): Promise<void> } {
  const { lineRegistry, database, settler, log, wake } = options;
  const breakers = createBreakers();
  const running = new Map<string, RunningLine>();
  let stopped = false;

  function sync(): void {
    if (stopped) return;
    // Asked without its secret, a line says no to all that is its own.
    const mine = lineRegistry.lines().filter(({ isLocked }) => isLocked !== true);
    const lines = new Map(mine.map((open) => [open.line.id, open]));
    for (const [id, one] of running) {
      const open = lines.get(id);
      if (open && one.change(open)) continue;
      running.delete(id);
      void one.stop();
    }
    for (const [id, open] of lines) {
      if (running.has(id)) continue;
      const started = startLine(options, breakers, open);
      if (started) running.set(id, started);
    }
  }
  sync();
  lineRegistry.onChange(sync);

  const jobs = createJobPool({
    pool: database.claims,
    step: 'dispatch',
    max: createsAtOnceMax,
    leaseSeconds,
    log,
  });
  const parts: LiveParts = {
    database,
    settler,
    log,
    breakers,
    jobs,
    freed: () => {
      dispatching.wakeUp();
    },
    random: Math.random,
    nowMs: Date.now,
    upstreams: () => [...running.values()].map((one) => one.upstream()),
  };
  const served = (): FamilyName[] => familyNames.filter((name) => lineRegistry.serves(name));
  const dispatching = startLoop({
    name: 'dispatch to lines',
    isTold: isToldTrouble,
    topic: 'dispatch',
    everyMs: dispatchMs,
    wake,
    log,
    async turn() {
      const more = await Promise.all(served().map((family) => dispatchLive(parts, family)));
      return more.includes(true);
    },
  });
  const loops = [
    dispatching,
    startLoop({
      name: 'orphans of lines',
      isTold: isToldTrouble,
      topic: null,
      everyMs: orphansMs,
      wake,
      log,
      turn: async () => (await loseOrphans(options)) === orphansMax,
    }),
  ];
  return {
    async stop() {
      stopped = true;
      await Promise.all(loops.map((one) => one.stop()));
      await Promise.race([jobs.drain(), wait(stopMs, undefined, { ref: false })]);
      await Promise.all([...running.values()].map((one) => one.stop()));
    },
  };
}

/** What senders left that died with the intent written is unknown, and looked for like any lost answer. */
async function loseOrphans(parts: Pick<UpstreamParts, 'database' | 'log'>): Promise<number> {
  const orphans = (await findOrphans(parts.database, orphansMax)).filter(
    ({ line }) => line !== studioName,
  );
  for (const { taskId, number, line } of orphans) {
    const queue = lostQueue(line);
    await lose(parts, line, {
      taskId,
      number,
      queue,
      lookAfterSeconds: 0,
      reason: senderEnded,
    });
  }
  return orphans.length;
}

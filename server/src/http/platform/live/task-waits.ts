import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isFinal } from '../../../generation/states.ts';
import { createGate } from '../../../generation/gate.ts';
import type { Database } from '../../../postgres/database.ts';
import { createEventReader } from '../../../tasks/events.ts';
import type { TaskKey } from '../../../tasks/read.ts';
import { startLoop } from '../../../work/loop.ts';
import type { Wake } from '../../../work/wake.ts';

/** The reads of this process that wait for their task to change. */
export interface TaskWaits {
  /**
   * Resolves when the account sees its task in another state, when it is over or missing, after `withinMs`, when the
   * client has left, and when the server stops: whoever asked reads it then. At once, for nobody is refused a read,
   * where as many wait as may.
   */
  wait(task: TaskKey, until: WaitBounds): Promise<void>;
  /** Ends all, and every further one at its beginning. */
  end(): void;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

interface WaitBounds {
  withinMs: number;
  left: AbortSignal;
}

export interface TaskWaitParts {
  database: Pick<Database, 'reads'>;
  wake: Wake;
  log: Logger;
  limits?: Partial<WaitLimits>;
}

export interface WaitLimits {
  /** Most that wait at once in this process. */
  waitsMax: number;
  waitsOfAccountMax: number;
  /** Between two looks at all of them, however often they are woken. */
  restMs: number;
}

const usualLimits: WaitLimits = { waitsMax: 5_000, waitsOfAccountMax: 500, restMs: 200 };

/** Wake-ups carry no truth: all are looked at so often without any. */
const lookMs = 1_000;

interface Waiter extends TaskKey {
  /** Number of the last thing that had happened to the task when the wait began. */
  after: number;
  done(): void;
}

/** One loop looks for all of them; between two looks nobody holds a connection. */
export function createTaskWaits({ database, wake, log, ...parts }: TaskWaitParts): TaskWaits {
  const limits = { ...usualLimits, ...parts.limits };
  const events = createEventReader(database);
  const room = createGate({
    places: limits.waitsMax,
    placesPerOwner: limits.waitsOfAccountMax,
    weight: Infinity,
    weightPerOwner: Infinity,
  });
  const waiters = new Set<Waiter>();
  const ending = new AbortController();

  async function look(waiter: Waiter): Promise<void> {
    const seen = await events.read(waiter);
    if (seen === null || seen.events.length > 0) waiter.done();
  }

  function changed(key: TaskKey, after: number, { withinMs, left }: WaitBounds): Promise<void> {
    const signal = AbortSignal.any([left, ending.signal]);
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        waiters.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { ...key, after, done };
      const timer = setTimeout(done, withinMs);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
      else waiters.add(waiter);
    });
  }

  const looking = startLoop({
    name: 'task waits',
    topic: 'events',
    everyMs: lookMs,
    wake,
    log,
    async turn() {
      if (waiters.size === 0) return false;
      await Promise.all([...waiters].map(look));
      await pause(limits.restMs);
      return false;
    },
  });

  return {
    async wait(key, bounds) {
      const leave = room.enterNow(key.accountId, 0);
      if (!leave) return;
      try {
        const seen = await events.read({ ...key, after: -1 });
        if (seen && !isFinal(seen.state)) await changed(key, seen.newest, bounds);
      } finally {
        leave();
      }
    },
    end() {
      ending.abort();
    },
    async close() {
      ending.abort();
      await looking.stop();
    },
  };
}

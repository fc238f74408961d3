import type { Logger } from 'pino';
import { isTransient } from '../postgres/transient.ts';
import type { Topic, Wake } from './wake.ts';

/**
 * Runs one kind of work again and again: at once after a wake-up or while there is more, and now and
 * then by itself, because a wake-up carries no truth. Turns never overlap; an error waits and goes on.
 */
export interface LoopOptions {
  name: string;
  /** Resolves true when more may be waiting right now, or with how long to rest, if less than usual. */
  turn(): Promise<Turned>;
  everyMs: number;
  /** What wakes it; null: only its own clock. */
  topic: Topic | null;
  /** Only tellings of this queue wake it. */
  queue?: string;
  wake: Wake;
  log: Logger;
  /** What was told of already, by the part that it is about; what is transient, unless told. */
  isTold?: (error: unknown) => boolean;
}

export type Turned = boolean | { restMs: number };

export interface Loop {
  /** Begins a turn at once, or another one after that under way. */
  wakeUp(): void;
  /** Resolves when the turn under way has ended; no other starts. */
  stop(): Promise<void>;
}

const afterErrorMs = 1_000;

export function startLoop(options: LoopOptions): Loop {
  const { turn, everyMs, topic, wake, log, name, isTold = isTransient } = options;
  let stopped = false;
  let woken = false;
  let rest: { timer: NodeJS.Timeout; done: () => void } | null = null;

  const wakeUp = (): void => {
    woken = true;
    rest?.done();
  };
  const unsubscribe = topic === null ? () => undefined : wake.on(topic, wakeUp, options.queue);

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        rest = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      rest = { timer, done };
    });
  }

  async function run(): Promise<void> {
    while (!isStopped()) {
      woken = false;
      let restMs = everyMs;
      try {
        const more = await turn();
        if (more === true) continue;
        if (more !== false) restMs = Math.min(everyMs, Math.max(1, more.restMs));
      } catch (error) {
        if (!isTold(error)) log.error({ loop: name, error }, 'a turn failed; it is tried again');
        if (!isStopped()) await pause(afterErrorMs);
        continue;
      }
      if (!isStopped() && !isWoken()) await pause(restMs);
    }
  }

  // Read through functions: both change while a turn is awaited.
  const isStopped = (): boolean => stopped;
  const isWoken = (): boolean => woken;

  const running = run();
  return {
    wakeUp,
    async stop() {
      stopped = true;
      unsubscribe();
      rest?.done();
      await running;
    },
  };
}

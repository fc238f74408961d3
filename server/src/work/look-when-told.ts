import type { Topic, Wake } from './wake.ts';

export interface Looking {
  topic: Topic;
  /** Tellings of others are left out. */
  queue: string;
  withinMs: number;
  /** A telling of another process may be lost: so it is looked so often as well. */
  lookMs: number;
}

/** Looks at once and after every telling, until something is found; null: nothing was found in that time. */
export async function lookWhenTold<Found>(
  wake: Wake,
  { topic, queue, withinMs, lookMs }: Looking,
  look: () => Promise<Found | null>,
): Promise<Found | null> {
  const untilMs = performance.now() + withinMs;
  let told = Promise.withResolvers<void>();
  const stop = wake.on(topic, () => told.resolve(), queue);
  try {
    for (;;) {
      // What is told while it is being looked counts for the next look.
      told = Promise.withResolvers();
      const found = await look();
      if (found !== null) return found;
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) return null;
      const timer = setTimeout(() => told.resolve(), Math.min(leftMs, lookMs));
      await told.promise;
      clearTimeout(timer);
    }
  } finally {
    stop();
  }
}

import { hint } from '../work/claim.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';

/** The copy tells; a telling of another process may be lost, so it is looked for now and then as well. */
const usualLookMs = 2_000;

/**
 * Brings the collecting of a succeeded task's files forward, and waits until `look` finds what was copied.
 * Null: it takes longer than `withinMs`.
 */
export async function waitForCopy<Found>(
  { database, wake }: { database: Database; wake: Wake },
  taskId: string,
  look: () => Promise<Found | null>,
  { withinMs, lookMs = usualLookMs }: { withinMs: number; lookMs?: number },
): Promise<Found | null> {
  const untilMs = performance.now() + withinMs;
  let told = Promise.withResolvers<void>();
  const stop = wake.on('copied', () => told.resolve(), taskId);
  try {
    for (const queue of await hint(database.claims, 'collect', [taskId])) {
      wake.tell('collect', queue);
    }
    for (;;) {
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

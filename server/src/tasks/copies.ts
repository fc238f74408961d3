import { hint } from '../work/claim.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import { nextSettlement } from './cancel.ts';

/**
 * Brings the collecting of a succeeded task's files forward, and waits until `look` finds what was copied.
 * Null: it takes longer than `withinMs`.
 */
export async function waitForCopy<Found>(
  { database, wake }: { database: Database; wake: Wake },
  taskId: string,
  look: () => Promise<Found | null>,
  withinMs: number,
): Promise<Found | null> {
  const until = Date.now() + withinMs;
  for (const queue of await hint(database.claims, 'collect', [taskId])) wake.tell('collect', queue);
  while (Date.now() < until) {
    await nextSettlement(wake);
    const found = await look();
    if (found !== null) return found;
  }
  return null;
}

import { hint } from '../work/claim.ts';
import type { Database } from '../postgres/database.ts';
import { lookWhenTold } from '../work/look-when-told.ts';
import type { Wake } from '../work/wake.ts';

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
  for (const queue of await hint(database.claims, 'collect', [taskId])) wake.tell('collect', queue);
  return lookWhenTold(wake, { topic: 'copied', queue: taskId, withinMs, lookMs }, look);
}

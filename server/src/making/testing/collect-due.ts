import { createCollector } from '../collect.ts';
import type { LineParts } from '../parts.ts';

/** Collects what is due, to its end. */
export async function collectDue(parts: LineParts): Promise<void> {
  const collector = createCollector(parts, { storeWaitsMs: [] });
  while (await collector.turn());
  await collector.drain();
}

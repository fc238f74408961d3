import { createCollector, type CollectorOptions } from '../collect.ts';
import type { LineParts } from '../parts.ts';

/** Collects what is due, to its end. */
export async function collectDue(
  parts: LineParts,
  more: Pick<CollectorOptions, 'takeStills'> = {},
): Promise<void> {
  const collector = createCollector(parts, { storeWaitsMs: [], ...more });
  while (await collector.turn());
  await collector.drain();
}

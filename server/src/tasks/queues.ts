import type { FamilyName } from '../generation/families.ts';
import type { PlannedRequest } from './rows.ts';

/**
 * Where a task waits for a line. The studio renders for test keys always, and for live keys as long
 * as no other line serves the model.
 */
export const studioQueue = 'studio';

/** Tasks of one engine family that wait for any line that serves it. */
export function familyQueue(family: FamilyName): string {
  return `live/${family}`;
}

/**
 * Test keys always go to the studio, live ones as long as no line serves the family. `served` says
 * whether one does, even if it takes nothing at the moment: a customer who pays for a model never gets
 * an animatic instead.
 */
export function dispatchQueue(
  mode: 'live' | 'test',
  { family }: PlannedRequest,
  served: (family: FamilyName) => boolean,
): string {
  return mode === 'live' && served(family) ? familyQueue(family) : studioQueue;
}

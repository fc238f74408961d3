import type { FamilyName } from '../generation/families.ts';

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
  { family }: { family: FamilyName },
  served: (family: FamilyName) => boolean,
): string {
  return mode === 'live' && served(family) ? familyQueue(family) : studioQueue;
}

/** What attempts call the studio. */
export const studioName = 'studio';

/** Every process's studio has a queue under this prefix. */
export const studioQueuePrefix = 'studio/';

/** Every line's open work has a queue under this prefix. */
export const lineQueuePrefix = 'line/';

/** Where attempts of a line wait whose answer was lost. */
export function lostQueue(lineId: string): string {
  return `lost/${lineId}`;
}

/** Where an attempt is looked at, or for, that has outlived its task. */
export function lookQueueOf(lineId: string, upstreamId: string | null): string {
  return upstreamId === null ? lostQueue(lineId) : lineQueuePrefix + lineId;
}

/** Where an account's assets wait to be fetched: each has a queue of its own, so that none waits behind another's. */
export function fetchQueue(accountId: string): string {
  return `assets:${accountId}`;
}

/** Where the rules of housekeeping wait for their next round. */
export const housekeepingQueue = 'housekeeping';

/** Where letters wait to be sent. */
export const mailQueue = 'mail';

/** Where exports wait for their next pages, whosever they are. */
export const exportQueue = 'exports';

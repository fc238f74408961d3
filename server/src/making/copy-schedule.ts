/**
 * When a result is asked for at an upstream again. Upstreams keep results for a day, and some let them be
 * downloaded only so often (Ark: 24 hours, 100 times): all tries together make at most 20 downloads of a
 * file, the first ones soon after another, for what passes quickly, the last one when the day is over.
 * Pure.
 */

/** After the first try, after the second …: seconds to the next one. */
const waitSeconds = [
  5, 20, 60, 240, 900, 3_600, 7_200, 14_400, 14_400, 14_400, 14_400, 14_400, 3_600,
];

/** Including the one after the last wait. */
export const triesMax = waitSeconds.length + 1;

/** So long upstreams keep what they made. */
const lifetimeSeconds = 86_400;
/** What a server meets that was away for a day may be passing, too. */
const leastFaults = 4;

/** Readers who wait may bring these tries forward, and no later ones: there are few of them. */
export const hintableTries = 4;

export function secondsAfter(tries: number): number {
  return waitSeconds[Math.min(Math.max(1, tries), waitSeconds.length) - 1] ?? 0;
}

/** What became of the copying of a result until now. */
export interface CopyRecord {
  /** Downloads. */
  tries: number;
  /** How often, with nothing but that since, the line named no files, or they could not be had or read. */
  faults: number;
  /** Since it was made. */
  ageSeconds: number;
}

/** Whether a result that could not be had is given up: only what the line does counts. */
export function isLost({ tries, faults, ageSeconds }: CopyRecord): boolean {
  return faults >= leastFaults && (tries >= triesMax || ageSeconds > lifetimeSeconds);
}

/** Each time that a transfer is taken up again is another download. */
export function resumesMaxOf(tries: number): number {
  return tries <= 3 ? 2 : 0;
}

/** A line that names no files was asked too often, or forgets: that costs no downloads. */
export function unnamedSecondsAfter(claims: number): number {
  return Math.min(900, 5 * 2 ** Math.min(claims - 1, 8));
}

/** Of files that are here already: only our storage has to come back. */
export function localSecondsAfter(claims: number): number {
  return Math.min(300, 2 ** Math.min(claims, 9));
}

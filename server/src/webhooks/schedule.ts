/**
 * When a delivery is tried again: the table of Standard Webhooks 1.0.0, which ends after 75:35:05.
 * Seconds from one try to the next.
 */
const waitsSeconds = [
  5,
  5 * 60,
  30 * 60,
  2 * 3_600,
  5 * 3_600,
  10 * 3_600,
  14 * 3_600,
  20 * 3_600,
  24 * 3_600,
] as const;

const jitter = 0.2;

/**
 * Seconds from try `number` (1 is the first) to the next one, or null after the last. `random` in
 * 0 … 1 spreads the tries by a fifth to both sides; a receiver's `retryAfterSeconds` is honoured
 * where it asks for more time.
 */
export function nextTrySeconds(
  number: number,
  random: number,
  retryAfterSeconds: number | null = null,
): number | null {
  const wait = waitsSeconds[number - 1];
  if (wait === undefined) return null;
  const spread = wait * (1 - jitter + 2 * jitter * random);
  return Math.max(spread, retryAfterSeconds ?? 0);
}

/** Task ids in the look of each platform: unique, growing with time, all characters harmless in a URL. */
import type { TaskIdParts } from './mechanism.ts';

/** Nine base-36 digits hold milliseconds until the year 5188. */
const timeDigits = 9;

/** Lower-case letters and digits: nine of time, the rest random (at most fifteen, what 80 bits fill). */
export function base36Id({ atMs, random }: TaskIdParts, length: number): string {
  return digits(BigInt(atMs), timeDigits) + drawn(random, length - timeDigits);
}

/**
 * `cgt-20260606160057-` and ten lower-case letters and digits: the time in UTC to the second, two digits
 * of milliseconds, eight random ones.
 */
export function datedId(prefix: string, { atMs, random }: TaskIdParts): string {
  const time = new Date(atMs).toISOString().replaceAll(/\D/gu, '');
  const [second, milliseconds] = [time.slice(0, -3), time.slice(-3)];
  return `${prefix}-${second}-${digits(BigInt(milliseconds), 2)}${drawn(random, 8)}`;
}

function drawn(random: Uint8Array, length: number): string {
  const number = random.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return digits(number % 36n ** BigInt(length), length);
}

function digits(value: bigint, length: number): string {
  return value.toString(36).padStart(length, '0');
}

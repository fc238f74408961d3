/** Task ids in the look of each platform: unique, growing with time, all characters harmless in a URL. */
import type { TaskIdParts } from './mechanism.ts';

/** Nine base-36 digits hold milliseconds until the year 5188. */
const timeDigits = 9;

/** Lower-case letters and digits: nine of time, the rest random (at most fifteen, what 80 bits fill). */
export function base36Id({ atMs, random }: TaskIdParts, length: number): string {
  const randomDigits = length - timeDigits;
  const drawn = random.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  const tail = drawn % 36n ** BigInt(randomDigits);
  return digits(BigInt(atMs), timeDigits) + digits(tail, randomDigits);
}

function digits(value: bigint, length: number): string {
  return value.toString(36).padStart(length, '0');
}

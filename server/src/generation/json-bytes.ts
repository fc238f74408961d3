import { Buffer } from 'node:buffer';

/**
 * Whether a value of JSON has at most so many bytes when it is written, without writing it: what is far too
 * large is found out as soon as what is too large by one.
 */
export function isWithinJsonBytes(value: unknown, most: number): boolean {
  return bytesLeft(value, most) >= 0;
}

/** Below 0 as soon as nothing is left. */
function bytesLeft(value: unknown, bytes: number): number {
  if (typeof value === 'string') return bytes - bytesOf(value, bytes);
  if (typeof value !== 'object' || value === null) return bytes - String(value).length;
  let left = bytes - 1;
  let isEmpty = true;
  // Each entry has a comma behind it, or the closing bracket.
  for (const key in value) {
    isEmpty = false;
    const name = Array.isArray(value) ? 0 : bytesOf(key, left) + 1;
    left = bytesLeft(Reflect.get(value, key), left - name) - 1;
    if (left < 0) return left;
  }
  return isEmpty ? left - 1 : left;
}

/** A text that has more characters than there are bytes left is not looked at. */
function bytesOf(text: string, bytes: number): number {
  return text.length > bytes ? text.length + 2 : Buffer.byteLength(JSON.stringify(text));
}

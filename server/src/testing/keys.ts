import { randomBytes } from 'node:crypto';
import type { Keys } from '../postgres/seal.ts';

/** Of an installation whose secret was never rotated. */
export function oneKey(key: Buffer = randomBytes(32)): Keys {
  return () => [key];
}

import { hash, randomBytes } from 'node:crypto';

/** What a browser's cookie or a link holds: 256 random bits, of which only the hash is kept. */
export function makeToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hash('sha256', token, 'buffer') };
}

/** Null for what `makeToken` cannot have made, without a look at any database. */
export function hashToken(token: string): Buffer | null {
  return /^[\w-]{43}$/.test(token) ? hash('sha256', token, 'buffer') : null;
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { withoutEndSlashes } from '../generation/end-slashes.ts';
import type { Keys } from '../postgres/seal.ts';

/**
 * Signed URLs of our files: `<PUBLIC_URL>/media/<expires>-<signature>/<name>`, so that a URL ends
 * in its file's extension. Whoever holds the URL may read the file until it expires. Pure.
 */
export interface MediaUrls {
  /** Absolute. The same name gives the same URL for the rest of the UTC day; it lives 24 to 48 hours. */
  signMediaUrl(name: string): string;
  /** `path` is a URL's path, with or without the path prefix of PUBLIC_URL. */
  verifyMediaPath(path: string, nowMs: number): { name: string } | 'expired' | 'invalid';
}

export interface MediaUrlOptions {
  /** Where clients reach us, such as `https://video.example/filmgate`. */
  publicUrl: string;
  keys: Keys;
  nowMs(): number;
}

const dayMs = 86_400_000;
/** Of the HMAC-SHA256; what is kept is far beyond guessing and short enough to read. */
const signatureBytes = 16;

const namePattern = /^[A-Za-z0-9_-]{1,80}(?:\.[a-z0-9]{1,8}){1,2}$/u;
const pathPattern = /\/media\/([0-9a-z]{1,10})-([A-Za-z0-9_-]{22})\/([^/]+)$/u;

export function createMediaUrls(options: MediaUrlOptions): MediaUrls {
  const base = withoutEndSlashes(options.publicUrl);
  const prefix = new URL(base).pathname.replace(/\/$/u, '');

  const sign = (key: Buffer, expires: string, name: string): string =>
    createHmac('sha256', key)
      .update(`media\n${expires}\n${name}`)
      .digest()
      .subarray(0, signatureBytes)
      .toString('base64url');

  return {
    signMediaUrl(name) {
      if (!namePattern.test(name)) throw new TypeError(`not a name of a medium: ${name}`);
      const expiresMs = (Math.floor(options.nowMs() / dayMs) + 2) * dayMs;
      const expires = (expiresMs / 1000).toString(36);
      return `${base}/media/${expires}-${sign(options.keys()[0], expires, name)}/${name}`;
    },
    verifyMediaPath(path, nowMs) {
      const found = pathPattern.exec(path);
      const [, expires = '', signature = '', name = ''] = found ?? [];
      if (found === null || !['', prefix].includes(path.slice(0, found.index))) return 'invalid';
      if (!namePattern.test(name)) return 'invalid';
      const given = Buffer.from(signature);
      const isOurs = options
        .keys()
        .some((key) => timingSafeEqual(given, Buffer.from(sign(key, expires, name))));
      if (!isOurs) return 'invalid';
      return Number.parseInt(expires, 36) * 1000 > nowMs ? { name } : 'expired';
    },
  };
}

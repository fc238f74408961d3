import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keys } from '../../postgres/seal.ts';

/** Where upstreams tell of attempts: addresses that only they were given. */
export interface CallbackUrls {
  urlOf(attemptId: string): string;
  /** The attempt that a path behind `/callbacks/` is for; null where we never gave it out. */
  attemptAt(path: string): string | null;
}

const signatureLength = 32;

export function createCallbackUrls(parts: { publicUrl: string; keys: Keys }): CallbackUrls {
  const sign = (key: Buffer, attemptId: string): string =>
    createHmac('sha256', key).update(attemptId).digest('hex').slice(0, signatureLength);
  return {
    urlOf: (attemptId) =>
      `${parts.publicUrl}/callbacks/${attemptId}.${sign(parts.keys()[0], attemptId)}`,
    attemptAt(path) {
      const [, attemptId = '', signature = ''] = /^([\w-]{1,80})\.([0-9a-f]{32})$/.exec(path) ?? [];
      if (signature === '') return null;
      const given = Buffer.from(signature);
      const isOurs = parts
        .keys()
        .some((key) => timingSafeEqual(given, Buffer.from(sign(key, attemptId))));
      return isOurs ? attemptId : null;
    },
  };
}

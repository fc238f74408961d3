import { createHmac, timingSafeEqual } from 'node:crypto';

/** Where upstreams tell of attempts: addresses that only they were given. */
export interface CallbackUrls {
  urlOf(attemptId: string): string;
  /** The attempt that a path behind `/callbacks/` is for; null where we never gave it out. */
  attemptAt(path: string): string | null;
}

const signatureLength = 32;

export function createCallbackUrls(parts: { publicUrl: string; key: Buffer }): CallbackUrls {
  const sign = (attemptId: string): string =>
    createHmac('sha256', parts.key).update(attemptId).digest('hex').slice(0, signatureLength);
  return {
    urlOf: (attemptId) => `${parts.publicUrl}/callbacks/${attemptId}.${sign(attemptId)}`,
    attemptAt(path) {
      const [, attemptId = '', signature = ''] = /^([\w-]{1,80})\.([0-9a-f]{32})$/.exec(path) ?? [];
      if (signature === '') return null;
      const isOurs = timingSafeEqual(Buffer.from(signature), Buffer.from(sign(attemptId)));
      return isOurs ? attemptId : null;
    },
  };
}

import { randomBytes } from 'node:crypto';

/**
 * Ids of requests: unique across processes, cheap, in the order of their times, and unlike any task id. They stand in the
 * `X-Request-Id` header of every answer, in our own log, in the log of requests and in the body of an internal error.
 */
export function requestIds(nowMs: () => number = Date.now): () => string {
  const ofThisProcess = randomBytes(8).toString('hex');
  let count = 0;
  let atMs = -1;
  let at = '';
  return () => {
    const now = nowMs();
    if (now !== atMs) {
      atMs = now;
      at = now.toString(36).padStart(timeDigits, '0');
    }
    return `${at}-${ofThisProcess}-${(count += 1).toString(36)}`;
  };
}

/** Until the year 2059. */
const timeDigits = 8;

/** When a request began, by its id: milliseconds since 1970. Null: it is no id of ours. */
export function atMsOf(id: string): number | null {
  const time = /^([0-9a-z]{8})-[0-9a-f]{16}-[0-9a-z]{1,12}$/.exec(id)?.[1];
  return time === undefined ? null : Number.parseInt(time, 36);
}

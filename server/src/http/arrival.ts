import type { IncomingMessage } from 'node:http';
import { answerSocketError } from './socket-errors.ts';

export interface ArrivalTerms {
  /** The whole of it must be there by then. */
  wholeMs: number;
  /** What it must make progress towards; null: nobody has to wait for this one. */
  bytes: number | null;
}

const looks = 6;
/** Of the whole time: before it nobody is called slow. */
const graceShare = 1 / 3;

/**
 * Ends a connection whose body comes too slowly, with the answer that Node.js gives to a request that does not
 * arrive; `onLate` is told first. Node's own time begins with the headers, and some bodies wait long before they
 * are read. Returns what ends the watch.
 */
export function watchArrival(
  message: IncomingMessage,
  { wholeMs, bytes }: ArrivalTerms,
  onLate: () => void,
): () => void {
  const { socket } = message;
  const startMs = performance.now();
  const startBytes = socket.bytesRead;
  const graceMs = wholeMs * graceShare;
  const timer = setInterval(() => {
    const tookMs = performance.now() - startMs;
    const dueBytes = ((bytes ?? 0) * (tookMs - graceMs)) / wholeMs;
    const isSlow = socket.bytesRead - startBytes < dueBytes;
    if (!message.complete && !isSlow && tookMs < wholeMs) return;
    clearInterval(timer);
    if (message.complete) return;
    onLate();
    answerSocketError(
      Object.assign(new Error('the body is late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
      socket,
    );
  }, wholeMs / looks).unref();
  return () => {
    clearInterval(timer);
  };
}

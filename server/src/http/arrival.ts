import type { IncomingMessage } from 'node:http';
import { answerSocketError } from './socket-errors.ts';

export interface ArrivalTerms {
  /** The whole of it must be there by then. */
  wholeMs: number;
  /** What it must make progress towards; null: nobody has to wait for this one. */
  bytes: number | null;
}

interface Arrival {
  message: IncomingMessage;
  terms: ArrivalTerms;
  startMs: number;
  /** Of the connection, when it began. */
  startBytes: number;
  onLate(): void;
}

const lookMs = 100;
/** Of the whole time: before it nobody is called slow. */
const graceShare = 1 / 3;

/** Every submit has a body: a timer for each would be a tenth of its work. */
const arrivals = new Set<Arrival>();
let timer: NodeJS.Timeout | null = null;

/**
 * Ends a connection whose body comes too slowly, with the answer that Node.js gives to a request that does not
 * arrive; `onLate` is told first. Node's own time begins with the headers, and some bodies wait long before they
 * are read. Returns what ends the watch.
 */
export function watchArrival(
  message: IncomingMessage,
  terms: ArrivalTerms,
  onLate: () => void,
): () => void {
  const startBytes = message.socket.bytesRead;
  const arrival = { message, terms, startMs: performance.now(), startBytes, onLate };
  arrivals.add(arrival);
  timer ??= setInterval(look, lookMs).unref();
  return () => {
    arrivals.delete(arrival);
  };
}

function look(): void {
  for (const arrival of arrivals) {
    if (!arrival.message.complete && !isLate(arrival)) continue;
    arrivals.delete(arrival);
    if (!arrival.message.complete) end(arrival);
  }
  if (arrivals.size > 0 || timer === null) return;
  clearInterval(timer);
  timer = null;
}

function isLate({ message, terms: { wholeMs, bytes }, startMs, startBytes }: Arrival): boolean {
  const tookMs = performance.now() - startMs;
  const dueBytes = ((bytes ?? 0) * (tookMs - wholeMs * graceShare)) / wholeMs;
  return tookMs >= wholeMs || message.socket.bytesRead - startBytes < dueBytes;
}

function end({ message, onLate }: Arrival): void {
  onLate();
  const late = Object.assign(new Error('the body is late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  answerSocketError(late, message.socket);
}

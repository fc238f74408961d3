/** Server-sent events on the wire, as the HTML standard has them. */
import { writeJson } from '../../generation/written-json.ts';

export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // A stream has its connection for itself, and ends with it.
  connection: 'close',
  // Proxies of the nginx kind would keep events back until they have a few kilobytes.
  'x-accel-buffering': 'no',
} as const;

/** How long clients wait before they come back, in milliseconds: longer than a server listens while it stops. */
export const retryText = 'retry: 2000\n\n';

/** A comment, which clients ignore. */
export const heartbeat = ':\n\n';

export interface SentEvent {
  /** What the client names as `Last-Event-ID` when it comes back; without it the one before stays. */
  id?: number;
  type: string;
  /** JSON, so that it is one line. */
  data: object;
}

export function eventText({ id, type, data }: SentEvent): string {
  const idLine = id === undefined ? '' : `id: ${String(id)}\n`;
  return `${idLine}event: ${type}\ndata: ${writeJson(data)}\n\n`;
}

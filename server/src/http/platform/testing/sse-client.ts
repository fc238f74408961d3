import { request, type ClientRequest, type IncomingMessage } from 'node:http';

/** For expectations of a stream: it looks once a second by itself, and the machine may be busy. */
export const patience = { timeout: 20_000 };

/** An event as a client reads it, after the HTML standard's rules. */
export interface ReceivedEvent {
  /** The last id that was sent, on this event or one before. */
  lastEventId: string;
  type: string;
  /** Parsed. */
  data: Record<string, unknown>;
}

/** One connection to a stream of server-sent events, which reads until it is dropped or ended. */
export interface SseClient {
  /** Resolves with the head of the answer. */
  head: Promise<IncomingMessage>;
  events: ReceivedEvent[];
  /** When each comment came, in milliseconds of `performance.now()`. */
  heartbeatsAtMs: number[];
  retryMs: number | null;
  /** Resolves when the connection has ended: true where the server ended the answer in order. */
  ended: Promise<boolean>;
  drop(): void;
}

export interface SseOrder {
  port: number;
  path: string;
  key?: string;
  headers?: Readonly<Record<string, string>>;
  lastEventId?: string | undefined;
  onEvent?(event: ReceivedEvent, client: SseClient): void;
}

export function openSse(order: SseOrder): SseClient {
  const { port, path, key, lastEventId, onEvent } = order;
  const head = Promise.withResolvers<IncomingMessage>();
  const ended = Promise.withResolvers<boolean>();
  let asked: ClientRequest | null = null;
  const client: SseClient = {
    head: head.promise,
    events: [],
    heartbeatsAtMs: [],
    retryMs: null,
    ended: ended.promise,
    drop: () => asked?.destroy(),
  };
  const read = reader(client, lastEventId ?? '', onEvent);
  asked = request({
    agent: false,
    host: '127.0.0.1',
    port,
    path,
    headers: {
      accept: 'text/event-stream',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...order.headers,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  asked.on('response', (response) => {
    head.resolve(response);
    response.setEncoding('utf8').on('data', read);
    response.on('error', () => undefined);
    response.on('close', () => ended.resolve(response.complete));
  });
  asked.on('error', (error) => {
    head.reject(error);
    ended.resolve(false);
  });
  // Whoever waits for the end alone need not look at the head.
  head.promise.catch(() => undefined);
  asked.end();
  return client;
}

function reader(client: SseClient, lastEventId: string, onEvent: SseOrder['onEvent']) {
  let text = '';
  let event = { id: lastEventId, type: 'message', data: '' };
  return (chunk: string): void => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (line === '') {
        if (event.data !== '') {
          const received = {
            lastEventId: event.id,
            type: event.type,
            // Our streams send objects.
            data: JSON.parse(event.data) as Record<string, unknown>,
          };
          client.events.push(received);
          onEvent?.(received, client);
        }
        event = { id: event.id, type: 'message', data: '' };
      } else if (field === '') client.heartbeatsAtMs.push(performance.now());
      else if (field === 'id') event.id = value;
      else if (field === 'event') event.type = value;
      else if (field === 'data') event.data += value;
      else if (field === 'retry') client.retryMs = Number(value);
    }
  };
}

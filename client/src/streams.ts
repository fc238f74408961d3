/** Streams of events that come back where they were cut off. */
import { ConnectionError, FilmgateError } from './errors.ts';
import { createEventParser, type EventParser, type ServerSentEvent } from './event-parser.ts';
import type { Asked, OperationName } from './options.ts';
import { mayPass, pauseAfter, type Transport } from './transport.ts';

export interface StreamOptions {
  /** Ends the stream, which then throws the signal’s reason. */
  signal?: AbortSignal | undefined;
  /** Id of the last event that you have: what follows it is sent. */
  lastEventId?: string | undefined;
  /** How often in a row it is opened again without an event; 5 unless told. */
  maxRetries?: number | undefined;
}

const usualRetryMs = 2_000;
/** A comment comes every 12 seconds: who has heard nothing for so long hears nothing any more. */
const silentMostMs = 30_000;
const usualRetries = 5;

/** Ends with the server's word that nothing more will come. Throws ApiError, and ConnectionError after some tries. */
export async function* readEvents(
  transport: Transport,
  name: OperationName,
  asked: Asked,
  { signal, lastEventId = '', maxRetries = usualRetries }: StreamOptions,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const { sleep, random } = transport.world;
  let lastId = lastEventId;
  let retryMs = usualRetryMs;
  let failures = 0;
  for (;;) {
    let pauseMs = retryMs;
    try {
      const parser = createEventParser();
      for await (const event of readOnce(transport, name, asked, { signal, lastId, parser })) {
        if (event === 'over') return;
        failures = 0;
        lastId = event.id === '' ? lastId : event.id;
        yield event;
      }
      retryMs = parser.retryMs ?? retryMs;
      pauseMs = retryMs;
    } catch (error) {
      signal?.throwIfAborted();
      failures += 1;
      if (!mayPass(error) || failures > maxRetries) throw error;
      pauseMs = Math.max(retryMs, pauseAfter(error, failures, random()) ?? 0);
    }
    await sleep(pauseMs, signal);
  }
}

interface Connection {
  signal: AbortSignal | undefined;
  lastId: string;
  parser: EventParser;
}

async function* readOnce(
  transport: Transport,
  name: OperationName,
  asked: Asked,
  { signal, lastId, parser }: Connection,
): AsyncGenerator<ServerSentEvent | 'over', void, undefined> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const cut = (): void => controller.abort();
  let timer = setTimeout(cut, silentMostMs);
  signal?.addEventListener('abort', cut, { once: true });
  try {
    const headers = new Headers({ accept: 'text/event-stream' });
    if (lastId !== '') headers.set('last-event-id', lastId);
    const response = await transport.open(name, asked, headers, controller.signal);
    if (response.status === 204) {
      yield 'over';
      return;
    }
    if (!response.body) throw new FilmgateError('This fetch has no streams.');
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new ConnectionError('The stream broke off.', { cause: error });
      });
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(cut, silentMostMs);
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cut);
    // Whoever has enough of it leaves the connection to nobody.
    controller.abort();
  }
}

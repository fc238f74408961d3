/** How calls are made: how long one is waited for, and which are sent again. */
import type { Problem } from './api-types.ts';
import { ApiError, ConnectionError, errorOf, FilmgateError, TimeoutError } from './errors.ts';
import { operations } from './operations.ts';
import {
  ownWorld,
  type Asked,
  type CallOptions,
  type ClientOptions,
  type OperationName,
  type World,
} from './options.ts';
import { addressOf, placeOf, requestOf } from './request.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Of a file. */
  blob: Blob | null;
  /** Of all else. */
  text: string;
}

export interface Transport {
  options: ClientOptions;
  world: World;
  /** The whole answer of a call that went well. Throws ApiError and ConnectionError. */
  call(name: OperationName, asked: Asked, options: CallOptions): Promise<Answer>;
  /** Once, and without an end to it: its body is read by whoever asked. Throws the same. */
  open(name: OperationName, asked: Asked, headers: Headers, signal: AbortSignal): Promise<Response>;
}

const usualRetries = 2;
const usualTimeoutMs = 120_000;
const firstPauseMs = 500;
const pauseMostMs = 8_000;
/** Who is to come back later than that is told so by the error. */
const retryAfterMostSeconds = 60;
const jitter = 0.25;
/** They change nothing, though they are no GET. */
const asksOnly: ReadonlySet<OperationName> = new Set<OperationName>(['estimateTask']);

/** Throws TypeError for options that will not do. */
export function createTransport(options: ClientOptions, world: World = ownWorld): Transport {
  const base = placeOf(options.baseUrl);
  const { key, fetch: given } = options;
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    throw new TypeError('key: it is empty, or has characters that no key has.');
  }
  // Called as no method: a browser's own takes none. The global one is not kept, as instruments replace it later.
  const send = (url: string, init: RequestInit): Promise<Response> =>
    given ? given(url, init) : fetch(url, init);

  async function once(
    name: OperationName,
    url: string,
    init: RequestInit,
    tries: number,
  ): Promise<Answer> {
    const response = await send(url, init);
    const { status, headers, ok } = response;
    const isFile = ok && operations[name].answers === 'file';
    const blob = isFile ? await response.blob() : null;
    const text = isFile ? '' : await response.text();
    tell(name, response, tries);
    if (!ok) throw errorOf({ status, headers, problem: problemIn(text) });
    return { status, headers, blob, text };
  }

  function tell(operation: OperationName, { status, headers }: Response, tries: number): void {
    options.onAnswer?.({ operation, status, requestId: headers.get('x-request-id'), tries });
  }

  return {
    options,
    world,
    async call(name, asked, call) {
      const place = operations[name];
      const url = addressOf(base, place, asked);
      const init = requestOf(place, asked, call, options);
      const mayRepeat = place.method === 'GET' || place.isRepeatable || asksOnly.has(name);
      const retries = mayRepeat ? (call.maxRetries ?? options.maxRetries ?? usualRetries) : 0;
      const timeoutMs = call.timeoutMs ?? options.timeoutMs ?? usualTimeoutMs;
      for (let tries = 1; ; tries += 1) {
        try {
          return await within(timeoutMs, call.signal, (signal) =>
            once(name, url, { ...init, signal }, tries),
          );
        } catch (error) {
          const pauseMs = tries > retries ? null : pauseAfter(error, tries, world.random());
          if (pauseMs === null) throw error;
          await world.sleep(pauseMs, call.signal);
        }
      }
    },
    async open(name, asked, extra, signal) {
      const place = operations[name];
      const init = requestOf(place, asked, {}, options);
      const headers = new Headers(init.headers);
      extra.forEach((value, header) => headers.set(header, value));
      const response = await connected(() =>
        send(addressOf(base, place, asked), { ...init, headers, signal }),
      );
      tell(name, response, 1);
      if (response.ok) return response;
      const { status } = response;
      throw errorOf({
        status,
        headers: response.headers,
        problem: problemIn(await connected(() => response.text())),
      });
    },
  };
}

/** Milliseconds until a failed call is worth another try; null: it is not. */
export function pauseAfter(error: unknown, tries: number, random: number): number | null {
  const usualMs = Math.min(pauseMostMs, firstPauseMs * 2 ** (tries - 1)) * (1 - jitter * random);
  if (error instanceof ConnectionError) return usualMs;
  if (!isPassing(error)) return null;
  const { retryAfterSeconds } = error;
  if (retryAfterSeconds === null) return usualMs;
  if (retryAfterSeconds > retryAfterMostSeconds) return null;
  // Not before the time that was named, and not all at the same moment.
  return retryAfterSeconds * 1000 + firstPauseMs * jitter * random;
}

/** Whether the server, not the request, is what a refusal is about. */
function isPassing(error: unknown): error is ApiError {
  return (
    error instanceof ApiError && error.retryable && (error.status === 429 || error.status >= 500)
  );
}

/** Whether a call that failed may well go through a while later. */
export function mayPass(error: unknown): boolean {
  return error instanceof ConnectionError || isPassing(error);
}

async function within<Result>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => controller.abort();
  const timer = setTimeout(onAbort, timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await connected(() => work(controller.signal));
  } catch (error) {
    signal?.throwIfAborted();
    if (!controller.signal.aborted) throw error;
    throw new TimeoutError(`There was no answer within ${String(timeoutMs)} ms.`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** What fetch throws says nothing to rely on: it is all the same here. */
async function connected<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FilmgateError) throw error;
    throw new ConnectionError(`The server was not reached: ${wordsOf(error)}`, { cause: error });
  }
}

/** Node.js says why in the cause alone. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function problemIn(text: string): Problem | null {
  try {
    const body = JSON.parse(text) as Partial<Problem> | null;
    const isProblem = typeof body?.code === 'string' && typeof body.detail === 'string';
    return isProblem ? (body as Problem) : null;
  } catch {
    return null;
  }
}

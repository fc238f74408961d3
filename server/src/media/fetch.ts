import { Agent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { contentTypeOf, discard, headerOf } from './answers.ts';
import { guardedConnector } from './connector.ts';
import type { BuildConnector } from './connector.ts';
import { asRefusal } from './refusals.ts';
import type { ResolveName } from './resolve.ts';
import { FetchRefusal, parseTarget } from './targets.ts';
import type { TargetPolicy } from './targets.ts';
import { transfer, type Transferred } from './transfer.ts';

export { wasNeverSent } from './refusals.ts';
export { checkSourceUrl, checkUrl, FetchRefusal } from './targets.ts';

/**
 * The one place that opens connections to hosts that a stranger named: media and webhooks. Every
 * method throws FetchRefusal for what the stranger's side did; a caller's own abort rejects with its
 * reason, and errors of our disk stay what they are.
 */
export interface GuardedFetch {
  /**
   * Streams a GET into the new file `to`, following at most 3 redirects. Reads at most one chunk
   * more than `bytesMax`; less than the server announced is a failure. The file is removed on any
   * failure. `sha256` is hex; `contentType` is what the server says, lower case and without parameters.
   */
  download(url: string, to: string, limits: DownloadLimits): Promise<Transferred>;
  /** One call, no redirects; any HTTP status is an answer. `answer` holds the first bytes as text. */
  call(url: string, call: Call): Promise<CallAnswer>;
  /** What a HEAD says the content type is, following at most 3 redirects; null where it says nothing. */
  head(
    url: string,
    limits: { totalMs: number; signal?: AbortSignal },
  ): Promise<{ contentType: string | null }>;
  /** Cuts running calls: a silent server must not hold the end of the process up. */
  close(): Promise<void>;
}

export interface DownloadLimits {
  bytesMax: number;
  totalMs: number;
  /** Beyond `totalMs` it may take as long as what it has brought takes at this rate; no longer unless told. */
  bytesPerSecondLeast?: number;
  /** Sent to the host of the URL alone: a redirect elsewhere goes without them. */
  headers?: Record<string, string>;
  /** How often a transfer that breaks off is taken up where it was, by another GET; 0 unless told. */
  resumesMax?: number;
  signal?: AbortSignal;
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers: Record<string, string>;
  body?: string;
  totalMs: number;
  /** Of the answer, beyond which nothing is read. */
  answerBytesMax: number;
  signal?: AbortSignal;
}

export interface CallAnswer {
  status: number;
  headers: Record<string, string>;
  answer: string;
  tookMs: number;
}

export interface GuardedFetchOptions extends TargetPolicy {
  /** Replaced by tests, as `build` is: they have name servers and public hosts of their own. */
  resolve?: ResolveName;
  build?: BuildConnector;
  /** How long an answer may stand still: 10 s unless a test has less patience. */
  idleMs?: number;
  /** Before a transfer is taken up again, then twice as long each time: 250 ms unless a test waits less. */
  resumeAfterMs?: number;
}

const redirectsMax = 3;
/** Lists name up to 200 tasks by their ids in the query; what somebody typed was measured before. */
const callCharactersMax = 12_288;
const connectMs = 5_000;
const headersMs = 10_000;
const usualIdleMs = 10_000;
const usualResumeAfterMs = 250;

interface Hop {
  response: Dispatcher.ResponseData;
  url: URL;
}

export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  // An agent of its own also ignores proxies named in the environment.
  const agent = new Agent({
    connect: guardedConnector({ ...options, connectMs }),
    headersTimeout: headersMs,
    bodyTimeout: options.idleMs ?? usualIdleMs,
    allowH2: false,
  });

  /** Follows redirects by hand, so that each hop passes the same checks. */
  async function follow(
    method: 'GET' | 'HEAD',
    url: string,
    signal: AbortSignal,
    ownHeaders: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Hop> {
    let target = parseTarget(url, options);
    const { origin } = target;
    for (let redirects = 0; ; redirects += 1) {
      const response = await request(target, {
        dispatcher: agent,
        method,
        signal,
        headers: {
          accept: '*/*',
          'user-agent': 'Filmgate',
          ...(target.origin === origin ? ownHeaders : {}),
          ...headers,
          'accept-encoding': 'identity',
        },
      });
      const next = redirectOf(response, target);
      if (next === null) return { response, url: target };
      discard(response);
      if (redirects === redirectsMax) {
        throw new FetchRefusal(
          'redirect',
          `The URL redirects more than ${String(redirectsMax)} times.`,
        );
      }
      target = parseTarget(next, options);
    }
  }

  return {
    async download(url, to, limits) {
      const time = timeBySize(limits);
      const { signal } = time;
      try {
        return await transfer(to, {
          get: (range) => follow('GET', url, signal, limits.headers, range),
          bytesMax: limits.bytesMax,
          resumesMax: limits.resumesMax ?? 0,
          resumeAfterMs: options.resumeAfterMs ?? usualResumeAfterMs,
          arrived: time.arrived,
          signal,
        });
      } catch (error) {
        throw asRefusal(error, limits.signal);
      } finally {
        time.end();
      }
    },
    async call(url, call) {
      const target = parseTarget(url, options, callCharactersMax);
      const startMs = performance.now();
      try {
        const response = await request(target, {
          dispatcher: agent,
          method: call.method,
          signal: timeLimit(call),
          headersTimeout: call.totalMs,
          headers: { 'user-agent': 'Filmgate', ...call.headers, 'accept-encoding': 'identity' },
          body: call.body ?? null,
        });
        const answer = await firstBytes(response, call.answerBytesMax);
        return {
          status: response.statusCode,
          headers: flatHeaders(response),
          answer,
          tookMs: Math.round(performance.now() - startMs),
        };
      } catch (error) {
        throw asRefusal(error, call.signal);
      }
    },
    async head(url, limits) {
      try {
        const { response } = await follow('HEAD', url, timeLimit(limits));
        discard(response);
        return { contentType: response.statusCode === 200 ? contentTypeOf(response) : null };
      } catch (error) {
        throw asRefusal(error, limits.signal);
      }
    },
    close: () => agent.destroy(),
  };
}

function timeLimit(limits: { totalMs: number; signal?: AbortSignal }): AbortSignal {
  const time = AbortSignal.timeout(limits.totalMs);
  return limits.signal === undefined ? time : AbortSignal.any([time, limits.signal]);
}

/** Each byte that arrives gives a download as much time as it may take. */
function timeBySize({ totalMs, bytesPerSecondLeast = Infinity, signal }: DownloadLimits) {
  const over = new AbortController();
  const startMs = performance.now();
  let bytes = 0;
  let timer = setTimeout(look, totalMs);
  function look(): void {
    const leftMs = startMs + totalMs + (bytes / bytesPerSecondLeast) * 1_000 - performance.now();
    if (leftMs > 0) timer = setTimeout(look, Math.ceil(leftMs));
    else over.abort(new DOMException('It takes too long.', 'TimeoutError'));
  }
  return {
    signal: signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]),
    arrived(more: number): void {
      bytes += more;
    },
    end(): void {
      clearTimeout(timer);
    },
  };
}

/** Absolute URL of a redirect, null for any other answer. */
function redirectOf(response: Dispatcher.ResponseData, from: URL): string | null {
  if (![301, 302, 303, 307, 308].includes(response.statusCode)) return null;
  const location = headerOf(response, 'location');
  if (location === null) return null;
  const next = URL.parse(location, from.href);
  if (next === null) {
    discard(response);
    throw new FetchRefusal('redirect', 'The URL redirects to something that is not a URL.');
  }
  return next.href;
}

/** What lies beyond is not read. */
async function firstBytes(response: Dispatcher.ResponseData, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The type of undici's body says any; it is a byte stream without an encoding set.
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= bytesMax) break;
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, bytesMax));
}

function flatHeaders(response: Dispatcher.ResponseData): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

import type { Operations } from './api-types.ts';

export type OperationName = keyof Operations;

export interface ClientOptions {
  /**
   * An API key. Left out on a page of the server itself: there the session of whoever has signed in is used. A key has
   * no place on a page that others can open.
   */
  key?: string | undefined;
  /** Where the server is, such as `https://films.example.com`. Left out on a page: the page’s own. */
  baseUrl?: string | undefined;
  /** How often what failed and may be sent again is sent again; 2 unless told. */
  maxRetries?: number | undefined;
  /** How long one try may take; 120 000 unless told. */
  timeoutMs?: number | undefined;
  /** Of every task that is made without one of its own: what could cost more is refused. */
  maxCredits?: number | undefined;
  /** In which language refusals are told; that of the server unless told. */
  language?: 'en' | 'zh' | undefined;
  /** Of a person who has signed in and is a member of several: for which account. */
  account?: string | undefined;
  /** Instead of the global one: with a proxy, for one, or in a test. */
  fetch?: typeof fetch | undefined;
  /** Called after every answer, for logs. */
  onAnswer?: ((answer: AnswerFacts) => void) | undefined;
}

export interface AnswerFacts {
  operation: OperationName;
  /** Of HTTP. */
  status: number;
  /** Name it when you ask for help; null where what answered was no Filmgate. */
  requestId: string | null;
  /** How often it was sent by then. */
  tries: number;
}

export interface CallOptions {
  /** Ends the call, which then throws the signal’s reason. */
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  maxRetries?: number | undefined;
  /** Of a create: what is sent again under it is made once. The client makes one unless told. */
  idempotencyKey?: string | undefined;
  /** Your own id of the request: echoed, and in the server’s log. */
  clientRequestId?: string | undefined;
}

/** What is sent, whatever the operation. */
export interface Asked {
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
  body?: unknown;
}

type QueryValue = string | number | boolean | null | undefined;

/** How time passes, for whoever waits. */
export interface World {
  /** Resolves after so long; rejects with the signal’s reason when that aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

export const ownWorld: World = {
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const onAbort = (): void => {
        clearTimeout(timer);
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is the caller's own
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
  random: Math.random,
};

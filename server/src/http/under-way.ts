import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../generation/problem-texts.ts';
import type { Problem } from '../generation/problems.ts';
import { cutBody, cutPath, cutText } from '../requests/cut.ts';
import { atMsOf } from '../requests/ids.ts';
import type { RequestLog } from '../requests/request-log.ts';
import type { LoggedRequest } from '../requests/write.ts';
import { addressOf } from './addresses.ts';
import { noAccountId, type Principal } from './door.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of one that goes the way of all requests; null before, and of all others. */
    underWay: UnderWay | null;
  }
}

/** What the log of requests calls a route. */
export interface LoggedRoute {
  /** The dialect, or `platform`. */
  api: string;
  /** As it is documented. */
  path: string;
  /** Nothing changes by it: where it is answered it is counted alone. */
  isRead: boolean;
}

/** A request, from its beginning to what became of it. A class, as there is one of each. */
export class UnderWay {
  readonly #request: FastifyRequest;
  readonly #route: LoggedRoute;
  readonly #log: Pick<RequestLog, 'count' | 'write'>;
  readonly startedMs = performance.now();
  #isTold = false;
  /** Null on routes that are open to everybody, and until it is known who asks. */
  principal: Principal | null = null;
  /** Undefined until it is read, and where there is none. */
  body: unknown;
  /** The task that it makes, or is about. */
  taskId: string | null = null;
  /** Where several dialects share a route, the one that is meant as soon as that is known. */
  api: string;

  constructor(
    request: FastifyRequest,
    route: LoggedRoute,
    log: Pick<RequestLog, 'count' | 'write'>,
  ) {
    this.#request = request;
    this.#route = route;
    this.api = route.api;
    this.#log = log;
  }

  /** In which the account wants to be refused by dialects. */
  get language(): Language | undefined {
    return this.principal?.language;
  }

  /** To be called when the answer is known, unless that is a refusal of ours. */
  answered({ statusCode }: Pick<FastifyReply, 'statusCode'>): void {
    const { principal } = this;
    if (this.#isTold || principal === null || principal.accountId === noAccountId) return;
    if (!this.#route.isRead || statusCode >= 400) {
      this.#tell(principal, statusCode, null);
      return;
    }
    const { accountId } = principal;
    this.#log.count({ accountId, keyId: keyIdOf(principal), route: this.#route.path });
  }

  refused(status: number, problem: Problem): void {
    const { principal } = this;
    if (this.#isTold || principal === null || principal.accountId === noAccountId) return;
    this.#isTold = true;
    this.#tell(principal, status, problem);
  }

  #tell(principal: Principal, status: number, problem: Problem | null): void {
    const { id, method, url } = this.#request;
    const { path: route } = this.#route;
    const told: LoggedRequest = {
      id,
      atMs: atMsOf(id) ?? Date.now(),
      accountId: principal.accountId,
      keyId: keyIdOf(principal),
      personId: principal.person?.id ?? null,
      mode: principal.mode,
      api: this.api,
      method,
      route,
      path: cutPath(url),
      status,
      code: problem && problem.code,
      detail: problem && cutText(problem.message),
      tookMs: Math.round(performance.now() - this.startedMs),
      // In a path anything can stand.
      taskId: this.taskId === null ? null : cutText(this.taskId),
      address: addressOf(this.#request),
      body: cutBody(this.body),
    };
    this.#log.write(told);
  }
}

function keyIdOf({ keyId, person }: Principal): string | null {
  return person ? null : keyId;
}

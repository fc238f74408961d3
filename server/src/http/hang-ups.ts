import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { callerLeft, type Caller } from '../tasks/caller.ts';

/** Of connections on which a create is under way. */
const followed = new WeakMap<Socket, FollowedCaller>();

/**
 * Node.js gives up a connection whose other side has ended, answer or not. A client that has only said all it has to
 * say still listens: on connections with a create under way it is found out which of both it is.
 */
export function heedHalfClosed(server: Server): void {
  // What the types leave out: Node.js asks it where a connection has ended.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('connection', (socket: Socket) => {
    socket.on('end', () => {
      const caller = followed.get(socket);
      if (caller) caller.ended();
      else socket.end();
    });
  });
}

export interface Followed extends Caller {
  /** Calls back where the connection closes before the answer is written; resolves when that may be begun. */
  unheard(then: () => void): void | Promise<void>;
  /** To be called once, when the answer is known. */
  leave(): void;
}

/** From the first of a create on: its connection may end with its last byte. */
export function followCaller(request: IncomingMessage, response: ServerResponse): Followed {
  const caller = new FollowedCaller(request, response);
  followed.set(request.socket, caller);
  // It may have come behind another one, with the end of the connection.
  if (request.socket.readableEnded) caller.ended();
  return caller;
}

/** When a client that has ended its side is written to: one that is gone answers the first with a reset. */
const probesAtMs = [0, 250, 1_000];
/** What a connection says of a write is there by then. */
const heardMs = 20;

/** A class, as every create makes one. */
class FollowedCaller implements Followed {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #verdict: Promise<boolean> | null = null;
  #stop: AbortController | null = null;
  readonly #abort = (): void => this.#stop?.abort(callerLeft());

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  isGone(): boolean | Promise<boolean> {
    if (this.#request.socket.destroyed) return true;
    return this.#verdict ?? false;
  }

  left(): AbortSignal {
    if (!this.#stop) {
      this.#stop = new AbortController();
      const { socket } = this.#request;
      if (socket.destroyed) this.#abort();
      else socket.once('close', this.#abort);
    }
    return this.#stop.signal;
  }

  ended(): void {
    // In the middle of a request, Node.js refuses it and closes.
    if (this.#request.complete) this.#verdict ??= this.#probe();
  }

  unheard(then: () => void): void | Promise<void> {
    const gone = this.isGone();
    if (typeof gone === 'object') return gone.then((isGone) => this.#unheard(isGone, then));
    this.#unheard(gone, then);
  }

  #unheard(isGone: boolean, then: () => void): void {
    if (isGone) {
      then();
      return;
    }
    const response = this.#response;
    response.once('close', () => {
      if (!response.writableFinished) then();
    });
  }

  leave(): void {
    const { socket } = this.#request;
    if (followed.get(socket) === this) followed.delete(socket);
    if (this.#stop) socket.off('close', this.#abort);
  }

  /**
   * Closed and half closed look alike from here, until something is written: a closed one answers it with a reset,
   * which the next write meets. An interim answer is what a client must be able to read any number of.
   */
  async #probe(): Promise<boolean> {
    const { socket, httpVersion } = this.#request;
    // It knows of no interim answers.
    if (httpVersion === '1.0') return socket.destroyed;
    const startMs = performance.now();
    for (const atMs of probesAtMs) {
      await wait(Math.max(0, startMs + atMs - performance.now()));
      if (socket.destroyed || this.#response.headersSent || !this.#response.socket) break;
      this.#response.writeProcessing();
      await wait(heardMs);
    }
    return socket.destroyed;
  }
}

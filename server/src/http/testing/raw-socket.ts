import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Listens on a free loopback port. */
export async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  return portOf(app);
}

export function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

export interface RawAnswer {
  status: number;
  head: string;
  body: string;
}

/** A connection that writes bytes as they are and reads one answer after the other. */
export class RawConnection {
  readonly socket: Socket;
  #received = '';
  #isClosed = false;
  #news = Promise.withResolvers<void>();

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const tell = () => {
      this.#news.resolve();
      this.#news = Promise.withResolvers();
    };
    const close = () => {
      this.#isClosed = true;
      tell();
    };
    this.socket.on('data', (chunk) => {
      this.#received += chunk.toString('latin1');
      tell();
    });
    // A reset ends a connection like any other end: the tests look at what was answered before.
    this.socket.on('error', close).on('end', close).on('close', close);
  }

  write(bytes: string | Buffer): this {
    this.socket.write(bytes);
    return this;
  }

  /** The next whole answer. Throws where the connection ends without one. */
  async answer(): Promise<RawAnswer> {
    for (;;) {
      const answer = this.#take();
      if (answer !== null) return answer;
      if (this.#isClosed) throw new Error(`closed after: ${this.#received}`);
      await this.#news.promise;
    }
  }

  /** What came besides the answers taken, once the server has closed the connection. */
  async rest(): Promise<string> {
    while (!this.#isClosed) await this.#news.promise;
    return this.#received;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  #take(): RawAnswer | null {
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return null;
    const head = this.#received.slice(0, headEnd);
    const bodyEnd = headEnd + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#received.length < bodyEnd) return null;
    const body = this.#received.slice(headEnd + 4, bodyEnd);
    this.#received = this.#received.slice(bodyEnd);
    return { status: Number(head.split(' ', 2)[1]), head, body };
  }
}

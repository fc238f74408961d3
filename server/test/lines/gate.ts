import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Agent, request as send } from 'undici';

/** Between a line and its upstream: passes every call on, and stops one where a test wants it. */
export interface Gate {
  /** What the line is given as its base URL. */
  url: string;
  /** The next call that is wanted goes so far and no further. */
  stop(at: StopAt, wanted: (call: GateCall) => boolean): Stopped;
  close(): Promise<void>;
}

/** Before the upstream has heard of it; when it has answered; when half of the answer has gone through. */
export type StopAt = 'arrival' | 'answer' | 'half';

export interface GateCall {
  method: string;
  /** With the query. */
  path: string;
  body: string;
}

export interface Stopped {
  /** Resolves when a call stands there. */
  reached: Promise<void>;
  /** Ends its connection. */
  cut(): void;
}

interface Stop extends Stopped {
  at: StopAt;
  wanted(call: GateCall): boolean;
  reach(): void;
  released: Promise<void>;
}

interface Passed {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** `upstream` is its base URL. */
export async function openGate(upstream: string): Promise<Gate> {
  const agent = new Agent();
  const stops = new Set<Stop>();

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = request;
    const call = { method, path, body: await text(request) };
    const stop = [...stops].find(({ wanted }) => wanted(call));
    if (stop) stops.delete(stop);
    if (stop?.at === 'arrival') return standStill(stop, response);
    const passed = await passOn(call, request);
    if (stop?.at === 'answer') return standStill(stop, response);
    response.writeHead(passed.status, passed.headers);
    if (stop) {
      response.write(passed.body.subarray(0, Math.floor(passed.body.length / 2)));
      return standStill(stop, response);
    }
    response.end(passed.body);
  }

  async function passOn(call: GateCall, { headers }: IncomingMessage): Promise<Passed> {
    const { host: _ours, connection: _its, ...told } = headers;
    const answer = await send(upstream + call.path, {
      dispatcher: agent,
      // One of the methods of HTTP, or Node would not have taken the call.
      method: call.method as 'GET',
      headers: told,
      ...(call.body === '' ? {} : { body: call.body }),
    });
    const body = Buffer.from(await answer.body.arrayBuffer());
    return { status: answer.statusCode, headers: answer.headers, body };
  }

  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    take(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    stop(at, wanted) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      stops.add({
        at,
        wanted,
        reached: reached.promise,
        reach: reached.resolve,
        released: released.promise,
        cut: released.resolve,
      });
      return { reached: reached.promise, cut: released.resolve };
    },
    async close() {
      for (const { cut } of stops) cut();
      server.close();
      server.closeAllConnections();
      await agent.destroy();
    },
  };
}

async function standStill(stop: Stop, response: ServerResponse): Promise<void> {
  stop.reach();
  await stop.released;
  response.destroy();
}

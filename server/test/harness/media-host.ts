import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A customer's web server on this machine: hands out media and receives webhooks. */
export interface MediaHost {
  url: string;
  put(path: string, file: MediaFile): void;
  /** From now on requests for this path get no answer until `release`. */
  hold(path: string): Hold;
  /** How often a path was asked for. */
  requests(path: string): number;
  /** How many of those were given up before they had an answer. */
  abandoned(path: string): number;
  /** In the order of their arrival; all POSTs are taken for one, and answered 200. */
  readonly webhooks: readonly ReceivedWebhook[];
  close(): Promise<void>;
}

interface MediaFile {
  body: Uint8Array | string;
  contentType: string;
}

export interface Hold {
  /** Resolves with the first request. */
  arrived: Promise<void>;
  release(): void;
}

export interface ReceivedWebhook {
  path: string;
  headers: Record<string, string>;
  /** The bytes as they were sent. */
  body: string;
}

interface Held extends Hold {
  arrive(): void;
  released: Promise<void>;
}

export async function startMediaHost(): Promise<MediaHost> {
  const files = new Map<string, MediaFile>();
  const held = new Map<string, Held>();
  const asked: string[] = [];
  const left: string[] = [];
  const webhooks: ReceivedWebhook[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    asked.push(path);
    response.once('close', () => {
      if (!response.writableFinished) left.push(path);
    });
    const hold = held.get(path);
    hold?.arrive();
    await hold?.released;
    if (request.method === 'POST') {
      const headers = Object.entries(request.headersDistinct).map(([name, values]) => [
        name,
        values?.join(', ') ?? '',
      ]);
      webhooks.push({ path, headers: Object.fromEntries(headers), body: await text(request) });
      response.end('ok');
      return;
    }
    const file = files.get(path);
    if (file) response.setHeader('content-type', file.contentType);
    else response.statusCode = 404;
    response.end(file?.body ?? 'There is no such file.');
  }
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => undefined);
    answer(request, response).catch(() => response.destroy());
  };
  const server = createServer(listener);
  const port = await listen(server);

  return {
    url: `http://127.0.0.1:${String(port)}`,
    put(path, file) {
      files.set(path, file);
    },
    hold(path) {
      const arrived = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const hold = {
        arrived: arrived.promise,
        arrive: arrived.resolve,
        released: released.promise,
        release: released.resolve,
      };
      held.set(path, hold);
      return hold;
    },
    requests: (path) => asked.filter((one) => one === path).length,
    abandoned: (path) => left.filter((one) => one === path).length,
    webhooks,
    async close() {
      for (const { release } of held.values()) release();
      await end(server);
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an address of this form.
  return (server.address() as AddressInfo).port;
}

async function end(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

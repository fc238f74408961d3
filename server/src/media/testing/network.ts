import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTcpServer, isIP } from 'node:net';
import type { Server } from 'node:net';
import { buildConnector } from 'undici';
import type { BuildConnector } from '../connector.ts';

/** Loopback servers and a network of pretence for tests of the guarded fetch. */

/** Counts who comes by, on IPv4 and, where this machine has it, on IPv6. */
export interface Canary {
  port: number;
  connections(): number;
  close(): Promise<void>;
}

export async function startCanary(): Promise<Canary> {
  let connections = 0;
  const listen = async (host: string, port: number): Promise<Server> => {
    const server = createTcpServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined).destroy();
    });
    server.listen(port, host);
    await once(server, 'listening');
    return server;
  };
  const four = await listen('127.0.0.1', 0);
  const port = portOf(four);
  const six = await listen('::1', port).catch(() => null);
  return {
    port,
    connections: () => connections,
    async close() {
      await closed(four);
      if (six !== null) await closed(six);
    },
  };
}

export interface WebServer {
  port: number;
  close(): Promise<void>;
}

export async function startWeb(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<WebServer> {
  const onRequest: RequestListener = (request, response) => {
    response.on('error', () => undefined);
    listener(request, response);
  };
  const server = createServer(onRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    close() {
      server.closeAllConnections();
      return closed(server);
    },
  };
}

/**
 * A world where any address leads to one loopback server: the connection asks the look-up as a real
 * one would, and `opened` holds the addresses that it would have gone to.
 */
export function pretendInternet(port: () => number): { build: BuildConnector; opened: string[] } {
  const opened: string[] = [];
  const build: BuildConnector = (options) => {
    const connect = buildConnector({ allowH2: false });
    return (target, callback) => {
      const go = (addresses: readonly string[]): void => {
        opened.push(...addresses);
        connect({ ...target, hostname: '127.0.0.1', port: String(port()) }, callback);
      };
      if (isIP(target.hostname) !== 0) {
        go([target.hostname]);
        return;
      }
      const lookup = options && 'lookup' in options ? options.lookup : undefined;
      if (lookup === undefined) throw new Error('the connector was built without a look-up');
      lookup(target.hostname, { all: true }, (error, found) => {
        if (error) callback(error, null);
        else if (Array.isArray(found)) go(found.map((one) => one.address));
      });
    };
  };
  return { build, opened };
}

/** A resolver that knows these names and no others. */
export function resolverOf(
  ...tables: readonly Readonly<Record<string, readonly string[]>>[]
): (name: string) => Promise<readonly string[]> {
  const known = new Map(tables.flatMap((table) => Object.entries(table)));
  return (name) => {
    const found = known.get(name);
    return found === undefined ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve(found);
  };
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on no port');
  return address.port;
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

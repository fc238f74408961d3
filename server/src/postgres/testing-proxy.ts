import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import type { DatabaseAddress } from './database.ts';

/** A way to the test's PostgreSQL that can fall silent, break off, or be closed. */
export interface DatabaseProxy {
  address: DatabaseAddress;
  /** From now on nothing passes, in either direction, and new connections get no word: a host without power. */
  freeze(): void;
  thaw(): void;
  /** Cuts what is open. */
  reset(): void;
  /** Where new connections lead from now on: the server has moved. */
  retarget(target: SocketAddress): void;
  connections(): number;
  close(): Promise<void>;
}

type SocketAddress = Exclude<DatabaseAddress, { url: string }>;

export async function proxyTo(first: SocketAddress): Promise<DatabaseProxy> {
  let target = first;
  const pairs = new Set<readonly [Socket, Socket]>();
  let frozen = false;
  const server = createServer((near) => {
    const far = connect(`${target.host}/.s.PGSQL.${String(target.port)}`);
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) {
      socket.on('error', end);
      // The end of a side is not heard while nothing passes.
      socket.on('close', () => {
        if (!frozen) end();
      });
    }
    near.pipe(far);
    far.pipe(near);
    if (frozen) for (const socket of pair) socket.pause();
  });
  const reset = (): void => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
    pairs.clear();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens at an address of TCP.
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: '127.0.0.1', port, user: first.user, database: first.database },
    freeze() {
      frozen = true;
      for (const [near, far] of pairs) {
        near.unpipe();
        far.unpipe();
        near.pause();
        far.pause();
      }
    },
    thaw() {
      frozen = false;
      for (const [near, far] of pairs) {
        near.pipe(far);
        far.pipe(near);
      }
    },
    reset,
    retarget(next) {
      target = next;
    },
    connections: () => pairs.size,
    async close() {
      reset();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

import { createServer } from 'node:net';
import { listenUrl } from './config.ts';

/** Where a server listens, or was to. */
export interface ListenAddress {
  host: string;
  /** 0: any free port. */
  port: number;
}

/** A place where this process cannot listen, in words that name the variable to change. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * The port at which this process can listen now, so that the address is known, and known to be good,
 * before anything that names it is made. Throws ListenError.
 */
export function findPort(place: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (error) => {
      reject(listenTrouble(error, place));
    });
    probe.listen(place.port, place.host, () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('no free port was found'));
      });
    });
  });
}

/** `error` of listening as a ListenError, where there are words for it. */
function listenTrouble(error: NodeJS.ErrnoException, { host, port }: ListenAddress): Error {
  const trouble = troubles[error.code ?? ''];
  if (trouble === undefined) return error;
  return new ListenError(`Filmgate cannot listen at ${listenUrl(host, port)}: ${trouble}`, {
    cause: error,
  });
}

/** By the code of Node.js. */
const troubles: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'another program listens there. Stop that one, or set PORT to another port (0 takes any free one).',
  EACCES: 'this user may not use that port. Set PORT to one above 1023.',
  EADDRNOTAVAIL:
    'this machine does not have that address. Set HOST to one that it has, or to 0.0.0.0 for all of them.',
  ENOTFOUND: 'no address is known for that name. Set HOST to an address of this machine.',
  EAFNOSUPPORT: 'this machine does not speak that kind of address. Set HOST to another one.',
};

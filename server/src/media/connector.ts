import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { buildConnector } from 'undici';
import { isAllowedAddress } from './addresses.ts';
import { resolveByDns, resolveLikeSystem } from './resolve.ts';
import type { ResolveName } from './resolve.ts';
import { FetchRefusal, notPublic } from './targets.ts';

/** Makes the function that opens sockets; undici's own, unless a test records what it would open. */
export type BuildConnector = typeof buildConnector;

export interface ConnectorOptions {
  allowPrivateHosts: boolean;
  connectMs: number;
  resolve?: ResolveName;
  build?: BuildConnector;
}

/**
 * Opens sockets to allowed addresses only. The address is judged in the look-up of the very
 * connection, so a name cannot change its answer between the check and the use; TLS still names and
 * verifies the host.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const { allowPrivateHosts } = options;
  const resolve =
    options.resolve ?? (allowPrivateHosts ? resolveLikeSystem : (name) => resolveByDns(name));
  const build = options.build ?? buildConnector;
  // The look-up must be given here: undici ignores one that comes with a connection.
  const connect = build({
    lookup: guardedLookup(resolve, allowPrivateHosts),
    timeout: options.connectMs,
    allowH2: false,
  });
  return (target, callback) => {
    // A literal address is never looked up, so it is judged here.
    if (isIP(target.hostname) !== 0 && !isAllowedAddress(target.hostname, allowPrivateHosts)) {
      callback(notPublic(), null);
      return;
    }
    connect(target, callback);
  };
}

function guardedLookup(resolve: ResolveName, allowPrivateHosts: boolean): LookupFunction {
  const lookUp = callbackify((name: string) => allowedAddresses(name, resolve, allowPrivateHosts));
  return (name, options, callback) => {
    lookUp(name, (error, addresses) => {
      const found = error ? [] : addresses.map((address) => ({ address, family: isIP(address) }));
      const [first] = found;
      if (options.all === true || first === undefined) callback(error, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** All or nothing: a name with one private address among public ones is up to no good. */
async function allowedAddresses(
  name: string,
  resolve: ResolveName,
  allowPrivateHosts: boolean,
): Promise<readonly string[]> {
  const addresses = await resolve(name).catch((error: unknown) => {
    throw new FetchRefusal('dns', 'The host name of the URL could not be resolved.', error);
  });
  if (addresses.length === 0) {
    throw new FetchRefusal('dns', 'The host name of the URL has no address.');
  }
  if (!addresses.every((address) => isAllowedAddress(address, allowPrivateHosts))) {
    throw notPublic();
  }
  return addresses;
}

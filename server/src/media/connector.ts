import { Resolver, lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { buildConnector } from 'undici';
import { isAllowedAddress } from './addresses.ts';
import { FetchRefusal, notPublic } from './targets.ts';

/** All addresses of a name, IPv4 and IPv6. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

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
  const resolve = options.resolve ?? (allowPrivateHosts ? resolveLikeSystem : resolveByDns);
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

/**
 * Asks the name servers directly: neither the hosts file nor search domains matter for public
 * names, and a stranger's slow name server cannot occupy the threads that file access needs, as it
 * can with `getaddrinfo`. A new resolver each time follows changes of the machine's name servers.
 */
async function resolveByDns(name: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = answers.flatMap((answer) =>
    answer.status === 'fulfilled' ? answer.value : [],
  );
  const [first] = answers;
  if (addresses.length === 0 && first.status === 'rejected') throw first.reason;
  return addresses;
}

/** For development: `localhost` and what else the machine itself knows. */
async function resolveLikeSystem(name: string): Promise<readonly string[]> {
  const answers = await systemLookup(name, { all: true });
  return answers.map((answer) => answer.address);
}

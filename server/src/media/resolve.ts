import { Resolver, lookup } from 'node:dns/promises';

/** All addresses of a name, IPv4 and IPv6. Rejects where there is none. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

/**
 * Asks the name servers directly: neither the hosts file nor search domains matter for public
 * names, and a stranger's slow name server cannot occupy the threads that file access needs, as it
 * can with `getaddrinfo`. A new resolver each time follows changes of the machine's name servers.
 */
export async function resolveByDns(
  name: string,
  resolver = new Resolver({ timeout: 1000, tries: 2 }),
): Promise<readonly string[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = [four, six].flatMap((answer) =>
    answer.status === 'fulfilled' ? answer.value : [],
  );
  if (addresses.length === 0 && four.status === 'rejected') throw four.reason;
  return addresses;
}

/** For development: `localhost` and what else the machine itself knows. */
export async function resolveLikeSystem(name: string): Promise<readonly string[]> {
  const answers = await lookup(name, { all: true });
  return answers.map((answer) => answer.address);
}

import { z } from 'zod';
import { listenUrl, type Config } from '../../boot/config.ts';
import { findPort, ListenError } from '../../boot/listening.ts';
import { fail, ok, warn, type Check } from './check.ts';

/** Whether `serve` could listen, or does already. */
export async function checkPort(config: Pick<Config, 'host' | 'port'>): Promise<Check> {
  const url = listenUrl(config.host, config.port);
  try {
    await findPort(config);
    return ok('port', config.port === 0 ? 'Any free port is taken.' : `${url} is free.`);
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    if (await isFilmgate(config)) return ok('port', `A Filmgate serves at ${url}.`);
    return fail('port', error.message);
  }
}

const readiness = z.object({
  status: z.enum(['ready', 'unready']),
  checks: z.object({ serving: z.union([z.boolean(), z.string()]) }),
});

const answerMs = 2_000;

async function isFilmgate({ host, port }: Pick<Config, 'host' | 'port'>): Promise<boolean> {
  try {
    const answer = await fetch(`${listenUrl(reachable(host), port)}/readyz`, {
      signal: AbortSignal.timeout(answerMs),
    });
    return readiness.safeParse(await answer.json()).success;
  } catch {
    return false;
  }
}

/** A server that listens at all addresses is asked at the loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

type AddressConfig = Pick<Config, 'host' | 'port' | 'publicUrl' | 'allowPrivateHosts'>;

/** Whether what others are told leads here, and is safe to follow. Pure. */
export function checkAddress(config: AddressConfig): Check {
  const troubles = addressTroubles(config);
  if (troubles.length > 0) return warn('address', troubles.join(' '));
  const url = config.publicUrl ?? listenUrl(config.host, config.port);
  return ok('address', `Links to videos begin with ${url}.`);
}

function addressTroubles({ host, port, publicUrl, allowPrivateHosts }: AddressConfig): string[] {
  const url = publicUrl ?? listenUrl(host, port);
  const { hostname, protocol } = new URL(url);
  const isOpen = !isLoopback(host) || !isLoopback(hostname);
  const leadsNowhere = isOpen && (isLoopback(hostname) || isEverywhere(hostname));
  const troubles: string[] = [];
  if (leadsNowhere) {
    troubles.push(
      `HOST is ${host}, so other machines reach this server, but links to videos begin with ${url}, which they cannot follow: set PUBLIC_URL to the address that clients use.`,
    );
  } else if (isOpen && protocol === 'http:') {
    troubles.push(
      `Clients reach this server at ${url}, so keys and videos travel readable: put a proxy with TLS in front and set PUBLIC_URL to its https address.`,
    );
  }
  if (isOpen && allowPrivateHosts) {
    troubles.push(
      'FILMGATE_ALLOW_PRIVATE_HOSTS is true, so whoever has a key can make this server call machines of your network: unset it.',
    );
  }
  return troubles;
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);
}

function isEverywhere(host: string): boolean {
  return ['0.0.0.0', '::', '[::]'].includes(host);
}

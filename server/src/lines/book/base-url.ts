import { isIP } from 'node:net';
import { urlOfCall } from '../../dialects/codec.ts';
import type { Dialect, WireCall } from '../../dialects/mechanism.ts';
import { withoutEndSlashes } from '../../generation/end-slashes.ts';
import { isAllowedAddress } from '../../media/addresses.ts';
import type { ResolveName } from '../../media/resolve.ts';
import { FetchRefusal, parseTarget } from '../../media/targets.ts';

export type BaseUrlReading = { baseUrl: string } | { trouble: string };

/**
 * Reads the base URL of a line as an operator writes it: https, or plain http to a private host that the
 * line is allowed. What of the dialect's own paths stands at its end (`…/api/v3`, `…/v1`) is cut, since
 * platforms print their addresses with it; a version that is none of the dialect's (`…/api/plan/v3`) stays.
 * `trouble` is a sentence with the way out.
 */
export async function readBaseUrl(
  text: string,
  options: { dialect: Dialect; allowPrivateHost: boolean; resolve: ResolveName },
): Promise<BaseUrlReading> {
  let url: URL;
  try {
    url = parseTarget(text.trim(), { allowPrivateHosts: options.allowPrivateHost });
  } catch (error) {
    if (!(error instanceof FetchRefusal)) throw error;
    return { trouble: withWayOut(error) };
  }
  if (url.search !== '' || url.hash !== '') {
    return { trouble: 'The URL has a query or a fragment: give scheme, host and path alone.' };
  }
  if (url.protocol === 'http:') {
    const trouble = await plainHttpTrouble(url, options);
    if (trouble !== null) return { trouble };
  }
  return { baseUrl: url.origin + pathOf(url, options.dialect) };
}

function withWayOut({ reason, message }: FetchRefusal): string {
  const mayBePrivate = reason === 'address' || reason === 'port';
  return mayBePrivate
    ? `${message} A line may lead to a host of your own network only where it is allowed to: with allowPrivateHost in a file, --allow-private-host in a command.`
    : message;
}

async function plainHttpTrouble(
  url: URL,
  { allowPrivateHost, resolve }: { allowPrivateHost: boolean; resolve: ResolveName },
): Promise<string | null> {
  if (!allowPrivateHost)
    return 'The URL is plain http, which everybody on the way can read: use https.';
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await resolve(host) : [host];
  } catch {
    return 'The URL is plain http to a host that is not known here: start that first, or use https.';
  }
  return addresses.some((address) => isAllowedAddress(address, false))
    ? 'The URL is plain http to a public host, which everybody on the way can read: use https.'
    : null;
}

/** Without what the dialect's paths say themselves, and without a slash at the end. */
function pathOf({ pathname }: URL, { operations }: Dialect): string {
  const path = withoutEndSlashes(pathname);
  const [create] = operations;
  const segments = create?.path.split('/') ?? [];
  for (let count = segments.length; count > 1; count--) {
    const before = without(segments.slice(0, count).join('/'), path);
    if (before !== null && !hasVersion(before)) return before;
  }
  const before = without(withoutVersion(create?.path ?? ''), path);
  return before !== null && hasVersion(before) ? before : path;
}

/** What stands before an end; null where it is another end. */
function without(end: string, path: string): string | null {
  return path.endsWith(end) ? path.slice(0, -end.length) : null;
}

/** Where a call of an operation goes. A base URL with a version of its own stands for all up to that of the dialect. */
export function urlAt(
  baseUrl: string,
  path: string,
  call: Pick<WireCall, 'path' | 'query'>,
): string {
  const { pathname } = new URL(baseUrl);
  return baseUrl + urlOfCall(hasVersion(pathname) ? withoutVersion(path) : path, call);
}

function hasVersion(path: string): boolean {
  return /\/v\d+$/u.test(path);
}

function withoutVersion(path: string): string {
  const segments = path.split('/');
  const version = segments.findIndex((segment) => /^v\d+$/u.test(segment));
  return version < 0 || version === segments.length - 1
    ? path
    : `/${segments.slice(version + 1).join('/')}`;
}

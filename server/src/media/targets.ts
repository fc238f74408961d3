import { isIP } from 'node:net';
import { Untraced } from '../generation/untraced.ts';
import { isAllowedAddress } from './addresses.ts';

/** What can be said of a stranger's URL without touching the network. Pure. */

export type FetchRefusalReason =
  | 'address'
  | 'url'
  | 'port'
  | 'scheme'
  | 'dns'
  | 'connect'
  | 'timeout'
  | 'too_large'
  | 'redirect'
  | 'status'
  /** A status that says: later. */
  | 'unavailable'
  | 'encoding';

/** The message is a sentence for the customer who named the URL; it tells no address of ours. */
export class FetchRefusal extends Untraced {
  override readonly name = 'FetchRefusal';
  readonly reason: FetchRefusalReason;
  constructor(reason: FetchRefusalReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

export interface TargetPolicy {
  /** For development: loopback and private networks, any port, and plain HTTP for webhooks. */
  allowPrivateHosts: boolean;
  /** No other host is ever called, by a redirect either; as `hostOf` gives it. */
  onlyHost?: string;
  /** Besides 80 and 443. */
  ports?: readonly number[];
}

/** Of a URL that somebody typed. */
const typedCharactersMax = 2048;

/** Names that never mean a public host (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`). */
const localNames = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/u;

/** The parser drops tabs and line ends and turns `\` into `/`: what is shown would not be what is fetched. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const misread = /[\u0000-\u001f\u007f\\]/u;

/** Throws FetchRefusal. The host of the result is ASCII, lower case and without a trailing dot. */
export function parseTarget(
  url: string,
  policy: TargetPolicy,
  charactersMax = typedCharactersMax,
): URL {
  if (url.length > charactersMax) {
    throw new FetchRefusal(
      'url',
      `The URL has ${String(url.length)} characters; at most ${String(charactersMax)} are taken.`,
    );
  }
  if (misread.test(url)) {
    throw new FetchRefusal('url', 'The URL holds control characters or backslashes: encode them.');
  }
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/iu.exec(url)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    throw new FetchRefusal('scheme', 'Only http and https URLs are fetched.');
  }
  const target = /^\s*https?:\/\/[^/]/iu.test(url) ? URL.parse(url) : null;
  if (target === null) {
    throw new FetchRefusal('url', 'The URL is not a valid absolute http or https URL.');
  }
  if (target.username !== '' || target.password !== '') {
    throw new FetchRefusal('url', 'The URL holds a user name or password: remove it.');
  }
  checkPort(target, policy);
  checkHost(target, policy);
  return target;
}

/** For URLs that are called later, such as webhooks: a sentence saying what is wrong, or null. */
export function checkUrl(url: string, policy: TargetPolicy): string | null {
  const trouble = checkSourceUrl(url, policy) ?? whiteSpaceIn(url);
  if (trouble !== null || policy.allowPrivateHosts || /^https:/iu.test(url)) return trouble;
  return 'The URL must be https.';
}

/** A file may have spaces in its name; what is called is called exactly as it is given. */
function whiteSpaceIn(url: string): string | null {
  return /\s/u.test(url) ? 'The URL holds white space: remove it, or encode it.' : null;
}

/** The same for URLs that are fetched later, where plain http will do. */
export function checkSourceUrl(url: string, policy: TargetPolicy): string | null {
  try {
    parseTarget(url, policy);
    return null;
  } catch (error) {
    if (error instanceof FetchRefusal) return error.message;
    throw error;
  }
}

function checkPort(target: URL, policy: TargetPolicy): void {
  if (policy.allowPrivateHosts || target.port === '') return;
  const port = Number(target.port);
  if (port === 80 || port === 443 || policy.ports?.includes(port) === true) return;
  throw new FetchRefusal('port', `Port ${target.port} is not allowed; use 80 or 443.`);
}

/** Also cuts the one trailing dot of an absolute name, which certificates do not know. */
function checkHost(target: URL, policy: TargetPolicy): void {
  if (target.hostname.endsWith('.')) target.hostname = target.hostname.slice(0, -1);
  const name = hostOf(target);
  if (policy.onlyHost !== undefined && name !== policy.onlyHost) throw notPublic();
  if (name.split('.').includes('')) {
    throw new FetchRefusal('url', 'The host name of the URL has an empty part.');
  }
  if (isIP(name) !== 0) {
    if (!isAllowedAddress(name, policy.allowPrivateHosts)) throw notPublic();
  } else if (localNames.test(name) && !policy.allowPrivateHosts) {
    throw notPublic();
  }
}

/** The host as resolvers and sockets take it: IPv6 without brackets. */
export function hostOf(target: URL): string {
  return target.hostname.replace(/^\[|\]$/gu, '');
}

export function notPublic(): FetchRefusal {
  return new FetchRefusal('address', 'The URL leads to a host that is not on the public internet.');
}

/**
 * Signed addresses of media name the server by its public address. This page may have been opened by another one, such
 * as localhost, and its policy lets it fetch from there alone: the path and the signature are what counts.
 */
export function ownAddress(url: string): string {
  const { pathname, search } = new URL(url, location.origin);
  return `${pathname}${search}`;
}

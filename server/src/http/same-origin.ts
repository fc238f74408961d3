import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from '../generation/problems.ts';

const json = /^application\/json[ \t]*(?:;|$)/i;

const form = /^multipart\/form-data[ \t]*;/i;

/**
 * A change that a cookie lets in must come from a page of ours: it has a type that no form can send, but for files,
 * and the browser says where it comes from. Throws forbidden and unsupported_media_type.
 */
export function requireOwnPage(
  headers: IncomingHttpHeaders,
  publicUrl: string,
  takes: 'json' | 'form' = 'json',
): void {
  const { origin, 'sec-fetch-site': site, 'content-type': type = '' } = headers;
  if (origin === undefined && site === undefined) {
    throw otherPage('Send the Origin header, as browsers do.');
  }
  refuseOtherPages(headers, publicUrl);
  if (json.test(type) || (takes === 'form' && form.test(type))) return;
  throw refuse(
    'unsupported_media_type',
    takes === 'form'
      ? 'Send the body as Content-Type: multipart/form-data.'
      : 'With a session, send Content-Type: application/json, with or without a body.',
  );
}

/** Of calls that anybody may make: what is no browser says nothing. Throws forbidden. */
export function refuseOtherPages(headers: IncomingHttpHeaders, publicUrl: string): void {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site !== undefined && site !== 'same-origin') throw otherPage();
  if (origin === undefined || origin === new URL(publicUrl).origin) return;
  // On this machine it is reached under several names.
  if (URL.parse(origin)?.host !== host) throw otherPage();
}

function otherPage(wayOut = 'Use the console at its own address.'): Error {
  return refuse('forbidden', `A page of another origin may not do this. ${wayOut}`);
}

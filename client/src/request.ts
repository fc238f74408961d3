/** What one call is on the wire. */
import type { OperationPlace } from './operations.ts';
import type { Asked, CallOptions, ClientOptions } from './options.ts';

/** The address below which all operations stand. Throws TypeError. */
export function placeOf(baseUrl: string | undefined): string {
  const base = baseUrl ?? ownPage();
  if (base === undefined) {
    throw new TypeError('baseUrl: say where the server is, such as https://films.example.com.');
  }
  const url = URL.canParse(base) ? new URL(base) : null;
  const isPlain =
    url && /^https?:$/.test(url.protocol) && url.search + url.hash + url.username === '';
  if (!isPlain) throw new TypeError(`baseUrl: ${base} is no http(s) address of a server.`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/platform/v1`;
}

/** Where a page comes from; undefined where there is no page. */
function ownPage(): string | undefined {
  const { location } = globalThis as { location?: { origin?: string } };
  return location?.origin;
}

/** Throws TypeError for a path that would be another one. */
export function addressOf(
  base: string,
  place: OperationPlace,
  { path = {}, query = {} }: Asked,
): string {
  const filled = place.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = path[name];
    // Browsers and servers take a dot for the folder itself.
    if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) {
      throw new TypeError(`${name}: ${JSON.stringify(value)} is no id.`);
    }
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, values]) =>
      [values]
        .flat()
        .flatMap((value): [string, string][] =>
          value === undefined || value === null ? [] : [[name, String(value)]],
        ),
    ),
  ).toString();
  return base + filled + (search === '' ? '' : `?${search}`);
}

/** Throws TypeError for options that the operation does not take. */
export function requestOf(
  place: OperationPlace,
  { body }: Asked,
  call: CallOptions,
  { key, language, account }: ClientOptions,
): RequestInit {
  const { method, isRepeatable, sends } = place;
  if (call.idempotencyKey !== undefined && !isRepeatable) {
    throw new TypeError(`idempotencyKey: ${method} ${place.path} takes none.`);
  }
  const headers = {
    accept: 'application/json',
    authorization: key === undefined ? undefined : `Bearer ${key}`,
    'accept-language': language,
    'x-filmgate-account': account,
    'x-client-request-id': call.clientRequestId,
    // Made here, so that what is sent again is sent under the same one.
    'idempotency-key': isRepeatable ? (call.idempotencyKey ?? randomName()) : undefined,
    // Also without a body: a session's changes need it. Of a form fetch writes it, with what stands between its parts.
    'content-type': method === 'GET' || sends === 'form' ? undefined : 'application/json',
  };
  return {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
    // A key is whole by itself; a session is a cookie of the page's own server.
    credentials: key === undefined ? 'same-origin' : 'omit',
    // A create that is sent on becomes a read on the way.
    redirect: 'error',
    ...(body !== undefined && { body: sends === 'form' ? formOf(body) : JSON.stringify(body) }),
  };
}

function formOf(fields: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(Object(fields) as Record<string, FormValue>)) {
    if (value instanceof Blob) form.append(name, value);
    else if (value !== undefined && value !== null) form.append(name, String(value));
  }
  return form;
}

type FormValue = Blob | string | number | boolean | null | undefined;

/** Not randomUUID: pages that came without TLS have none. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

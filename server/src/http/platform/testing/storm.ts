/** Calls of the platform API by the thousand, made from the schemas of its routes. */
import { createKey } from '../../../accounts/keys.ts';
import { keyScopes } from '../../../accounts/scopes.ts';
import * as fc from 'fast-check';
import { urlOfCall } from '../../../dialects/codec.ts';
import type { WireCall } from '../../../dialects/mechanism.ts';
import { validCall } from '../../../dialects/testing/arbitraries.ts';
import { brokenCall } from '../../../dialects/testing/malformed.ts';
import { nameOf } from '../operation-names.ts';
import type { JsonRoute, PlatformRoute } from '../route.ts';
import { answered, checkAnswer, document } from './contract.ts';
import type { Browsing, PlatformServer } from './platform-server.ts';
import { routes } from './routes.ts';
import { nobody, pagesOrigin, placeOf, subjectsOf, type Subjects } from './subjects.ts';

export interface Storm {
  seed: number;
  broken: number;
  valid: number;
}

export interface StormReport {
  sent: number;
  /** Of what was valid by its schemas and refused by what they do not say, by operation. */
  refusedBySense: Record<string, number>;
  /** Operations and statuses that are promised, and that nobody saw; faults of ours are not asked for. */
  unseen: string[];
  promised: number;
}

/** Forms have tests of their own. */
const plain = routes.filter((route): route is JsonRoute => 'act' in route && !route.form);
/** What else there is besides a wrong call: it depends on what stands there. */
const byState: ReadonlySet<number> = new Set([401, 402, 403, 404, 409, 410, 422, 429]);
const chunk = 200;
const atOnce = 8;

/** Throws at the first answer that is not as the document promises, and at a fault of ours. */
export async function storm(server: PlatformServer, order: Storm): Promise<StormReport> {
  let sent = 0;
  const refusedBySense: Record<string, number> = {};
  const each = (count: number): number => Math.ceil(count / plain.length);
  for (const route of plain) {
    const name = nameOf(route);
    await inChunks(each(order.broken), async (numRuns, at) => {
      const subjects = await subjectsOf(server);
      const calls = fc.sample(brokenCall(breakable(route)), { numRuns, seed: order.seed + at });
      await inParallel(calls, async (broken) => {
        const { bodyText, contentType = 'application/json' } = broken;
        const who = await callerOf(server, route, subjects);
        const { status } = await send(server, route, {
          who,
          url: broken.url,
          bodyText,
          contentType,
        });
        sent += 1;
        if (broken.refusedBy !== 'nobody' && status < 400) {
          throw new Error(`${name} takes what is broken: ${broken.how}, ${bodyText ?? broken.url}`);
        }
      });
    });
    await inChunks(each(order.valid), async (numRuns, at) => {
      const subjects = await subjectsOf(server);
      const calls = fc.sample(validCall(route.asks), { numRuns, seed: order.seed + at });
      const { id } = await subjects.prepare({ name, path: route.path });
      await inParallel(calls, async (call) => {
        const who = await callerOf(server, route, subjects);
        const url = urlOfCall(route.path, {
          ...call,
          path: { ...call.path, ...(id !== undefined && { id }) },
        });
        const { status, text } = await send(server, route, { who, url, bodyText: textOf(call) });
        sent += 1;
        if (status < 400 || byState.has(status)) return;
        if (status !== 400) throw new Error(`${name} refuses what is valid: ${text}`);
        refusedBySense[name] = (refusedBySense[name] ?? 0) + 1;
      });
    });
    sent += await provoke(server, route);
  }
  return { sent, refusedBySense, ...seen() };
}

function seen(): Pick<StormReport, 'unseen' | 'promised'> {
  const promised = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ operationId }) => plain.some((route) => nameOf(route) === operationId))
    .flatMap(({ operationId, responses }) =>
      Object.keys(responses)
        // Rates have tests of their own.
        .filter((status) => Number(status) < 500 && status !== '429')
        .map((status) => `${operationId} ${status}`),
    );
  return {
    unseen: promised.filter((one) => !answered.has(one)),
    promised: promised.length,
  };
}

function breakable(route: PlatformRoute) {
  return { method: route.method, path: route.path, asks: { schemas: route.asks } };
}

function textOf({ body }: WireCall): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

/** Of whom some calls end the session, so that each change has a person of its own. */
async function callerOf(
  server: PlatformServer,
  { isFor, needs, method }: PlatformRoute,
  { who, owner }: Subjects,
): Promise<string | Browsing> {
  if (isFor === 'anybody') return nobody;
  if (isFor === 'people' && method !== 'GET') return server.browsing(who.accountId);
  return isFor === 'people' || (needs !== null && !keyScopes.includes(needs)) ? owner : who.key;
}

interface Sent {
  who: string | Browsing;
  url: string;
  bodyText?: string | undefined;
  contentType?: string | null;
  headers?: Record<string, string>;
}

/** The answer, which is as the document says, or this throws. */
async function send(
  server: PlatformServer,
  { method }: PlatformRoute,
  { who, url, bodyText, contentType = 'application/json', headers = {} }: Sent,
): Promise<{ status: number; text: string }> {
  const whole = new URL(`http://127.0.0.1:${String(server.port)}/platform/v1${url}`);
  const response = await fetch(whole, {
    method,
    headers: {
      ...(typeof who === 'string' ? { authorization: `Bearer ${who}` } : who.headers),
      ...(contentType !== null && method !== 'GET' && { 'content-type': contentType }),
      ...headers,
    },
    ...(bodyText !== undefined && { body: bodyText }),
  });
  const { status } = response;
  const text = await response.text();
  if (status >= 500) throw new Error(`${method} ${url} answers ${String(status)}: ${text}`);
  // What leads nowhere belongs to no operation.
  if (status === 404 && text.includes('"route_not_found"')) return { status, text };
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const json: unknown = isJson ? JSON.parse(text) : text === '' ? null : text;
  // As the server reads it: an empty id is none, and two dots lead up.
  const path = whole.pathname.replace('/platform/v1', '').replace(/\/+$/u, '');
  checkAnswer({ method, path }, { status, headers: response.headers, json });
  return { status, text };
}

/** What no random call meets: no key, no right, another page, another type, too much, a key used twice. */
async function provoke(server: PlatformServer, route: JsonRoute): Promise<number> {
  const subjects = await subjectsOf(server);
  const name = nameOf(route);
  const at = async (more: Partial<Sent>): Promise<void> => {
    const { who, id = 'missing', body } = await subjects.prepare({ name, path: route.path });
    const [call] = fc.sample(validCall(route.asks), { numRuns: 1, seed: 1 });
    const bodyText = body ? JSON.stringify(body) : call && textOf(call);
    await send(server, route, {
      who: who ?? (await callerOf(server, route, subjects)),
      url: placeOf(route.path, id),
      bodyText,
      ...more,
    });
  };
  const viewer = await server.browsing(subjects.who.accountId, 'billing');
  const elsewhere = { ...nobody.headers, origin: 'https://elsewhere.example' };
  const { accountId, mode } = subjects.who;
  // May be used from one other place alone.
  const ofThere = { accountId, mode, terms: { addresses: ['198.51.100.7'] } };
  const { key: keyOfThere } = await createKey(server.database, ofThere);
  const tries: Partial<Sent>[] = [
    {},
    { url: placeOf(route.path, 'missing') },
    { who: '' },
    { who: viewer },
    { who: subjects.who.key },
    { who: keyOfThere },
    { who: { ...nobody, headers: elsewhere } },
    { who: { ...viewer, headers: { ...viewer.headers, origin: elsewhere.origin } } },
    { headers: { 'if-none-match': '*' } },
    { url: `${placeOf(route.path, 'missing')}?unknown=1` },
    { url: placeOf(route.path, '%00') },
    { who: subjects.owner, contentType: 'text/plain' },
    { who: subjects.owner, contentType: null },
    { who: { ...nobody, headers: { origin: pagesOrigin } }, contentType: 'text/plain' },
    ...(route.asks.body
      ? [{ bodyText: '{"' }, { bodyText: JSON.stringify({ x: 'x'.repeat(2 ** 20) }) }]
      : []),
  ];
  for (const one of tries) await at(one);
  if (!route.creates) return tries.length;
  const headers = { 'idempotency-key': 'twice' };
  const samples = fc.sample(validCall(route.asks), { numRuns: 5, seed: 2 }).map(textOf);
  for (const bodyText of [...samples, ...samples]) await at({ headers, bodyText });
  // As many as an account may have, and one more.
  for (let count = 0; count <= 20; count += 1) await at({});
  return tries.length + 2 * samples.length + 21;
}

async function inChunks(
  count: number,
  run: (size: number, at: number) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < count; at += chunk) await run(Math.min(chunk, count - at), at);
}

async function inParallel<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setSuspended } from '../../accounts/accounts.ts';
import { createKey, revokeKey, type KeyTerms } from '../../accounts/keys.ts';
import { keyScopes } from '../../accounts/scopes.ts';
import { changeKey } from '../../accounts/key-records.ts';
import { openLibrary } from '../../assets/testing/library.ts';
import { pictureFile } from '../../media/testing/files.ts';
import { removeMember } from '../../people/members.ts';
import { accountRoles, operatorRoles } from '../../people/roles.ts';
import { operationAt } from './testing/contract.ts';
import {
  openPlatformServer,
  type Browsing,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';
import { nameOf } from './operation-names.ts';
import type { PlatformRoute } from './route.ts';
import { rightsOf, type Rights } from './testing/rights.ts';
import { routes } from './testing/routes.ts';
import { nobody, placeOf, subjectsOf, type Subjects } from './testing/subjects.ts';

/**
 * Every operation, asked by everybody there is: no key, keys that are good no more, another account's, one without the
 * scope, each role, who was removed, a suspended account, a test key, a page of another origin. What each is answered
 * stands in `testing/rights.ts`, by hand.
 */

let server: PlatformServer;
let stranger: Customer;
let strangeOwner: Browsing;
let picture: Buffer;
beforeAll(async () => {
  server = await openPlatformServer({
    sendsMail: true,
    async files({ address }) {
      const library = await openLibrary(address);
      return { assets: library.parts, store: library.store, close: () => library.close() };
    },
  });
  picture = await pictureFile('png');
  stranger = await server.customer();
  strangeOwner = await server.browsing(stranger.accountId);
});
afterAll(() => {
  process.stdout.write(
    `${String(routes.length)} operations, ${String(cells)} of their cells asked\n`,
  );
  return server.close();
});

const by = { kind: 'command', id: null, name: 'tests', address: null } as const;
let cells = 0;

interface Answer {
  /** `may`, or the code of the refusal. */
  outcome: string;
  status: number;
  headers: Headers;
  text: string;
}

interface Ask {
  who: string | Browsing;
  id?: string | undefined;
  body?: object | undefined;
  headers?: Record<string, string>;
}

const codeIn = /"code":"(\w+)"/u;

/** Of a stream nothing but its head is waited for. */
async function ask({ method, path, form }: PlatformRoute, call: Ask): Promise<Answer> {
  cells += 1;
  const { who, id = 'x', body, headers = {} } = call;
  const isKey = typeof who === 'string';
  const url = `http://127.0.0.1:${String(server.port)}/platform/v1${placeOf(path, id)}`;
  const response = await fetch(url, {
    method,
    headers: {
      ...(isKey ? { authorization: `Bearer ${who}` } : who.headers),
      // Of a form it says where its parts end, and so is written with it.
      ...(method === 'GET' || form ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(form && { body: pictureForm() }),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (isStream) await response.body?.cancel();
  const text = isStream ? '' : await response.text();
  const { status } = response;
  const outcome = status < 400 ? 'may' : (codeIn.exec(text)?.[1] ?? String(status));
  return { outcome, status, headers: response.headers, text };
}

function pictureForm(): FormData {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'a.png');
  return form;
}

/** All that is told, but for what no two answers have in common. */
function told({ status, headers, text }: Answer): unknown {
  const requestId = headers.get('x-request-id') ?? '';
  const { date: _date, 'x-request-id': _id, ...rest } = Object.fromEntries(headers);
  const same = text.replaceAll(requestId, 'REQUEST');
  // Ids of requests grow longer as they are counted.
  const lengthOfAll = Number(rest['content-length']) - (text.length - same.length);
  return { status, headers: { ...rest, 'content-length': lengthOfAll }, text: same };
}

const named = routes.map((route) => ({ name: `${route.method} ${route.path}`, route }));
const rows = named.flatMap(({ name, route }) => {
  const row = rightsOf[name];
  return row && row !== 'open' ? [{ name, route, row }] : [];
});

test('every operation has its row, and no row is left over', () => {
  expect(Object.keys(rightsOf).sort()).toEqual(named.map(({ name }) => name).sort());
});

/** What stands in an account of its own, for one operation. */
interface Place {
  subjects: Subjects;
  /** Something new to ask about, with a body that the operation takes. */
  fresh(): Promise<Omit<Ask, 'who'>>;
}

async function openPlace(route: PlatformRoute): Promise<Place> {
  const subjects = await subjectsOf(server);
  const body = operationAt(route.method, placeOf(route.path, 'x'))?.requestBody?.content;
  const example: unknown = body?.['application/json']?.example;
  return {
    subjects,
    async fresh() {
      const made = await subjects.prepare({ name: nameOf(route), path: route.path });
      return {
        id: made.id,
        body: made.body ?? (example === undefined ? undefined : Object(example)),
      };
    },
  };
}

async function keyWith({ accountId }: Customer, terms: Partial<KeyTerms>, mode: 'live' | 'test') {
  const { id, key } = await createKey(server.database, { accountId, mode, terms });
  return { id, key };
}

/** People ask for themselves: whether they find what they ask for is another question. */
function outcomeOf({ isFor }: PlatformRoute, row: Rights, { outcome }: Answer): string {
  if (isFor !== 'people') return outcome === row.answer ? 'may' : outcome;
  return outcome === 'forbidden' ? 'forbidden' : 'may';
}

type Outcomes = Record<string, string>;

/** Of keys that nobody may use any more. */
async function askAsUnknown(route: PlatformRoute, { subjects, fresh }: Place): Promise<Outcomes> {
  const { database } = server;
  const { who } = subjects;
  const call = await fresh();
  const [revoked, disabled, expired] = [
    await keyWith(who, {}, 'live'),
    await keyWith(who, {}, 'live'),
    await keyWith(who, { expiresAt: new Date(Date.now() - 1_000) }, 'live'),
  ];
  await revokeKey(database, revoked.id);
  await changeKey(database, { accountId: who.accountId, id: disabled.id }, { disabled: true });
  const keys = {
    none: '',
    nonsense: 'fg_live_nonsense',
    'a wrong sum': `${who.key}x`,
    revoked: revoked.key,
    disabled: disabled.key,
    expired: expired.key,
  };
  const outcomes: Outcomes = {};
  for (const [name, key] of Object.entries(keys)) {
    const answer = await ask(route, { ...call, who: key });
    outcomes[name] = answer.outcome;
    expect([name, answer.headers.get('www-authenticate')]).toEqual([name, 'Bearer']);
  }
  return outcomes;
}

const unknown = {
  none: 'unauthorized',
  nonsense: 'unauthorized',
  'a wrong sum': 'unauthorized',
  revoked: 'unauthorized',
  disabled: 'unauthorized',
  expired: 'unauthorized',
};

/** Of keys by their scopes; a new subject for each that may. */
async function askWithScopes(
  route: PlatformRoute,
  row: Rights,
  { subjects, fresh }: Place,
): Promise<Outcomes> {
  const { key } = row;
  const { who } = subjects;
  const askWith = async (of: { key: string }): Promise<string> =>
    outcomeOf(route, row, await ask(route, { ...(await fresh()), who: of.key }));
  const lacking = keyScopes.filter((scope) => scope !== key);
  const only = keyScopes.filter((scope) => scope === key);
  const all = await keyWith(who, {}, 'live');
  if (key === 'none') {
    return { 'all scopes': await askWith(all) };
  }
  const without = await keyWith(who, { scopes: key === 'any' ? ['assets:read'] : lacking }, 'live');
  const withIt = await keyWith(who, { scopes: key === 'any' ? ['assets:read'] : only }, 'live');
  return {
    'all but the scope': await askWith(without),
    'only the scope': await askWith(withIt),
  };
}

function expectedWithScopes({ key }: Rights): Outcomes {
  if (key === 'none') return { 'all scopes': 'forbidden' };
  const without = key === 'any' ? 'may' : 'forbidden';
  return { 'all but the scope': without, 'only the scope': 'may' };
}

async function askInRoles(
  route: PlatformRoute,
  row: Rights,
  { subjects, fresh }: Place,
): Promise<Outcomes> {
  const { people } = row;
  const { accountId } = subjects.who;
  const shared = await fresh();
  const outcomes: Outcomes = {};
  const one = async (role: string, who: Browsing, mayIt: boolean) => {
    const call = mayIt ? await fresh() : shared;
    outcomes[role] = outcomeOf(route, row, await ask(route, { ...call, who }));
  };
  for (const role of operatorRoles) {
    const who = await server.browsing(null, 'viewer', role);
    // What operators help with is whom they help, of whatever account.
    await one(role, who, people.includes(role.charAt(0).toUpperCase()));
  }
  for (const role of accountRoles.toReversed()) {
    await one(role, await server.browsing(accountId, role), people.includes(role.charAt(0)));
  }
  // Nothing was done to it by whoever was refused.
  if (people.includes('o')) {
    const still = await ask(route, { ...shared, who: subjects.owner });
    outcomes['owner, of what others were refused'] = outcomeOf(route, row, still);
  }
  return outcomes;
}

function expectedInRoles({ people, refusal = 'forbidden' }: Rights): Outcomes {
  const of = (letter: string): string => (people.includes(letter) ? 'may' : refusal);
  return {
    ...Object.fromEntries(operatorRoles.map((role) => [role, of(role.charAt(0).toUpperCase())])),
    ...Object.fromEntries(accountRoles.map((role) => [role, of(role.charAt(0))])),
    ...(people.includes('o') && { 'owner, of what others were refused': 'may' }),
  };
}

describe.each(rows)('$name', ({ route, row }) => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace(route);
  });

  test('takes no key that is none, or is good no more', async () => {
    expect(await askAsUnknown(route, place)).toEqual(unknown);
  });

  test('asks a key for its scope', async () => {
    expect(await askWithScopes(route, row, place)).toEqual(expectedWithScopes(row));
  });

  test('is for some roles', async () => {
    expect(await askInRoles(route, row, place)).toEqual(expectedInRoles(row));
  });

  test('is nothing any more for who was removed, also where they name the account', async () => {
    const { accountId } = place.subjects.who;
    const removed = await server.browsing(accountId);
    const member = { accountId, id: removed.personId, endsKeys: false };
    await removeMember(server.people, member, by);
    const call = await place.fresh();
    const asWhom: Record<string, string>[] = [{}, { 'x-filmgate-account': accountId }];
    for (const headers of asWhom) {
      const answer = await ask(route, { ...call, who: removed, headers });
      const isTheirs = row.people.includes('A') && row.people.includes('o');
      expect(outcomeOf(route, row, answer)).toBe(isTheirs ? 'may' : (row.refusal ?? 'forbidden'));
      expect(answer.text).not.toContain(accountId);
    }
  });

  test('takes a change of a session from a page of ours alone, as JSON', async () => {
    if (route.method === 'GET') return;
    const call = await place.fresh();
    const from = async (headers: Record<string, string>) => {
      const { owner } = place.subjects;
      return (await ask(route, { ...call, who: owner, headers })).outcome;
    };
    expect(await from({ origin: 'https://evil.example' })).toBe('forbidden');
    expect(await from({ origin: 'null' })).toBe('forbidden');
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe('forbidden');
    expect(await from({ 'sec-fetch-site': 'same-site' })).toBe('forbidden');
    expect(await from({ 'content-type': 'text/plain' })).toBe('unsupported_media_type');
    const { origin: _origin, ...headers } = place.subjects.owner.headers;
    const silent = { ...place.subjects.owner, headers };
    expect((await ask(route, { ...call, who: silent })).outcome).toBe('forbidden');
  });

  test('shows another account nothing: foreign and missing ids are answered alike', async () => {
    const { subjects, fresh } = place;
    const call = await fresh();
    const who = row.key === 'none' ? strangeOwner : stranger.key;
    if (call.id === undefined) {
      if (route.method !== 'GET') return;
      const { text } = await ask(route, { ...call, who });
      for (const secret of [subjects.who.accountId, subjects.who.keyId]) {
        expect(text).not.toContain(secret);
      }
      return;
    }
    // As long as the own one: lengths stand in headers.
    const missing = await ask(route, { ...call, who, id: 'z'.repeat(call.id.length) });
    expect(missing.status).toBe(404);
    expect(told(await ask(route, { ...call, who }))).toEqual(told(missing));
    if (row.key === 'none') return;
    const both = { ...(await server.browsing(stranger.accountId)).headers };
    const named = { ...both, 'x-filmgate-account': subjects.who.accountId };
    const posing = { personId: '', email: '', headers: named };
    expect((await ask(route, { ...call, who: posing })).outcome).toBe('forbidden');
  });

  test('goes on or stops while the account is suspended', async () => {
    const { subjects, fresh } = await openPlace(route);
    const call = await fresh();
    const { key } = await keyWith(subjects.who, {}, 'live');
    const { accountId } = subjects.who;
    const account = { id: accountId, name: 'late payer' };
    await setSuspended(server.database, account, { suspended: true, reason: 'a test' }, by);
    const who = row.key === 'none' ? subjects.owner : key;
    const answer = await ask(route, { ...call, who });
    const goesOn = row.suspended === 'goes on';
    expect(outcomeOf(route, row, answer)).toBe(goesOn ? 'may' : 'account_suspended');
  });

  test('with a test key', async () => {
    const { testKey, key } = row;
    if (key === 'none') return;
    const { subjects, fresh } = place;
    const ofTests = await keyWith(subjects.who, {}, 'test');
    const call = await fresh();
    const answer = await ask(route, { ...call, who: ofTests.key });
    if (testKey === null) expect(outcomeOf(route, row, answer)).toBe('may');
    else if (testKey === 'forbidden') expect(answer.outcome).toBe('forbidden');
    else if (call.id === undefined) {
      const made = await makeOne(route, subjects);
      const { text } = await ask(route, { ...call, who: ofTests.key });
      expect(text.includes(made)).toBe(testKey === 'seen');
      expect((await ask(route, { who: subjects.who.key })).text).toContain(made);
    } else if (testKey === 'seen') expect(outcomeOf(route, row, answer)).toBe('may');
    else expect(answer.status).toBe(404);
  });
});

/** Of what a list holds, with a live key. */
async function makeOne({ path }: PlatformRoute, subjects: Subjects): Promise<string> {
  const made = await subjects.prepare({ name: '', path: `${path}/{id}` });
  return made.id ?? '';
}

const open = named.filter(({ name }) => rightsOf[name] === 'open');

test.each(open)('$name is open to everybody, but not to pages of others', async ({ route }) => {
  const { subjects, fresh } = await openPlace(route);
  expect((await ask(route, { ...(await fresh()), who: nobody })).outcome).toBe('may');
  expect((await ask(route, { ...(await fresh()), who: 'fg_live_nonsense' })).outcome).toBe('may');
  if (route.method === 'GET') return;
  const call = await fresh();
  const from = async (headers: Record<string, string>) =>
    (await ask(route, { ...call, who: { ...nobody, headers: {} }, headers })).outcome;
  expect(await from({ origin: 'https://evil.example' })).toBe('forbidden');
  expect(await from({ origin: 'null' })).toBe('forbidden');
  expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe('forbidden');
  expect((await ask(route, { ...call, who: subjects.who.key })).outcome).toBe('may');
});

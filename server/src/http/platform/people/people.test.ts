import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createAccount } from '../../../accounts/accounts.ts';
import { addFirstAdmin } from '../../../people/operators.ts';
import { openSse } from '../testing/sse-client.ts';
import {
  openPlatformServer,
  type Browsing,
  type Customer,
  type PlatformServer,
} from '../testing/platform-server.ts';

let server: PlatformServer;
let ours: Customer;
beforeAll(async () => {
  server = await openPlatformServer();
  ours = await server.customer();
});
afterAll(() => server.close());

const password = 'a lighthouse in a storm';
const origin = 'https://films.example';

/** The cookie that an answer sets, as a browser sends it back. */
function browserOf(headers: Headers): Browsing {
  const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
  return { personId: '', email: '', headers: { cookie, origin } };
}

const nobody: Browsing = { personId: '', email: '', headers: { origin } };
const tokenOf = (json: unknown) =>
  z.object({ link: z.string() }).parse(json).link.split('#token=')[1] ?? '';

test('the first admin signs in, sets a password, acts for the account, and leaves', async () => {
  const account = await createAccount(server.database, { name: 'demo' });
  const by = { kind: 'command', id: null, name: 'first start', address: null } as const;
  const first = await addFirstAdmin(server.people, account.id, by);

  const begun = await server.call(nobody, 'POST', '/session', first);
  expect(begun).toMatchObject({
    status: 201,
    json: {
      person: { email: 'admin@localhost', passwordDue: true },
      account: { id: account.id, name: 'demo', role: 'owner' },
      accounts: [{ id: account.id }],
      operatorRole: 'admin',
      mode: 'live',
      scopes: [],
    },
  });
  expect(begun.headers.get('set-cookie')).toMatch(
    /^__Host-filmgate=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=2592000$/,
  );
  const before = browserOf(begun.headers);
  expect((await server.call(before, 'GET', '/webhook-endpoints')).json).toMatchObject({
    code: 'forbidden',
    detail: expect.stringContaining('PATCH /password') as string,
  });

  const change = { currentPassword: first?.password, password };
  const changed = await server.call(before, 'PATCH', '/password', change);
  expect(changed.status).toBe(204);
  const browser = browserOf(changed.headers);
  const next = await server.call(browser, 'GET', '/session');
  expect(next.json).toMatchObject({ person: { passwordDue: false } });
  expect(z.object({ scopes: z.array(z.string()) }).parse(next.json).scopes).toContain(
    'members:write',
  );
  expect(browser.headers['cookie']).not.toBe(before.headers['cookie']);

  const url = 'https://receiver.example/hook';
  expect((await server.call(browser, 'POST', '/webhook-endpoints', { url })).status).toBe(201);
  expect((await server.call(browser, 'GET', '/webhook-endpoints')).json).toMatchObject({
    data: [{ url, mode: 'live' }],
  });
  expect((await server.call(browser, 'PATCH', '/session', { mode: 'test' })).json).toMatchObject({
    mode: 'test',
  });
  expect((await server.call(browser, 'GET', '/webhook-endpoints')).json).toMatchObject({
    data: [],
  });

  const left = await server.call(browser, 'DELETE', '/session');
  expect([left.status, left.headers.get('set-cookie')]).toEqual([
    204,
    expect.stringMatching(/^__Host-filmgate=; .*Max-Age=0$/),
  ]);
  expect((await server.call(browser, 'GET', '/session')).json).toMatchObject({
    code: 'unauthorized',
    detail: expect.stringContaining('ended') as string,
  });
});

test('an owner invites somebody, who joins, becomes somebody else and is removed; the log has it all', async () => {
  const owner = await server.browsing(ours.accountId);
  const email = 'new@people.example';
  const invited = await server.call(owner, 'POST', '/invitations', { email, role: 'developer' });
  expect(invited.status).toBe(201);
  const token = tokenOf(invited.json);
  expect((await server.call(nobody, 'POST', '/invitations/read', { token })).json).toMatchObject({
    email,
    role: 'developer',
    isKnown: false,
  });
  const accepted = await server.call(nobody, 'POST', '/invitations/accept', { token, password });
  expect(accepted).toMatchObject({
    status: 201,
    json: { person: { email, name: 'new' }, account: { id: ours.accountId, role: 'developer' } },
  });
  const developer = browserOf(accepted.headers);
  const id = z.object({ person: z.object({ id: z.string() }) }).parse(accepted.json).person.id;
  expect(
    (await server.call(nobody, 'POST', '/invitations/accept', { token, password })).status,
  ).toBe(410);

  // What a developer may not, and a viewer neither.
  const url = 'https://receiver.example/hook';
  expect((await server.call(developer, 'GET', '/members')).status).toBe(403);
  expect((await server.call(developer, 'POST', '/webhook-endpoints', { url })).status).toBe(201);
  const changed = await server.call(owner, 'PATCH', `/members/${id}`, { role: 'viewer' });
  expect(changed).toMatchObject({ status: 200, json: { id, role: 'viewer' } });
  const refused = await server.call(developer, 'POST', '/webhook-endpoints', { url });
  expect(refused.json).toMatchObject({
    code: 'forbidden',
    detail: expect.stringContaining('As viewer') as string,
  });
  const viewer = browserOf(refused.headers);
  expect((await server.call(viewer, 'GET', '/webhook-endpoints')).status).toBe(200);

  const removed = await server.call(owner, 'DELETE', `/members/${id}`);
  expect([removed.status, removed.json]).toEqual([200, { keys: [], keysEnded: false }]);
  expect((await server.call(viewer, 'GET', '/webhook-endpoints')).status).toBe(403);
  expect((await server.call(viewer, 'GET', '/session')).json).toMatchObject({
    accounts: [],
    account: null,
    scopes: [],
  });

  const first = await server.call(owner, 'GET', '/audit?limit=4');
  const page = z.object({ data: z.array(z.looseObject({})), nextCursor: z.string() });
  const { data, nextCursor } = page.parse(first.json);
  expect(data).toMatchObject([
    { action: 'member.removed', before: { role: 'viewer' }, after: null },
    {
      action: 'member.changed',
      actor: { kind: 'person', id: owner.personId, name: owner.email },
      address: '127.0.0.1',
      object: { kind: 'member', id, name: email },
      before: { role: 'developer' },
      after: { role: 'viewer' },
    },
    { action: 'endpoint.added', actor: { id, name: email }, after: { url, mode: 'live' } },
    { action: 'member.added', actor: { id, name: email } },
  ]);
  const second = await server.call(owner, 'GET', `/audit?limit=4&cursor=${nextCursor}`);
  const rest = page.extend({ nextCursor: z.null() }).parse(second.json);
  expect(rest.data.map(({ action }) => action)).toEqual([
    'invitation.made',
    'member.added',
    'credits.grant',
    'account.created',
  ]);
});

describe('a person of two accounts', () => {
  test('acts for the one that a request names', async () => {
    const other = await server.customer();
    const person = await server.browsing(ours.accountId, 'viewer');
    await server.database.query
      .insertInto('members')
      .values({ account_id: other.accountId, person_id: person.personId, role: 'owner' })
      .execute();
    const task = await server.submit(other);
    const read = (account?: string) =>
      server.call(
        person,
        'GET',
        `/tasks/${task}`,
        undefined,
        account === undefined ? {} : { 'x-filmgate-account': account },
      );
    expect((await read()).status).toBe(404);
    expect((await read(other.accountId)).status).toBe(200);
    expect((await read(crypto.randomUUID())).json).toMatchObject({ code: 'forbidden' });
    const change = { accountId: other.accountId };
    expect((await server.call(person, 'PATCH', '/session', change)).json).toMatchObject({
      account: { id: other.accountId, role: 'owner' },
    });
    expect((await read()).status).toBe(200);
  });

  test('keeps a stream of the account until they may not see it any more', async () => {
    const person = await server.browsing(ours.accountId, 'viewer');
    const task = await server.submit(ours);
    const { cookie = '' } = person.headers;
    const path = `/platform/v1/tasks/${task}/events`;
    const client = openSse({ port: server.port, path, headers: { cookie } });
    await expect.poll(() => client.events.length, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(client.events[0]).toMatchObject({ type: 'task.queued' });
    client.drop();
  });
});

describe('sessions', () => {
  test('are seen and ended by whose they are', async () => {
    const person = await server.browsing(ours.accountId);
    const listed = z.object({
      data: z.array(z.object({ id: z.string(), isCurrent: z.boolean() })),
    });
    const list = async (of: Browsing) =>
      listed.parse((await server.call(of, 'GET', '/sessions')).json).data;
    const [own] = await list(person);
    expect(own?.isCurrent).toBe(true);
    const stranger = await server.browsing(ours.accountId);
    expect((await server.call(stranger, 'DELETE', `/sessions/${own?.id ?? ''}`)).status).toBe(404);
    expect((await server.call(person, 'POST', '/sessions/end-others')).json).toEqual({ ended: 0 });
    expect((await server.call(person, 'DELETE', `/sessions/${own?.id ?? ''}`)).status).toBe(204);
    expect((await server.call(person, 'GET', '/sessions')).status).toBe(401);
  });

  test('are no credential for a change without an origin, nor beside a key', async () => {
    const person = await server.browsing(ours.accountId);
    const { cookie = '' } = person.headers;
    const bare: Browsing = { ...person, headers: { cookie } };
    expect((await server.call(bare, 'GET', '/session')).status).toBe(200);
    expect((await server.call(bare, 'PATCH', '/session', { mode: 'test' })).status).toBe(403);
    // The key is who calls.
    expect((await server.call(ours.key, 'GET', '/members', undefined, { cookie })).status).toBe(
      403,
    );
    expect((await server.call('', 'GET', '/members', undefined, { cookie })).status).toBe(200);
    expect((await server.call('nonsense', 'GET', '/members', undefined, { cookie })).status).toBe(
      401,
    );
  });
});

test('nobody signs in from a page of another origin', async () => {
  const body = { email: 'nobody@people.example', password };
  const evil = { origin: 'https://evil.example' };
  expect((await server.call(nobody, 'POST', '/session', body, evil)).status).toBe(403);
  const form = { 'content-type': 'text/plain' };
  expect((await server.call(nobody, 'POST', '/session', body, form)).status).toBe(415);
});

test('an operator makes a reset for a customer, and only an admin for an operator', async () => {
  const admin = await server.browsing(null, 'viewer', 'admin');
  const support = await server.browsing(null, 'viewer', 'support');
  const finance = await server.browsing(null, 'viewer', 'finance');
  const customer = await server.browsing(ours.accountId, 'owner');
  const reset = (by: Browsing, { email }: Browsing) =>
    server.call(by, 'POST', '/password-reset', { email });
  expect((await reset(finance, customer)).status).toBe(403);
  expect((await reset(customer, customer)).status).toBe(403);
  expect((await reset(support, admin)).status).toBe(404);
  expect((await reset(admin, support)).status).toBe(201);
  const made = await reset(support, customer);
  const token = tokenOf(made.json);
  expect((await server.call(nobody, 'POST', '/password', { token, password })).status).toBe(204);
  expect((await server.call(customer, 'GET', '/session')).status).toBe(401);
  const { email } = customer;
  expect((await server.call(nobody, 'POST', '/session', { email, password })).status).toBe(201);
});

test('what installation it is anybody may read', async () => {
  expect(await server.call(nobody, 'GET', '/instance')).toMatchObject({
    status: 200,
    json: { name: 'Filmgate', url: origin, signInWays: ['password'], support: null },
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { setSuspended } from '../../accounts/accounts.ts';
import { createAsset } from '../../assets/create.ts';
import { order as assetOrder } from '../../assets/testing/library.ts';
import { keyScopes } from '../../accounts/scopes.ts';
import { problemStatus } from '../../generation/problems.ts';
import { invite } from '../../people/invitations.ts';
import { accountRoles, operatorRoles, scopesOf } from '../../people/roles.ts';
import { listSessions } from '../../people/sessions.ts';
import type { AccountRole, OperatorRole } from '../../postgres/tables.ts';
import { addEndpoint } from '../../webhooks/endpoints.ts';
import { sendTestEvent } from '../../webhooks/log.ts';
import type { PlatformRoute } from './route.ts';
import {
  openPlatformServer,
  type Browsing,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';
import { routes } from './testing/routes.ts';
import { placeOf } from './testing/subjects.ts';

/** What holds for every route that there is, so that a new one need not be thought of. */

let server: PlatformServer;
let ours: Customer;
let stranger: Customer;
/** Of our account, by the beginning of the paths where they stand. */
let ids: Record<string, string>;
/** Owners of the two accounts. */
let owner: Browsing;
let strangeOwner: Browsing;

beforeAll(async () => {
  server = await openPlatformServer({ everyScope: true });
  [ours, stranger] = [await server.customer(), await server.customer()];
  const { webhooks, people } = server;
  const { accountId } = ours;
  owner = await server.browsing(accountId, 'owner', 'admin');
  strangeOwner = await server.browsing(stranger.accountId);
  const by = { kind: 'command', id: null, name: 'tests', address: null } as const;
  const email = 'invited@people.example';
  const invitation = await invite(people, { accountId, email, role: 'viewer' }, by);
  const [session] = await listSessions(server.database, owner.personId);
  const refused = await server.call(ours.key, 'GET', '/tasks/nothing');
  await server.requests.close();
  const url = 'https://receiver.example/hook';
  const { endpoint } = await addEndpoint(webhooks, { accountId, url });
  ids = {
    tasks: await server.submit(ours),
    'webhook-endpoints': endpoint.id,
    assets: (await createAsset(server.assets, assetOrder(accountId))).id,
    keys: ours.keyId,
    deliveries: await sendTestEvent(webhooks, { accountId, id: endpoint.id }),
    members: owner.personId,
    invitations: invitation.id,
    sessions: session?.id ?? '',
    requests: refused.headers.get('x-request-id') ?? '',
    notices: await server.notice(accountId),
    exports: await server.export(ours),
  };
});
afterAll(() => server.close());

/** A body that the route takes. */
const bodies: Readonly<Record<string, object>> = {
  'PATCH /account/mails': { lowBalanceCredits: 10, newSignIn: true },
  'POST /registrations': {
    email: 'nobody@people.example',
    password: 'a password of somebody',
  },
  'POST /registrations/confirm': { token: 'x' },
  'POST /password/forgotten': { email: 'nobody@people.example' },
  'PATCH /account': { timeZone: 'Asia/Shanghai' },
  'PATCH /end-users': { endUser: 'Ann', budget: null },
  'POST /exports': { kind: 'usage' },
  'POST /keys': { mode: 'test' },
  'PATCH /keys/{id}': { name: 'changed' },
  'POST /keys/{id}/roll': { overlapHours: 0 },
  'POST /tasks': { model: 'seedance-2.0', prompt: 'a river' },
  'POST /tasks/estimate': { model: 'seedance-2.0', prompt: 'a river' },
  'POST /assets': { url: 'https://media.example/a.png', kind: 'image' },
  'POST /webhook-endpoints': { url: 'https://receiver.example/other' },
  'PATCH /webhook-endpoints/{id}': { description: 'changed' },
  'POST /webhook-endpoints/{id}/resend': {
    from: '2026-11-01T00:00:00Z',
    to: '2026-11-02T00:00:00Z',
  },
  'POST /session': { email: 'nobody@people.example', password: 'a password of nobody' },
  'PATCH /session': { mode: 'live' },
  'POST /password': { token: 'x', password: 'a password of somebody' },
  'PATCH /password': { currentPassword: 'a password', password: 'a password of somebody' },
  'POST /password-reset': { email: 'nobody@people.example' },
  'PATCH /members/{id}': { role: 'viewer' },
  'POST /invitations': { email: 'another@people.example', role: 'viewer' },
  'POST /invitations/read': { token: 'x' },
  'POST /invitations/accept': { token: 'x', password: 'a password of somebody' },
};

const named = routes.map((route) => ({ name: `${route.method} ${route.path}`, route }));

function call(
  who: string | Browsing,
  { method, path, asks }: PlatformRoute,
  id: string,
  more = {},
) {
  const body = asks.body && { ...bodies[`${method} ${path}`], ...more };
  return server.call(who, method, placeOf(path, id), body);
}

/** Whether a key can be made that may ask. */
function takesKeys({ needs, isFor }: PlatformRoute): boolean {
  return isFor === undefined && (needs === null || keyScopes.includes(needs));
}

const keyed = named.filter(({ route }) => takesKeys(route));
const isOpen = ({ isFor }: PlatformRoute): boolean => isFor === 'anybody';

function seen({ status, headers, text }: Awaited<ReturnType<typeof call>>): unknown {
  const requestId = headers.get('x-request-id') ?? '';
  const { date: _date, 'x-request-id': _id, ...rest } = Object.fromEntries(headers);
  const told = text.replaceAll(requestId, 'REQUEST');
  // Ids of requests grow longer as they are counted.
  const lengthOfAll = Number(rest['content-length']) - (text.length - told.length);
  return { status, headers: { ...rest, 'content-length': lengthOfAll }, text: told };
}

describe.each(named.filter(({ route }) => route.path.includes('{id}')))('$name', ({ route }) => {
  test('answers another account’s id exactly as a missing one', async () => {
    const [, kind = ''] = route.path.split('/');
    const own = ids[kind] ?? '';
    const who = takesKeys(route) ? stranger.key : strangeOwner;
    // As long as the own one: lengths stand in headers.
    const missing = await call(who, route, 'z'.repeat(own.length));
    expect(missing.status).toBe(404);
    expect(seen(await call(who, route, own))).toEqual(seen(missing));
  });
});

test.each(named.filter(({ route }) => !isOpen(route)))(
  '$name takes no call without a key, with an unknown one and with a broken one',
  async ({ route }) => {
    const keys = ['', 'fg_live_nonsense', `${ours.key}x`];
    for (const key of keys) {
      const { status, headers, json } = await call(key, route, 'x');
      expect([status, json]).toMatchObject([401, { code: 'unauthorized', status: 401 }]);
      expect(headers.get('www-authenticate')).toBe('Bearer');
    }
  },
);

describe.each(named)('$name', ({ route }) => {
  test('says what it may refuse, in words of the catalogue', () => {
    for (const code of route.refuses) expect(problemStatus).toHaveProperty(code);
    if (route.path.includes('{id}')) expect(route.refuses.join(' ')).toContain('_not_found');
  });

  test('can be described in a reference', () => {
    expect(route.summary).toMatch(/^[A-Z].*[^.]$/);
    const schemas = [
      ...Object.values(route.asks),
      ...('streams' in route ? Object.values(route.streams) : []),
      ...('answers' in route && 'schema' in route.answers ? [route.answers.schema] : []),
    ];
    for (const schema of schemas) {
      expect(() => z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })).not.toThrow();
    }
  });
});

test.each(named.filter(({ route }) => route.asks.body))(
  '$name refuses a field that it does not know, by its name',
  async ({ route }) => {
    const who = takesKeys(route) ? ours.key : owner;
    const { status, json } = await call(who, route, 'x', { webhook_url: 'https://x.example' });
    expect([status, json]).toMatchObject([
      400,
      {
        code: 'invalid_parameter',
        field: 'webhook_url',
        detail: expect.stringMatching(/^webhook_url is not known here/),
      },
    ]);
  },
);

test.each(named.filter(({ route }) => route.asks.query))(
  '$name refuses a filter that it does not know, by its name',
  async ({ route }) => {
    const who = takesKeys(route) ? ours.key : owner;
    const { status, json } = await server.call(
      who,
      route.method,
      `${placeOf(route.path, 'x')}?stat=failed`,
    );
    expect([status, json]).toMatchObject([400, { code: 'invalid_parameter', field: 'stat' }]);
  },
);

describe('a role', () => {
  /** As everybody may, or by what it needs. */
  const expected = (route: PlatformRoute, role: AccountRole, operator: OperatorRole | null) =>
    route.needs === null || scopesOf(role, operator).has(route.needs);

  const roles = [
    ...accountRoles.map((role) => ({ role, operator: null })),
    ...operatorRoles.map((operator) => ({ role: 'viewer' as const, operator })),
  ];

  test.each(roles)('$role (operator: $operator) is refused what it may not', async (who) => {
    const person = await server.browsing(ours.accountId, who.role, who.operator);
    const outsider = await server.browsing(null);
    for (const { name, route } of named.filter(({ route: one }) => one.needs !== null)) {
      const { status, json } = await call(person, route, 'x');
      expect([name, status !== 403]).toEqual([name, expected(route, who.role, who.operator)]);
      if (status === 403) expect(json).toMatchObject({ code: 'forbidden' });
      expect((await call(outsider, route, 'x')).status).toBe(403);
    }
  });

  test.each([
    ['owner', 'members:write', true],
    ['owner', 'audit:read', true],
    ['owner', 'persons:write', false],
    ['developer', 'tasks:create', true],
    ['developer', 'keys:write', true],
    ['developer', 'members:read', false],
    ['developer', 'audit:read', false],
    ['billing', 'records:read', true],
    ['billing', 'tasks:read', false],
    ['viewer', 'tasks:read', true],
    ['viewer', 'tasks:create', false],
    ['viewer', 'webhooks:write', false],
    ['viewer', 'keys:read', false],
  ] as const)('%s: %s is %s', (role, scope, may) => {
    expect(scopesOf(role, null).has(scope)).toBe(may);
  });
});

test.each(named.filter(({ route }) => route.method !== 'GET' && !isOpen(route)))(
  '$name takes a change of a session from a page of ours alone',
  async ({ route }) => {
    const refused = async (headers: Record<string, string>) => {
      const body = route.asks.body && bodies[`${route.method} ${route.path}`];
      const path = route.path.replace('{id}', 'x');
      return (await server.call(owner, route.method, path, body, headers)).status;
    };
    expect(await refused({ origin: 'https://evil.example' })).toBe(403);
    expect(await refused({ origin: 'null' })).toBe(403);
    expect(await refused({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await refused({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await refused({ 'content-type': 'text/plain' })).toBe(415);
  },
);

test.each(named.filter(({ route }) => route.isFor === 'people'))(
  '$name is for people: a key has no part in it',
  async ({ route }) => {
    const { status, json } = await call(ours.key, route, 'x');
    expect([status, json]).toMatchObject([403, { code: 'forbidden' }]);
  },
);

test.each(keyed.filter(({ route }) => 'act' in route))(
  '$name takes a session in place of a key',
  async ({ route }) => {
    const kind = route.path.split('/')[1] ?? '';
    const isChange = route.method !== 'GET';
    const { status } = await call(owner, route, isChange ? 'x' : (ids[kind] ?? ''));
    expect([401, 403]).not.toContain(status);
  },
);

describe('while the account is suspended', () => {
  let suspended: Customer;
  beforeAll(async () => {
    suspended = await server.customer();
    const account = { id: suspended.accountId, name: 'late payer' };
    const by = { kind: 'command', id: null, name: 'tests', address: null } as const;
    await setSuspended(server.database, account, { suspended: true, reason: 'a test' }, by);
  });

  /** What takes something away, or is of the person or the installation. */
  const goesOn = [
    ...['POST /tasks/{id}/cancel', 'POST /keys/{id}/cancel-queued'],
    ...['PATCH /session', 'PATCH /password', 'POST /sessions/end-others', 'POST /password-reset'],
    'POST /notices/{id}/dismiss',
  ];

  test.each(named.filter(({ route }) => 'act' in route && !isOpen(route)))(
    '$name is refused where it makes or changes something, and there alone',
    async ({ name, route }) => {
      const { method } = route;
      const makes = (method === 'POST' || method === 'PATCH') && !goesOn.includes(name);
      const person = await server.browsing(suspended.accountId, 'owner', 'admin');
      for (const who of takesKeys(route) ? [suspended.key, person] : [person]) {
        const { status, json } = await call(who, route, 'x');
        expect([name, status === 403]).toEqual([name, makes]);
        if (makes) expect(json).toMatchObject({ code: 'account_suspended' });
      }
    },
  );
});

describe('a refusal', () => {
  test('is a problem as RFC 9457 describes it, with the id of its request', async () => {
    const { headers, json } = await server.call(ours.key, 'GET', '/tasks/nothing');
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(json).toEqual({
      type: '/docs/problems/task_not_found',
      title: 'Task not found',
      status: 404,
      detail: expect.stringMatching(/^There is no such task/),
      code: 'task_not_found',
      retryable: false,
      remedy: expect.stringMatching(/^Check the id/),
      instance: headers.get('x-request-id'),
    });
  });

  test('is told in Chinese to who asks for it, with the exact words behind', async () => {
    const ask = { 'accept-language': 'fr, zh-CN;q=0.9, en;q=0.8' };
    const path = '/tasks/nothing';
    const { headers, json } = await server.call(ours.key, 'GET', path, undefined, ask);
    expect(headers.get('content-language')).toBe('zh');
    expect(json).toMatchObject({
      title: '任务不存在',
      detail: expect.stringMatching(/^没有这个任务.*。（There is no such task/u),
      remedy: expect.stringMatching(/^请检查 id/u),
    });
  });

  test('of a method names those that are taken', async () => {
    const { status, headers, json } = await server.call(
      ours.key,
      'PUT',
      '/webhook-endpoints/x',
      {},
    );
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, PATCH, DELETE']);
    expect(json).toMatchObject({ code: 'method_not_allowed' });
  });

  test.each([
    ['no JSON', 400, 'malformed_body', '{"url":', 'application/json'],
    ['a list', 400, 'invalid_parameter', '[]', 'application/json'],
    ['another type', 415, 'unsupported_media_type', 'url=x', 'application/x-www-form-urlencoded'],
    ['too large', 413, 'body_too_large', JSON.stringify('x'.repeat(2 ** 20)), 'application/json'],
  ])('of a body that is %s', async (_what, status, code, body, type) => {
    const response = await fetch(
      `http://127.0.0.1:${String(server.port)}/platform/v1/webhook-endpoints`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${ours.key}`, 'content-type': type },
        body,
      },
    );
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
  });
});

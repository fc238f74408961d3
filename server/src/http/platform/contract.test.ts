import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createKey } from '../../accounts/keys.ts';
import { addEndpoint } from '../../webhooks/endpoints.ts';
import { listSessions } from '../../people/sessions.ts';
import { endpointMessage, type EndpointEvent } from '../../webhooks/message.ts';
import { eventTypes } from '../../webhooks/endpoint.ts';
import { sendTestEvent } from '../../webhooks/log.ts';
import { answered, document, operationAt, troubleOf } from './testing/contract.ts';
import {
  openPlatformServer,
  type Browsing,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

/**
 * The document is what is promised. `call` of the test server holds every answer against it, in all tests of the
 * platform API; here each operation is called as its example says.
 */

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer();
  who = await server.customer();
  ownedAccountId = who.accountId;
  owner = await server.browsing(who.accountId, 'owner', 'admin');
});
afterAll(() => server.close());

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    operation,
  })),
);

/** What is to be there before an operation is called, and by whom, where its example alone will not do. */
interface Prepared {
  who?: string | Browsing;
  id?: string;
  body?: object;
}

const prepared: Readonly<Record<string, () => Promise<Prepared>>> = {
  createPasswordReset: async () => ({ body: { email: (await joined()).email } }),
  async setPassword() {
    const { email } = await joined();
    const made = await server.call(owner, 'POST', '/password-reset', { email });
    return { body: { token: tokenOf(made.json), password: 'another lighthouse' } };
  },
  async signIn() {
    const { email, password } = await joined();
    return { body: { email, password } };
  },
  getWholeDocument: async () => ({ who: await server.browsing(null, 'owner', 'admin') }),
  updateSession: async () => ({ body: { mode: 'test' } }),
  signOut: async () => ({ who: await server.browsing(who.accountId) }),
  async changePassword() {
    const { browser, password } = await joined();
    return { who: browser, body: { currentPassword: password, password: 'another lighthouse' } };
  },
  async endSession() {
    const person = await server.browsing(who.accountId);
    const [session] = await listSessions(server.database, person.personId);
    return { who: person, id: session?.id ?? '' };
  },
  updateMember: async () => ({ id: (await joined()).id, body: { role: 'viewer' } }),
  deleteMember: async () => ({ id: (await joined()).id }),
  resendInvitation: async () => ({ id: (await invited()).id }),
  deleteInvitation: async () => ({ id: (await invited()).id }),
  readInvitation: async () => ({ body: { token: (await invited()).token } }),
  async acceptInvitation() {
    return { body: { token: (await invited()).token, password: 'a lighthouse' } };
  },
};

let owner: Browsing;
let ownedAccountId = '';
const origin = 'https://films.example';
const nobody: Browsing = { personId: '', email: '', headers: { origin } };
const made = z.object({ id: z.string(), link: z.string() });
const tokenOf = (json: unknown) =>
  made.partial({ id: true }).parse(json).link.split('#token=')[1] ?? '';

async function invited() {
  const email = `${randomUUID()}@people.example`;
  const answer = await server.call(owner, 'POST', '/invitations', { email, role: 'developer' });
  return { email, id: made.parse(answer.json).id, token: tokenOf(answer.json) };
}

/** Somebody who has joined the account with a password. */
async function joined() {
  const { email, token } = await invited();
  const password = 'a lighthouse in a storm';
  const answer = await server.call(nobody, 'POST', '/invitations/accept', { token, password });
  const { person } = z.object({ person: z.object({ id: z.string() }) }).parse(answer.json);
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return { email, password, id: person.id, browser: { ...nobody, headers: { cookie, origin } } };
}

/** What an operation is about, made for it alone, by the beginning of its path. Resolves with its id. */
const subjects: Readonly<Record<string, () => Promise<string>>> = {
  tasks: () => server.submit(who),
  'webhook-endpoints': newEndpoint,
  async keys() {
    const accountId = ownedAccountId;
    return (await createKey(server.database, { accountId, mode: 'test' })).id;
  },
  async deliveries() {
    const id = await newEndpoint();
    return sendTestEvent(server.webhooks, { accountId: who.accountId, id });
  },
};

async function newEndpoint(): Promise<string> {
  const url = 'https://receiver.example/hook';
  // Of an account of its own: endpoints of one have a most.
  who = await server.customer();
  const { accountId, mode } = who;
  return (await addEndpoint(server.webhooks, { accountId, mode, url })).endpoint.id;
}

const plain = operations.filter(({ operation }) => !isStream(operation));

function isStream({ responses }: (typeof operations)[number]['operation']): boolean {
  return responses['200']?.content?.['text/event-stream'] !== undefined;
}

test.each(plain)('$name answers its example as it is promised', async (one) => {
  const [, kind = ''] = one.path.split('/');
  const { operationId, security = [] } = one.operation;
  const before = (await prepared[operationId]?.()) ?? {};
  const id = before.id ?? (one.path.includes('{id}') ? await subjects[kind]?.() : '');
  if (id === undefined) throw new Error(`no ${kind} to ask about`);
  const body = before.body ?? one.operation.requestBody?.content['application/json']?.example;
  const takesKeys = security.some((way) => 'key' in way);
  const caller = before.who ?? (security.length === 0 ? nobody : takesKeys ? who.key : owner);
  const answer = await server.call(caller, one.method, one.path.replace('{id}', id), body);
  expect(answer.status, answer.text).toBeLessThan(300);
  expect([...answered]).toContain(`${one.operation.operationId} ${String(answer.status)}`);
});

test.each(operations)('$name: its examples are what its schemas say', ({ operation }) => {
  const contents = [
    operation.requestBody?.content ?? {},
    ...Object.values(operation.responses).map(({ content = {} }) => content),
  ].flatMap((content) => Object.values(content));
  for (const { schema, example } of contents) {
    if (example !== undefined) expect(troubleOf(schema, example)).toBeNull();
  }
});

test('what is for operators alone is shown to them alone', async () => {
  const read = (who: Browsing) => server.call(who, 'GET', '/openapi');
  const whole = await read(await server.browsing(null, 'owner', 'watcher'));
  expect(whole.json).toEqual(JSON.parse(JSON.stringify(document)));
  expect((await read(await server.browsing(who.accountId))).status).toBe(403);
  const open = await server.app.inject({ url: '/openapi.json' });
  const paths = Object.keys(open.json<typeof document>().paths);
  expect(paths).toContain('/session');
  expect(paths).not.toContain('/password-reset');
  expect(Object.keys(document.paths).length).toBeGreaterThan(paths.length);
});

test('operations have names of their own, and so have all parameters', () => {
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
    const said = (operation.parameters ?? []).filter((one) => one.in === 'path');
    expect(said.map(({ name }) => name)).toEqual(inPath);
  }
});

test('every reference of the document leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/gu)];
  expect(references.length).toBeGreaterThan(50);
  for (const [, place = ''] of references) {
    const found = place.split('/').reduce<unknown>((at, key) => Object(at)[key], document);
    expect(found, place).toBeTypeOf('object');
  }
});

describe('what a webhook endpoint is sent', () => {
  test.each(eventTypes)('%s', async (type) => {
    const id = await server.submit(who);
    const task = await server.reader.read({ accountId: who.accountId, id });
    const isRefund = type === 'task.refunded';
    const event: EndpointEvent = {
      id: 'dlv_1',
      endpointId: 'whe_1',
      url: 'https://receiver.example/hook',
      secrets: [],
      type,
      happenedAtMs: Date.now(),
      task: type === 'test.ping' ? null : task,
      refund: isRefund ? { nowMicros: 1n, soFarMicros: 1n } : null,
    };
    const { body } = endpointMessage((name) => `https://films.example/${name}`, event, Date.now());
    const content = document.webhooks[type]?.post.requestBody?.content['application/json'];
    expect(content && troubleOf(content.schema, JSON.parse(body))).toBeNull();
    expect(content && troubleOf(content.schema, content.example)).toBeNull();
  });
});

describe('an answer that is not as promised', () => {
  const read = operationAt('GET', '/tasks/x')?.responses['200']?.content?.['application/json'];
  const refused = operationAt('GET', '/tasks/x')?.responses['404'];
  const example = z
    .record(z.string(), z.unknown())
    .parse(document.components.schemas['Task']?.examples?.[0]);
  const { state: _state, ...stateless } = example;

  test.each([
    ['a field that nobody promised', { ...example, secret: 'x' }],
    ['one further in', { ...example, output: { ...Object(example['output']), secret: 'x' } }],
    ['a field that is missing', stateless],
    ['a word of no list', { ...example, state: 'done' }],
    ['a time that is none', { ...example, createdAt: 'yesterday' }],
    ['null where nobody said so', { ...example, prompt: null }],
  ])('is found: %s', (_what, answer) => {
    expect(read && troubleOf(read.schema, answer)).toEqual(expect.any(String));
  });

  test('is found: a code that the operation does not name', () => {
    const content = refused?.content?.['application/problem+json'];
    const [problem] = document.components.schemas['Problem']?.examples ?? [];
    const told = { ...Object(problem), code: 'task_not_found', status: 404 };
    expect(content && troubleOf(content.schema, told)).toBeNull();
    expect(content && troubleOf(content.schema, { ...told, code: 'asset_not_found' })).toContain(
      'code',
    );
  });
});

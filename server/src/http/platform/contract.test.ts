import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { JsonSchema } from '../../dialects/type-definitions.ts';
import { endpointMessage, type EndpointEvent } from '../../webhooks/message.ts';
import { eventTypes } from '../../webhooks/endpoint.ts';
import { answered, document, operationAt, mismatchOf } from './testing/contract.ts';
import {
  openPlatformServer,
  type Browsing,
  type PlatformServer,
} from './testing/platform-server.ts';
import { nobody, subjectsOf, type Subjects, placeOf } from './testing/subjects.ts';

/**
 * The document is what is promised. `call` of the test server holds every answer against it, in all tests of the
 * platform API; here each operation is called as its example says.
 */

let server: PlatformServer;
let subjects: Subjects;
beforeAll(async () => {
  server = await openPlatformServer({ sendsMail: true });
});
beforeEach(async () => {
  // Endpoints and members of an account have a most.
  subjects = await subjectsOf(server);
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

const plain = operations.filter(({ operation }) => !isStream(operation) && !isOfFiles(operation));

/** It takes one, or answers with one. */
function isOfFiles({ requestBody, responses }: (typeof operations)[number]['operation']): boolean {
  const takesOne = requestBody?.content['multipart/form-data'] !== undefined;
  return takesOne || responses['206'] !== undefined;
}

function isStream({ responses }: (typeof operations)[number]['operation']): boolean {
  return responses['200']?.content?.['text/event-stream'] !== undefined;
}

test.each(plain)('$name answers its example as it is promised', async (one) => {
  const { operationId: name, security = [], requestBody } = one.operation;
  const before = await subjects.prepare({ name, path: one.path });
  const body = before.body ?? requestBody?.content['application/json']?.example;
  const takesKeys = security.some((way) => 'key' in way);
  const usual = takesKeys ? subjects.who.key : subjects.owner;
  const caller = before.who ?? (security.length === 0 ? nobody : usual);
  const path = placeOf(one.path, before.id ?? '');
  const answer = await server.call(caller, one.method, path, body);
  expect(answer.status, answer.text).toBeLessThan(300);
  expect([...answered]).toContain(`${one.operation.operationId} ${String(answer.status)}`);
});

test.each(operations)('$name: its examples are what its schemas say', ({ operation }) => {
  const contents = [
    operation.requestBody?.content ?? {},
    ...Object.values(operation.responses).map(({ content = {} }) => content),
  ].flatMap((content) => Object.values(content));
  for (const { schema, example } of contents) {
    if (example !== undefined) expect(mismatchOf(schema, example)).toBeNull();
  }
});

test.each(Object.entries(document.components.schemas))('%s is as its examples', (name, schema) => {
  for (const example of schema.examples ?? []) {
    expect(mismatchOf({ $ref: `#/components/schemas/${name}` }, example)).toBeNull();
  }
});

test('examples of parameters and headers are what their schemas say', () => {
  const parameters = operations.flatMap(({ operation }) => operation.parameters ?? []);
  const schemas = [...parameters, ...Object.values(document.components.headers ?? {})].map((one) =>
    z.object({ schema: z.custom<JsonSchema>() }).parse(one),
  );
  expect(schemas.length).toBeGreaterThan(50);
  for (const { schema } of schemas) {
    for (const example of schema.examples ?? []) expect(mismatchOf(schema, example)).toBeNull();
  }
});

test('what is for operators alone is shown to them alone', async () => {
  const read = (who: Browsing) => server.call(who, 'GET', '/openapi');
  const whole = await read(await server.browsing(null, 'owner', 'watcher'));
  expect(whole.json).toEqual(JSON.parse(JSON.stringify(document)));
  expect((await read(await server.browsing(subjects.who.accountId))).status).toBe(403);
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
    const { who } = subjects;
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
    expect(content && mismatchOf(content.schema, JSON.parse(body))).toBeNull();
    expect(content && mismatchOf(content.schema, content.example)).toBeNull();
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
    expect(read && mismatchOf(read.schema, answer)).toEqual(expect.any(String));
  });

  test('is found: a code that the operation does not name', () => {
    const content = refused?.content?.['application/problem+json'];
    const [problem] = document.components.schemas['Problem']?.examples ?? [];
    const told = { ...Object(problem), code: 'task_not_found', status: 404 };
    expect(content && mismatchOf(content.schema, told)).toBeNull();
    expect(content && mismatchOf(content.schema, { ...told, code: 'asset_not_found' })).toContain(
      'code',
    );
  });
});

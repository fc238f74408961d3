import { describe, expect, test, vi } from 'vitest';
import {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  PaymentError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from './errors.ts';
import type { ClientOptions } from './options.ts';
import { createTransport } from './transport.ts';
import { baseUrl, json, lost, openWire, refusal, type Reply } from './testing/wire.ts';

const body = { model: 'seedance-2.0', prompt: 'A river' };

describe('a call', () => {
  test('goes to its place, with key, type and what was asked', async () => {
    const { calls, sent } = openWire([json({ data: [], nextCursor: null }), json({}), json({})]);
    const query = {
      state: ['queued' as const, 'running' as const],
      limit: 5,
      model: undefined,
      'metadata.order': 'a&b',
    };
    await calls.request('listTasks', { query });
    await calls.request('getTask', { path: { id: 'a/b?c' } });
    await calls.request('cancelTask', { path: { id: 'req_1' } }, { clientRequestId: 'mine' });
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${baseUrl}/platform/v1/tasks?state=queued&state=running&limit=5&metadata.order=a%26b`,
      `GET ${baseUrl}/platform/v1/tasks/a%2Fb%3Fc`,
      `POST ${baseUrl}/platform/v1/tasks/req_1/cancel`,
    ]);
    const [read, , change] = sent.map(({ headers }) => Object.fromEntries(headers));
    expect(read).toEqual({ accept: 'application/json', authorization: 'Bearer fg_test_1' });
    expect(change).toMatchObject({
      'content-type': 'application/json',
      'x-client-request-id': 'mine',
    });
    expect(sent.map(({ redirect, credentials }) => [redirect, credentials])).toEqual(
      sent.map(() => ['error', 'omit']),
    );
  });

  test('without a key is that of whoever has signed in on the page', async () => {
    const options = { key: undefined, account: 'a1', language: 'zh' as const };
    const { calls, sent } = openWire([json({})], options);
    await calls.request('getSession');
    expect(sent[0]?.credentials).toBe('same-origin');
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
      accept: 'application/json',
      'accept-language': 'zh',
      'x-filmgate-account': 'a1',
    });
  });

  test.each(['', '.', '..'])('to the id %j is not made: it would be another path', async (id) => {
    const { calls, sent } = openWire([]);
    await expect(calls.request('deleteKey', { path: { id } })).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  });

  test('answers nothing where nothing is answered', async () => {
    const { calls } = openWire([new Response(null, { status: 204 })]);
    const deleted = await calls.request('deleteWebhookEndpoint', { path: { id: 'whe_1' } });
    expect(deleted).toBeUndefined();
  });

  test('tells of its answer what stands beside it', async () => {
    const { calls } = openWire([json({}, 202, { 'idempotent-replayed': 'true' })]);
    const answered = await calls.requestWithHeaders('createTask', { body });
    expect(answered).toMatchObject({ status: 202, requestId: 'r1', replayed: true });
  });
});

test.each<[string, ClientOptions]>([
  ['baseUrl', {}],
  ['baseUrl', { baseUrl: 'films.example.com' }],
  ['baseUrl', { baseUrl: 'ftp://films.example.com' }],
  ['baseUrl', { baseUrl: 'https://films.example.com/?a=b' }],
  ['key', { baseUrl, key: '' }],
  ['key', { baseUrl, key: 'fg_live_1\n' }],
])('%s is refused where it will not do: %j', (option, options) => {
  expect(() => createTransport(options)).toThrow(new RegExp(`^${option}: `, 'u'));
});

test('a server may stand below a folder', async () => {
  const { calls, sent } = openWire([json({})], { baseUrl: `${baseUrl}/films//` });
  await calls.request('getOwnKey');
  expect(sent[0]?.url).toBe(`${baseUrl}/films/platform/v1/key`);
});

describe('what fails', () => {
  test.each([
    [400, InvalidRequestError],
    [401, AuthenticationError],
    [402, PaymentError],
    [403, PermissionError],
    [404, NotFoundError],
    [409, ConflictError],
    [410, NotFoundError],
    [413, InvalidRequestError],
    [415, InvalidRequestError],
    [418, ApiError],
    [422, InvalidRequestError],
    [429, RateLimitError],
    [500, ServerError],
    [503, ServerError],
  ])('with %i has a class of its own', async (status, Kind) => {
    const headers = { 'retry-after': '7' };
    const { calls } = openWire([refusal(status, 'some_code', { headers })], { maxRetries: 0 });
    const error: unknown = await calls.request('getOwnKey').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Kind);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      name: Kind.name,
      message: 'It is some_code.',
      status,
      code: 'some_code',
      requestId: 'r1',
      retryAfterSeconds: 7,
      retryable: false,
      field: null,
      problem: { remedy: 'None.' },
    });
  });

  test.each([
    ['a page of a proxy', 502, 'text/html', '<h1>Bad gateway</h1>'],
    ['a page that should have been an answer', 200, 'text/html', '<h1>Sign in</h1>'],
    ['JSON of somebody else', 500, 'application/json', '{"message":"no"}'],
  ])('as %s is told as such', async (_what, status, type, text) => {
    const response = new Response(text, { status, headers: { 'content-type': type } });
    const { calls } = openWire([response], { maxRetries: 0 });
    await expect(calls.request('getOwnKey')).rejects.toMatchObject({
      status,
      code: 'unknown',
      requestId: null,
      problem: null,
    });
  });

  test('without an answer says why', async () => {
    const { calls } = openWire([lost], { maxRetries: 0 });
    const failed = calls.request('getOwnKey');
    await expect(failed).rejects.toThrow(ConnectionError);
    await expect(failed).rejects.toThrow('ECONNREFUSED');
  });
});

describe('what is sent again', () => {
  const busy = (headers = {}) => refusal(503, 'overloaded', { retryable: true, headers });
  const crowded = (after: string) =>
    refusal(429, 'rate_limited', { retryable: true, headers: { 'retry-after': after } });
  const page = () => json({ data: [], nextCursor: null });

  test.each<[string, Reply[], number[]]>([
    ['that got no answer', [lost, lost, page()], [500, 1_000]],
    ['that came at a bad moment', [busy(), page()], [500]],
    [
      'that was told when to come back',
      [crowded('3'), busy({ 'retry-after': '12' }), page()],
      [3_000, 12_000],
    ],
    ['whose answer a proxy gave', [new Response('', { status: 502 }), page()], [500]],
  ])('is a read %s', async (_what, replies, pauses) => {
    const wire = openWire(replies);
    await wire.calls.request('listTasks');
    expect(wire.pauses).toEqual(pauses);
    expect(wire.sent).toHaveLength(replies.length);
  });

  test.each<[string, Reply]>([
    ['that was refused', refusal(400, 'invalid_parameter')],
    ['of what is not there', refusal(404, 'task_not_found')],
    ['that cannot be paid just now', refusal(402, 'budget_exceeded', { retryable: true })],
    ['that is to come back much later', crowded('61')],
  ])('is no read %s', async (_what, reply) => {
    const wire = openWire([reply]);
    await expect(wire.calls.request('listTasks')).rejects.toThrow(ApiError);
    expect(wire.sent).toHaveLength(1);
  });

  test('is nothing more often than it may be', async () => {
    const wire = openWire([lost, lost, lost]);
    await expect(wire.calls.request('listTasks')).rejects.toThrow(ConnectionError);
    const other = openWire([lost, lost], { maxRetries: 7 });
    await expect(other.calls.request('listTasks', {}, { maxRetries: 1 })).rejects.toThrow(
      ConnectionError,
    );
    expect([wire.sent.length, other.sent.length]).toEqual([3, 2]);
  });

  test('is a create, under the key that it was first sent with', async () => {
    const wire = openWire([lost, busy(), json({}, 202)]);
    await wire.calls.request('createTask', { body });
    const keys = wire.sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/u);
    expect(new Set(keys).size).toBe(1);
    const bodies = await Promise.all(wire.sent.map((one) => one.json()));
    expect(bodies).toEqual([body, body, body]);
    const others = openWire([json({}, 202), json({}, 202)]);
    await others.calls.request('createTask', { body });
    await others.calls.request('createTask', { body }, { idempotencyKey: 'mine' });
    const [own, named] = others.sent.map(({ headers }) => headers.get('idempotency-key'));
    expect([own === keys[0], named]).toEqual([false, 'mine']);
  });

  test('is an estimate, which changes nothing, and no other change', async () => {
    const asked = openWire([lost, json({})]);
    await asked.calls.request('estimateTask', { body });
    expect(asked.sent).toHaveLength(2);
    const changed = openWire([lost]);
    await expect(changed.calls.request('cancelTask', { path: { id: 'req_1' } })).rejects.toThrow(
      ConnectionError,
    );
    expect(changed.sent).toHaveLength(1);
  });

  test('an idempotency key is refused where it would do nothing', async () => {
    const { calls } = openWire([]);
    const cancelling = calls.request(
      'cancelTask',
      { path: { id: 'req_1' } },
      { idempotencyKey: 'mine' },
    );
    await expect(cancelling).rejects.toThrow(TypeError);
  });
});

describe('who waits no longer', () => {
  /** Never answers, and ends as fetch does. */
  const silence: Reply = ({ signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });

  test('gets the reason of the signal, and nothing is sent again', async () => {
    const controller = new AbortController();
    const wire = openWire([silence]);
    const reading = wire.calls.request('listTasks', {}, { signal: controller.signal });
    const reason = new Error('enough');
    await vi.waitFor(() => expect(wire.sent).toHaveLength(1));
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await expect(wire.calls.request('listTasks', {}, { signal: controller.signal })).rejects.toBe(
      reason,
    );
    expect(wire.sent).toHaveLength(1);
  });

  test('is told of the time that was given, and a read is sent again', async () => {
    const wire = openWire([silence, silence, silence]);
    const reading = wire.calls.request('listTasks', {}, { timeoutMs: 5 });
    await expect(reading).rejects.toThrow(TimeoutError);
    await expect(reading).rejects.toThrow('within 5 ms');
    expect(wire.sent).toHaveLength(3);
  });
});

test('a fetch of one’s own is called as a browser’s own must be', async () => {
  const seen: unknown[] = [];
  const transport = createTransport({
    baseUrl,
    fetch(this: unknown) {
      seen.push(this);
      return Promise.resolve(json({}));
    },
  });
  await transport.call('getOwnKey', {}, {});
  expect(seen).toEqual([undefined]);
});

test('every answer is told of', async () => {
  const answers: object[] = [];
  const onAnswer = (answer: object): void => void answers.push(answer);
  const { calls } = openWire([lost, refusal(500, 'internal', { retryable: true }), json({})], {
    onAnswer,
  });
  await calls.request('getOwnKey');
  expect(answers).toEqual([
    { operation: 'getOwnKey', status: 500, requestId: 'r1', tries: 2 },
    { operation: 'getOwnKey', status: 200, requestId: 'r1', tries: 3 },
  ]);
});

import * as fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeCall, urlOfCall } from '../dialects/codec.ts';
import { dialects } from '../dialects/index.ts';
import type { AnyOperation, WireCall } from '../dialects/mechanism.ts';
import { validCall } from '../dialects/testing/arbitraries.ts';
import {
  ProblemError,
  problemStatus,
  type Problem,
  type ProblemCode,
} from '../generation/problems.ts';
import { problemOf } from '../generation/testing.ts';
import { readSources } from '../testing/source.ts';
import type { Door } from './door.ts';
import { helpsAgain } from './refusals.ts';
import { keys, memoryDoor } from './testing/memory-door.ts';
import { testServer } from './testing/server.ts';

const door = memoryDoor();
const app = testServer({ door });
beforeEach(() => {
  door.empty();
});
afterAll(() => app.close());

const codes = Object.keys(problemStatus).filter(
  (code): code is ProblemCode => code in problemStatus,
);
/** By which a client gets through without changing anything. */
const again: readonly ProblemCode[] = ['rate_limited', 'internal', 'overloaded'];

/** The least that each dialect takes as a create. */
const film = {
  model: 'doubao-seedance-2.0',
  abilityId: 'cme_doubao_seedance_2_0',
  prompt: 'a kite',
  content: [{ type: 'text', text: 'a kite' }],
};

describe.each(dialects.map((dialect) => [dialect.name, dialect] as const))(
  'in %s',
  (name, dialect) => {
    const create = dialect.operations.find(
      ({ does, isRefused }) => does === 'create' && !isRefused,
    );
    const refusedWith = async (code: ProblemCode, retryAfterSeconds?: number) => {
      door.refuseCreates({
        code,
        message: 'Words.',
        ...(retryAfterSeconds && { retryAfterSeconds }),
      });
      const payload = name === 'openai' ? { model: film.model, prompt: film.prompt } : film;
      const headers = { authorization: `Bearer ${keys.ours}` };
      const url = `/d/${name}${create?.path ?? ''}`;
      return app.inject({ method: 'POST', url, headers, payload });
    };

    test.each(codes)('%s says by header whether a retry helps', async (code) => {
      const { headers } = await refusedWith(code);
      expect(headers['x-should-retry']).toBe(String(again.includes(code)));
      // Who is told to come back is told when, and nobody else is.
      expect('retry-after' in headers).toBe(again.includes(code));
    });

    test('what says when to come back says that it helps', async () => {
      const { headers } = await refusedWith('not_finished', 1);
      expect([headers['x-should-retry'], headers['retry-after']]).toEqual(['true', '1']);
    });
  },
);

/** A call that gets as far as the door, which decodes creates itself. */
function callOf(op: AnyOperation): WireCall {
  const calls = fc.sample(validCall(op.asks.schemas), { numRuns: 50, seed: 1 });
  const call = calls.find(
    (one) => op.does === 'create' || problemOf(() => decodeCall(op, one)) === null,
  );
  if (!call) throw new Error(`no call of ${op.path}`);
  return call;
}

/** Whatever it is asked, it says no. */
function doorThatRefuses(problem: () => Problem): Door {
  const refused = async (): Promise<never> => {
    throw new ProblemError(problem());
  };
  const now = (): never => {
    throw new ProblemError(problem());
  };
  const own = memoryDoor();
  const actions = Object.keys(own).map((name) => [name, refused] as const);
  return {
    ...own,
    ...Object.fromEntries(actions),
    authenticate: own.authenticate,
    beforeBody: own.beforeBody,
    models: now,
    model: now,
  };
}

/** Forms are read by the server alone, and a list of models is never refused. */
const operations = dialects.flatMap((dialect) =>
  dialect.operations
    .filter(({ does, takes, isRefused }) => takes !== 'form' && !isRefused && does !== 'models')
    .map((op) => [dialect.name, op.method, op.path, op] as const),
);

describe('every operation, when the core refuses', () => {
  let problem: Problem = { code: 'internal', message: '' };
  const server = testServer({ door: doorThatRefuses(() => problem) });
  afterAll(() => server.close());

  const refusals: readonly Problem[] = [
    ...codes.map((code) => ({ code, message: 'Words of ours.' })),
    { code: 'not_cancellable', message: 'Words of ours.', retryAfterSeconds: 5 },
    { code: 'insufficient_credits', message: 'Words of ours.', retryAfterSeconds: 1 },
  ];

  test.each(operations)('%s, %s %s says so by header', async (name, method, _path, op) => {
    const call = callOf(op);
    const headers = { authorization: `Bearer ${keys.ours}` };
    const url = `/d/${name}${urlOfCall(op.path, call)}`;
    const body = call.body === undefined ? {} : { payload: Object(call.body) };
    for (const refusal of refusals) {
      problem = refusal;
      const answer = await server.inject({ method, url, headers, ...body });
      const helps = again.includes(refusal.code) || refusal.retryAfterSeconds !== undefined;
      expect(answer.headers['x-should-retry'], refusal.code).toBe(String(helps));
      expect('retry-after' in answer.headers, refusal.code).toBe(helps);
      // By its status a client would be wrong in nothing but an empty purse, or a spent budget.
      const looksPassing = [408, 429].includes(answer.statusCode) || answer.statusCode >= 500;
      const isSpent = ['insufficient_credits', 'budget_exceeded'].includes(refusal.code);
      if (looksPassing && !isSpent) expect(helps).toBe(true);
    }
  });
});

test('no text asks for a repetition that its header denies', () => {
  const promise = /\bshortly\b|in a moment|send (?:it|this one|the request) again|try again/iu;
  const { calls } = readSources();
  const promising = calls.filter(
    ({ name, text }) => (name === 'refuse' || name === 'ProblemError') && promise.test(text),
  );
  expect(promising.length).toBeGreaterThan(10);
  const denied = promising.filter(
    ({ text }) =>
      !/retryAfterSeconds/u.test(text) && !again.some((code) => text.includes(`'${code}'`)),
  );
  expect(denied).toEqual([]);
});

test('a running task of Ark’s is not deleted, and no client waits to ask again', async () => {
  const server = testServer({
    door: doorThatRefuses(() => ({ code: 'not_cancellable', message: 'm' })),
  });
  const answer = await server.inject({
    method: 'DELETE',
    url: '/api/v3/contents/generations/tasks/cgt-1',
    headers: { authorization: `Bearer ${keys.ours}` },
  });
  await server.close();
  expect(answer.statusCode).toBe(409);
  expect(answer.headers['x-should-retry']).toBe('false');
  expect(answer.headers).not.toHaveProperty('retry-after');
});

test('a range that a file does not have is not to be asked for again', async () => {
  const none = { open: noRange, openNamed: noRange };
  const server = testServer({ door, media: none });
  const headers = { authorization: `Bearer ${keys.ours}` };
  const payload = { prompt: 'a kite' };
  const url = '/d/openai/v1/videos';
  const created = await server.inject({ method: 'POST', url, headers, payload });
  const { id } = created.json<{ id: string }>();
  const answer = await server.inject({ url: `${url}/${id}/content`, headers });
  await server.close();
  expect([answer.statusCode, answer.headers['x-should-retry']]).toEqual([416, 'false']);
});

const noRange = async () => ({ status: 416, headers: { 'content-range': 'bytes */7' } });

test.each([
  ['a path that leads nowhere', 'GET', '/nowhere', 'false'],
  ['a missing key of the platform API', 'GET', '/platform/v1/tasks/t', 'false'],
  ['another method', 'PATCH', '/api/v3/contents/generations/tasks', 'false'],
  ['what is not offered', 'POST', '/v1/videos/edits', 'false'],
] as const)('%s says it as well', async (_what, method, url, expected) => {
  const { headers } = await app.inject({ method, url });
  expect(headers['x-should-retry']).toBe(expected);
});

test('credits are not there a second later, whatever a dialect’s status says', () => {
  expect(helpsAgain({ code: 'insufficient_credits', message: '' })).toBe(false);
});

describe('OpenAI without credits', () => {
  test('is 429 insufficient_quota, which no client sends again', async () => {
    door.refuseCreates({ code: 'insufficient_credits', message: 'Words.' });
    const headers = { authorization: `Bearer ${keys.ours}` };
    const payload = { prompt: 'a kite' };
    const answer = await app.inject({
      method: 'POST',
      url: '/d/openai/v1/videos',
      headers,
      payload,
    });
    expect(answer.statusCode).toBe(429);
    expect(answer.json()).toMatchObject({
      error: { code: 'insufficient_quota', type: 'insufficient_quota' },
    });
    expect(answer.headers['x-should-retry']).toBe('false');
    expect(answer.headers).not.toHaveProperty('retry-after');
  });
});

describe('a task that is not over says when to look again', () => {
  test('in each answer of one, and after its end in none', async () => {
    const headers = { authorization: `Bearer ${keys.ours}` };
    const url = '/api/open/v1/video/generations';
    const payload = { model: 'seedance-2.0', prompt: 'a kite' };
    const created = await app.inject({ method: 'POST', url, headers, payload });
    const { requestId } = created.json<{ requestId: string }>();
    for (const path of [`${url}/${requestId}`, `/api/open/v1/tasks/${requestId}`]) {
      const read = await app.inject({ url: path, headers });
      expect(Number(read.headers['retry-after'])).toBeGreaterThanOrEqual(3);
      expect(Number(read.headers['retry-after'])).toBeLessThanOrEqual(5);
    }
    expect(created.headers['retry-after']).toBeDefined();
    const cancel = await app.inject({ method: 'POST', url: `${url}/${requestId}/cancel`, headers });
    expect(cancel.headers).not.toHaveProperty('retry-after');
  });
});

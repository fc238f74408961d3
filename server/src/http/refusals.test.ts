import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import { problemStatus, type ProblemCode } from '../generation/problems.ts';
import { helpsAgain } from './refusals.ts';
import { keys, memoryDoor } from './testing/memory-door.ts';
import { testServer } from './testing/server.ts';

let door = memoryDoor();
let app = testServer({ door });
beforeEach(() => {
  door = memoryDoor();
  app = testServer({ door });
});
afterEach(() => app.close());

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

test.each([
  ['a path that leads nowhere', 'GET', '/nowhere', 'false'],
  ['a missing key of the platform API', 'GET', '/platform/v1/tasks/t', 'false'],
  ['another method', 'PATCH', '/api/v3/contents/generations/tasks', 'false'],
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

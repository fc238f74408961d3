import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import type { AnyOperation, Deed, Dialect } from '../dialects/mechanism.ts';
import { refuse } from '../generation/problems.ts';
import { keys, memoryDoor } from './testing/memory-door.ts';
import { testServer } from './testing/server.ts';

/** An account that is suspended makes nothing new, in any API, and loses nothing of what it has. */

const door = memoryDoor();
let isSuspended = true;
const app = testServer({
  door: {
    ...door,
    async authenticate(key, address) {
      const principal = await door.authenticate(key, address);
      return principal && { ...principal, isSuspended };
    },
  },
});
afterAll(() => app.close());
beforeEach(() => {
  isSuspended = true;
});

const makes: ReadonlySet<Deed> = new Set([
  ...(['create', 'assetCreate', 'assetCreateMany', 'assetUpload'] as const),
]);

const operations = dialects.flatMap((dialect) =>
  dialect.operations
    .filter(({ open }) => open !== true)
    .map((op): [string, Dialect, AnyOperation] => [
      `${dialect.name} ${op.method} ${op.path}`,
      dialect,
      op,
    ]),
);

describe.each(operations)('%s', (_name, dialect, op) => {
  test('is refused in its own shape where it makes something, and there alone', async () => {
    const url = `/d/${dialect.name}${op.path.replaceAll(/\{\w+\}/gu, 'x')}`;
    const answer = await app.inject({
      method: op.method,
      url,
      headers: { authorization: `Bearer ${keys.ours}` },
      ...(op.method === 'GET' ? {} : { payload: {} }),
    });
    const message = /The account is suspended/u;
    if (!makes.has(op.does)) {
      expect(answer.body).not.toMatch(message);
      return;
    }
    const { problem } = refuse('account_suspended', 'Words.');
    expect(answer.statusCode).toBe(dialect.problem(problem, op).status);
    expect(answer.body).toMatch(message);
    expect(answer.headers['x-should-retry']).toBe('false');
    expect(door.orders).toHaveLength(0);
  });
});

test('what is suspended while a body is on its way is not made', async () => {
  const late = memoryDoor();
  let asked = 0;
  const server = testServer({
    door: {
      ...late,
      async authenticate(key, address) {
        const principal = await late.authenticate(key, address);
        asked += 1;
        return principal && { ...principal, isSuspended: asked > 1 };
      },
    },
  });
  const { statusCode, body } = await server.inject({
    method: 'POST',
    url: '/d/ark/api/v3/contents/generations/tasks',
    headers: { authorization: `Bearer ${keys.ours}` },
    payload: {
      model: 'doubao-seedance-2-0-260128',
      content: [{ type: 'text', text: 'A river in autumn' }],
    },
  });
  expect([statusCode, body]).toEqual([403, expect.stringContaining('suspended')]);
  expect(asked).toBe(2);
  await server.close();
});

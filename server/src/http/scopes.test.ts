import { afterAll, expect, test } from 'vitest';
import type { Scope } from '../accounts/scopes.ts';
import { keys, memoryDoor } from './testing/memory-door.ts';
import { testServer } from './testing/server.ts';

/** A key that is limited does what it was made for, and nothing else, in any API. */

const door = memoryDoor();
let allowed: readonly Scope[] = [];
const app = testServer({
  door: {
    ...door,
    async authenticate(key, address) {
      const principal = await door.authenticate(key, address);
      return principal && { ...principal, scopes: new Set(allowed) };
    },
  },
});
afterAll(() => app.close());

const path = '/d/ark/api/v3/contents/generations/tasks';
const headers = { authorization: `Bearer ${keys.ours}` };
const body = {
  model: 'doubao-seedance-2-0-260128',
  content: [{ type: 'text', text: 'A river in autumn' }],
};
const create = () => app.inject({ method: 'POST', url: path, headers, payload: body });

test('what the scopes of a key leave out is refused before anything of it is read', async () => {
  allowed = ['tasks:read'];
  const refused = await create();
  expect([refused.statusCode, refused.json()]).toMatchObject([
    403,
    { error: { code: 'AccessDenied', message: expect.stringContaining('tasks:create') as string } },
  ]);
  expect(door.orders).toHaveLength(0);

  allowed = ['tasks:create'];
  const created = await create();
  expect(created.statusCode).toBe(200);
  const url = `${path}/${created.json<{ id: string }>().id}`;
  expect((await app.inject({ url, headers })).statusCode).toBe(403);
  expect((await app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(403);

  allowed = ['tasks:read'];
  expect((await app.inject({ url, headers })).statusCode).toBe(200);
});

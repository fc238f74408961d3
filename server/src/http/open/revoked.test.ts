import { afterAll, beforeEach, expect, test } from 'vitest';
import { keys, memoryDoor, type MemoryDoor } from '../testing/memory-door.ts';
import { testServer } from '../testing/server.ts';

/** A body may take half a minute to arrive, and media as long to be fetched: a key that ends meanwhile buys nothing. */

const door: MemoryDoor = memoryDoor();
let looks: number;
/** How often the key is still good. */
let goodLooks: number;
const app = testServer({
  door: {
    ...door,
    authenticate: (key, address) => {
      looks += 1;
      return looks > goodLooks ? Promise.resolve(null) : door.authenticate(key, address);
    },
  },
});
afterAll(() => app.close());
beforeEach(() => {
  looks = 0;
});

const create = () =>
  app.inject({
    method: 'POST',
    url: '/api/open/v1/video/generations',
    headers: { authorization: `Bearer ${keys.ours}` },
    payload: { model: 'seedance-2.0', prompt: 'A river in autumn' },
  });

test('a create whose key is revoked while it is worked on is refused', async () => {
  goodLooks = 1;
  const refused = await create();
  expect(refused.statusCode).toBe(401);
  expect(refused.headers['www-authenticate']).toBe('Bearer');
  goodLooks = 2;
  looks = 0;
  expect((await create()).statusCode).toBe(200);
});

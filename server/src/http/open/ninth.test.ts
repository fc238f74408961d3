import { expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { ninth } from '../../dialects/testing/ninth.ts';
import { keys, memoryDoor } from '../testing/memory-door.ts';
import { testServer } from '../testing/server.ts';

test('a ninth dialect is served at its paths and under its own, with its refusals, beside the others', async () => {
  await using app = testServer({ door: memoryDoor(), dialects: [...dialects, ninth] });
  const headers = { authorization: `Bearer ${keys.ours}` };
  for (const mount of ['', '/d/ninth']) {
    const payload = { model: 'film-one', prompt: 'a river in autumn', duration: 5 };
    const created = await app.inject({ method: 'POST', url: `${mount}/films`, headers, payload });
    expect([created.statusCode, created.json()]).toEqual([
      201,
      { number: expect.any(String), stage: 'waiting' },
    ]);
    const { number } = created.json<{ number: string }>();
    const read = await app.inject({
      url: `${mount}/films/${number}`,
      headers: { 'x-film-key': keys.ours },
    });
    expect([read.statusCode, read.json()]).toEqual([200, { number, stage: 'waiting' }]);
    // Any dialect reads it.
    const native = `/api/v3/contents/generations/tasks/${number}`;
    expect((await app.inject({ url: native, headers })).json()).toMatchObject({ id: number });

    const bad = { ...payload, prompt: 7 };
    const refused = await app.inject({
      method: 'POST',
      url: `${mount}/films`,
      headers,
      payload: bad,
    });
    expect([refused.statusCode, refused.json()]).toEqual([
      400,
      { no: { code: 'invalid_parameter', why: 'prompt is 7; it must be a string.' } },
    ]);
    expect((await app.inject({ url: `${mount}/films/${number}` })).statusCode).toBe(401);
    expect((await app.inject({ method: 'DELETE', url: `${mount}/films` })).json()).toMatchObject({
      no: { why: 'This path takes POST only.' },
    });
  }
  const document = await app.inject({ url: '/docs/ninth/openapi.json' });
  expect(document.json()).toMatchObject({
    security: [{ 'x-film-key': [] }, { bearer: [] }],
    components: { securitySchemes: { 'x-film-key': { in: 'header', name: 'X-Film-Key' } } },
  });
});

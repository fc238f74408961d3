import { expect, test } from 'vitest';
import { z } from 'zod';
import { neededId, typedOperation } from '../../dialects/codec.ts';
import { base36Id } from '../../dialects/ids.ts';
import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { readRefusal } from '../../dialects/refusals.ts';
import { stateOfWord } from '../../dialects/values.ts';
import { problemStatus } from '../../generation/problems.ts';
import { keys, memoryDoor } from '../testing/memory-door.ts';
import { testServer } from '../testing/server.ts';

/** A platform that nobody speaks yet: this much, in one file, is all that a new one costs. */
const film = z.object({ number: z.string(), stage: z.string() });

const ninth: Dialect = {
  name: 'ninth',
  title: 'A ninth platform',
  catalogue: { models: [] },
  keyHeaders: ['bearer'],
  taskId: (parts) => `n-${base36Id(parts, 16)}`,
  operations: [
    typedOperation({
      does: 'create',
      method: 'POST',
      path: '/films',
      status: 201,
      asks: {
        schemas: { body: z.object({ words: z.string(), length: z.int().optional() }) },
        decode: ({ body }) => ({
          ask: { model: 'seedance-2.0', prompt: body.words, media: [], seconds: body.length },
        }),
        encode: ({ ask }) => ({ body: { words: ask.prompt, length: ask.seconds } }),
      },
      answers: {
        schema: film,
        encode: ({ id, state }) => ({ number: id, stage: state }),
        decode: (told) => ({ id: neededId(told.number, 'number'), state: stateOfWord(told.stage) }),
      },
    }),
    typedOperation({
      does: 'get',
      method: 'GET',
      path: '/films/{number}',
      status: 200,
      asks: {
        schemas: { path: z.object({ number: z.string() }) },
        decode: ({ path }) => ({ id: path.number }),
        encode: ({ id }) => ({ path: { number: id } }),
      },
      answers: {
        schema: film,
        encode: ({ id, state }) => ({ number: id, stage: state }),
        decode: (told) => ({ id: neededId(told.number, 'number'), state: stateOfWord(told.stage) }),
      },
    }),
  ],
  problem: ({ code, message }) => ({ status: problemStatus[code], body: { no: message } }),
  refusal: ({ status }, { does }) => readRefusal({ status, told: null }, does),
  choices: [],
  lost: { states: {} },
  unsaidRoles: 'native',
  fields: { prompt: 'words', seconds: 'length' },
};

test('a ninth dialect is served at its paths and under its own, with its refusals, beside the others', async () => {
  await using app = testServer({ door: memoryDoor(), dialects: [...dialects, ninth] });
  const headers = { authorization: `Bearer ${keys.ours}` };
  for (const mount of ['', '/d/ninth']) {
    const payload = { words: 'a river in autumn', length: 5 };
    const created = await app.inject({ method: 'POST', url: `${mount}/films`, headers, payload });
    expect([created.statusCode, created.json()]).toEqual([
      201,
      { number: expect.any(String), stage: 'queued' },
    ]);
    const { number } = created.json<{ number: string }>();
    const read = await app.inject({ url: `${mount}/films/${number}`, headers });
    expect([read.statusCode, read.json()]).toEqual([200, { number, stage: 'queued' }]);
    // Any dialect reads it.
    const native = `/api/v3/contents/generations/tasks/${number}`;
    expect((await app.inject({ url: native, headers })).json()).toMatchObject({ id: number });

    const bad = { words: 7 };
    const refused = await app.inject({
      method: 'POST',
      url: `${mount}/films`,
      headers,
      payload: bad,
    });
    expect([refused.statusCode, Object.keys(refused.json())]).toEqual([400, ['no']]);
    expect((await app.inject({ url: `${mount}/films/${number}` })).statusCode).toBe(401);
    expect((await app.inject({ method: 'DELETE', url: `${mount}/films` })).json()).toEqual({
      no: 'This path takes POST only.',
    });
  }
});

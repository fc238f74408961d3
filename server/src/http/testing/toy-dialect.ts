import { z } from 'zod';
import { operation } from '../../dialects/mechanism.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { problemStatus } from '../../generation/problems.ts';

const path = z.object({ id: z.string() });
const body = z.strictObject({
  prompt: z.string().min(1),
  note: z.json().optional(),
  size: z.number().optional(),
});

/**
 * A wire format that nobody speaks, with one operation of each kind, for tests of the mount: its
 * refusals are `{ no: <code>, why: <message> }`.
 */
export const toyDialect: Dialect = {
  name: 'toy',
  title: 'Toy',
  keyHeaders: ['bearer', 'x-api-key'],
  taskId: ({ atMs }) => `toy-${atMs}`,
  operations: [
    operation({
      does: 'create',
      method: 'POST',
      path: '/toys/v1/films',
      status: 201,
      asks: {
        schemas: { body },
        decode: (call) => ({
          ask: { model: 'toy', prompt: body.parse(call.body).prompt, media: [] },
        }),
        encode: () => ({ unsayable: 'a toy is no upstream' }),
      },
      answers: {
        schema: z.json(),
        encode: ({ id, prompt }) => ({ id, prompt }),
        decode: () => ({ id: '', state: null }),
      },
    }),
    operation({
      does: 'get',
      method: 'GET',
      path: '/toys/v1/films/{id}',
      status: 200,
      asks: {
        schemas: { path },
        decode: (call) => path.parse(call.path),
        encode: () => ({ unsayable: 'a toy is no upstream' }),
      },
      answers: {
        schema: z.json(),
        encode: ({ id, state, prompt }) => ({ id, state, prompt }),
        decode: () => ({ id: '', state: null }),
      },
    }),
    operation({
      does: 'cancel',
      method: 'POST',
      path: '/toys/v1/films/{id}/cancel',
      status: 200,
      asks: {
        schemas: { path },
        decode: (call) => path.parse(call.path),
        encode: () => ({ unsayable: 'a toy is no upstream' }),
      },
      answers: {
        schema: z.json(),
        encode: ({ id, state }) => ({ id, state }),
        decode: () => ({ id: '', state: null }),
      },
    }),
    operation({
      does: 'models',
      method: 'GET',
      path: '/toys/v1/models',
      open: true,
      status: 200,
      asks: {
        schemas: {},
        decode: () => ({}),
        encode: () => ({ unsayable: 'a toy is no upstream' }),
      },
      answers: { schema: z.json(), encode: (models) => ({ models }), decode: () => [] },
    }),
  ],
  problem: ({ code, message }) => ({
    status: problemStatus[code],
    body: { no: code, why: message },
  }),
  refusal: () => ({ kind: 'definite', failure: { code: 'provider_error', message: 'no' } }),
  lost: { states: {} },
  fields: {},
};

import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveLineCallbacks } from './line-callbacks.ts';

let app: FastifyInstance;
let heard: unknown[];

beforeEach(() => {
  heard = [];
  app = fastify();
  // The whole server reads bodies itself, too.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
  serveLineCallbacks(app, {
    attemptAt: (path) => (path === 'ours' ? 'task-1' : null),
    hint(attemptId, told) {
      heard.push([attemptId, told]);
      return Promise.resolve();
    },
  });
});
afterEach(() => app.close());

async function call(body: string, path = 'ours'): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const { statusCode } = await app.inject({
    method: 'POST',
    url: `/callbacks/${path}`,
    headers,
    body,
  });
  return statusCode;
}

test.each([
  ['{"id":"cgt-1","status":"queued"}', { namedId: 'cgt-1', goesOn: true }],
  ['{"id":"cgt-1","status":"running"}', { namedId: 'cgt-1', goesOn: true }],
  ['{"data":{"task_id":"t-1","status":"PROCESSING"}}', { namedId: 't-1', goesOn: true }],
  ['{"id":"cgt-1","status":"succeeded"}', { namedId: 'cgt-1', goesOn: false }],
  ['{"id":"cgt-1","status":"pondering"}', { namedId: 'cgt-1', goesOn: false }],
  ['{"id":"cgt-1"}', { namedId: 'cgt-1', goesOn: false }],
  ['{"status":["queued"]}', { namedId: null, goesOn: false }],
  ['no JSON', { namedId: null, goesOn: false }],
])(
  'only the words of a state that goes on keep a callback from being a reason to look: %s',
  async (body, told) => {
    expect(await call(body)).toBe(200);
    expect(heard).toEqual([['task-1', told]]);
  },
);

test('an address that was never given out is not there', async () => {
  expect(await call('{}', 'theirs')).not.toBe(200);
  expect(heard).toEqual([]);
});

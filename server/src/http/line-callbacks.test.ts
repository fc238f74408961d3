import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBodyRooms, type BodyRoom } from './body-rooms.ts';
import { serveLineCallbacks } from './line-callbacks.ts';
import { portOf, RawConnection } from './testing/raw-socket.ts';

let app: FastifyInstance;
let heard: unknown[];
let room: BodyRoom;

beforeEach(() => {
  heard = [];
  app = fastify();
  // The whole server reads bodies itself, too.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
  const rooms = createBodyRooms({
    smallBytesMax: 1_000_000,
    largeBytesMax: 1_000_000,
    waitMs: 1_000,
    arriveMs: 30_000,
  });
  room = rooms.of('line callbacks');
  const callbacks = {
    attemptAt: (path: string) => (path === 'ours' ? 'task-1' : null),
    tell(attemptId: string, body: unknown) {
      heard.push([attemptId, body]);
      return Promise.resolve();
    },
  };
  serveLineCallbacks(app, callbacks, rooms);
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
  ['{"id":"cgt-1","status":"queued"}', { id: 'cgt-1', status: 'queued' }],
  ['["cgt-1"]', ['cgt-1']],
  ['null', null],
  ['no JSON', undefined],
  ['', undefined],
])('a body is handed on as the JSON that it is: %s', async (body, told) => {
  expect(await call(body)).toBe(200);
  expect(heard).toEqual([['task-1', told]]);
});

test('an address that was never given out is not there', async () => {
  expect(await call('{}', 'theirs')).not.toBe(200);
  expect(heard).toEqual([]);
});

const wordless = ['task-1', undefined];

test('a body that is too large, or that never ends, is a hint without words', async () => {
  expect(await call(JSON.stringify({ id: 'cgt-1', more: 'x'.repeat(300_000) }))).toBe(200);
  expect(heard).toEqual([wordless]);
  await app.listen({ port: 0, host: '127.0.0.1' });
  using connection = new RawConnection(portOf(app));
  connection.write(
    'POST /callbacks/ours HTTP/1.1\r\nHost: f\r\nContent-Length: 100\r\n\r\n{"id": "cgt-1"',
  );
  connection.socket.end();
  await expect.poll(() => heard).toEqual([wordless, wordless]);
  expect(room.take(750_000)).toBe(true);
});

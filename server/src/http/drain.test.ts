import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { keys, memoryDoor } from './testing/memory-door.ts';
import { RawConnection, listen } from './testing/raw-socket.ts';
import { testServer } from './testing/server.ts';

const ours = `Authorization: Bearer ${keys.ours}`;
const ink = '/api/open/v1/video/generations';
const film = JSON.stringify({ model: 'seedance-2.0', prompt: 'A river in autumn' });
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: f\r\n${ours}\r\n\r\n`;
const submit =
  `POST ${ink} HTTP/1.1\r\nHost: f\r\n${ours}\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${film.length}\r\n\r\n${film}`;

let app = testServer();
afterEach(() => app.close());

/** A server whose submits wait until they are let go, listening. */
async function start(config: { drainLingerMs?: number; drainMaxMs?: number }) {
  const door = memoryDoor();
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  app = testServer({
    door: {
      ...door,
      async create(principal, order) {
        arrived.resolve();
        await gate.promise;
        return door.create(principal, order);
      },
    },
    config,
  });
  return { port: await listen(app), letGo: gate.resolve, arrived: arrived.promise };
}

test('what is open when the server stops is finished, and its connection does not hold the stop', async () => {
  const { port, letGo, arrived } = await start({ drainMaxMs: 25_000 });
  using connection = new RawConnection(port);
  connection.write(submit);
  await arrived;
  const stopped = Promise.race([app.close().then(() => 'stopped'), wait(10_000, 'hangs')]);
  await expect.poll(() => app.server.listening).toBe(false);
  letGo();
  expect((await connection.answer()).status).toBe(200);
  expect(await stopped).toBe('stopped');
});

test('while it stops: reads go on, submits and readiness get a 503, connections are closed politely', async () => {
  const { port } = await start({ drainLingerMs: 1000 });
  const [reader, writer, prober] = [1, 2, 3].map(() => new RawConnection(port));
  for (const connection of [reader, writer, prober]) {
    await connection?.write(get('/healthz')).answer();
  }
  const closed = app.close();

  const read = await reader?.write(get(`${ink}/task-1`)).answer();
  expect(read?.status).toBe(404);
  expect(read?.head).toMatch(/connection: close/i);
  const refused = await writer?.write(submit).answer();
  expect(refused?.status).toBe(503);
  expect(refused?.head).toMatch(/retry-after: 2/i);
  expect(JSON.parse(refused?.body ?? '')).toMatchObject({ success: false });
  const ready = await prober?.write(get('/readyz')).answer();
  expect(ready?.status).toBe(503);
  expect(await writer?.rest()).toBe('');

  using late = new RawConnection(port);
  expect((await late.write(get('/healthz')).answer()).head).toMatch(/connection: close/i);
  await closed;
});

test('what never ends is cut', async () => {
  const { port, arrived } = await start({ drainMaxMs: 200 });
  using connection = new RawConnection(port);
  connection.write(submit);
  await arrived;
  const stopped = await Promise.race([app.close().then(() => 'stopped'), wait(5000, 'hangs')]);
  expect(stopped).toBe('stopped');
});

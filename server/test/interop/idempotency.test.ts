import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pictureFile } from '../../src/media/testing/files.ts';
import { beside } from '../harness/database.ts';
import { addCustomer } from '../chaos/customers.ts';
import { call, until } from '../harness/api.ts';
import { startMediaHost } from '../harness/media-host.ts';
import type { MediaHost } from '../harness/media-host.ts';
import { startServer } from '../harness/server.ts';
import type { TestServer } from '../harness/server.ts';
import { countOpen } from '../lines/truth.ts';
import { expectBooks, walletOf } from './books.ts';
import { filmWithinMs } from './films.ts';

/** The same request in two dialects. */
interface Door {
  dialect: string;
  path: string;
  /** 4 s of 480p with one image. */
  body(prompt: string, imagePath: string): object;
  credits: number;
  idOf(answer: unknown): string;
  readPath(id: string): string;
  /** How a conflict of keys is told. */
  conflict: object;
}

const hmtm: Door = {
  dialect: 'hmtm',
  path: '/api/open/v1/generations',
  body: (text, imagePath) => ({
    abilityId: 'cme_doubao_seedance_2_0',
    content: [
      { type: 'text', text },
      { type: 'image_url', image_url: { url: host.url + imagePath } },
    ],
    duration: 4,
    resolution: '480p',
  }),
  credits: 16,
  idOf: (answer) => z.object({ taskId: z.string() }).parse(answer).taskId,
  readPath: (id) => `/api/open/v1/tasks/${id}`,
  conflict: { code: 'idempotency_conflict' },
};

const seedance2ink: Door = {
  dialect: 'seedance2ink',
  path: '/api/open/v1/video/generations',
  body: (prompt, imagePath) => ({
    model: 'seedance-2.0',
    prompt,
    mediaUrls: [host.url + imagePath],
    duration: 4,
    resolution: '480p',
  }),
  credits: 25.6,
  idOf: (answer) => z.object({ requestId: z.string() }).parse(answer).requestId,
  readPath: (id) => `/api/open/v1/video/generations/${id}`,
  conflict: { success: false, error: { code: 'idempotency_conflict' } },
};

let server: TestServer;
let host: MediaHost;
/** Of an account besides the first one. */
let otherTestKey: string;

beforeAll(async () => {
  host = await startMediaHost();
  server = await startServer({
    env: {
      FILMGATE_ALLOW_PRIVATE_HOSTS: 'true',
      FILMGATE_STUDIO_WORKERS: '2',
    },
  });
  const picture = await pictureFile('jpeg');
  for (const name of ['/hmtm.jpg', '/seedance2ink.jpg']) {
    for (const path of [name, `/once${name}`, `/held${name}`]) {
      host.put(path, { body: picture, contentType: 'image/jpeg' });
    }
  }
  otherTestKey = (await beside(server, (database) => addCustomer(database, 0))).keys.test;
});

afterAll(async () => {
  await server.remove();
  await host.close();
});

function post(door: Door, key: string, idempotencyKey: string | null, body: object) {
  const headers = idempotencyKey === null ? undefined : { 'Idempotency-Key': idempotencyKey };
  return call(server, 'POST', door.path, { key, body, headers });
}

/** Fails at once in the sandbox, so that it costs no rendering. */
const quick = '[[fail:provider_error]]';

describe.concurrent.each([hmtm, seedance2ink])('a create in $dialect', (door) => {
  const imagePath = `/${door.dialect}.jpg`;

  test('is made once and paid once, and replayed without credits and without its media', async () => {
    const account = `shop of ${door.dialect}`;
    const { keys } = await beside(server, (database) =>
      addCustomer(database, door.credits, account),
    );
    const key = keys.live;
    const path = `/once${imagePath}`;
    const body = door.body('A lamp is lit', path);

    const first = await post(door, key, 'order-1', body);
    expect(first.status).toBe(200);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect((await walletOf(server, account)).held).toBeCloseTo(door.credits, 6);
    // All credits are held: nothing new can be asked for.
    expect((await post(door, key, null, body)).status).toBe(402);

    const fetched = host.requests(path);
    const inOtherOrder = Object.fromEntries(Object.entries(body).reverse());
    for (const again of [body, inOtherOrder]) {
      const replay = await post(door, key, 'order-1', again);
      expect(replay.status).toBe(200);
      expect(replay.headers.get('idempotent-replayed')).toBe('true');
      expect(replay.body).toEqual(first.body);
    }
    expect(host.requests(path)).toBe(fetched);

    const other = await post(door, key, 'order-1', door.body('A lamp is put out', path));
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject(door.conflict);

    await until(
      () => call(server, 'GET', door.readPath(door.idOf(first.body)), { key }),
      ({ body: told }) => z.object({ status: z.string() }).parse(told).status === 'succeeded',
      filmWithinMs,
    );
    expect(await walletOf(server, account)).toEqual({ balance: 0, held: 0 });
    const late = await post(door, key, 'order-1', body);
    expect(late.headers.get('idempotent-replayed')).toBe('true');
    expect(late.body).toEqual(first.body);
  });

  test('lets its key wait while it is at work, and gives it the same answer', async () => {
    const { testKey } = server.first;
    const path = `/held${imagePath}`;
    const hold = host.hold(path);
    const body = door.body(quick, path);
    const idempotencyKey = `at work in ${door.dialect}`;
    const first = post(door, testKey, idempotencyKey, body);
    await hold.arrived;
    const second = post(door, testKey, idempotencyKey, body);
    expect(await Promise.race([second, wait(500, 'waits')])).toBe('waits');
    hold.release();
    const { status, body: answer } = await first;
    expect(status).toBe(200);
    expect(await second).toMatchObject({ status: 200, body: answer });
    const third = await post(door, testKey, idempotencyKey, body);
    expect(third.headers.get('idempotent-replayed')).toBe('true');
    expect(third.body).toEqual(answer);
    expect(host.requests(path)).toBe(1);
  });

  test('under the same key of another account is another task', async () => {
    const body = door.body(quick, imagePath);
    const idempotencyKey = `shared in ${door.dialect}`;
    const ours = await post(door, server.first.testKey, idempotencyKey, body);
    const theirs = await post(door, otherTestKey, idempotencyKey, body);
    expect(theirs.status).toBe(200);
    expect(theirs.headers.get('idempotent-replayed')).toBeNull();
    expect(door.idOf(theirs.body)).not.toBe(door.idOf(ours.body));
  });

  test('that was refused leaves its key free', async () => {
    const { testKey } = server.first;
    const idempotencyKey = `corrected in ${door.dialect}`;
    const wrong = await post(door, testKey, idempotencyKey, {
      ...door.body(quick, imagePath),
      duration: 99,
    });
    expect(wrong.status).toBe(400);
    const right = await post(door, testKey, idempotencyKey, door.body(quick, imagePath));
    expect(right.status).toBe(200);
    expect(right.headers.get('idempotent-replayed')).toBeNull();
  });
});

test('a key that was used in one dialect is another request in the other', async () => {
  const { testKey } = server.first;
  const first = await post(hmtm, testKey, 'both', hmtm.body(quick, '/hmtm.jpg'));
  expect(first.status).toBe(200);
  const second = await post(seedance2ink, testKey, 'both', seedance2ink.body(quick, '/hmtm.jpg'));
  expect(second.status).toBe(422);
  expect(second.body).toMatchObject(seedance2ink.conflict);
});

test('the books are in order', async () => {
  // The first account has paid for nothing, the two shops have paid all that they had.
  await until(
    () => beside(server, countOpen),
    (open) => open === 0,
  );
  await expectBooks(server, { balanceMicros: 1_000_000_000n });
});

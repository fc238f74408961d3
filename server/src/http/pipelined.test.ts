import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Door } from './door.ts';
import { keys, memoryDoor, queuedTask, type MemoryDoor } from './testing/memory-door.ts';
import { RawConnection, listen } from './testing/raw-socket.ts';
import { testServer } from './testing/server.ts';

const ink = '/api/open/v1/video/generations';

let door: MemoryDoor;
let app: ReturnType<typeof testServer> | undefined;
let port: number;

async function open(
  parts: Partial<Door>,
  options: Omit<NonNullable<Parameters<typeof testServer>[0]>, 'door'> = {},
) {
  door = { ...memoryDoor(), ...parts };
  app = testServer({ ...options, door });
  port = await listen(app);
}
afterEach(() => app?.close());

function get(path: string, key: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n\r\n`;
}

function post(key: string): string {
  const body = JSON.stringify({ model: 'seedance-2.0', prompt: 'A river in autumn' });
  return [
    `POST ${ink} HTTP/1.1`,
    'Host: a',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${String(body.length)}`,
    '',
    body,
  ].join('\r\n');
}

/** As many as are wanted answers, whatever they are. */
async function answersOf(connection: RawConnection, count: number): Promise<number[]> {
  const statuses: number[] = [];
  while (statuses.length < count) statuses.push((await connection.answer()).status);
  return statuses;
}

/** Reads that are under way until they are let go, by account. */
function blockedReads() {
  const under = new Map<string, number>();
  const gate = Promise.withResolvers<void>();
  const get: Door['get'] = async ({ accountId }) => {
    under.set(accountId, (under.get(accountId) ?? 0) + 1);
    await gate.promise;
    return { ...queuedTask };
  };
  return { under, get, release: () => gate.resolve() };
}

describe('requests on one connection', () => {
  test('are taken up one after the other, and all are answered in the end', async () => {
    const { under, get: read, release } = blockedReads();
    await open({ get: read });
    using connection = new RawConnection(port);
    connection.write(get(`${ink}/x`, keys.ours).repeat(500));
    await wait(300);
    expect(under.get('account-ours')).toBe(1);
    release();
    expect(await answersOf(connection, 500)).toEqual(Array.from({ length: 500 }, () => 200));
  });

  test('are answered in their order, also where each waits for another time', async () => {
    let asked = 0;
    await open({
      async get(_principal, { id }) {
        asked += 1;
        await wait((asked * 7) % 5);
        return { ...queuedTask, id };
      },
    });
    using connection = new RawConnection(port);
    const ids = Array.from({ length: 300 }, (_, index) => `task-${String(index)}`);
    connection.write(ids.map((id) => get(`${ink}/${id}`, keys.ours)).join(''));
    for (const id of ids) expect((await connection.answer()).body).toContain(`"${id}"`);
  });

  test('with bodies among them are all read', async () => {
    await open({});
    using connection = new RawConnection(port);
    connection.write((post(keys.ours) + get('/healthz', keys.ours)).repeat(200));
    expect(await answersOf(connection, 400)).toEqual(Array.from({ length: 400 }, () => 200));
  });

  test('beyond 60 000 on a few connections stall nobody else', async () => {
    await open({
      async get() {
        await wait(1);
        return { ...queuedTask };
      },
    });
    const flood = get(`${ink}/x`, keys.ours).repeat(15_000);
    const attackers = [1, 2, 3, 4].map(() => new RawConnection(port).write(flood));
    using good = new RawConnection(port);
    const took: number[] = [];
    for (let turn = 0; turn < 100; turn += 1) {
      const start = performance.now();
      expect((await good.write(get(`${ink}/x`, keys.theirs)).answer()).status).toBe(200);
      took.push(performance.now() - start);
      await wait(5);
    }
    took.sort((a, b) => a - b);
    process.stdout.write(
      `reads beside 60 000: p50 ${took[50]?.toFixed(1)} ms, worst ${took[99]?.toFixed(1)} ms\n`,
    );
    expect(took[98]).toBeLessThan(300);
    for (const connection of attackers) connection[Symbol.dispose]();
  }, 60_000);
});

/** Each on a connection of its own. */
function flood(text: string, count: number): RawConnection[] {
  return Array.from({ length: count }, () => new RawConnection(port).write(text));
}

describe('reads', () => {
  test('of one account wait for their share and leave others theirs', async () => {
    const { under, get: read, release } = blockedReads();
    await open({ get: read });
    const ours = flood(get(`${ink}/x`, keys.ours), 100);
    await wait(500);
    expect(under.get('account-ours')).toBe(64);
    using theirs = new RawConnection(port).write(get(`${ink}/x`, keys.theirs));
    await expect.poll(() => under.get('account-theirs')).toBe(1);
    release();
    expect((await theirs.answer()).status).toBe(200);
    const statuses = await Promise.all(ours.map((one) => answersOf(one, 1)));
    expect(new Set(statuses.flat())).toEqual(new Set([200]));
    for (const connection of ours) connection[Symbol.dispose]();
  });

  test('that wait for too long are told to come back with a 503, never a 429', async () => {
    const { get: read, release } = blockedReads();
    await open({ get: read }, { config: { readWaitMs: 200 } });
    const ours = flood(get(`${ink}/x`, keys.ours), 64);
    await wait(300);
    using late = new RawConnection(port).write(get(`${ink}/x`, keys.ours));
    expect((await late.answer()).head).toMatch(/^HTTP\/1.1 503[^]*retry-after: \d/i);
    release();
    for (const connection of ours) connection[Symbol.dispose]();
  });
});

test('creates beyond what an account may have under way are refused at once, those of others not', async () => {
  const gate = Promise.withResolvers<void>();
  const memory = memoryDoor();
  let under = 0;
  await open({
    async create(principal, order) {
      under += 1;
      if (principal.accountId === 'account-ours') await gate.promise;
      return memory.create(principal, order);
    },
  });
  const ours = flood(post(keys.ours), 1_024);
  await expect.poll(() => under, { timeout: 20_000 }).toBe(1_024);
  using late = new RawConnection(port).write(post(keys.ours));
  expect((await late.answer()).head).toMatch(/^HTTP\/1.1 429[^]*retry-after: \d/i);
  using theirs = new RawConnection(port).write(post(keys.theirs));
  expect((await theirs.answer()).status).toBe(200);
  gate.resolve();
  const statuses = await Promise.all(ours.map((one) => answersOf(one, 1)));
  expect(new Set(statuses.flat())).toEqual(new Set([200]));
  for (const connection of ours) connection[Symbol.dispose]();
});

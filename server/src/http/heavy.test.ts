import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refuse } from '../generation/problems.ts';
import { parseJson } from './json.ts';
import { keys, memoryDoor, type MemoryDoor } from './testing/memory-door.ts';
import { RawConnection, listen } from './testing/raw-socket.ts';
import { testServer } from './testing/server.ts';

/** Takes 64 MiB. */
const path = '/api/open/v1/generations';
const mebibyte = 1024 * 1024;

let door: MemoryDoor;
let app: ReturnType<typeof testServer>;
let port: number;

async function open(config: NonNullable<Parameters<typeof testServer>[0]>['config'] = {}) {
  door = memoryDoor();
  app = testServer({ door, config });
  port = await listen(app);
}
beforeEach(() => open());
afterEach(() => app.close());

function film(bytes: number): string {
  const [before, after] = JSON.stringify({
    abilityId: 'seedance-2.0',
    content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,~' } }],
  }).split('~');
  return `${before}${'A'.repeat(bytes - (before?.length ?? 0) - (after?.length ?? 0))}${after}`;
}

function head(key: string, ...headers: string[]): string {
  return [
    `POST ${path} HTTP/1.1`,
    'Host: filmgate',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    ...headers,
    '',
    '',
  ].join('\r\n');
}

/** Of a client that waits to be told before it sends its body. */
function asking(key: string, bytes: number): RawConnection {
  const connection = new RawConnection(port);
  connection.write(head(key, `Content-Length: ${String(bytes)}`, 'Expect: 100-continue'));
  return connection;
}

async function statusWithin(connection: RawConnection, ms: number): Promise<number | null> {
  return Promise.race([connection.answer().then(({ status }) => status), wait(ms, null)]);
}

async function send(key: string, body: string): Promise<number> {
  using connection = new RawConnection(port);
  connection.write(head(key, `Content-Length: ${String(body.length)}`) + body);
  return (await connection.answer()).status;
}

function chunked(body: string): string {
  return `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
}

describe('bodies above 1 MiB', () => {
  test('are read two an account at a time; the others wait unread', async () => {
    const body = film(2 * mebibyte);
    const waiting = [1, 2, 3].map(() => asking(keys.ours, body.length));
    const [first, second, third] = waiting;
    expect(await Promise.all([first?.answer(), second?.answer()])).toMatchObject([
      { status: 100 },
      { status: 100 },
    ]);
    const told = third?.answer();
    expect(await Promise.race([told, wait(300, 'nothing')])).toBe('nothing');
    using others = asking(keys.theirs, body.length);
    expect((await others.answer()).status).toBe(100);
    expect((await first?.write(body).answer())?.status).toBe(200);
    expect((await told)?.status).toBe(100);
    for (const connection of waiting) connection[Symbol.dispose]();
  });

  test('wait in turns of the accounts, not in the order in which they came', async () => {
    await app.close();
    await open({ largeBytesInFlightMax: 2 * mebibyte });
    const body = film(2 * mebibyte);
    const ours = [1, 2, 3, 4].map(() => asking(keys.ours, body.length));
    await wait(50);
    using theirs = asking(keys.theirs, body.length);
    await wait(50);
    const served: string[] = [];
    const send = async (name: string, connection: RawConnection) => {
      expect((await connection.answer()).status).toBe(100);
      served.push(name);
      expect((await connection.write(body).answer()).status).toBe(200);
    };
    await Promise.all([...ours.map((one) => send('ours', one)), send('theirs', theirs)]);
    expect(served.slice(0, 3)).toContain('theirs');
    for (const connection of ours) connection[Symbol.dispose]();
  });

  test('that have waited too long are asked to come back, in the words of their dialect', async () => {
    await app.close();
    await open({ largeWaitMs: 300 });
    const held = [1, 2].map(() => asking(keys.ours, 2 * mebibyte));
    await Promise.all(held.map((connection) => connection.answer()));
    using late = asking(keys.ours, 2 * mebibyte);
    const answer = await late.answer();
    expect(answer.head).toMatch(/^HTTP\/1.1 503[^]*retry-after: \d/i);
    expect(JSON.parse(answer.body)).toMatchObject({ error: expect.stringContaining('again') });
    for (const connection of held) connection[Symbol.dispose]();
  });

  test('of one account, twenty of 5 MB at once, are all taken', async () => {
    const body = film(5 * mebibyte);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => send(keys.ours, body)));
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
    expect(door.orders).toHaveLength(20);
  }, 60_000);

  test('that are chunked are counted as they come, and are all taken', async () => {
    const body = film(3 * mebibyte);
    const statuses = await Promise.all(
      Array.from({ length: 6 }, async () => {
        using connection = new RawConnection(port);
        connection.write(head(keys.ours, 'Transfer-Encoding: chunked') + chunked(body));
        return (await connection.answer()).status;
      }),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
  }, 60_000);

  test('are refused as small ones are', async () => {
    const spaces = ' '.repeat(2 * mebibyte);
    for (const end of ['}', '"a\\u0000"}', '"a\\ud800"}', `${'['.repeat(70)}${']'.repeat(70)}}`]) {
      const body = `{"abilityId": ${end}${spaces}`;
      using connection = new RawConnection(port);
      connection.write(head(keys.ours, `Content-Length: ${String(body.length)}`) + body);
      const answer = await connection.answer();
      expect(answer.status).toBe(400);
      expect(() => parseJson(Buffer.from(body))).toThrow(JSON.parse(answer.body).error);
    }
  });

  test('of 28 MB keep the process from others for a moment only', async () => {
    const body = film(28 * mebibyte);
    const text = Buffer.from(head(keys.ours, `Content-Length: ${String(body.length)}`) + body);
    const most = 150;
    const stood: number[] = [];
    // Others use this machine, too: one of four is enough.
    while (stood.length < 4 && !stood.some((ms) => ms < most)) {
      const delay = monitorEventLoopDelay({ resolution: 5 });
      using connection = new RawConnection(port);
      delay.enable();
      connection.write(text);
      expect((await connection.answer()).status).toBe(200);
      delay.disable();
      stood.push(Math.round(delay.max / 1e6));
    }
    process.stdout.write(`28 MB: the loop stood ${stood.join(', ')} ms at most\n`);
    expect(Math.min(...stood)).toBeLessThan(most);
  });
});

describe('slow senders', () => {
  test('of one account starve nobody else', async () => {
    const size = 28 * mebibyte;
    const slow = Array.from({ length: 4 }, () => {
      const connection = new RawConnection(port);
      return connection.write(head(keys.ours, `Content-Length: ${String(size)}`) + 'x');
    });
    await wait(100);
    const start = performance.now();
    expect(await send(keys.theirs, film(size))).toBe(200);
    process.stdout.write(`beside slow ones: ${(performance.now() - start).toFixed(0)} ms\n`);
    for (const connection of slow) connection[Symbol.dispose]();
  });

  test('make no progress for a while only: then they end, and others are let in', async () => {
    await app.close();
    await open({ requestTimeoutMs: 1_500 });
    const slow = [1, 2].map(() => asking(keys.ours, 4 * mebibyte));
    await Promise.all(slow.map((connection) => connection.answer()));
    using next = asking(keys.ours, 4 * mebibyte);
    const trickle = setInterval(() => slow.forEach((connection) => connection.write('x')), 50);
    try {
      // Sooner than the whole time that a body has.
      expect(await statusWithin(next, 1_200)).toBe(100);
      expect(await Promise.all(slow.map((one) => one.answer()))).toMatchObject([
        { status: 408 },
        { status: 408 },
      ]);
    } finally {
      clearInterval(trickle);
      for (const connection of slow) connection[Symbol.dispose]();
    }
  });

  test('of small bodies leave room for another account', async () => {
    await app.close();
    await open({ bodyBytesInFlightMax: 4 * mebibyte });
    const slow = Array.from({ length: 8 }, () => {
      const connection = new RawConnection(port);
      const body = film(mebibyte - 1_000);
      return connection.write(
        head(keys.ours, `Content-Length: ${String(body.length)}`) + body.slice(0, -10),
      );
    });
    await wait(500);
    expect(await send(keys.theirs, film(100_000))).toBe(200);
    for (const connection of slow) connection[Symbol.dispose]();
  });
});

describe('a create that waits for another with its key', () => {
  test('is not read, and holds no room of others', async () => {
    const over = Promise.withResolvers<void>();
    const ends: boolean[] = [];
    door.takeKey = async () => {
      await over.promise;
      return { known: null, keep: () => undefined, end: (made) => void ends.push(made) };
    };
    const body = film(30 * mebibyte);
    const waiting = Array.from({ length: 10 }, () => {
      const connection = new RawConnection(port);
      const length = `Content-Length: ${String(body.length)}`;
      connection.write(head(keys.ours, length, 'Expect: 100-continue', 'Idempotency-Key: k'));
      return connection;
    });
    // More of them than may be read at a time, or have room.
    expect(await send(keys.ours, body)).toBe(200);
    const [first] = waiting;
    if (!first) throw new Error('nobody waits');
    const asked = first.answer();
    expect(await Promise.race([asked, wait(300, 'unread')])).toBe('unread');
    over.resolve();
    expect((await asked).status).toBe(100);
    first.write(body);
    expect((await first.answer()).status).toBe(200);
    // Given back by whoever has taken it, whatever became of the request.
    expect(ends).toEqual([false]);
    for (const connection of waiting) connection[Symbol.dispose]();
    await expect.poll(() => ends.length).toBe(10);
  });

  test('is told that the server stops', async () => {
    let asked: () => Error | null = () => null;
    const over = Promise.withResolvers<never>();
    door.takeKey = (_principal, _key, isOver) => {
      asked = isOver;
      return over.promise;
    };
    using connection = new RawConnection(port);
    const body = film(1_000);
    const length = `Content-Length: ${String(body.length)}`;
    connection.write(head(keys.ours, length, 'Idempotency-Key: k') + body);
    await wait(200);
    expect(asked()).toBeNull();
    const closed = app.close();
    await wait(100);
    over.reject(asked());
    const { status, head: told } = await connection.answer();
    expect(status).toBe(503);
    expect(told).toMatch(/retry-after: 2/i);
    expect(told).toMatch(/x-should-retry: true/i);
    await closed;
  });
});

describe('a create that its account cannot pay', () => {
  const asked: string[][] = [];

  beforeEach(async () => {
    await app.close();
    asked.length = 0;
    door = {
      ...memoryDoor(),
      beforeBody: (_principal, dialects) => {
        asked.push(dialects.map(({ name }) => name));
        throw refuse('insufficient_credits', 'too few');
      },
    };
    app = testServer({ door });
    port = await listen(app);
  });

  const form = 'Content-Type: multipart/form-data; boundary=b';
  test.each([
    ['a large body', path, 'Content-Type: application/json', 2 * mebibyte, 402, ['hmtm']],
    ['a form with files', '/v1/videos', form, 100_000, 429, ['threehei', 'openai']],
  ])('is refused before %s is read', async (_what, where, type, length, status, dialects) => {
    using connection = new RawConnection(port);
    const lines = [
      `POST ${where} HTTP/1.1`,
      'Host: filmgate',
      `Authorization: Bearer ${keys.ours}`,
      type,
      `Content-Length: ${String(length)}`,
      'Idempotency-Key: k',
      'Expect: 100-continue',
    ];
    connection.write(`${lines.join('\r\n')}\r\n\r\n`);
    expect((await connection.answer()).status).toBe(status);
    expect(asked).toEqual([expect.arrayContaining(dialects)]);
  });

  test('is refused once more than 1 MiB of it has come, where nobody said how much it is', async () => {
    using connection = new RawConnection(port);
    const body = 'x'.repeat(2 * mebibyte);
    connection.write(head(keys.ours, 'Transfer-Encoding: chunked') + chunked(body));
    expect((await connection.answer()).status).toBe(402);
  });

  test('is read where its key is known: what was answered took the credits', async () => {
    door.takeKey = () =>
      Promise.resolve({
        known: { subjectId: 'task', fingerprint: '' },
        keep: () => undefined,
        end: () => undefined,
      });
    using connection = new RawConnection(port);
    const body = film(2 * mebibyte);
    const length = `Content-Length: ${String(body.length)}`;
    connection.write(head(keys.ours, length, 'Idempotency-Key: k') + body);
    expect((await connection.answer()).status).toBe(200);
    expect(asked).toEqual([]);
  });

  test('is not asked about where its body is small', async () => {
    expect(await send(keys.ours, film(100_000))).toBe(200);
    expect(asked).toEqual([]);
  });
});

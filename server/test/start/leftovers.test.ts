import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findRunningPostgres } from '../../src/postgres/embedded/index.ts';
import { call, until } from '../harness/api.ts';
import { startServer } from '../harness/server.ts';
import type { TestServer } from '../harness/server.ts';
import { expectBooks, walletOf } from '../interop/books.ts';
import { filmWithinMs } from '../interop/films.ts';
import { connectionsAt, descendantsOf, isAlive, openFiles } from './processes.ts';

/** 20 tasks a restart: nearly all fail at once in the sandbox, the others are real films. A proof restarts it more often. */
const restarts = Number(process.env['RESTARTS'] ?? 2);
const failuresEach = 19;
const films = restarts;
const what = `${String(restarts * (failuresEach + 1))} tasks and ${String(restarts)} restarts`;
const creditsEach = 16;
const startWithinMs = 10_000;

let server: TestServer;
/** Of the process before the first task: what it may have in the end. */
let fresh: { programs: string[]; sockets: number };
const submitted: { id: string; key: string }[] = [];

beforeAll(async () => {
  server = await startServer({
    database: 'embedded',
    env: { FILMGATE_STUDIO_WORKERS: '2' },
  });
});

afterAll(() => server.remove());

/** Kept open, connections would not tell those that were forgotten from those that wait. */
const headers = { connection: 'close' };

async function submit(key: string, text: string): Promise<void> {
  const { body } = await call(server, 'POST', '/api/open/v1/generations', {
    key,
    headers,
    body: {
      abilityId: 'cme_doubao_seedance_2_0',
      content: [{ type: 'text', text }],
      duration: 4,
      resolution: '480p',
      generate_audio: false,
    },
  });
  submitted.push({ id: z.object({ taskId: z.string() }).parse(body).taskId, key });
}

/** Waits until all tasks have ended; resolves with how many ended in which way. */
async function ends(): Promise<Record<string, number>> {
  const count: Record<string, number> = {};
  for (const { id, key } of submitted) {
    const end = await until(
      async () => {
        const { body } = await call(server, 'GET', `/api/open/v1/tasks/${id}`, { key, headers });
        return z.object({ status: z.string() }).parse(body).status;
      },
      (status) => status === 'succeeded' || status === 'failed',
      filmWithinMs,
    );
    count[end] = (count[end] ?? 0) + 1;
  }
  return count;
}

/** What runs below the server besides its database, whose background processes come and go. */
function programsBelow(): string[] {
  return descendantsOf(server.pid())
    .filter(({ name }) => name !== 'postgres')
    .map(({ name, zombie }) => (zombie ? `${name} (zombie)` : name));
}

/** Nothing that the server has started outlives it. */
async function stopWhole(): Promise<void> {
  const started = descendantsOf(server.pid());
  expect(await server.stop()).toBe(0);
  expect(started.filter(isAlive)).toEqual([]);
}

function theseBelow(done: (programs: string[]) => boolean): Promise<string[]> {
  return until(() => Promise.resolve(programsBelow()), done);
}

function sockets(): number {
  return openFiles(server.pid()).filter((file) => file.startsWith('socket:')).length;
}

describe.runIf(process.platform === 'linux')(what, () => {
  test('end well, though films are cut off half way', async () => {
    fresh = { programs: programsBelow(), sockets: sockets() };
    const { liveKey, testKey } = server.first;
    for (let round = 0; round < restarts; round += 1) {
      const failing = Array.from({ length: failuresEach }, () =>
        submit(testKey, '一只猫 [[fail:provider_error]]'),
      );
      await submit(liveKey, '灯塔');
      await Promise.all(failing);
      // Every other restart cuts a film off, each film once.
      if (round % 2 === 0) await ends();
      else await theseBelow((programs) => programs.length > 0);
      await stopWhole();
      expect(await server.start()).toBeLessThan(startWithinMs);
    }
    expect(await ends()).toEqual({ failed: restarts * failuresEach, succeeded: films });
  });

  test('leave no hold and no difference in the books', async () => {
    const paid = films * creditsEach;
    expect(await walletOf(server)).toEqual({ balance: 1000 - paid, held: 0 });
    await expectBooks(server, { balanceMicros: BigInt(1000 - paid) * 1_000_000n });
  });

  test('leave no file but the results', async () => {
    const { dataDirectory } = server;
    const studio = join(dataDirectory, 'studio');
    await until(
      () => readdir(studio),
      (names) => names.length === 0,
    );
    const media = await readdir(join(dataDirectory, 'media'), { recursive: true });
    expect(await readdir(join(dataDirectory, 'media', 'tmp'))).toEqual([]);
    // A film, its poster and its small picture each.
    const kept = media.filter((name) => /\/[0-9a-f]{64}$/u.test(name));
    expect(kept).toHaveLength(films * 3);
    const open = openFiles(server.pid());
    expect(open.filter((file) => file.startsWith(dataDirectory) && !isDatabase(file))).toEqual([]);
    expect(open.filter((file) => file.endsWith('(deleted)'))).toEqual([]);
  });

  test('leave no connection but the pools', async () => {
    const connection = await findRunningPostgres(server.dataDirectory);
    if (!connection) expect.fail('the database does not run');
    const client = new pg.Client(connection);
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string; count: number; stuck: number }>(`
        select application_name as name, count(*)::int as count,
               count(*) filter (where state like 'idle in transaction%'
                                  and state_change < now() - interval '5 seconds')::int as stuck
          from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid() group by 1`);
      for (const { name, count, stuck } of rows) {
        expect(count, name).toBeLessThanOrEqual(poolSizes[name] ?? 0);
        expect(stuck, name).toBe(0);
      }
    } finally {
      await client.end();
    }
    await until(
      () => Promise.resolve(connectionsAt(server.port)),
      (count) => count === 0,
    );
    const databaseConnections = Object.values(poolSizes).reduce((sum, size) => sum + size, 0);
    expect(sockets()).toBeLessThanOrEqual(fresh.sockets + databaseConnections);
  });

  test('leave no process while the server runs, and none after it', async () => {
    await theseBelow((programs) => programs.join() === fresh.programs.join());
    await stopWhole();
  });
});

/** As the server names its connections, and how many of each it may have. */
const poolSizes: Readonly<Record<string, number>> = {
  'filmgate submits': 1,
  'filmgate settles': 1,
  'filmgate reads': 2,
  'filmgate work': 2,
  'filmgate claims': 2,
  'filmgate general': 4,
  'filmgate lists': 2,
  'filmgate wake': 1,
};

function isDatabase(path: string): boolean {
  return path.startsWith(join(server.dataDirectory, 'postgres'));
}

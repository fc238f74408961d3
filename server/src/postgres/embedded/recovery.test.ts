import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { exists } from './files.ts';
import { findHome } from './home.ts';
import { findRunningPostgres, startEmbeddedPostgres } from './index.ts';
import {
  connectionOf,
  homeOf,
  killChild,
  query,
  quiet,
  removeDirectory,
  scratchDirectory,
  serverProcesses,
  spawnOwner,
  start,
  startOwner,
  until,
} from './testing/support.ts';

/** One cluster for all: each test begins with whatever the one before it left. */
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'filmgate-embedded-'));
  return () => removeDirectory(directory);
});

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function killServer(): Promise<void> {
  for (const pid of await serverProcesses(directory)) process.kill(pid, 'SIGKILL');
}

test('after the owner alone is killed, a start stops the server that lives on and starts anew', async () => {
  const owner = await startOwner(directory);
  await query(connectionOf(owner), 'create table survivor as select 1 as id');
  await owner.kill();
  const orphans = await serverProcesses(directory);
  expect(orphans.length).toBeGreaterThan(3);

  const told: string[] = [];
  const running = await startEmbeddedPostgres({
    dataDirectory: directory,
    log: (_, message) => told.push(message),
  });
  onTestFinished(() => running.stop());
  expect(told).toContain('ended a PostgreSQL that had lost its owner');
  const { logFile } = await homeOf(directory);
  // It obeyed the first, gentle signal: the waits for one that does not were not needed.
  expect(await readFile(logFile, 'utf8')).toMatch(/fast shutdown request[^]*is shut down/);
  const now = await serverProcesses(directory);
  expect(now).toContain(running.pid);
  expect(now.filter((pid) => orphans.includes(pid))).toEqual([]);
  expect(await query(running.connection, 'select id from survivor')).toEqual([{ id: 1 }]);
});

test('a postmaster that is killed is told once, and the next start works', async () => {
  const first = await start(directory);
  const ends: string[] = [];
  const told = new Promise((resolve) => {
    first.onExit((reason) => {
      ends.push(reason);
      resolve(reason);
    });
  });
  process.kill(first.pid, 'SIGKILL');
  await told;
  expect(await findRunningPostgres(directory)).toBeNull();
  await first.stop();
  expect(ends).toEqual([expect.stringContaining('ended by itself (SIGKILL)')]);
  await start(directory);
});

test('a busy backend that outlives its postmaster does not hold up the next start', async () => {
  const owner = await startOwner(directory);
  const client = new Client(connectionOf(owner));
  client.on('error', quiet);
  await client.connect();
  onTestFinished(() => client.end());
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  client.query('select count(*) from generate_series(1, 1e12)').catch(quiet);
  const backend = rows[0]?.pid ?? 0;
  await until(async () => {
    const [row] = await query<{ state: string }>(
      connectionOf(owner),
      `select state from pg_stat_activity where pid = ${String(backend)}`,
    );
    return row?.state === 'active';
  });
  if (owner.report.outcome === 'started') process.kill(owner.report.pid, 'SIGKILL');
  await owner.kill();
  expect(await serverProcesses(directory)).toContain(backend);

  await start(directory);
  expect(await serverProcesses(directory)).not.toContain(backend);
});

test(
  'every acknowledged row is there after each of several kills of everything',
  { timeout: 120_000 },
  async () => {
    const seed = Math.floor(Math.random() * 1e6);
    let owner = await startOwner(directory);
    await query(connectionOf(owner), 'create table film (id int primary key)');
    const acknowledged: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const killAfter = acknowledged.length + 20 + ((seed + round * 7919) % 200);
      const connection = connectionOf(owner);
      const writers = [0, 1, 2].map((writer) =>
        write(connection, round * 1e6 + writer * 1e5, acknowledged),
      );
      await until(() => acknowledged.length >= killAfter);
      await Promise.all([owner.kill(), killServer()]);
      await Promise.all(writers);

      owner = await startOwner(directory);
      const rows = await query<{ id: number }>(connectionOf(owner), 'select id from film');
      const stored = new Set(rows.map(({ id }) => id));
      const lost = acknowledged.filter((id) => !stored.has(id));
      expect(lost, `seed ${String(seed)}, round ${String(round)}`).toEqual([]);
    }
  },
);

/** Inserts rows one by one, and notes each that was acknowledged, until the connection breaks. */
async function write(
  connection: ReturnType<typeof connectionOf>,
  firstId: number,
  acknowledged: number[],
): Promise<void> {
  const client = new Client(connection);
  client.on('error', quiet);
  try {
    await client.connect();
    for (let id = firstId; ; id += 1) {
      await client.query('insert into film values ($1)', [id]);
      acknowledged.push(id);
    }
  } catch {
    // The server was killed.
  }
}

test.each([
  ['is empty', () => ''],
  ['is cut off', () => '12'],
  ['names a pid that a stranger has by now', (text: string) => withPid(text, process.pid)],
])('a pid file that %s does not block a start', async (_, change) => {
  const owner = await startOwner(directory);
  await Promise.all([owner.kill(), killServer()]);
  const { cluster, socket } = await homeOf(directory);
  for (const path of [join(cluster, 'postmaster.pid'), join(socket, '.s.PGSQL.5432.lock')]) {
    await writeFile(path, change(await readFile(path, 'utf8')));
  }
  await start(directory);
});

function withPid(text: string, pid: number): string {
  return text.replace(/^\d+/, String(pid));
}

test('the zombie of a killed postmaster, whom nobody reaps, does not block a start', async () => {
  const owner = await startOwner(directory);
  await Promise.all([owner.kill(), killServer()]);
  const zombie = await makeZombie();
  expect(alive(zombie)).toBe(true);
  const { cluster, socket } = await homeOf(directory);
  for (const path of [join(cluster, 'postmaster.pid'), join(socket, '.s.PGSQL.5432.lock')]) {
    await writeFile(path, withPid(await readFile(path, 'utf8'), zombie));
  }
  await start(directory);
  expect(alive(zombie)).toBe(true);
});

/** A child whose parent has become a program that never asks for it. */
async function makeZombie(): Promise<number> {
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => killChild(parent));
  for await (const line of createInterface(parent.stdout)) {
    await until(async () => (await programOf(parent.pid)) === 'sleep');
    process.kill(Number(line), 'SIGKILL');
    return Number(line);
  }
  throw new Error('no zombie');
}

async function programOf(pid: number | undefined): Promise<string> {
  return (await readFile(`/proc/${String(pid)}/comm`, 'utf8')).trim();
}

test('an initdb that is cut off half way leaves nothing that starts', async () => {
  const fresh = await scratchDirectory();
  const child = spawnOwner(fresh);
  let draft = '';
  await until(async () => {
    const home = await findHome(fresh);
    draft = join(home ?? '/nonexistent', 'cluster.new');
    return exists(join(draft, 'PG_VERSION'));
  });
  const { folder, cluster } = await homeOf(fresh);
  // Only the owner: initdb works on, and the next start must end it as well.
  await killChild(child);
  expect(await exists(cluster)).toBe(false);

  const { connection } = await start(fresh);
  await query(connection, 'create table film (id int)');
  expect(await readdir(folder)).not.toContain('cluster.new');
});

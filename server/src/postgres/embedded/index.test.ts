import { mkdtemp, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createCluster, readServerFacts } from './cluster.ts';
import { partsOf } from './home.ts';
import { AlreadyRunningError, findRunningPostgres, startEmbeddedPostgres } from './index.ts';
import type { EmbeddedPostgres } from './index.ts';
import {
  connectionOf,
  homeOf,
  query,
  quiet,
  removeDirectory,
  scratchDirectory,
  serverProcesses,
  start,
  startOwner,
} from './testing/support.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'filmgate-embedded-'));
  return () => removeDirectory(directory);
});

test('the first start makes a database, and what is in it is there after the next', async () => {
  const first = await start(directory);
  await query(first.connection, `create table film as select '夜景' as title`);
  await first.stop();
  const second = await start(directory);
  expect(await query(second.connection, 'select title from film')).toEqual([{ title: '夜景' }]);
});

test('stop leaves no process and no socket, twice is once, and is not told as an end by itself', async () => {
  const running = await start(directory);
  const ends: string[] = [];
  running.onExit((reason) => ends.push(reason));
  expect((await serverProcesses(directory)).length).toBeGreaterThan(3);
  await Promise.all([running.stop(), running.stop()]);
  expect(await serverProcesses(directory)).toEqual([]);
  const { folder } = await homeOf(directory);
  expect(await readdir(folder)).not.toContain('socket');
  expect(ends).toEqual([]);
});

test('a running server is found from its data directory, and only a running one', async () => {
  expect(await findRunningPostgres(await scratchDirectory())).toBeNull();
  const running = await start(directory);
  expect(await findRunningPostgres(directory)).toEqual(running.connection);
  await running.stop();
  expect(await findRunningPostgres(directory)).toBeNull();
});

describe('one owner', () => {
  test('a second start is refused, with the pid of the owner', async () => {
    await start(directory);
    const refused = await startEmbeddedPostgres({ dataDirectory: directory, log: quiet }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(AlreadyRunningError);
    expect(refused).toMatchObject({ pid: process.pid });
    const { report } = await startOwner(directory);
    expect(report).toMatchObject({ outcome: 'refused', owner: process.pid });
    expect(report).toHaveProperty('message', expect.stringContaining('FILMGATE_DATA_DIR'));
  });

  test('of first starts that race one gets the data directory', async () => {
    const fresh = await scratchDirectory();
    const owners = await Promise.all([1, 2, 3].map(() => startOwner(fresh)));
    const outcomes = owners.map(({ report }) => report.outcome).sort();
    expect(outcomes).toEqual(['refused', 'refused', 'started']);
  });
});

describe('the server', () => {
  let running: EmbeddedPostgres;
  beforeAll(async () => {
    running = await startEmbeddedPostgres({ dataDirectory: directory, log: quiet });
    return () => running.stop();
  });

  test('keeps what it acknowledges, listens on no network, and has the settings we measured', async () => {
    const { connection } = running;
    const rows = await query<{ name: string; setting: string }>(
      connection,
      `select name, current_setting(name) as setting from pg_settings where source = 'command line'`,
    );
    const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    expect(settings).toMatchObject({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      shared_buffers: '256MB',
      max_connections: '60',
      max_wal_size: '2GB',
      max_parallel_workers_per_gather: '0',
      jit: 'off',
      TimeZone: 'UTC',
    });
  });

  test('lets nobody else read its data or reach its socket', async () => {
    const { connection } = running;
    const { folder, cluster } = await homeOf(directory);
    expect((await stat(connection.host)).mode & 0o777).toBe(0o700);
    expect((await stat(cluster)).mode & 0o777).toBe(0o700);
    const open: string[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && ((await stat(path)).mode & 0o077) !== 0) open.push(path);
    }
    expect(open).toEqual([]);
  });

  test('gives us a user who owns the database and cannot touch the machine', async () => {
    const { connection } = running;
    await query(connection, 'create table scene (id int)');
    await query(connection, 'create database another');
    await expect(query(connection, `copy (select 1) to program 'true'`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('writes no values of statements into its log', async () => {
    const { connection } = running;
    await expect(query(connection, `select 'the-secret'::int`)).rejects.toThrow('invalid input');
    const { logFile } = await homeOf(directory);
    const words = await readFile(logFile, 'utf8');
    expect(words).toContain('ready to accept connections');
    expect(words).not.toContain('the-secret');
  });
});

describe('a start that fails', () => {
  test('says so when the programs do not run here, and the way out', async () => {
    const home = { ...partsOf(await scratchDirectory()), user: undefined };
    const binaries = { initdb: '/nonexistent', postgres: '/nonexistent', version: '18' };
    await expect(createCluster(home, binaries)).rejects.toThrow('DATABASE_URL');
  });

  test('says what the server said, leaves no process, and lets go of the data directory', async () => {
    const { cluster } = await homeOf(directory);
    const control = join(cluster, 'global', 'pg_control');
    await rename(control, `${control}.away`);
    await expect(start(directory)).rejects.toThrow(/could not (open|find)[^]*pg_control/);
    expect(await serverProcesses(directory)).toEqual([]);
    await rename(`${control}.away`, control);
    await start(directory);
  });

  test('refuses the cluster of another major version by name', async () => {
    const { cluster } = await homeOf(directory);
    await writeFile(join(cluster, 'PG_VERSION'), '17\n');
    onTestFinished(() => writeFile(join(cluster, 'PG_VERSION'), '18\n'));
    await expect(start(directory)).rejects.toThrow(
      'made by PostgreSQL 17, and this is PostgreSQL 18',
    );
  });
});

test('the log starts anew when it has grown, and one older one is kept', async () => {
  const { logFile } = await homeOf(directory);
  await writeFile(logFile, Buffer.alloc(5_000_001, 'x'));
  await (await start(directory)).stop();
  expect((await stat(logFile)).size).toBeLessThan(10_000);
  expect((await stat(`${logFile}.1`)).size).toBe(5_000_001);
});

test('an environment that names no locale, one that is not installed, or another server changes nothing', async () => {
  const environments = {
    bare: {},
    hostile: {
      LANG: 'xx_XX.ISO-8859-1',
      LC_ALL: 'xx_XX.UTF-8',
      PGDATA: '/nonexistent',
      PGHOST: 'db.invalid',
      PGPORT: '1',
      PGUSER: 'stranger',
      PGSSLMODE: 'require',
      TZ: 'Asia/Shanghai',
      FILMGATE_SECRET: 'not for other users of the machine',
    },
  };
  for (const env of Object.values(environments)) {
    const fresh = await scratchDirectory();
    const owner = await startOwner(fresh, { env });
    const rows = await query(
      connectionOf(owner),
      `select current_setting('server_encoding') as encoding, lower('Ä') as lower,
         '量子' as chinese, length('量子') as length, current_setting('TimeZone') as zone`,
    );
    expect(rows).toEqual([
      { encoding: 'UTF8', lower: 'ä', chinese: '量子', length: 2, zone: 'UTC' },
    ]);
    const { cluster } = await homeOf(fresh);
    const pid = (await readServerFacts(cluster))?.pid;
    if (process.platform === 'linux') {
      const environment = await readFile(`/proc/${String(pid)}/environ`, 'utf8');
      expect(environment).toContain('LC_ALL=C');
      expect(environment).not.toContain('SECRET');
    }
  }
});

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readlink,
  realpath,
  rename,
  stat,
} from 'node:fs/promises';
import { rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { exists } from './files.ts';
import { systemFolder } from './home.ts';
import { findRunningPostgres } from './index.ts';
import {
  connectionOf,
  homeOf,
  query,
  removeDirectory,
  scratchDirectory,
  serverProcesses,
  start,
  startOwner,
} from './testing/support.ts';
import { canEnter, isRoot, unprivilegedUser } from './user.ts';

/** A scratch directory that every user may pass through. */
async function passableDirectory(): Promise<string> {
  const directory = await scratchDirectory();
  await chmod(directory, 0o711);
  return directory;
}

/** One cluster for the tests that need no new one, in a path that needs quotes here and there. */
let shared = '';
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'filmgate-embedded-'));
  await chmod(directory, 0o711);
  shared = join(directory, '量子, "two" dir');
  return async () => {
    await removeDirectory(shared);
    await removeDirectory(directory);
  };
});

test('the path of a data directory may hold spaces, commas, quotes and Chinese', async () => {
  const owner = await startOwner(shared);
  await query(connectionOf(owner), 'create table film as select 1 as id');
  await owner.kill();
  const { connection } = await start(shared);
  expect(await query(connection, 'select id from film')).toEqual([{ id: 1 }]);
});

describe.runIf(isRoot)('started by root', () => {
  test('a data directory that its user cannot come to keeps a link to the database elsewhere', async () => {
    const privateHome = await scratchDirectory();
    expect((await stat(privateHome)).mode & 0o777).toBe(0o700);
    const directory = join(privateHome, 'data');
    const first = await start(directory);
    await query(first.connection, 'create table film as select 1 as id');
    const { folder } = await homeOf(directory);
    onTestFinished(() => rm(folder, { recursive: true }));
    expect(dirname(folder)).toBe(systemFolder);
    expect(await readlink(join(directory, 'postgres'))).toBe(folder);
    await first.stop();

    const moved = join(privateHome, 'moved');
    await rename(directory, moved);
    const second = await start(moved);
    expect(await query(second.connection, 'select id from film')).toEqual([{ id: 1 }]);

    await cp(moved, directory, { recursive: true, verbatimSymlinks: true });
    const copy = await startOwner(directory);
    expect(copy.report).toMatchObject({ outcome: 'refused', owner: process.pid });
  });

  test('a data directory of root’s own is opened to the server’s group, and to nobody else', async () => {
    const directory = await scratchDirectory();
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    await start(directory);
    const { folder, cluster } = await homeOf(directory);
    const user = await unprivilegedUser();
    expect(folder).toBe(join(await realpath(directory), 'postgres'));
    for (const path of [directory, folder]) {
      expect(await stat(path)).toMatchObject({ uid: 0, gid: user.gid });
      expect((await stat(path)).mode & 0o777).toBe(0o710);
    }
    expect((await stat(cluster)).uid).toBe(user.uid);
  });

  test('a cluster is served as the user who owns it', async () => {
    const { cluster } = await homeOf(shared);
    await chmod(shared, 0o711);
    execFileSync('chown', ['-R', '12345:12345', cluster]);
    const { pid } = await start(shared);
    expect((await stat(`/proc/${String(pid)}`)).uid).toBe(12_345);
  });

  test.runIf(spawnSync('setpriv', ['--bounding-set=-sys_ptrace', 'true']).status === 0)(
    'a server is found and ended without the right to look into processes, as in a container',
    async () => {
      const first = await startOwner(shared);
      await first.kill();
      const orphans = await serverProcesses(shared);
      const through = ['setpriv', '--bounding-set=-sys_ptrace'];
      const second = await startOwner(shared, { through });
      connectionOf(second);
      const now = await serverProcesses(shared);
      expect(now.filter((pid) => orphans.includes(pid))).toEqual([]);
    },
  );

  test.runIf(spawnSync('unshare', ['--net', '--pid', '--fork', 'true']).status === 0)(
    'a server that another container runs on the same volume is left alone',
    async () => {
      const { connection } = await start(shared);
      const through = ['unshare', '--net', '--pid', '--fork', '--mount-proc'];
      const { report } = await startOwner(shared, { through });
      expect(report).toMatchObject({ outcome: 'refused' });
      expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    },
  );
});

const repository = fileURLToPath(new URL('.', import.meta.url));
const ordinaryUser = isRoot ? await unprivilegedUser() : undefined;
const ordinaryUserCanRun = ordinaryUser === undefined || (await canEnter(ordinaryUser, repository));

async function homeDirectory(): Promise<string> {
  const directory = join(await passableDirectory(), 'home');
  await mkdir(directory, { mode: 0o700 });
  if (ordinaryUser !== undefined) await chown(directory, ordinaryUser.uid, ordinaryUser.gid);
  return directory;
}

describe.runIf(ordinaryUserCanRun)('started by an ordinary user', () => {
  test('the database is in the data directory, for that user alone, and recovers', async () => {
    const directory = join(await homeDirectory(), 'data');
    const first = await startOwner(directory, { user: ordinaryUser });
    await query(connectionOf(first), 'create table film as select 1 as id');
    for (const path of [directory, join(directory, 'postgres')]) {
      const found = await lstat(path);
      expect(found.isDirectory()).toBe(true);
      expect(found.mode & 0o777).toBe(0o700);
    }
    await first.kill();
    const second = await startOwner(directory, { user: ordinaryUser });
    expect(await query(connectionOf(second), 'select id from film')).toEqual([{ id: 1 }]);
  });

  test.runIf(isRoot)('the database of another user is refused by name', async () => {
    const stranger = { uid: 12_345, gid: 12_345 };
    await expect(startOwner(shared, { user: stranger })).rejects.toThrow(
      /belongs to user \d+, and this is user 12345/,
    );
  });
});

describe('a data directory whose path is too long for a socket', () => {
  let directory = '';
  beforeAll(async () => {
    const parent = await mkdtemp(join(tmpdir(), 'filmgate-embedded-'));
    await chmod(parent, 0o711);
    directory = join(parent, 'x'.repeat(120));
    return async () => {
      await removeDirectory(directory);
      await removeDirectory(parent);
    };
  });

  test('has it elsewhere', async () => {
    const owner = await startOwner(directory);
    const { host } = connectionOf(owner);
    expect(Buffer.byteLength(host)).toBeLessThan(80);
    expect((await stat(host)).mode & 0o777).toBe(0o700);
    expect(await findRunningPostgres(directory)).toEqual(connectionOf(owner));
    await owner.kill();
    const running = await start(directory);
    expect(running.connection.host, 'where clients that live on look for it').toBe(host);
    await running.stop();
    expect(await exists(host)).toBe(false);
  });

  test.runIf(isRoot)('never uses a stranger’s folder for it', async () => {
    const first = await start(directory);
    const { host } = first.connection;
    await first.stop();
    await mkdir(host);
    onTestFinished(() => rm(host, { recursive: true }));
    await chown(host, 12_345, 12_345);
    const running = await start(directory);
    expect(running.connection.host).not.toBe(host);
    await running.stop();
  });
});

test('a database that has gone is not taken for a new one', async () => {
  const directory = await scratchDirectory();
  await symlink('/mnt/not-mounted-now', join(directory, 'postgres'));
  await expect(start(directory)).rejects.toThrow('is not there');
});

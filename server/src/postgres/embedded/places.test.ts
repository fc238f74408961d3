import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, chown, cp, lstat, mkdir, readlink, realpath, rename, stat } from 'node:fs/promises';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { exists } from './files.ts';
import { removeAbandonedHomes, systemFolder } from './home.ts';
import {
  connectionOf,
  homeOf,
  query,
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

describe.runIf(isRoot)('started by root', () => {
  test('a data directory that the server cannot enter keeps a link to its database elsewhere', async () => {
    const directory = await scratchDirectory();
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    const first = await start(directory);
    await query(first.connection, 'create table film as select 1 as id');
    const { folder } = await homeOf(directory);
    expect(dirname(folder)).toBe(systemFolder);
    expect(await readlink(join(directory, 'postgres'))).toBe(folder);
    await first.stop();

    const moved = `${directory}-moved`;
    await rename(directory, moved);
    const second = await start(moved);
    expect(await query(second.connection, 'select id from film')).toEqual([{ id: 1 }]);

    await cp(moved, directory, { recursive: true, verbatimSymlinks: true });
    const copy = await startOwner(directory);
    expect(copy.report).toMatchObject({ outcome: 'refused', owner: process.pid });
    await rm(moved, { recursive: true });
  });

  test('a data directory that it can enter holds the database itself', async () => {
    const directory = await passableDirectory();
    await start(directory);
    const { folder, cluster } = await homeOf(directory);
    expect(folder).toBe(join(await realpath(directory), 'postgres'));
    expect((await stat(folder)).uid).toBe(0);
    expect((await stat(cluster)).uid).toBe((await unprivilegedUser()).uid);
  });

  test('a cluster is served as the user who owns it', async () => {
    const directory = await passableDirectory();
    await (await start(directory)).stop();
    const { cluster } = await homeOf(directory);
    execFileSync('chown', ['-R', '12345:12345', cluster]);
    const { pid } = await start(directory);
    expect((await stat(`/proc/${String(pid)}`)).uid).toBe(12_345);
  });

  test('a home goes when its temporary data directory has gone, and no other', async () => {
    const gone = await scratchDirectory();
    const elsewhere = await scratchDirectory();
    const homes = [];
    for (const directory of [gone, elsewhere]) {
      await (await start(directory)).stop();
      homes.push((await homeOf(directory)).folder);
    }
    const [home = '', homeOfOther = ''] = homes;
    await writeFile(join(homeOfOther, 'origin'), '/mnt/not-mounted-now/postgres');
    await rm(gone, { recursive: true });
    await removeAbandonedHomes();
    expect(await exists(home)).toBe(false);
    expect(await exists(homeOfOther)).toBe(true);
  });

  test.runIf(spawnSync('setpriv', ['--bounding-set=-sys_ptrace', 'true']).status === 0)(
    'a server is found and ended without the right to look into processes, as in a container',
    async () => {
      const directory = await passableDirectory();
      const first = await startOwner(directory);
      await first.kill();
      const orphans = await serverProcesses(directory);
      const through = ['setpriv', '--bounding-set=-sys_ptrace'];
      const second = await startOwner(directory, { through });
      connectionOf(second);
      const now = await serverProcesses(directory);
      expect(now.filter((pid) => orphans.includes(pid))).toEqual([]);
    },
  );

  test.runIf(spawnSync('unshare', ['--net', '--pid', '--fork', 'true']).status === 0)(
    'a server that another container runs on the same volume is left alone',
    async () => {
      const directory = await passableDirectory();
      const { connection } = await start(directory);
      const through = ['unshare', '--net', '--pid', '--fork', '--mount-proc'];
      const { report } = await startOwner(directory, { through });
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
    const directory = await passableDirectory();
    await (await start(directory)).stop();
    const stranger = { uid: 12_345, gid: 12_345 };
    await expect(startOwner(directory, { user: stranger })).rejects.toThrow(
      /belongs to user \d+, and this is user 12345/,
    );
  });
});

test('a data directory whose path is long and odd has its socket elsewhere, and recovers', async () => {
  const directory = join(await passableDirectory(), 'x'.repeat(120), '量子, "two" dir');
  const first = await startOwner(directory);
  await query(connectionOf(first), 'create table film as select 1 as id');
  const { host } = connectionOf(first);
  expect(Buffer.byteLength(host)).toBeLessThan(80);
  expect((await stat(host)).mode & 0o777).toBe(0o700);
  await first.kill();
  const second = await start(directory);
  expect(second.connection.host).not.toBe(host);
  expect(await exists(host)).toBe(false);
  expect(await query(second.connection, 'select id from film')).toEqual([{ id: 1 }]);
  await second.stop();
  expect(await exists(second.connection.host)).toBe(false);
});

test('a database that has gone is not taken for a new one', async () => {
  const directory = await scratchDirectory();
  await symlink('/mnt/not-mounted-now', join(directory, 'postgres'));
  await expect(start(directory)).rejects.toThrow('is not there');
});

import { mkdir, mkdtemp, readlink, rm, rmdir, symlink } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode, makePrivateFolder, ownerOf } from './files.ts';
import { systemFolder } from './home.ts';
import type { Home } from './home.ts';
import { clusterName } from './processes.ts';
import { port } from './settings.ts';
import { isRoot } from './user.ts';

const socketName = `.s.PGSQL.${String(port)}`;

/** A path for a unix socket has 104 bytes on some systems, the end of it included. */
const longestSocketPath = 100;

/** The folder for the socket: in the home, or a short one that a link in the home points to. */
export async function makeSocketFolder(home: Home): Promise<string> {
  if (Buffer.byteLength(join(home.socket, socketName)) <= longestSocketPath) {
    await makePrivateFolder(home.socket, home.user);
    return home.socket;
  }
  const folder = await makeShortFolder(home);
  await makePrivateFolder(folder, home.user);
  await symlink(folder, home.socket);
  return folder;
}

/**
 * The same folder at every start: clients that outlive a server that was killed look for the next one
 * where it was. Only where a stranger has taken the name is it another one.
 */
async function makeShortFolder({ cluster, user }: Home): Promise<string> {
  const named = join(shortFolder(), clusterName(cluster));
  try {
    await mkdir(named, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const ours = user?.uid ?? process.getuid?.();
    if ((await ownerOf(named))?.uid !== ours) return mkdtemp(join(shortFolder(), 'filmgate-'));
  }
  return named;
}

function shortFolder(): string {
  if (isRoot) return systemFolder;
  const temporary = tmpdir();
  return Buffer.byteLength(temporary) <= longestSocketPath - 40 ? temporary : '/tmp';
}

/** Where the socket of a home is now, if it has one. */
async function socketFolder(socket: string): Promise<string> {
  return readlink(socket).catch(() => socket);
}

/** Removes the socket's folder, wherever it is, and what a killed server left in it. */
export async function removeSocketFolder(home: Home): Promise<void> {
  const folder = await socketFolder(home.socket);
  try {
    await rm(join(folder, socketName), { force: true });
    await rm(join(folder, `${socketName}.lock`), { force: true });
    await rmdir(folder);
  } catch {
    // Gone already, or since a restart of the machine a stranger's in the temporary folder.
  }
  if (folder !== home.socket) await rm(home.socket, { force: true });
}

/**
 * The socket folder of a home whose server answers, undefined if none does. This tells of servers
 * that we cannot see, too: those of another container on the same volume.
 */
export async function answeringSocket(socket: string): Promise<string | undefined> {
  const folder = await socketFolder(socket);
  return new Promise((resolve) => {
    const connection = createConnection({ path: join(folder, socketName) });
    connection.on('connect', () => {
      resolve(folder);
      connection.destroy();
    });
    connection.on('error', () => {
      resolve(undefined);
    });
  });
}

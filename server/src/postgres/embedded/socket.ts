import { mkdtemp, readlink, rm, rmdir, symlink } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolder } from './files.ts';
import { systemFolder } from './home.ts';
import type { Home } from './home.ts';
import { port } from './settings.ts';
import { isRoot } from './user.ts';

/** A path for a unix socket has 104 bytes on some systems, the end of it included. */
const longestSocketPath = 100;

/** The folder for the socket: in the home, or a short one that a link in the home points to. */
export async function makeSocketFolder(home: Home): Promise<string> {
  const path = join(home.socket, `.s.PGSQL.${String(port)}`);
  if (Buffer.byteLength(path) <= longestSocketPath) {
    await makePrivateFolder(home.socket, home.user);
    return home.socket;
  }
  const parent = isRoot ? systemFolder : tmpdir().length > 60 ? '/tmp' : tmpdir();
  const folder = await mkdtemp(join(parent, 'filmgate-'));
  await makePrivateFolder(folder, home.user);
  await symlink(folder, home.socket);
  return folder;
}

/** Removes the socket's folder, wherever it is. */
export async function removeSocketFolder(home: Home): Promise<void> {
  const elsewhere = await readlink(home.socket).catch(() => undefined);
  const folder = elsewhere ?? home.socket;
  for (const name of ['', '.lock']) {
    await rm(join(folder, `.s.PGSQL.${String(port)}${name}`), { force: true });
  }
  // Only if it is empty: what else may be there is not ours.
  await rmdir(folder).catch(() => undefined);
  if (elsewhere !== undefined) await rm(home.socket, { force: true });
}

/** True if a server, seen by us or not, answers on a socket. */
export function answers(socketFolder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path: join(socketFolder, `.s.PGSQL.${String(port)}`) });
    socket.on('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, ifMissing, ownerOf, syncToDisk } from './files.ts';
import { isRoot, letIn, openTo, unprivilegedUser } from './user.ts';
import type { ServerUser } from './user.ts';

/**
 * Where the database of a data directory lives, and as whom its server runs.
 *
 *     <data directory>/postgres/   the home; a symbolic link to it where it has to be elsewhere
 *       cluster/                   PostgreSQL's data
 *       socket/                    the unix socket (a link to a short path if this one is long)
 *       server.log                 what the server says
 *
 * PostgreSQL refuses to run as root. Started by root, the server runs as an unprivileged user. Where
 * that user cannot come to the data directory (below a private home, say), the home is in
 * /var/lib/filmgate.
 */
export interface Home {
  /** Real path. */
  folder: string;
  cluster: string;
  socket: string;
  logFile: string;
  /** Undefined: the server runs as ourselves. */
  user: ServerUser | undefined;
}

export type Log = (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;

/** For what the server's user must reach when we are root. */
export const systemFolder = '/var/lib/filmgate';

/** The real path of a data directory's home, or undefined before its first start. */
export async function findHome(dataDirectory: string): Promise<string | undefined> {
  const pointer = join(dataDirectory, 'postgres');
  if ((await lstat(pointer).catch(ifMissing)) === undefined) return undefined;
  const folder = await realpath(pointer).catch(ifMissing);
  if (folder !== undefined) return folder;
  // An empty database in its place would look like a loss of everything.
  throw new Error(
    `The database that ${pointer} points to is not there. Bring that folder back, or remove ` +
      'the link to start with an empty database.',
  );
}

/** The home of a data directory, made if missing. Safe when several starts race. */
export async function makeHome(dataDirectory: string, log: Log): Promise<string> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const found = await findHome(dataDirectory);
  if (found !== undefined) {
    await refuseAnothersHome(found);
    return found;
  }
  const directory = await realpath(dataDirectory);
  const pointer = join(directory, 'postgres');
  if (!isRoot || (await openTo(await unprivilegedUser(), directory))) {
    await mkdir(pointer, { recursive: true, mode: 0o700 });
  } else {
    await makeHomeElsewhere(pointer);
    log('warn', 'PostgreSQL cannot enter the data directory as its own user: keep both folders', {
      dataDirectory,
      database: await realpath(pointer),
    });
  }
  await syncToDisk(directory);
  return realpath(pointer);
}

async function makeHomeElsewhere(pointer: string): Promise<void> {
  await makeSystemFolder();
  const folder = await mkdtemp(join(systemFolder, 'data-'));
  // For people who wonder what this is, and whether it can go.
  await writeFile(join(folder, 'origin'), `${pointer}\n`, { mode: 0o600 });
  try {
    await symlink(folder, pointer);
  } catch (error) {
    await rm(folder, { recursive: true });
    // Another start was faster, and its home is the one.
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/** It may be the data directory as well, and then made for root alone. */
export async function makeSystemFolder(): Promise<void> {
  await mkdir(systemFolder, { recursive: true });
  const { mode } = await stat(systemFolder);
  await chmod(systemFolder, mode | 0o111);
}

/** A home, ready for its server. Call it with the owner lock held. */
export async function openHome(folder: string): Promise<Home> {
  const parts = partsOf(folder);
  const user = isRoot ? await serverUser(parts.cluster) : undefined;
  if (user !== undefined && (await ownerOf(folder))?.uid === 0) await letIn(user, folder);
  return { ...parts, user };
}

export function partsOf(folder: string): Omit<Home, 'user'> {
  return {
    folder,
    cluster: join(folder, 'cluster'),
    socket: join(folder, 'socket'),
    logFile: join(folder, 'server.log'),
  };
}

/** A cluster only starts as its owner, whoever would be chosen today. */
async function serverUser(cluster: string): Promise<ServerUser> {
  const owner = await ownerOf(cluster);
  return owner === undefined || owner.uid === 0 ? unprivilegedUser() : owner;
}

async function refuseAnothersHome(folder: string): Promise<void> {
  const owner = await ownerOf(folder);
  const ourselves = process.getuid?.();
  if (isRoot || owner?.uid === ourselves) return;
  throw new Error(
    `The database in ${folder} belongs to user ${String(owner?.uid)}, and this is user ` +
      `${String(ourselves)}. Start as that user or as root, or give the folder to this user.`,
  );
}

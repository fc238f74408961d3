import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, realpath } from 'node:fs/promises';
import { rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exists, hasCode, ifMissing, ownerOf, syncToDisk } from './files.ts';
import { processesIn } from './processes.ts';
import { canEnter, isRoot, unprivilegedUser } from './user.ts';
import type { ServerUser } from './user.ts';

/**
 * Where the database of a data directory lives, and as whom its server runs.
 *
 *     <data directory>/postgres/   the home; a symbolic link to it where it has to be elsewhere
 *       cluster/                   PostgreSQL's data
 *       socket/                    the unix socket (a link to a short path if this one is long)
 *       server.log                 what the server says
 *
 * PostgreSQL refuses to run as root. Started by root, the server runs as an unprivileged user, and
 * where that user cannot enter the data directory, the home is in /var/lib/filmgate.
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
  // Root's server must pass through; nobody else can list it, and what is inside has its own mode.
  await mkdir(dataDirectory, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  const found = await findHome(dataDirectory);
  if (found !== undefined) {
    await refuseAnothersHome(found);
    return found;
  }
  const pointer = join(await realpath(dataDirectory), 'postgres');
  if (isRoot) await openSystemFolder();
  if (isRoot && !(await canEnter(await unprivilegedUser(), dirname(pointer)))) {
    await makeHomeElsewhere(pointer);
    log('warn', 'PostgreSQL cannot enter the data directory as its own user: keep both folders', {
      dataDirectory,
      database: await realpath(pointer),
    });
  } else {
    await mkdir(pointer, { recursive: true, mode: 0o700 });
    if (isRoot) await chmod(pointer, 0o711);
  }
  return realpath(pointer);
}

/** It may be the data directory as well, and then made for root alone. */
async function openSystemFolder(): Promise<void> {
  await mkdir(systemFolder, { recursive: true });
  const { mode } = await stat(systemFolder);
  await chmod(systemFolder, mode | 0o111);
}

async function makeHomeElsewhere(pointer: string): Promise<void> {
  const folder = await mkdtemp(join(systemFolder, 'data-'));
  await chmod(folder, 0o711);
  await writeFile(join(folder, originFile), pointer, { mode: 0o600 });
  try {
    await symlink(folder, pointer);
    await syncToDisk(dirname(pointer));
  } catch (error) {
    await rm(folder, { recursive: true });
    // Another start was faster, and its home is the one.
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/** A home, as the one who has locked it uses it. */
export async function openHome(folder: string): Promise<Home> {
  const parts = partsOf(folder);
  return { ...parts, user: await serverUser(parts.cluster) };
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
async function serverUser(cluster: string): Promise<ServerUser | undefined> {
  if (!isRoot) return undefined;
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

/** Names the place that points to a home in the system folder. */
const originFile = 'origin';

/**
 * Removes homes in the system folder whose data directory was a temporary one and is gone. Any
 * other missing data directory may be on a disk that is not mounted now: its home stays.
 */
export async function removeAbandonedHomes(): Promise<void> {
  if (!isRoot) return;
  const temporary = await realpath(tmpdir());
  const names = await readdir(systemFolder).catch(ifMissing);
  for (const name of names ?? []) {
    const folder = join(systemFolder, name);
    const origin = await readFile(join(folder, originFile), 'utf8').catch(() => undefined);
    if (origin === undefined || !origin.startsWith(`${temporary}/`)) continue;
    const { cluster } = partsOf(folder);
    if ((await exists(dirname(origin))) || (await processesIn(cluster)).length > 0) continue;
    // The origin goes last: cut off half way, the next start still knows what this is.
    await rm(cluster, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Another process of ours owns the database folder, and lives. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  /** Process id of the owner, where it could be learned. */
  readonly pid: number | undefined;
  constructor(folder: string, pid: number | undefined) {
    const who = pid === undefined ? 'another process' : `process ${String(pid)}`;
    super(
      `Filmgate already runs on this data directory: ${who} owns its database in ${folder}. ` +
        'Stop that one first, or give this one another directory (FILMGATE_DATA_DIR).',
    );
    this.pid = pid;
  }
}

export interface OwnerLock {
  release(): Promise<void>;
}

/**
 * One owner per database folder. The kernel holds the lock for the process and drops it with the
 * process, however that ends, so there is never a stale one to judge, and of two starts that race
 * exactly one gets it. Throws AlreadyRunningError.
 */
export async function takeOwnerLock(folder: string): Promise<OwnerLock> {
  return process.platform === 'linux' ? lockBySocketName(folder) : lockByFile(folder);
}

/**
 * Linux: a listening socket with an abstract name. The name is the folder's device and inode: two
 * folders never share it, and one folder keeps it under any path, mount or container that shows it.
 */
async function lockBySocketName(folder: string): Promise<OwnerLock> {
  // While it is open, the inode's number cannot go to another folder, even if this one is removed.
  const handle = await open(folder, 'r');
  try {
    const { dev, ino } = await handle.stat({ bigint: true });
    const name = `\0filmgate-postgres-${String(dev)}-${String(ino)}`;
    const server = await bindOrRefuse(name, folder);
    return {
      release: async () => {
        server.close();
        await handle.close();
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function bindOrRefuse(name: string, folder: string): Promise<Server> {
  // An owner that ends between our two questions is neither: ask again.
  for (let tries = 0; tries < 10; tries += 1) {
    const server = await bind(name);
    if (server !== 'taken') return server;
    const owner = await askOwner(name);
    if (owner !== 'gone') throw new AlreadyRunningError(folder, owner);
    await sleep(20);
  }
  throw new AlreadyRunningError(folder, undefined);
}

function bind(name: string): Promise<Server | 'taken'> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(String(process.pid));
    });
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('taken');
      else reject(error);
    });
    // Exclusive: in a cluster worker the primary would otherwise bind it, once for all.
    server.listen({ path: name, exclusive: true }, () => {
      resolve(server);
    });
  });
}

/** The owner's pid; undefined when it is too busy to say. */
function askOwner(name: string): Promise<number | undefined | 'gone'> {
  return new Promise((resolve) => {
    let said = '';
    const socket = createConnection({ path: name });
    socket.setTimeout(300, () => {
      resolve(undefined);
      socket.destroy();
    });
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
    });
    socket.on('end', () => {
      resolve(parsePid(said));
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNREFUSED' ? 'gone' : undefined);
    });
  });
}

/** macOS: a file opened with O_EXLOCK (open(2)), which Node passes on but does not name. */
const openExclusivelyLocked = 0x20;

async function lockByFile(folder: string): Promise<OwnerLock> {
  const path = join(folder, 'owner.lock');
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | openExclusivelyLocked;
  let handle: FileHandle;
  try {
    handle = await open(path, flags, 0o600);
  } catch (error) {
    if (!isBusy(error)) throw error;
    throw new AlreadyRunningError(folder, parsePid(await readFile(path, 'latin1')));
  }
  await handle.truncate();
  await handle.write(String(process.pid), 0);
  return { release: () => handle.close() };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}

function parsePid(text: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

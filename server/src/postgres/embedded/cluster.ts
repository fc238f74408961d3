import { spawn } from 'node:child_process';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { ifMissing, makePrivateFolder, syncToDisk } from './files.ts';
import type { Home } from './home.ts';
import { AlreadyRunningError } from './owner-lock.ts';
import { endProcesses, processesIn } from './processes.ts';
import { serverEnvironment, superuser } from './settings.ts';
import { answeringSocket, removeSocketFolder } from './socket.ts';

/**
 * UTF-8 by PostgreSQL's own provider: the same on every machine, whatever locales it has. Trust is
 * for whoever can enter the socket's folder (0700), which is the server's user and root.
 */
const initdbFlags = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  `--username=${superuser}`,
  '--auth-local=trust',
  '--auth-host=reject',
  '--no-instructions',
];

/**
 * Makes the cluster beside its place and moves it there complete and on disk: an initdb that is
 * cut off half way leaves a folder that would start.
 */
export async function createCluster(home: Home, binaries: Binaries): Promise<void> {
  const draft = `${home.cluster}.new`;
  await endProcesses(draft, undefined);
  await rm(draft, { recursive: true, force: true });
  await makePrivateFolder(draft, home.user);
  await runInitdb(home, binaries, draft);
  await rename(draft, home.cluster);
  await syncToDisk(home.folder);
}

function runInitdb(home: Home, binaries: Binaries, draft: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, ['-D', draft, ...initdbFlags], {
      // By this folder its processes are found if they outlive us.
      cwd: draft,
      env: serverEnvironment,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...home.user,
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    child.on('error', (cause) => {
      reject(
        new Error(
          `PostgreSQL cannot run on this system (${cause.message}). Its programs need glibc, which ` +
            'Alpine lacks: take another system, or connect a PostgreSQL of your own (DATABASE_URL).',
          { cause },
        ),
      );
    });
    child.on('close', (code, signal) => {
      const how = signal ?? `code ${String(code)}`;
      if (code === 0) resolve();
      else reject(new Error(`initdb could not make a database (${how}): ${said.trim()}`));
    });
  });
}

/** The major version decides whether a server can read a cluster at all. */
export async function checkVersion(home: Home, binaries: Binaries): Promise<void> {
  const theirs = (await readFile(join(home.cluster, 'PG_VERSION'), 'utf8')).trim();
  const [ours] = binaries.version.split('.');
  if (theirs === ours) return;
  throw new Error(
    `The database in ${home.cluster} was made by PostgreSQL ${theirs}, and this is ` +
      `PostgreSQL ${String(ours)}. Start it with the version of Filmgate that made it.`,
  );
}

/** What a server says of itself in `postmaster.pid`. */
export interface ServerFacts {
  pid: number;
  ready: boolean;
}

/** Undefined: no file, or one whose writer did not get far (a full disk leaves an empty one). */
export async function readServerFacts(cluster: string): Promise<ServerFacts | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(ifMissing);
  const lines = (text ?? '').split('\n');
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Ends what an owner that was killed left running, and removes the files by which PostgreSQL would
 * believe that it still runs: they name a pid, which may be a zombie's or a stranger's by now, or
 * nothing at all. Call it with the owner lock held. True if something ran.
 */
export async function clearLeftovers(home: Home): Promise<boolean> {
  const running = await processesIn(home.cluster);
  await endProcesses(home.cluster, (await readServerFacts(home.cluster))?.pid);
  if ((await answeringSocket(home.socket)) !== undefined) {
    throw new AlreadyRunningError(home.folder, undefined);
  }
  await rm(join(home.cluster, 'postmaster.pid'), { force: true });
  await removeSocketFolder(home);
  return running.length > 0;
}

import { spawn } from 'node:child_process';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { ifMissing, makePrivateFolder, syncToDisk } from './files.ts';
import type { Home } from './home.ts';
import { endProcesses, processesIn } from './processes.ts';
import { serverEnvironment, superuser } from './settings.ts';
import { answers, removeSocketFolder } from './socket.ts';

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
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(new Error(`initdb ended with ${signal ?? `code ${String(code)}`}: ${said.trim()}`));
    });
  });
}

/** What a server says of itself in `postmaster.pid`, one fact a line. */
export interface ServerFacts {
  pid: number;
  port: number;
  socketFolder: string;
  ready: boolean;
}

/** Undefined: no file, or one whose writer did not get far (an empty one is left by a full disk). */
export async function readServerFacts(cluster: string): Promise<ServerFacts | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(ifMissing);
  const [pid, , , socketPort, socketFolder, , , status] = (text ?? '').split('\n');
  if (pid === undefined || !/^[1-9]\d*$/.test(pid)) return undefined;
  return {
    pid: Number(pid),
    port: Number(socketPort ?? 0),
    socketFolder: socketFolder ?? '',
    ready: status?.trim() === 'ready',
  };
}

/**
 * Ends what an owner that was killed left running, and removes the files by which PostgreSQL would
 * believe that it still runs: they name a pid, which may be a zombie's or a stranger's by now, or
 * nothing at all. Call it with the owner lock held. True if something ran.
 */
export async function clearLeftovers(home: Home): Promise<boolean> {
  const running = await processesIn(home.cluster);
  const pid = (await readServerFacts(home.cluster))?.pid;
  const postmaster = running.find((candidate) => candidate === pid);
  await endProcesses(home.cluster, postmaster);
  // From another container on the same volume a server is out of our sight, but not of reach.
  if (await answers(home.socket)) {
    throw new Error(
      `A PostgreSQL that this process cannot see serves ${home.cluster}: stop the other ` +
        'Filmgate that uses this data directory.',
    );
  }
  await rm(join(home.cluster, 'postmaster.pid'), { force: true });
  await removeSocketFolder(home);
  return running.length > 0;
}

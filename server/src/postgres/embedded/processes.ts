import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';

/**
 * Which processes work in a cluster folder, whoever started them.
 *
 * A pid alone proves nothing: it may be a zombie's, which answers `kill(pid, 0)`, or belong to a
 * stranger by now. So a process counts when it is PostgreSQL by name and works in the folder, by
 * its working directory or by its command line.
 */

/** Stands in the title of every process of a cluster (`cluster_name`), so that `ps` can tell them apart. */
export function clusterName(cluster: string): string {
  return `filmgate-${createHash('sha256').update(cluster).digest('hex').slice(0, 12)}`;
}

/** Pids of the living PostgreSQL processes of a cluster folder (a real path). Zombies do not count. */
export async function processesIn(cluster: string): Promise<number[]> {
  return process.platform === 'linux' ? processesByProc(cluster) : processesByPs(cluster);
}

const programs = new Set(['postgres', 'initdb']);

function processesByProc(cluster: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const program = readProc(pid, 'comm').trim();
      // A zombie has neither a working directory nor a command line any more.
      return programs.has(program) && (worksIn(pid, cluster) || isNamed(pid, cluster));
    });
}

function worksIn(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${String(pid)}/cwd`) === cluster;
  } catch {
    // It ended just now, or we may not look: root in a container lacks the capability for others.
    return false;
  }
}

function isNamed(pid: number, cluster: string): boolean {
  return namesCluster(readProc(pid, 'cmdline').replaceAll('\0', ' '), cluster);
}

function namesCluster(commandLine: string, cluster: string): boolean {
  return (
    commandLine.includes(` -D ${cluster} `) ||
    commandLine.startsWith(`postgres: ${clusterName(cluster)}: `)
  );
}

/** procfs is memory: reading it is never worth a thread. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

async function processesByPs(cluster: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command=']);
  return parseProcessList(stdout, cluster);
}

/** Lines of `ps -o pid=,command=`; a zombie's command is `(postgres)` or `<defunct>`. */
export function parseProcessList(list: string, cluster: string): number[] {
  return list.split('\n').flatMap((line) => {
    const [, pid, commandLine = ''] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return pid !== undefined && namesCluster(`${commandLine} `, cluster) ? [Number(pid)] : [];
  });
}

/** How long each kind of stop may take before the next, harder one. */
export interface Patience {
  /** SIGINT: transactions are rolled back, a checkpoint is written. */
  fastMs: number;
  /** SIGQUIT: the next start replays the log. */
  immediateMs: number;
  /** SIGKILL, for all that is left. */
  killMs: number;
}

const usualPatience: Patience = { fastMs: 5000, immediateMs: 1000, killMs: 10_000 };

/**
 * Ends a server, asking ever harder, and returns when none of its processes lives.
 * `postmaster` counts if it is one of them. Without it the rest is killed at once: a busy backend
 * would keep the shared memory for seconds.
 */
export async function endProcesses(
  cluster: string,
  postmaster: number | undefined,
  patience: Patience = usualPatience,
): Promise<void> {
  const steps = [
    ['SIGINT', patience.fastMs],
    ['SIGQUIT', patience.immediateMs],
  ] as const;
  for (const [signal, milliseconds] of steps) {
    if (postmaster === undefined || !(await processesIn(cluster)).includes(postmaster)) break;
    send(postmaster, signal);
    await within(milliseconds, async () => !(await processesIn(cluster)).includes(postmaster));
  }
  const allGone = await within(patience.killMs, async () => {
    const left = await processesIn(cluster);
    for (const pid of left) send(pid, 'SIGKILL');
    return left.length === 0;
  });
  if (!allGone) {
    throw new Error(`PostgreSQL processes in ${cluster} do not end, not even by SIGKILL`);
  }
}

const lookEveryMs = 10;

async function within(milliseconds: number, test: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    if (await test()) return true;
    if (performance.now() > deadline) return false;
    await sleep(lookEveryMs);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const ended = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!ended) throw error;
  }
}

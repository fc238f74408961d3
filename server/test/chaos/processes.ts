import { readFile } from 'node:fs/promises';
import { readServerFacts } from '../../src/postgres/embedded/cluster.ts';
import { findHome, partsOf } from '../../src/postgres/embedded/home.ts';
import { until } from '../harness/api.ts';
import type { TestServer } from '../harness/server.ts';

/** Which processes belong to a server under test. Read from procfs: these tests run on Linux. */

/** Pids of the children that render or measure media; its PostgreSQL is not meant. */
export async function workingChildren(server: TestServer): Promise<number[]> {
  const pid = String(server.pid());
  const pids = (await readProc(`${pid}/task/${pid}/children`)).split(' ').filter(Boolean);
  const commands = await Promise.all(pids.map((child) => readProc(`${child}/cmdline`)));
  return pids.filter((_, index) => commands[index]?.includes('/server/src/')).map(Number);
}

/** The folder with the cluster of the server's own PostgreSQL. */
export async function clusterOf(server: TestServer): Promise<string> {
  const home = await findHome(server.dataDirectory);
  if (home === undefined) throw new Error('the server has no database of its own');
  return partsOf(home).cluster;
}

/** Pid of its postmaster once it takes connections; undefined while there is none. */
export async function readyPostmaster(server: TestServer): Promise<number | undefined> {
  const facts = await readServerFacts(await clusterOf(server));
  return facts?.ready ? facts.pid : undefined;
}

export async function untilEnded(pids: readonly number[]): Promise<void> {
  await until(
    async () => {
      const states = await Promise.all(pids.map(stateOf));
      return pids.filter((_, index) => states[index] !== '' && states[index] !== 'Z');
    },
    (living) => living.length === 0,
    endWithinMs,
  );
}

/** A child that is in the middle of native work sees the end of its parent only after it. */
const endWithinMs = 10_000;

/** How long its main thread stood ready to run, since its start, and was given no core; 0 once it has ended. */
export async function starvedMs(pid: number): Promise<number> {
  const [, nanoseconds = '0'] = (await readProc(`${String(pid)}/schedstat`)).split(' ');
  return Number(nanoseconds) / 1e6;
}

/** Resident memory of a process in bytes: now, or the most that it has had. */
export async function memoryBytes(pid: number, when: 'now' | 'peak'): Promise<number> {
  const name = when === 'now' ? 'VmRSS' : 'VmHWM';
  const status = await readProc(`${String(pid)}/status`);
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1_024;
}

/** One letter as in `ps`; empty where there is no such process. */
async function stateOf(pid: number): Promise<string> {
  return /\) (\S)/.exec(await readProc(`${String(pid)}/stat`))?.[1] ?? '';
}

/** Empty where the process has ended. */
async function readProc(path: string): Promise<string> {
  return readFile(`/proc/${path}`, 'utf8').catch(() => '');
}

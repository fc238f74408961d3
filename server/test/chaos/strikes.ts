import { setTimeout as wait } from 'node:timers/promises';
import { processesIn } from '../../src/postgres/embedded/processes.ts';
import type { Random } from '../../src/studio/random.ts';
import { call, until } from '../harness/api.ts';
import type { TestServer } from '../harness/server.ts';
import { beside } from './beside.ts';
import { clusterOf, readyPostmaster, untilEnded, workingChildren } from './processes.ts';

/** Kills something, and resolves with the milliseconds until all is ready again. */
export type Strike = (server: TestServer, random: Random) => Promise<number>;

/** The server alone: its database and its children are left to fend for themselves. */
export async function killServer(server: TestServer): Promise<number> {
  const children = await endServer(server);
  const tookMs = await startAgain(server);
  await untilEnded(children);
  return tookMs;
}

/** The server and all of its database in one moment, as when the machine loses its power. */
export async function killServerAndDatabase(server: TestServer): Promise<number> {
  const cluster = await clusterOf(server);
  const children = await endServer(server);
  for (const pid of await processesIn(cluster)) kill(pid);
  const tookMs = await startAgain(server);
  await untilEnded(children);
  return tookMs;
}

const startTakesMs = 1_500;

/** The server, and the next one while it starts. */
export async function killServerTwice(server: TestServer, random: Random): Promise<number> {
  const children = await endServer(server);
  const starting = server.start().catch(() => undefined);
  await wait(random.between(0, startTakesMs));
  await server.kill();
  await starting;
  const tookMs = await startAgain(server);
  await untilEnded(children);
  return tookMs;
}

/** Resolves with the children that it had. Stopped first, so that it starts no more of them. */
async function endServer(server: TestServer): Promise<number[]> {
  process.kill(server.pid(), 'SIGSTOP');
  const children = await workingChildren(server);
  await server.kill();
  return children;
}

async function startAgain(server: TestServer): Promise<number> {
  const begunMs = performance.now();
  await server.start();
  await untilReady(server);
  return performance.now() - begunMs;
}

async function untilReady(server: TestServer): Promise<void> {
  await until(
    () => call(server, 'GET', '/readyz'),
    ({ status }) => status === 200,
  );
}

/** The postmaster alone: its backends end by themselves, and the server starts another one. */
export async function killPostgres(server: TestServer): Promise<number> {
  const victim = await readyPostmaster(server);
  if (victim === undefined) throw new Error('there is no PostgreSQL to kill');
  const begunMs = performance.now();
  process.kill(victim, 'SIGKILL');
  await until(
    () => readyPostmaster(server),
    (pid) => pid !== undefined && pid !== victim,
  );
  await untilReady(server);
  return performance.now() - begunMs;
}

/** One of the children that render, in the middle of its film. */
export async function killRenderer(server: TestServer, random: Random): Promise<number> {
  const strike = async (): Promise<boolean> => {
    const [first, ...others] = await workingChildren(server);
    return first !== undefined && kill(random.pick([first, ...others]));
  };
  await until(strike, (hit) => hit);
  const begunMs = performance.now();
  await untilReady(server);
  return performance.now() - begunMs;
}

/** False where it has ended by itself just now. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Every connection to the database, as a fail-over or an impatient operator does. */
export async function cutConnections(server: TestServer): Promise<number> {
  const begunMs = performance.now();
  await beside(server, async ({ general }) => {
    await general.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
  });
  await untilReady(server);
  return performance.now() - begunMs;
}

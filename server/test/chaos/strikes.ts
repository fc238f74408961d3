import { setTimeout as wait } from 'node:timers/promises';
import { processesIn } from '../../src/postgres/embedded/processes.ts';
import type { Random } from '../../src/studio/random.ts';
import { call, until } from '../harness/api.ts';
import type { TestServer } from '../harness/server.ts';
import { beside } from '../harness/database.ts';
import { clusterOf, readyPostmaster, starvedMs, untilEnded, workingChildren } from './processes.ts';

/** Kills something, and resolves when all is ready again. */
export type Strike = (server: TestServer, random: Random) => Promise<Recovery>;

export interface Recovery {
  readyAgainMs: number;
  /** Of that: how long other programs kept the server from running, which is no fault of its own. */
  starvedMs: number;
}

async function measured(server: TestServer, recover: () => Promise<void>): Promise<Recovery> {
  const pid = server.pid();
  const beforeMs = await starvedMs(pid);
  const begunMs = performance.now();
  await recover();
  const readyAgainMs = performance.now() - begunMs;
  const isSameProcess = server.pid() === pid;
  return {
    readyAgainMs,
    starvedMs: (await starvedMs(server.pid())) - (isSameProcess ? beforeMs : 0),
  };
}

/** The server alone: its database and its children are left to fend for themselves. */
export async function killServer(server: TestServer): Promise<Recovery> {
  const children = await endServer(server);
  const recovery = await startAgain(server);
  await untilEnded(children);
  return recovery;
}

/** The server and all of its database in one moment, as when the machine loses its power. */
export async function killServerAndDatabase(server: TestServer): Promise<Recovery> {
  const cluster = await clusterOf(server);
  const children = await endServer(server);
  for (const pid of await processesIn(cluster)) kill(pid);
  const recovery = await startAgain(server);
  await untilEnded(children);
  return recovery;
}

const startTakesMs = 1_500;

/** The server, and the next one while it starts. */
export async function killServerTwice(server: TestServer, random: Random): Promise<Recovery> {
  const children = await endServer(server);
  const starting = server.start().catch(() => undefined);
  await wait(random.between(0, startTakesMs));
  await server.kill();
  await starting;
  const recovery = await startAgain(server);
  await untilEnded(children);
  return recovery;
}

/** Resolves with the children that it had. Stopped first, so that it starts no more of them. */
async function endServer(server: TestServer): Promise<number[]> {
  process.kill(server.pid(), 'SIGSTOP');
  const children = await workingChildren(server);
  await server.kill();
  return children;
}

function startAgain(server: TestServer): Promise<Recovery> {
  return measured(server, async () => {
    await server.start();
    await untilReady(server);
  });
}

async function untilReady(server: TestServer): Promise<void> {
  await until(
    () => call(server, 'GET', '/readyz'),
    ({ status }) => status === 200,
  );
}

/** The postmaster alone: its backends end by themselves, and the server starts another one. */
export async function killPostgres(server: TestServer): Promise<Recovery> {
  const victim = await readyPostmaster(server);
  if (victim === undefined) throw new Error('there is no PostgreSQL to kill');
  return measured(server, async () => {
    process.kill(victim, 'SIGKILL');
    await until(
      () => readyPostmaster(server),
      (pid) => pid !== undefined && pid !== victim,
    );
    await untilReady(server);
  });
}

/** One of the children that render, in the middle of its film. */
export async function killRenderer(server: TestServer, random: Random): Promise<Recovery> {
  const strike = async (): Promise<boolean> => {
    const [first, ...others] = await workingChildren(server);
    return first !== undefined && kill(random.pick([first, ...others]));
  };
  await until(strike, (hit) => hit);
  return measured(server, () => untilReady(server));
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
export async function cutConnections(server: TestServer): Promise<Recovery> {
  return measured(server, async () => {
    await beside(server, async ({ general }) => {
      await general.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
            and backend_type = 'client backend'`,
      );
    });
    await untilReady(server);
  });
}

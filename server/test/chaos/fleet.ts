import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/postgres/database.ts';
import { startEmbeddedPostgres } from '../../src/postgres/embedded/index.ts';
import type { Role } from '../../src/serve.ts';
import { bin, firstLine, freePort } from '../harness/server.ts';
import { databaseUrl } from './in-process.ts';

/** Several processes of one installation: they share a database, a secret and a data directory. */
export interface Fleet {
  /** Where its api process listens. */
  url: string;
  database: Database;
  dataDirectory: string;
  startWorker(): Promise<Member>;
  remove(): Promise<void>;
}

export interface Member {
  pid: number;
  /** SIGKILL. */
  kill(): Promise<void>;
}

const studioWorkers = 2;

/** A database of its own and the api process; workers are started by the test. */
export async function startFleet(): Promise<Fleet> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'filmgate-fleet-'));
  // Not the one of the test run: three processes take nearly all connections of a server.
  const postgres = await startEmbeddedPostgres({ dataDirectory, log: () => undefined });
  const port = await freePort();
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl(postgres.connection),
    FILMGATE_SECRET: 'a secret that all processes of the fleet share',
    FILMGATE_DATA_DIR: dataDirectory,
    FILMGATE_STUDIO_WORKERS: String(studioWorkers),
    PORT: String(port),
  };
  const members: Member[] = [];
  const start = async (role: Role): Promise<Member> => {
    const member = await startMember(role, env);
    members.push(member);
    return member;
  };
  await start('api');
  const database = openDatabase({ address: postgres.connection, log: () => undefined });
  return {
    url: `http://127.0.0.1:${String(port)}`,
    database,
    dataDirectory,
    startWorker: () => start('worker'),
    async remove() {
      await Promise.all(members.map((member) => member.kill()));
      await database.close();
      await postgres.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function startMember(role: Role, env: NodeJS.ProcessEnv): Promise<Member> {
  const child = spawn(process.execPath, [bin, 'serve', '--role', role, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  const ended = once(child, 'exit');
  await firstLine(child, () => words);
  return {
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

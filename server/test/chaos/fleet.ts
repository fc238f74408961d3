import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/postgres/database.ts';
import { startEmbeddedPostgres } from '../../src/postgres/embedded/index.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { cloneDatabase, databaseUrl, type SocketAddress } from '../../src/postgres/testing.ts';
import type { Role } from '../../src/boot/serve.ts';
import { filmsEnvironment } from '../harness/films.ts';
import {
  bin,
  command,
  firstLine,
  freePort,
  type Answered,
  type ServerOptions,
} from '../harness/server.ts';

/** Several processes of one installation: they share a database, a secret and a data directory. */
export interface Fleet {
  /** Where its api process listens. */
  url: string;
  database: Database;
  dataDirectory: string;
  /** `more` is said to it alone. */
  startWorker(more?: Record<string, string>): Promise<Member>;
  /** One more api process, at an address of its own. */
  startApi(): Promise<Member & { url: string }>;
  /** What all its processes wrote to standard error last. */
  lastWords(): string;
  remove(): Promise<void>;
}

export interface Member {
  pid: number;
  /** What it has written to standard error. */
  log(): string;
  /** SIGKILL. */
  kill(): Promise<void>;
}

export interface FleetOptions {
  env?: Record<string, string>;
  /** As of a server; `embedded` is for fleets that take more connections than others can spare. */
  database?: ServerOptions['database'];
  /** As in a file of lines; they are there before anything can be asked for. */
  lines?: readonly object[];
}

const studioWorkers = 2;
const lastWordsChars = 4_000;

/** A database and the api process; workers are started by the test. */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'filmgate-fleet-'));
  const { address, drop } =
    options.database === 'embedded' ? await ownDatabase(dataDirectory) : await cloneDatabase();
  const port = await freePort();
  const ours = {
    DATABASE_URL: databaseUrl(address),
    FILMGATE_SECRET: 'a secret that all processes of the fleet share',
    FILMGATE_STUDIO_WORKERS: String(studioWorkers),
    ...filmsEnvironment(),
    ...options.env,
  };
  const env = {
    ...process.env,
    ...ours,
    FILMGATE_DATA_DIR: dataDirectory,
    PORT: String(port),
  };
  const members: Member[] = [];
  const start = async (role: Role, more: Record<string, string> = {}): Promise<Member> => {
    const member = await startMember(role, { ...env, ...more });
    members.push(member);
    return member;
  };
  const run = (args: readonly string[]): Promise<Answered> =>
    command({ dataDirectory, port, env: ours }, args);
  if (options.lines) {
    // No process of the fleet has made its tables yet; a shared one has them.
    if (options.database === 'embedded') await migrate(address);
    await importLines(run, dataDirectory, options.lines);
  }
  await start('api');
  const database = openDatabase({ address, log: () => undefined });
  return {
    url: `http://127.0.0.1:${String(port)}`,
    database,
    dataDirectory,
    startWorker: (more) => start('worker', more),
    async startApi() {
      const ownPort = String(await freePort());
      return { ...(await start('api', { PORT: ownPort })), url: `http://127.0.0.1:${ownPort}` };
    },
    lastWords: () => members.map((member) => member.log().slice(-lastWordsChars)).join('\n…\n'),
    async remove() {
      await Promise.all(members.map((member) => member.kill()));
      await database.close();
      await drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function ownDatabase(
  dataDirectory: string,
): Promise<{ address: SocketAddress; drop(): Promise<void> }> {
  const postgres = await startEmbeddedPostgres({ dataDirectory, log: () => undefined });
  return { address: postgres.connection, drop: () => postgres.stop() };
}

/** Lines as in a file of lines, which is written into `folder`. */
export async function importLines(
  run: (args: readonly string[]) => Promise<Answered>,
  folder: string,
  lines: readonly object[],
): Promise<void> {
  const path = join(folder, 'lines.yaml');
  await writeFile(path, JSON.stringify({ lines }));
  const { code, text } = await run(['lines', 'import', path]);
  if (code !== 0) throw new Error(`the lines were not imported: ${text}`);
}

/** One process; resolves when it is ready. */
export async function startMember(role: Role, env: NodeJS.ProcessEnv): Promise<Member> {
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
    log: () => words,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

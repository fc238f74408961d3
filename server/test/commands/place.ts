import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunningPostgres } from '../../src/postgres/embedded/index.ts';
import { removeDirectory } from '../../src/postgres/embedded/testing/support.ts';
import { freePort, startServer, type ServerOptions, type TestServer } from '../harness/server.ts';
import { run, runJson, start, type Ran, type Running } from './run.ts';

/** A data directory with its commands, beside a running server or without one. */
export interface Place {
  dataDirectory: string;
  port: number;
  /** Null where no server runs. */
  server: TestServer | null;
  /** For files that commands write. */
  folder: string;
  run(args: readonly string[]): Promise<Ran>;
  runJson(args: readonly string[]): ReturnType<typeof runJson>;
  start(args: readonly string[], env?: Record<string, string>): Running;
  /** True where a database of ours runs on the data directory. */
  hasDatabase(): Promise<boolean>;
  remove(): Promise<void>;
}

export const kinds = ['beside a running server', 'without a server'] as const;

/** `database` is the server's: without one the commands start the PostgreSQL of the data directory themselves. */
export async function openPlace(
  kind: (typeof kinds)[number],
  { database }: Pick<ServerOptions, 'database'> = {},
): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-commands-'));
  const server = kind === 'beside a running server' ? await startServer({ database }) : null;
  const dataDirectory = server?.dataDirectory ?? join(folder, 'data');
  const port = server?.port ?? (await freePort());
  const env = server?.env ?? { FILMGATE_DATA_DIR: dataDirectory, PORT: String(port) };
  // Other commands would refuse: they make no database.
  if (server === null) await run(['migrate'], { env, cwd: folder });
  return {
    dataDirectory,
    port,
    server,
    folder,
    run: (args) => run(args, { env, cwd: folder }),
    runJson: (args) => runJson(args, { env, cwd: folder }),
    start: (args, more) => start(args, { env: { ...env, ...more }, cwd: folder }),
    hasDatabase: async () => (await findRunningPostgres(dataDirectory)) !== null,
    async remove() {
      await server?.stop();
      await removeDirectory(dataDirectory);
      await server?.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

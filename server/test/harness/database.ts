import { openDatabase, type Database } from '../../src/postgres/database.ts';
import { findRunningPostgres } from '../../src/postgres/embedded/index.ts';
import type { SocketAddress } from '../../src/postgres/testing.ts';
import type { TestServer } from './server.ts';

/** A server by what its database is found with: the address, or else the data directory that it lies in. */
type Found = Pick<TestServer, 'dataDirectory'> & Partial<Pick<TestServer, 'database'>>;

/** Where the database of a running server is. */
export async function addressOf({ dataDirectory, database }: Found): Promise<SocketAddress> {
  const address = database ?? (await findRunningPostgres(dataDirectory));
  if (!address) throw new Error('the server’s database does not run');
  return address;
}

/** The database of a running server, for what no door tells. The caller closes it. */
export async function openServerDatabase(server: Found): Promise<Database> {
  return openDatabase({ address: await addressOf(server), log: () => undefined });
}

/** Works in the database of a running server, as a command beside it does. */
export async function beside<Result>(
  server: Found,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openServerDatabase(server);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

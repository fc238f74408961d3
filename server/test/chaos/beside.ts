import { openDatabase, type Database } from '../../src/postgres/database.ts';
import { findRunningPostgres } from '../../src/postgres/embedded/index.ts';
import type { TestServer } from '../harness/server.ts';

/** Works in the database of a running server, as a command beside it does. */
export async function beside<Result>(
  server: Pick<TestServer, 'dataDirectory'>,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const address = await findRunningPostgres(server.dataDirectory);
  if (!address) throw new Error('the database of the server is not up');
  const database = openDatabase({ address, log: () => undefined });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

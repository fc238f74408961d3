import { openDatabase, type Database } from '../../src/postgres/database.ts';
import { findRunningPostgres } from '../../src/postgres/embedded/index.ts';
import type { TestServer } from './server.ts';

/** The database of a running server, for what no door tells. The caller closes it. */
export async function openServerDatabase(
  server: Pick<TestServer, 'dataDirectory'>,
): Promise<Database> {
  const address = await findRunningPostgres(server.dataDirectory);
  if (!address) throw new Error('the server’s database does not run');
  return openDatabase({ address, log: () => undefined });
}

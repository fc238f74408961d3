import type { Database } from '../../src/postgres/database.ts';
import { openServerDatabase, type Found } from '../harness/database.ts';

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

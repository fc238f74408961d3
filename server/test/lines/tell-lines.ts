import type { Database } from '../../src/postgres/database.ts';
import { startWake } from '../../src/work/wake.ts';
import { call, until } from '../harness/api.ts';
import type { TestServer } from '../harness/server.ts';

/** What no line of these tests serves: from the first line on it is not sold. */
const unserved = 'seedance-1.5-pro';

/** Tells a server of its first line, which was written into its database; resolves when it goes by it. */
export async function tellOfFirstLine(server: TestServer, database: Database): Promise<void> {
  const wake = startWake(database, () => undefined);
  wake.tell('lines');
  await wake.close();
  await untilFirstLineCounts(server);
}

/** Resolves when a server goes by its first line. */
export async function untilFirstLineCounts(server: TestServer): Promise<void> {
  const { liveKey: key } = server.first;
  await until(
    () => call(server, 'GET', '/api/open/v1/models', { key }),
    ({ body }) => !JSON.stringify(body).includes(unserved),
  );
}

import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from './database.ts';
import { cloneDatabase, databaseUrl } from './testing.ts';

/** What whole servers of tests lean on: the PostgreSQL of the run and a database of it for each of them. */

test('a cloned database is found by its URL, over the socket, with the tables of today and nothing in them', async () => {
  const { address, drop } = await cloneDatabase();
  const database = openDatabase({
    address: { url: databaseUrl(address) },
    log: () => undefined,
  });
  onTestFinished(async () => {
    await database.close();
    await drop();
  });
  const { rows } = await database.general.query<Record<string, unknown>>(
    `select current_database() as name, inet_server_addr() as network,
            (select count(*)::int from accounts) as accounts,
            (select count(*)::int from installation) as starts`,
  );
  expect(rows).toEqual([{ name: address.database, network: null, accounts: 0, starts: 0 }]);
});

test('there are connections for two files with two servers each, beside the pools of the tests', async () => {
  const { address, drop } = await cloneDatabase();
  const database = openDatabase({ address, log: () => undefined });
  onTestFinished(async () => {
    await database.close();
    await drop();
  });
  const { rows } = await database.general.query<{ most: number }>(
    `select current_setting('max_connections')::int as most`,
  );
  const poolsOfOne = 15;
  expect(rows[0]?.most).toBeGreaterThanOrEqual(8 * poolsOfOne);
});

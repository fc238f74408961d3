import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../postgres/database.ts';
import { rowsRead, testDatabase } from '../postgres/testing.ts';
import { requestRules } from './partitions.ts';
import { findCounts, findRequest, findRequests, type RequestSearch } from './read.ts';
import { someRequest } from './testing/requests.ts';
import { writeRequests } from './write.ts';

/** What is shown of the log reads a few rows however many there are, and what is rare so many at most. */
const size = 40_000;
const lookedAtMost = 5_000;

let own: Awaited<ReturnType<typeof testDatabase>>;
const accountId = randomUUID();
const keyId = randomUUID();
const some = someRequest({ accountId, atMs: Date.now() - 2_000_000 });

beforeAll(async () => {
  own = await testDatabase();
  const filling = openDatabase({ address: own.address, log: () => undefined });
  await fill(filling);
  await filling.close();
}, 120_000);
afterAll(() => own.drop());

/** Over two days that have partitions, one that has none, and of another account as many. */
async function fill(database: Database): Promise<void> {
  for (const rule of requestRules(database, 7)) await rule.batch(1);
  await writeRequests(database, [some]);
  await database.general.query(
    `insert into request_log (at, id, account_id, key_id, mode, api, method, route, path, status, took_ms, address)
     select now() + interval '1 day' - make_interval(secs => 4 * n), lpad('', 8, 'z') || '-0123456789abcdef-' || n,
            case when n % 2 = 0 then $1::uuid else $2 end, $3, 'live', 'platform', 'POST', '/', '/', 202, 1, ''
       from generate_series(1, $4::int) n`,
    [accountId, randomUUID(), keyId, size],
  );
  await database.general.query(
    `insert into request_counts (minute, account_id, key_id, route, reads, unlisted)
     select date_trunc('minute', now()) + interval '1 day' - make_interval(mins => n / 20),
            case when n % 2 = 0 then $1::uuid else $2 end, $3, '/' || n % 20, 1, 0
       from generate_series(1, $4::int) n`,
    [accountId, randomUUID(), keyId, size],
  );
}

/** On connections of its own: one tells what it has read when it ends. */
async function rowsReadBy(ask: (database: Database) => Promise<unknown>): Promise<number> {
  const total = async (): Promise<bigint> => {
    const others = async (): Promise<number> => {
      const { rows } = await own.database.general.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
          where datname = current_database() and application_name like 'filmgate%' and pid <> pg_backend_pid()`,
      );
      return rows[0]?.count ?? 0;
    };
    await expect.poll(others, { interval: 5, timeout: 20_000 }).toBe(0);
    return (await rowsRead(own.database)).reduce((sum, { rows }) => sum + rows, 0n);
  };
  const before = await total();
  const database = openDatabase({ address: own.address, log: () => undefined });
  await ask(database);
  await database.close();
  return Number((await total()) - before);
}

const list =
  (over: Partial<RequestSearch> = {}) =>
  (database: Database) =>
    findRequests(database, { accountId, limit: 20, after: null, ...over }, lookedAtMost);
const counts =
  (over: object = {}) =>
  (database: Database) =>
    findCounts(database, { accountId, limit: 20, after: null, ...over });

/** A row of a table and one of its index. */
const aPage = 200;
/** What is looked at twice: for what is asked, and for where to go on. */
const aSearch = 4 * lookedAtMost + aPage;

const hourMs = 3_600_000;
const statements: Record<string, [most: number, (database: Database) => Promise<unknown>]> = {
  'the newest': [aPage, list()],
  'after one': [aPage, list({ after: some.id })],
  'of a time': [aPage, list({ fromMs: Date.now() - hourMs, toMs: Date.now() })],
  'of a key': [aPage, list({ keyId })],
  'of another key': [aSearch, list({ keyId: randomUUID() })],
  'of a status that is rare': [aSearch, list({ status: 404 })],
  'of a task': [aSearch, list({ taskId: 'req_1' })],
  'of another path': [aSearch, list({ path: '/other' })],
  'one by its id': [aPage, (database) => findRequest(database, { accountId, id: some.id })],
  counts: [aPage, counts()],
  'counts after one': [
    aPage,
    counts({ after: { minuteAtMs: Date.now() - hourMs, keyId, route: '/7' } }),
  ],
  'counts of a time': [aPage, counts({ fromMs: Date.now() - hourMs, toMs: Date.now() })],
  'keeping house': [
    aPage,
    async (database) => {
      for (const rule of requestRules(database, 7)) await rule.batch(1);
    },
  ],
};

describe.each(['before', 'after'])('%s statistics are gathered', (when) => {
  beforeAll(async () => {
    if (when === 'before') return;
    const database = openDatabase({ address: own.address, log: () => undefined });
    await database.general.query('vacuum analyze');
    await database.close();
  });

  test.each(Object.entries(statements))('%s reads few rows', async (_name, [most, ask]) => {
    expect(await rowsReadBy(ask)).toBeLessThanOrEqual(most);
  });
});

test('a search for what is rare goes on from page to page until it is found', async () => {
  const taskId = 'req_rare';
  const atMs = Date.now() - 30_000_000;
  const rare = someRequest({ accountId, atMs, taskId });
  const others = Array.from({ length: 30 }, (_, index) =>
    someRequest({ accountId, atMs: atMs + 60_000 + index }),
  );
  await writeRequests(own.database, [rare, ...others]);
  const search = { accountId, limit: 20, taskId, fromMs: atMs - 1, toMs: atMs + 70_000 };
  const seen = [];
  let pages = 0;
  for (let after: string | null = null; ; pages += 1) {
    const found = await findRequests(own.database, { ...search, after }, 10);
    seen.push(...found.requests);
    after = found.next;
    if (after === null) break;
  }
  expect(seen.map(({ id }) => id)).toEqual([rare.id]);
  expect(pages).toBeGreaterThan(2);
});

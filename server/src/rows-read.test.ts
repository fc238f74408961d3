import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKeySpending } from './accounts/key-spending.ts';
import { listKeys } from './accounts/keys.ts';
import { expireAssets } from './assets/delete.ts';
import { listAssets, listAssetsAfter, type AssetListOrder } from './assets/read.ts';
import { findMovements, readMovements } from './ledger/history.ts';
import { readBilled } from './lines/cost/billed.ts';
import { readMargins } from './lines/cost/margins.ts';
import { pruneLineAssets } from './lines/http/line-asset-store.ts';
import { acceptedBefore } from './lines/http/witnesses.ts';
import { claim } from './work/claim.ts';
import { claimLooks } from './work/looks.ts';
import { claimFromEach } from './work/claim-from-each.ts';
import { studioQueuePrefix } from './work/queues.ts';
import { takeOver } from './work/take-over.ts';
import { openDatabase, type Database } from './postgres/database.ts';
import { startWake } from './work/wake.ts';
import { rowsRead, testDatabase } from './postgres/testing.ts';
import { oneKey } from './testing/keys.ts';
import { fillBusyDatabase, type BusyDatabase } from './testing/busy-database.ts';
import { readChanges } from './tasks/records/changes.ts';
import { expireWaiting } from './tasks/expire.ts';
import { pruneIdempotency } from './tasks/idempotency.ts';
import { listTasks, type ListOrder } from './tasks/list.ts';
import { dueLooks, findOrphans } from './tasks/open-attempts.ts';
import { findDeductions, type DeductionSearch } from './tasks/records/deductions.ts';
import { countFound, findTasks, type TaskSearch } from './tasks/records/find-tasks.ts';
import { readStatement } from './tasks/records/statements.ts';
import { readUsage } from './tasks/records/usage.ts';
import { removeTasks } from './tasks/remove.ts';
import { createSettler } from './tasks/settle.ts';
import { readOverdue, takeUntold } from './tasks/silence.ts';
import { readUnknown } from './tasks/unknown.ts';
import { listDeliveries, resendRange, type DeliveryFilter } from './webhooks/log.ts';
import { pruneDeliveries } from './webhooks/prune.ts';

/**
 * Every statement that lists, counts, reports or sweeps, on an account of 20 000 tasks among 300 accounts: how
 * many rows of tables and indexes it reads. Each asks on connections of its own, so that nothing is planned
 * earlier, before statistics are gathered and after: a statement that is fast in a small or a fresh database
 * and reads a whole history in a big one is seen here alone.
 */
const size = { tasks: 20_000, waiting: 5_000, running: 1_000, accounts: 300, tasksEach: 60 };

let own: Awaited<ReturnType<typeof testDatabase>>;
let busy: BusyDatabase;

beforeAll(async () => {
  own = await testDatabase();
  busy = await onOwnConnections((database) => fillBusyDatabase(database, size));
}, 120_000);
afterAll(() => own.drop());

/** A connection tells what it has read when it ends. */
async function onOwnConnections<Result>(
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = openDatabase({ address: own.address, log: () => undefined });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function rowsReadBy(work: (database: Database) => Promise<unknown>): Promise<number> {
  const before = await settledRows();
  await onOwnConnections(work);
  return Number((await settledRows()) - before);
}

async function settledRows(): Promise<bigint> {
  const others = async (): Promise<number> => {
    const { rows } = await own.database.general.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and application_name like 'filmgate%' and pid <> pg_backend_pid()`,
    );
    return rows[0]?.count ?? 0;
  };
  await expect.poll(others, { interval: 5 }).toBe(0);
  const read = await rowsRead(own.database);
  return read.reduce((sum, { rows }) => sum + rows, 0n);
}

/** What is asked, and the most rows that it may read. */
type Statements = Record<string, [most: number, ask: (database: Database) => Promise<unknown>]>;

const tasks =
  (over: Partial<ListOrder> = {}) =>
  (database: Database) =>
    listTasks(database, {
      accountId: busy.accountId,
      limit: 20,
      from: { after: null },
      order: 'newest',
      ...over,
    });
const found =
  (over: Partial<TaskSearch> = {}) =>
  (database: Database) =>
    findTasks(database, { accountId: busy.accountId, limit: 20, after: null, ...over });
const deductions =
  (over: Partial<DeductionSearch> = {}) =>
  (database: Database) =>
    findDeductions(database, { accountId: busy.accountId, limit: 20, before: null, ...over });
const week = { withinSeconds: 604_800 };
const deliveries =
  (over: Partial<DeliveryFilter> = {}) =>
  (database: Database) =>
    listDeliveries(parts(database), { accountId: busy.accountId, limit: 20, ...over });
const parts = (database: Database) => ({
  database,
  wake: { tell: () => undefined, on: () => () => undefined, close: () => Promise.resolve() },
  keys: oneKey(),
  checkUrl: () => null,
});
const assets =
  (over: Partial<AssetListOrder> = {}) =>
  (database: Database) =>
    listAssets(database, {
      accountId: busy.accountId,
      page: 1,
      pageSize: 20,
      sortBy: 'created',
      descending: true,
      ...over,
    });
const longAgo = new Date(Date.now() - 30 * 86_400_000);
const lately = new Date(Date.now() - 600_000);

const nobody = { limit: 20, after: null };

const aPage = 200;
/** A page by its number, with its count: from the index alone, each row once. */
const aCount = size.tasks + aPage;
const unsuccessful = (3 * size.tasks) / 200;

const lists: Statements = {
  'tasks, the newest': [aPage, tasks()],
  'tasks, the newest, with those that were deleted': [2 * aPage, tasks({ withDeleted: true })],
  'tasks, the oldest': [aPage, tasks({ order: 'oldest' })],
  'tasks after one': [
    aPage,
    (database) => tasks({ from: { after: busy.taskId(9_000) } })(database),
  ],
  'tasks, the oldest after one': [
    aPage,
    (database) => tasks({ order: 'oldest', from: { after: busy.taskId(9_000) } })(database),
  ],
  'tasks of the flex tier, by page': [aPage, tasks({ flex: true, from: { page: 1 }, ...week })],
  'tasks of the default tier, by page': [
    2 * aCount,
    tasks({ flex: false, from: { page: 1 }, ...week }),
  ],
  'tasks by ids': [aPage, (database) => tasks({ ids: [1, 9_000].map(busy.taskId) })(database)],
  'tasks by ids, by page': [
    aPage,
    (database) => tasks({ ids: [1, 9_000].map(busy.taskId), from: { page: 1 }, ...week })(database),
  ],
  'tasks that run': [aPage + size.waiting + size.running, tasks({ states: ['running'] })],
  'tasks that wait': [aPage, tasks({ states: ['queued'] })],
  'tasks that failed': [aPage + unsuccessful, tasks({ states: ['failed'] })],
  'tasks that succeeded': [aPage + size.waiting + size.running, tasks({ states: ['succeeded'] })],
  'tasks of a model, by page': [
    2 * aCount,
    tasks({ model: 'seedance-2.0-fast', from: { page: 1 } }),
  ],
  'tasks by page, the first': [aCount, tasks({ from: { page: 1 } })],
  'tasks by page, of a week': [aCount, tasks({ from: { page: 1 }, ...week })],
  'tasks by page, the last': [
    2 * (aCount + 500),
    tasks({ from: { page: 40 }, limit: 500, ...week }),
  ],
  'tasks by page, of an hour': [
    2 * (size.tasks / 144 + aPage),
    tasks({ from: { page: 1 }, withinSeconds: 3_600 }),
  ],
  'tasks by page that failed': [
    2 * (aPage + unsuccessful),
    tasks({ from: { page: 1 }, states: ['failed'], ...week }),
  ],
  'tasks by page that run': [
    2 * (aPage + size.waiting + size.running),
    tasks({ from: { page: 1 }, states: ['running'], ...week }),
  ],
  'tasks by page that succeeded': [
    2 * aCount,
    tasks({ from: { page: 1 }, states: ['succeeded'], ...week }),
  ],
  deliveries: [aPage, deliveries()],
  'deliveries before one': [aPage, deliveries({ before: 'dlv_ffff' })],
  'deliveries that failed': [aPage, deliveries({ state: 'failed' })],
  'deliveries that wait': [aPage, deliveries({ state: 'pending' })],
  'deliveries that arrived': [aPage, deliveries({ state: 'delivered' })],
  'deliveries to an endpoint': [
    aPage,
    (database) => deliveries({ endpointId: busy.endpointId })(database),
  ],
  'deliveries to another endpoint': [aPage, deliveries({ endpointId: 'whe_other' })],
  'deliveries to an endpoint that failed': [
    aPage,
    (database) => deliveries({ endpointId: busy.endpointId, state: 'failed' })(database),
  ],
  'deliveries of a task': [aPage, (database) => deliveries({ taskId: busy.taskId(77) })(database)],
  'deliveries to an endpoint in ten minutes': [
    2 * aPage,
    (database) =>
      resendRange(parts(database), {
        accountId: busy.accountId,
        endpointId: busy.endpointId,
        fromMs: Date.now() - 600_000,
        toMs: Date.now(),
        states: ['failed'],
      }),
  ],
  // All of an account, which its room bounds.
  assets: [3_000, assets()],
  'assets by name': [3_000, assets({ name: 'portrait 77', sortBy: 'updated' })],
  'assets of a kind': [3_000, assets({ kinds: ['video'], states: ['active'], shelf: 'media' })],
  'assets of a kind after one': [
    3_000,
    (database) =>
      listAssetsAfter(database, {
        accountId: busy.accountId,
        kinds: ['video'],
        limit: 20,
        after: null,
      }),
  ],
  // As many as are told, from an index each.
  'what changed lately': [
    3_000,
    (database) => readChanges(database, { accountIds: [busy.accountId], seconds: 40, most: 1_000 }),
  ],
  movements: [
    aPage,
    (database) =>
      readMovements(database, { accountId: busy.accountId, limit: 20, before: null, since: null }),
  ],
  'movements before one': [
    aPage,
    (database) =>
      readMovements(database, { accountId: busy.accountId, limit: 20, before: 99n, since: lately }),
  ],
  'tasks found': [aPage, found()],
  'tasks found after one': [aPage, (database) => found({ after: busy.taskId(9_000) })(database)],
  'tasks found of a day': [
    aPage,
    found({ fromMs: Date.now() - 2 * 86_400_000, toMs: Date.now() - 86_400_000 }),
  ],
  'tasks found that wait': [aPage, found({ states: ['queued'] })],
  'tasks found that failed': [aPage + 2 * unsuccessful, found({ states: ['failed'] })],
  'tasks found of an end user': [aPage, found({ endUser: 'Ann' })],
  'tasks found of a model': [2 * aCount, found({ model: 'seedance-2.0-fast' })],
  'tasks found of a key that made none': [4 * aCount, found({ keyId: 'none' })],
  'tasks found by metadata, the first thousand': [
    4_000 + aPage,
    (database) =>
      findTasks(
        database,
        { ...nobody, accountId: busy.accountId, metadata: new Map([['order', '1']]) },
        1_000,
      ),
  ],
  'tasks counted': [4 * aCount, (database) => countFound(database, { accountId: busy.accountId })],
  'tasks counted, the first thousand': [
    4_000 + aPage,
    (database) => countFound(database, { accountId: busy.accountId }, 1_000),
  ],
  deductions: [2 * aPage, deductions()],
  'deductions of a day': [
    2 * aPage,
    deductions({ fromMs: Date.now() - 2 * 86_400_000, toMs: Date.now() - 86_400_000 }),
  ],
  'deductions of a key that made none, the first thousand': [
    6_000 + aPage,
    (database) =>
      findDeductions(
        database,
        { accountId: busy.accountId, limit: 20, before: null, keyId: 'none' },
        1_000,
      ),
  ],
  'transactions of a day': [
    2 * aPage,
    (database) =>
      findMovements(database, {
        accountId: busy.accountId,
        limit: 20,
        before: null,
        fromMs: Date.now() - 2 * 86_400_000,
        toMs: Date.now() - 86_400_000,
      }),
  ],
  'keys of an account': [2 * aPage, (database) => listKeys(database, busy.accountId)],
};

const reports: Statements = {
  'costs of ten minutes': [
    2_000,
    (database) => readMargins(database, { since: lately, lineId: null }),
  ],
  'costs of ten minutes, of a line': [
    2_000,
    (database) => readMargins(database, { since: lately, lineId: busy.lineId }),
  ],
  'costs of all time': [
    4 * (size.tasks + size.accounts * size.tasksEach),
    (database) => readMargins(database, { since: longAgo, lineId: null }),
  ],
  'a bill of ids': [
    aPage,
    (database) => readBilled(database, busy.lineId, [`up-${busy.taskId(9)}`], null),
  ],
  'a bill of ten minutes': [
    2_000,
    (database) =>
      readBilled(database, busy.lineId, [`up-${busy.taskId(9)}`], {
        since: lately,
        until: new Date(),
      }),
  ],
  'what is unknown': [aPage, (database) => readUnknown(database, { silentSeconds: 60, most: 100 })],
};

const sweeps: Statements = {
  'what waited too long': [
    aPage,
    async (database) => {
      const wake = startWake(database, () => undefined);
      await expireWaiting(
        database,
        createSettler(database, wake, () => undefined),
      );
      await wake.close();
    },
  ],
  'idempotency records of yesterday': [aPage, pruneIdempotency],
  'deliveries of last month': [aPage, (database) => pruneDeliveries(database, 30)],
  'tasks of last year': [aPage, (database) => removeTasks(database, 400, null)],
  // Some that failed: all of them cost something, so they stay.
  'tasks of last week that stay': [10 * unsuccessful, (database) => removeTasks(database, 3, null)],
  'assets of lines of last year': [aPage, pruneLineAssets],
  'assets whose time is over': [aPage, expireAssets],
  'attempts nobody was told of': [aPage, (database) => takeUntold(database, 3_600, 100)],
  'attempts silent for too long': [aPage, (database) => readOverdue(database, 100)],
  'attempts whose sender died': [aPage, (database) => findOrphans(database, 100)],
  'looks that are due': [
    2 * aPage,
    (database) => dueLooks(database, 'follow', busy.followQueue, aPage),
  ],
  'a claim of looks': [
    aPage,
    ({ claims }) =>
      claimLooks(
        claims,
        { queue: busy.followQueue, limit: 10 },
        { holdSeconds: 0, soonestSeconds: 0, latestSeconds: 0 },
      ),
  ],
  'a claim of what waits': [
    aPage,
    ({ claims }) =>
      claim(claims, { step: 'dispatch', queue: busy.waitingQueue, limit: 10, leaseSeconds: 0 }),
  ],
  'receivers with something due': [
    aPage,
    ({ claims }) =>
      claimFromEach(claims, {
        step: 'deliver',
        queues: null,
        room: { each: 4, of: new Map() },
        ownerRoom: { each: 16, of: new Map() },
        limit: 100,
        leaseSeconds: 30,
      }),
  ],
  'assets to be fetched': [
    aPage,
    ({ claims }) =>
      claimFromEach(claims, {
        step: 'fetch',
        queues: null,
        room: { each: 4, of: new Map() },
        ownerRoom: { each: 4, of: new Map() },
        limit: 32,
        leaseSeconds: 30,
      }),
  ],
  'pictures to be made': [
    aPage,
    ({ claims }) =>
      claimFromEach(claims, {
        step: 'picture',
        queues: null,
        room: { each: 2, of: new Map() },
        ownerRoom: { each: 2, of: new Map() },
        limit: 4,
        leaseSeconds: 30,
      }),
  ],
  'work of ended studios': [
    aPage,
    (database) =>
      takeOver(database, {
        steps: ['follow', 'collect'],
        prefix: studioQueuePrefix,
        queue: `${studioQueuePrefix}one`,
        isAlone: false,
      }),
  ],
  'what a line had accepted': [
    aPage,
    (database) => acceptedBefore(database, busy.lineId, [Date.now() - 3_600_000]),
  ],
};

const statements = Object.entries({ ...lists, ...reports, ...sweeps });

describe.each(['before', 'after'])('%s statistics are gathered', (when) => {
  beforeAll(async () => {
    if (when === 'after') {
      await onOwnConnections(({ general }) => general.query('vacuum analyze'));
    }
  });

  test.each(statements)('%s: reads no more than it needs', async (_name, [most, ask]) => {
    expect(await rowsReadBy(ask)).toBeLessThanOrEqual(most);
  });
});

test('what a key was charged is added up once, and then what has come since', async () => {
  const { accountId, keyId } = busy;
  const ask = (database: Database) => readKeySpending(database, { accountId, keyId });
  const { chargedMicros } = await onOwnConnections(ask);
  const { rows } = await onOwnConnections(({ general }) =>
    general.query<{ sum: bigint }>(
      'select sum(charged_micros)::bigint as sum from tasks where account_id = $1',
      [accountId],
    ),
  );
  expect(chargedMicros).toBe(rows[0]?.sum);
  expect(await rowsReadBy(ask)).toBeLessThanOrEqual(aPage);
});

test('usage is added up once, and then read from what was added', async () => {
  const { accountId } = busy;
  const ask = (database: Database) =>
    readUsage(database, {
      accountId,
      from: new Date(Date.now() - 8 * 86_400_000).toISOString().slice(0, 10),
      to: new Date().toISOString().slice(0, 10),
      timeZone: 'Asia/Shanghai',
      by: new Set(['day']),
    });
  const rows = await onOwnConnections(ask);
  const { rows: charged } = await onOwnConnections(({ general }) =>
    general.query<{ sum: bigint }>(
      'select sum(charged_micros)::bigint as sum from tasks where account_id = $1',
      [accountId],
    ),
  );
  expect(rows.reduce((sum, { chargedMicros }) => sum + chargedMicros, 0n)).toBe(charged[0]?.sum);
  // A quarter of an hour, key and model each.
  const quarters = 2 * 8 * 96;
  expect(await rowsReadBy(ask)).toBeLessThanOrEqual(2 * quarters + aPage);
});

test('a statement is read from what was added up, however many movements its month has', async () => {
  const { accountId } = busy;
  const month = new Date().toISOString().slice(0, 7);
  const ask = (database: Database) =>
    readStatement(database, { accountId, month, metadataName: null });
  const statement = await onOwnConnections(ask);
  const { rows } = await onOwnConnections(({ general }) =>
    general.query<{ last: bigint }>(
      'select current_micros as last from movements where account_id = $1 order by version desc limit 1',
      [accountId],
    ),
  );
  expect(statement?.closingMicros).toBe(rows[0]?.last);
  const quarters = 2 * 8 * 96;
  expect(await rowsReadBy(ask)).toBeLessThanOrEqual(2 * quarters + 5 * aPage);
});

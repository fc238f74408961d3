import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { startHousekeeping, type HousekeepingRule } from './housekeeping.ts';
import { startWake, type Wake } from './wake.ts';

let own: Awaited<ReturnType<typeof testDatabase>>;
let second: Database;
let wake: Wake;
const running: { stop(): Promise<void> }[] = [];
const logged: string[] = [];

beforeAll(async () => {
  own = await testDatabase();
  second = openDatabase({ address: own.address, log: () => undefined });
  wake = startWake(own.database, () => undefined);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await own.empty();
  logged.length = 0;
});
afterAll(async () => {
  await wake.close();
  await second.close();
  await own.drop();
});

async function start(rules: readonly HousekeepingRule[], database = own.database) {
  const housekeeping = await startHousekeeping({
    database,
    wake,
    rules,
    log: pino(
      { level: 'error', serializers: { error: pino.stdSerializers.err } },
      { write: (line) => logged.push(line) },
    ),
    isTold: (error) => error instanceof Error && error.message === 'told',
    lookMs: 5,
  });
  running.push(housekeeping);
  return housekeeping;
}

/** As if so much time had passed. */
const pass = (seconds: number) =>
  own.database.general.query(
    'update work set due_at = due_at - make_interval(secs => $1) where claim_token is null',
    [seconds],
  );

async function rowsOf(): Promise<{ name: string; claimed: boolean; inSeconds: number }[]> {
  const { rows } = await own.database.general.query<{
    name: string;
    claimed: boolean;
    inSeconds: number;
  }>(
    `select subject_id as name, claim_token is not null as claimed,
            extract(epoch from due_at - now())::float8 as "inSeconds"
       from work where step = 'housekeeping' order by name`,
  );
  return rows;
}

const rests = (name: string) => async (): Promise<boolean> => {
  const rows = await rowsOf();
  return rows.some((one) => one.name === name && !one.claimed && one.inSeconds > 1);
};

test('a rule is carried out at the start, and again when its time has come', async () => {
  const rounds: number[] = [];
  const rule: HousekeepingRule = {
    name: 'sweep',
    on: 'database',
    everySeconds: 60,
    batch: (round) => Promise.resolve(rounds.push(round) < 0),
  };
  await start([rule]);
  await expect.poll(rests('sweep'), { interval: 5 }).toBe(true);
  expect(rounds).toEqual([1]);
  expect((await rowsOf())[0]?.inSeconds).toBeGreaterThan(50);
  await pass(60);
  await expect.poll(() => rounds, { interval: 5 }).toEqual([1, 2]);
});

test('another start makes it due', async () => {
  let rounds = 0;
  const rule: HousekeepingRule = {
    name: 'sweep',
    on: 'database',
    everySeconds: 60,
    batch: () => Promise.resolve(++rounds < 0),
  };
  const first = await start([rule]);
  await expect.poll(rests('sweep'), { interval: 5 }).toBe(true);
  await first.stop();
  await start([rule], second);
  await expect.poll(() => rounds, { interval: 5 }).toBe(2);
});

test('one process at a time does it, to the end of its round', async () => {
  let underWay = 0;
  let most = 0;
  const doers: string[] = [];
  const ruleOf = (process: string): HousekeepingRule => ({
    name: 'sweep',
    on: 'database',
    everySeconds: 60,
    async batch() {
      most = Math.max(most, ++underWay);
      await own.database.general.query('select pg_sleep(0.01)');
      underWay -= 1;
      return doers.push(process) % 5 !== 0;
    },
  });
  await Promise.all([start([ruleOf('first')]), start([ruleOf('second')], second)]);
  await expect.poll(rests('sweep'), { interval: 5 }).toBe(true);
  await pass(60);
  await expect.poll(() => doers.length, { interval: 5 }).toBe(10);
  expect(most).toBe(1);
  for (const round of [doers.slice(0, 5), doers.slice(5)]) expect(new Set(round).size).toBe(1);
});

test('batches of one process follow each other, and no rule waits for the whole round of another', async () => {
  const order: string[] = [];
  let underWay = 0;
  const batchOf = (name: string, batches: number) => async () => {
    expect(++underWay).toBe(1);
    await own.database.general.query('select 1');
    underWay -= 1;
    order.push(name);
    return order.filter((one) => one === name).length < batches;
  };
  await start([
    { name: 'long', on: 'database', everySeconds: 60, batch: batchOf('long', 200) },
    { name: 'short', on: 'database', everySeconds: 60, batch: batchOf('short', 1) },
  ]);
  await expect.poll(rests('long'), { interval: 5, timeout: 10_000 }).toBe(true);
  expect(order).toHaveLength(201);
  expect(order.indexOf('short')).toBeLessThan(5);
});

test('what works on files delays nothing else', async () => {
  const heard = new EventEmitter();
  const released = once(heard, 'go on');
  const hangs = async (): Promise<boolean> => {
    await released;
    return false;
  };
  await start([
    { name: 'a store', on: 'files', everySeconds: 60, batch: hangs },
    { name: 'rows', on: 'database', everySeconds: 60, batch: () => Promise.resolve(false) },
  ]);
  await expect.poll(rests('rows'), { interval: 5 }).toBe(true);
  expect(await rowsOf()).toMatchObject([{ name: 'a store', claimed: true }, { name: 'rows' }]);
  heard.emit('go on');
  await expect.poll(rests('a store'), { interval: 5 }).toBe(true);
});

test('one that wishes to rest less is asked earlier', async () => {
  await start([
    {
      name: 'soon',
      on: 'database',
      everySeconds: 60,
      batch: () => Promise.resolve({ restMs: 20_000 }),
    },
    {
      name: 'late',
      on: 'database',
      everySeconds: 60,
      batch: () => Promise.resolve({ restMs: 200_000 }),
    },
  ]);
  for (const name of ['soon', 'late']) {
    await expect.poll(rests(name), { interval: 5 }).toBe(true);
  }
  const [late, soon] = await rowsOf();
  expect(soon?.inSeconds).toBeLessThan(21);
  expect(late?.inSeconds).toBeLessThan(61);
});

test('one that fails is tried again, and told where nobody told of it', async () => {
  const fails = (name: string, message: string): HousekeepingRule => ({
    name,
    on: 'database',
    everySeconds: 60,
    batch: () => Promise.reject(new Error(message)),
  });
  await start([fails('broken', 'no such table'), fails('away', 'told')]);
  for (const name of ['away', 'broken']) {
    await expect.poll(rests(name), { interval: 5 }).toBe(true);
  }
  for (const { inSeconds } of await rowsOf()) expect(inSeconds).toBeLessThan(11);
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain('"rule":"broken"');
});

test('a stop waits for the batch under way and leaves the rest of the round to others at once', async () => {
  const heard = new EventEmitter();
  const began = once(heard, 'began');
  const released = once(heard, 'go on');
  let batches = 0;
  const slow: HousekeepingRule = {
    name: 'slow',
    on: 'database',
    everySeconds: 60,
    async batch() {
      batches += 1;
      heard.emit('began');
      await released;
      return true;
    },
  };
  const one = await start([slow]);
  await began;
  const stopped = one.stop();
  heard.emit('go on');
  await stopped;
  expect(batches).toBe(1);
  expect(await rowsOf()).toMatchObject([{ name: 'slow', claimed: false }]);
  expect((await rowsOf())[0]?.inSeconds).toBeLessThanOrEqual(0);
});

test('a stop begins nothing that waits for its turn', async () => {
  const heard = new EventEmitter();
  const released = once(heard, 'go on');
  const begun: string[] = [];
  const ruleOf = (name: string): HousekeepingRule => ({
    name,
    on: 'database',
    everySeconds: 60,
    async batch() {
      begun.push(name);
      await released;
      return false;
    },
  });
  const one = await start([ruleOf('a'), ruleOf('b'), ruleOf('c')]);
  await expect.poll(async () => (await rowsOf()).every(({ claimed }) => claimed)).toBe(true);
  await expect.poll(() => begun.length, { interval: 5 }).toBe(1);
  const stopped = one.stop();
  heard.emit('go on');
  await stopped;
  expect(begun).toHaveLength(1);
  const due = (await rowsOf()).filter(({ claimed, inSeconds }) => !claimed && inSeconds <= 0);
  expect(due).toHaveLength(2);
});

test('a rule of another version is left to it', async () => {
  let rounds = 0;
  const theirs: HousekeepingRule = {
    name: 'theirs',
    on: 'database',
    everySeconds: 60,
    batch: () => Promise.resolve(++rounds < 0),
  };
  const newer = await start([theirs]);
  await expect.poll(rests('theirs'), { interval: 5 }).toBe(true);
  await newer.stop();
  await pass(60);
  await start(
    [{ name: 'ours', on: 'database', everySeconds: 60, batch: () => Promise.resolve(false) }],
    second,
  );
  await expect.poll(rests('theirs'), { interval: 5 }).toBe(true);
  expect(rounds).toBe(1);
  expect((await rowsOf()).map(({ name }) => name)).toEqual(['ours', 'theirs']);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemOfAsync } from '../../generation/testing.ts';
import { refundTask } from '../refund.ts';
import type { Submitter } from '../submit.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  success,
  type TaskFixture,
} from '../testing/fixture.ts';
import { readUsage, type UsageDimension, type UsageQuestion } from './usage.ts';

let fixture: TaskFixture;
let who: Submitter;
let ids: string[];

/** What was charged at each of these: movements are never changed, so their times are set as they are written. */
const times = [
  '2026-03-28T15:59:59Z',
  '2026-03-28T16:00:00Z',
  '2026-03-29T00:59:59Z',
  '2026-03-29T01:00:00Z',
];

async function at(time: string, work: () => Promise<unknown>): Promise<void> {
  const { general } = fixture.database;
  await work();
  await general.query('alter table movements disable trigger user');
  await general.query(
    `update movements set created_at = $2
      where account_id = $1 and version = (select max(version) from movements where account_id = $1)`,
    [who.accountId, time],
  );
  await general.query('alter table movements enable trigger user');
}

beforeAll(async () => {
  fixture = await openTaskFixture();
  who = await addCustomer(fixture, 1_000);
  ids = [];
  for (const [index, time] of times.entries()) {
    const keyId = index === 0 ? randomUUID() : who.keyId;
    const { row } = await fixture.submit({ ...who, keyId }, order());
    ids.push(row.id);
    await at(time, () => fixture.settler.settle(success(row.id)));
  }
  await at('2026-03-30T12:00:00Z', () =>
    refundTask(fixture, { taskId: ids[0] ?? '', amountMicros: 15_000_000n, reason: 'test' }),
  );
});
afterAll(() => fixture.close());

const read = (over: Partial<Omit<UsageQuestion, 'by'>> = {}, ...by: UsageDimension[]) =>
  readUsage(fixture.database, {
    accountId: who.accountId,
    from: '2026-03-01',
    to: '2026-03-31',
    timeZone: 'UTC',
    ...over,
    by: new Set(by),
  });

test('a zone that the database does not know is refused', async () => {
  const problem = await problemOfAsync(() => read({ timeZone: 'Mars/Base' }));
  expect(problem).toMatchObject({ code: 'invalid_parameter', field: 'timeZone' });
});

test('all of a time is added up', async () => {
  expect(await read()).toEqual([
    {
      day: null,
      model: null,
      keyId: null,
      endUser: null,
      api: null,
      resolution: null,
      films: 4,
      seconds: 20,
      tokens: 435_600,
      chargedMicros: 160_000_000n,
      refundedMicros: 15_000_000n,
    },
  ]);
});

test('days are those of the zone that is asked for', async () => {
  const days = async (timeZone: string) =>
    (await read({ timeZone }, 'day')).map(({ day, films }) => [day, films]);
  expect(await days('UTC')).toEqual([
    ['2026-03-28', 2],
    ['2026-03-29', 2],
    ['2026-03-30', 0],
  ]);
  expect(await days('Asia/Shanghai')).toEqual([
    ['2026-03-28', 1],
    ['2026-03-29', 3],
    ['2026-03-30', 0],
  ]);
  // Its clocks go on by an hour at 01:00 UTC of the 29th; a day has 23 hours then, and all of it counts.
  expect(await days('Europe/Berlin')).toEqual([
    ['2026-03-28', 2],
    ['2026-03-29', 2],
    ['2026-03-30', 0],
  ]);
});

test('the first and the last day are whole', async () => {
  const one = { from: '2026-03-29', to: '2026-03-29', timeZone: 'Asia/Shanghai' };
  expect(await read(one)).toMatchObject([{ films: 3, refundedMicros: 0n }]);
  expect(await read({ from: '2026-04-01', to: '2026-04-02' })).toEqual([]);
});

test('it is told by key, model and end user', async () => {
  const rows = await read({}, 'key', 'model', 'endUser');
  expect(rows).toHaveLength(2);
  expect(rows.find(({ keyId }) => keyId === who.keyId)).toMatchObject({
    model: 'seedance-2.0',
    endUser: '',
    films: 3,
    refundedMicros: 0n,
  });
});

test('what has come since is added, once', async () => {
  await read();
  const { row } = await fixture.submit(who, order());
  await at('2026-03-31T00:00:00Z', () => fixture.settler.settle(success(row.id)));
  const both = await Promise.all([read(), read()]);
  for (const rows of both) expect(rows).toMatchObject([{ films: 5, chargedMicros: 200_000_000n }]);
});

test('another account has none of it', async () => {
  const other = await addCustomer(fixture, 0);
  expect(await read({ accountId: other.accountId })).toEqual([]);
});

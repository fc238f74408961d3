import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyCheck } from '../accounts/key-check.ts';
import { createKey } from '../accounts/keys.ts';
import { ProblemError } from '../generation/problems.ts';
import { listTasks, type ListOrder } from '../tasks/list.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

/** Longer than any list may take. */
const longList = ({ database }: TaskFixture, accountId: string) =>
  database.lists.of(accountId, (query) => sql`select pg_sleep(60)`.execute(query));

const problemOf = (error: unknown) => (error instanceof ProblemError ? error.problem : error);

test('twelve different lists of one account at once are all answered', async () => {
  const who = await addCustomer(fixture, 1_000);
  const { row } = await fixture.submit(who, order());
  const usual: ListOrder = {
    accountId: who.accountId,
    limit: 20,
    from: { page: 1 },
    order: 'newest',
    withinSeconds: 604_800,
  };
  const specs: Partial<ListOrder>[] = [
    {},
    { from: { page: 2 } },
    { limit: 500 },
    { from: { after: null } },
    { from: { after: row.id } },
    { order: 'oldest' },
    { ids: [row.id] },
    { model: 'seedance-2.0' },
    { states: ['queued'] },
    { states: ['queued', 'running'] },
    { states: ['succeeded'], ids: [row.id] },
    { states: ['failed'], model: 'seedance-2.0', from: { page: 3 } },
  ];
  const pages = await Promise.all(
    specs.map((spec) => listTasks(fixture.database, { ...usual, ...spec })),
  );
  expect(pages.map(({ rows }) => rows.length)).toEqual([1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0]);
});

/** They wait for what a list may take, each on connections of its own. */
describe.concurrent('what takes long', () => {
  test('lists that stay open keep nobody else waiting, and end as too much at once', async () => {
    const [who, other] = [await addCustomer(fixture, 1_000), await addCustomer(fixture, 1_000)];
    const { key } = await createKey(fixture.database, { accountId: other.accountId, mode: 'live' });
    const keys = createKeyCheck(fixture.database);
    const open = Promise.allSettled(
      Array.from({ length: 4 }, () => longList(fixture, who.accountId)),
    );
    const { row } = await fixture.submit(other, order({ key: 'k' }));
    const begun = performance.now();
    await fixture.submit(other, order({ key: 'k' }));
    await fixture.reader.read({ accountId: other.accountId, id: row.id });
    expect(await keys.check(key)).toMatchObject({ accountId: other.accountId });
    const { rows } = await listTasks(fixture.database, {
      accountId: other.accountId,
      limit: 20,
      from: { page: 1 },
      order: 'newest',
    });
    expect(rows).toHaveLength(1);
    expect(performance.now() - begun).toBeLessThan(1_500);
    for (const one of await open) {
      expect(one.status === 'rejected' && problemOf(one.reason)).toMatchObject({
        code: 'overloaded',
        retryAfterSeconds: expect.any(Number),
      });
    }
  });

  test('a list that takes too long says nothing against the database', async () => {
    const own = await openTaskFixture(fixture.address);
    const { accountId } = await addCustomer(own, 1_000);
    await longList(own, accountId).catch(() => undefined);
    const lists = own.database.health.parts().find(({ part }) => part === 'lists');
    await own.close();
    expect(lists).toMatchObject({ trouble: null });
  });
});

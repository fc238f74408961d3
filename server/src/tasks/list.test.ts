import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { problemOfAsync } from '../generation/testing.ts';
import { clientState, isFinal, taskStates, type ClientState } from '../generation/states.ts';
import { deleteTask } from './delete.ts';
import { listTasks, type ListOrder } from './list.ts';
import type { TaskRow } from './rows.ts';
import type { Submission } from './submit.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  success,
  type TaskFixture,
} from './testing/fixture.ts';

let fixture: TaskFixture;
let who: Awaited<ReturnType<typeof addCustomer>>;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  who = await addCustomer(fixture, 100_000);
});
afterEach(() => fixture.empty());

const submit = async () => (await fixture.submit(who, order())).row.id;

const bytesOfJson = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** In turn, so that their times differ. */
async function submitSome(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let each = 0; each < count; each++) ids.push(await submit());
  return ids;
}

async function list(over: Partial<ListOrder> = {}) {
  const { rows, ...rest } = await listTasks(fixture.database, {
    accountId: who.accountId,
    limit: 10,
    from: { after: null },
    order: 'newest',
    ...over,
  });
  return { ids: rows.map(({ id }) => id), ...rest };
}

describe('a list', () => {
  test('walks over all tasks of an account, each once, while new ones come in', async () => {
    const other = await addCustomer(fixture, 1_000);
    const before = await submitSome(27);
    await fixture.submit(other, order());
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const page = await list({ from: { after } });
      seen.push(...page.ids);
      after = page.ids.at(-1) ?? null;
      more = page.hasMore;
      await submit();
    }
    expect(seen).toEqual(before.toReversed());
  });

  test('goes both ways, by page with a count, or after a task without one', async () => {
    const ids = await submitSome(5);
    expect(await list({ limit: 2, from: { page: 2 } })).toEqual({
      ids: [ids[2], ids[1]],
      total: 5,
      hasMore: true,
    });
    expect(await list({ limit: 2, from: { after: ids[1] ?? '' }, order: 'oldest' })).toEqual({
      ids: [ids[2], ids[3]],
      total: null,
      hasMore: true,
    });
    expect(await list({ from: { page: 9 } })).toEqual({ ids: [], total: 5, hasMore: false });
  });

  test('keeps to states, ids, a model and an age', async () => {
    const [first = '', second = ''] = await submitSome(2);
    await fixture.settler.settle(settlement(first));
    expect((await list({ states: ['failed'] })).ids).toEqual([first]);
    expect((await list({ states: ['queued', 'running'] })).ids).toEqual([second]);
    expect((await list({ ids: [first, 'another'] })).ids).toEqual([first]);
    expect((await list({ model: 'seedance-2.0-fast' })).ids).toEqual([]);
    expect((await list({ withinSeconds: 0 })).ids).toEqual([]);
    expect((await list({ withinSeconds: 60, from: { page: 1 } })).total).toBe(2);
  });

  test('keeps to the flex tier, or leaves it out', async () => {
    const [first = '', second = '', third = ''] = await submitSome(3);
    await fixture.database.general.query(
      `update tasks set request = request || '{"flex": true}' where id = $1`,
      [second],
    );
    expect(await list({ flex: true, from: { page: 1 } })).toMatchObject({
      ids: [second],
      total: 1,
    });
    expect(await list({ flex: false, from: { page: 1 } })).toMatchObject({
      ids: [third, first],
      total: 2,
    });
    expect((await list({})).ids).toEqual([third, second, first]);
  });

  test('of any states has the tasks in these and no others', async () => {
    const states = new Map<string, ClientState>();
    for (const state of taskStates) {
      const id = await submit();
      states.set(id, clientState(state));
      if (state === 'succeeded') await fixture.settler.settle(success(id));
      else if (isFinal(state)) await fixture.settler.settle(settlement(id, { state }));
      else {
        await fixture.database.general.query('update tasks set state = $2 where id = $1', [
          id,
          state,
        ]);
      }
    }
    const all = [...new Set(states.values())];
    const subsets = all.reduce<ClientState[][]>(
      (some, state) => [...some, ...some.map((one) => [...one, state])],
      [[]],
    );
    for (const wanted of subsets) {
      const expected = [...states.keys()]
        .toReversed()
        .filter((id) => wanted.some((state) => state === states.get(id)));
      expect((await list({ states: wanted })).ids, wanted.join()).toEqual(expected);
      const { ids, total } = await list({ states: wanted, from: { page: 1 } });
      expect({ ids, total }, wanted.join()).toEqual({ ids: expected, total: expected.length });
    }
  });

  test('refuses to go on behind what is missing or another account’s', async () => {
    const other = await addCustomer(fixture, 1_000);
    const foreign = (await fixture.submit(other, order())).row.id;
    await submit();
    for (const after of [foreign, 'x', "x'; drop table tasks"]) {
      const problem = await problemOfAsync(() => list({ from: { after } }));
      expect(problem).toMatchObject({ code: 'invalid_parameter', field: 'after' });
    }
  });
});

/** As long as prompts and metadata may be. */
const long = (number: number): Submission => {
  const submission = order({ prompt: `${String(number)} ${'猫'.repeat(31_000)} --dur 5` });
  const metadata = { note: 'x'.repeat(65_000) };
  return { ...submission, decode: () => ({ ...submission.decode(), metadata }) };
};

describe('tasks with the longest texts', () => {
  const mebibyte = 1_048_576;
  const longOnes = 60;

  async function submitLong(): Promise<string[]> {
    const ids: string[] = [];
    for (let number = 0; number < longOnes; number++) {
      ids.push((await fixture.submit(who, long(number))).row.id);
    }
    return ids;
  }

  const page = (over: Partial<ListOrder>) =>
    listTasks(fixture.database, {
      accountId: who.accountId,
      limit: 100,
      from: { after: null },
      order: 'newest',
      ...over,
    });
  const bytesOf = (rows: readonly TaskRow[]) =>
    rows.reduce((sum, { request, metadata }) => sum + bytesOfJson({ request, metadata }), 0);

  test('end a page early, and each is told once and whole', async () => {
    const ids = await submitLong();
    for (const order of ['newest', 'oldest'] as const) {
      const seen: TaskRow[] = [];
      let after: string | null = null;
      let pages = 0;
      for (let more = true; more;) {
        const { rows, hasMore } = await page({ from: { after }, order });
        expect(bytesOf(rows)).toBeLessThan(5 * mebibyte);
        seen.push(...rows);
        after = rows.at(-1)?.id ?? null;
        more = hasMore;
        pages += 1;
      }
      expect(pages).toBeGreaterThan(2);
      expect(seen.map(({ id }) => id)).toEqual(order === 'newest' ? ids.toReversed() : ids);
      for (const { request, metadata } of seen) {
        expect(request.prompt.length).toBeGreaterThan(31_000);
        expect(JSON.stringify(metadata).length).toBeGreaterThan(65_000);
      }
    }
  });

  test('keep their places on pages by number, with the beginnings of their prompts', async () => {
    const ids = await submitLong();
    await submit();
    const { rows, total, hasMore } = await page({ from: { page: 1 } });
    expect({ total, hasMore, count: rows.length }).toEqual({
      total: longOnes + 1,
      hasMore: false,
      count: longOnes + 1,
    });
    expect(bytesOf(rows)).toBeLessThan(mebibyte);
    const [short, newest] = rows;
    expect(short).toMatchObject({ request: { prompt: 'a river in autumn' } });
    expect(newest?.request.prompt).toMatch(/^59 猫+$/u);
    expect(newest?.request.writtenPrompt).toBe(newest?.request.prompt);
    expect(newest).toMatchObject({ id: ids.at(-1), metadata: null, model: 'seedance-2.0' });
    expect((await page({ from: { page: 2 }, limit: 40 })).rows.map(({ id }) => id)).toEqual(
      ids.toReversed().slice(39),
    );
  });
});

describe('a deleted task', () => {
  const forget = (id: string, accountId = who.accountId) =>
    deleteTask(fixture, accountId, { id, whileOpen: 'cancel' });

  test('is seen no more, and its movements stay', async () => {
    const id = await submit();
    const key = { accountId: who.accountId, id };
    await fixture.settler.settle(
      settlement(id, { state: 'succeeded', failure: null, chargeMicros: 7n }),
    );
    await fixture.reader.read(key);
    expect(await forget(id)).toBe('deleted');
    expect(await fixture.reader.read(key)).toBeNull();
    expect((await list()).ids).toEqual([]);
    expect(await problemOfAsync(() => forget(id))).toMatchObject({ code: 'task_not_found' });
    const { rows } = await fixture.database.general.query(
      'select amount_micros from movements where task_id = $1',
      [id],
    );
    expect(rows).toEqual([{ amount_micros: 7n }]);
  });

  test('that waits is cancelled first, and stays where delete means cancel', async () => {
    const [first = '', second = ''] = await submitSome(2);
    expect(
      await deleteTask(fixture, who.accountId, { id: first, whileOpen: 'cancel_queued' }),
    ).toBe('cancelled');
    expect(await forget(second)).toBe('deleted');
    expect((await list()).ids).toEqual([first]);
    expect((await fixture.reader.read({ accountId: who.accountId, id: first }))?.state).toBe(
      'cancelled',
    );
  });

  test('that runs is refused where delete cancels only what waits', async () => {
    const id = await submit();
    await fixture.database.general.query("update tasks set state = 'running' where id = $1", [id]);
    const problem = await problemOfAsync(() =>
      deleteTask(fixture, who.accountId, { id, whileOpen: 'cancel_queued' }),
    );
    expect(problem).toMatchObject({ code: 'not_cancellable' });
  });

  test('of another account is a missing one, and nothing happens to it', async () => {
    const id = await submit();
    const other = await addCustomer(fixture, 1);
    const foreign = await problemOfAsync(() => forget(id, other.accountId));
    expect(foreign).toEqual(await problemOfAsync(() => forget('missing', other.accountId)));
    expect((await list()).ids).toEqual([id]);
  });
});

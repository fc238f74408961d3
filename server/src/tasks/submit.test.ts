import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readWallet } from '../accounts/accounts.ts';
import { refuse } from '../generation/problems.ts';
import { checkLedger } from '../ledger/check.ts';
import { claim } from '../work/claim.ts';
import { ownPriceBook } from '../pricing/book.ts';
import { charge } from '../pricing/quote.ts';
import { quoteFromJson } from '../pricing/quote-json.ts';
import { pruneIdempotency } from './idempotency.ts';
import { studioQueue } from '../work/queues.ts';
import {
  addCustomer,
  dialectNamed,
  openTaskFixture,
  order,
  passSinceKeys,
  settlement,
  type TaskFixture,
} from './testing/fixture.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

const problem = (code: string, field?: string) => ({
  problem: expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as unknown,
});

function wallet(accountId: string) {
  return readWallet(fixture.database, accountId);
}

describe('a submit', () => {
  test('holds its quote in the transaction that makes the task', async () => {
    const who = await addCustomer(fixture, 100);
    const { row, replayed } = await fixture.submit(who, order());
    expect(replayed).toBe(false);
    expect(row).toMatchObject({ state: 'queued', quote_micros: 40_000_000n });
    expect(await wallet(who.accountId)).toEqual({
      balanceMicros: 100_000_000n,
      heldMicros: 40_000_000n,
      debtMicros: 0n,
    });
    const read = await fixture.reader.read({ accountId: who.accountId, id: row.id });
    expect(read).toEqual(row);
  });

  test('that costs too much is refused, and does not block a later smaller one', async () => {
    const who = await addCustomer(fixture, 50);
    // Together, so that they share a batch: 120 is too much, 32 passes, and then 40 is too much too.
    const [big, small, second] = await Promise.allSettled([
      fixture.submit(who, order({ seconds: 15 })),
      fixture.submit(who, order({ seconds: 4 })),
      fixture.submit(who, order({ seconds: 5 })),
    ]);
    expect(big).toMatchObject({ status: 'rejected', reason: problem('insufficient_credits') });
    expect(second).toMatchObject({
      reason: {
        message:
          'The account has too few credits for this request: 40 credits are required, 18 are available, 22 are short. Add credits, or ask for less.',
      },
    });
    expect(small?.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: problem('insufficient_credits') });
    expect(await wallet(who.accountId)).toMatchObject({ heldMicros: 32_000_000n });
  });

  test('with a test key is free, but still refused where the live one would be', async () => {
    const who = await addCustomer(fixture, 0, 'test');
    const { row } = await fixture.submit(who, order());
    expect(row.quote_micros).toBe(0n);
    expect(await wallet(who.accountId)).toEqual({
      balanceMicros: 0n,
      heldMicros: 0n,
      debtMicros: 0n,
    });
    await expect(fixture.submit(who, order({ seconds: 99 }))).rejects.toMatchObject(
      problem('invalid_parameter', 'duration'),
    );
  });

  test('of a member costs what its tier pays: the hold, the quote, and the least before media are looked at', async () => {
    const tiers = new Map([['half', { discountPercent: 50 }]]);
    const discounting = await openTaskFixture(fixture.address, { ...ownPriceBook(), tiers });
    const member = { ...(await addCustomer(fixture, 100)), tier: 'half' };
    const { row } = await discounting.submit(member, order());
    expect(row.quote_micros).toBe(20_000_000n);
    expect(await wallet(member.accountId)).toMatchObject({ heldMicros: 20_000_000n });
    // 40 credits at least for everybody else.
    const poor = { ...(await addCustomer(fixture, 39)), tier: 'half' };
    const { ask } = order().decode();
    const media = [
      { url: 'https://m.example/a.png', kind: 'image', role: null, field: 'a' },
    ] as const;
    const withMedia = { ...order(), decode: () => ({ ask: { ...ask, media } }) };
    await expect(discounting.submit({ ...poor, tier: null }, withMedia)).rejects.toMatchObject(
      problem('insufficient_credits'),
    );
    await expect(discounting.submit(poor, withMedia)).rejects.toThrow('this test has no media');
    await discounting.close();
  });

  test('expires after 48 hours, or when the request says', async () => {
    const who = await addCustomer(fixture, 100);
    const soon = { ...order(), decode: () => ({ ...order().decode(), expiresSeconds: 3_600 }) };
    const [usual, told] = [await fixture.submit(who, order()), await fixture.submit(who, soon)];
    const { rows } = await fixture.database.general.query<{ id: string; seconds: number }>(
      `select id, extract(epoch from expires_at - created_at)::int as seconds from tasks
        where account_id = $1 order by created_at`,
      [who.accountId],
    );
    expect(rows).toEqual([
      { id: usual.row.id, seconds: 48 * 3_600 },
      { id: told.row.id, seconds: 3_600 },
    ]);
  });

  test('that is refused leaves nothing behind', async () => {
    const who = await addCustomer(fixture, 100);
    await expect(fixture.submit(who, order({ seconds: 3, key: 'k' }))).rejects.toMatchObject(
      problem('invalid_parameter', 'duration'),
    );
    expect(await wallet(who.accountId)).toMatchObject({ heldMicros: 0n });
    // The key was not used up either.
    expect(await fixture.submit(who, order({ key: 'k' }))).toMatchObject({ replayed: false });
  });

  test('whose key is revoked while it is worked on makes nothing and holds nothing', async () => {
    const who = await addCustomer(fixture, 100);
    const askAgain = () => Promise.reject(refuse('unauthorized', 'Invalid API key'));
    const revoked = fixture.submit(who, { ...order({ key: 'k' }), askAgain });
    await expect(revoked).rejects.toMatchObject(problem('unauthorized'));
    expect(await wallet(who.accountId)).toMatchObject({ heldMicros: 0n });
    // The key of the request was not used up either.
    expect(await fixture.submit(who, order({ key: 'k' }))).toMatchObject({ replayed: false });
  });
});

test('what nothing that is connected can ever make is refused before anything is held', async () => {
  const who = await addCustomer(fixture, 100);
  fixture.connected.takesAll = false;
  const refused = fixture.submit(who, order());
  await expect(refused).rejects.toMatchObject(problem('model_unavailable', 'model'));
  fixture.connected.takesAll = true;
  expect(await wallet(who.accountId)).toMatchObject({ heldMicros: 0n });
});

describe('an idempotency key', () => {
  test('belongs to the mode of its request: a live create is never answered with a test task', async () => {
    const live = await addCustomer(fixture, 100);
    const test = { ...live, mode: 'test' as const };
    const [tried, made] = [
      await fixture.submit(test, order({ key: 'mode' })),
      await fixture.submit(live, order({ key: 'mode' })),
    ];
    expect(made).toMatchObject({ replayed: false, row: { mode: 'live' } });
    expect(await fixture.submit(test, order({ key: 'mode' }))).toMatchObject({
      replayed: true,
      row: { id: tried.row.id, mode: 'test' },
    });
    // Together they share a batch, and neither is the other's.
    const both = await Promise.all([
      fixture.submit(test, order({ key: 'both modes' })),
      fixture.submit(live, order({ key: 'both modes' })),
    ]);
    expect(both.map(({ row, replayed }) => [row.mode, replayed])).toEqual([
      ['test', false],
      ['live', false],
    ]);
  });

  test('gives the same answer again, however far the task has come and without a credit left', async () => {
    const who = await addCustomer(fixture, 40);
    const first = await fixture.submit(who, order({ key: 'once' }));
    await fixture.settler.settle(
      settlement(first.row.id, { state: 'succeeded', chargeMicros: 40_000_000n, failure: null }),
    );
    const again = await fixture.submit(who, order({ key: 'once' }));
    expect(again).toEqual({ row: first.row, replayed: true });
    expect(await wallet(who.accountId)).toEqual({
      balanceMicros: 0n,
      heldMicros: 0n,
      debtMicros: 0n,
    });
  });

  test('with another request is refused, and so is one that does not even decode', async () => {
    const who = await addCustomer(fixture, 100);
    await fixture.submit(who, order({ key: 'k' }));
    const other = order({ key: 'k', prompt: 'a harbour at night' });
    await expect(fixture.submit(who, other)).rejects.toMatchObject(problem('idempotency_mismatch'));
    const broken = {
      ...order({ key: 'k' }),
      decode: () => {
        throw new Error('does not decode');
      },
    };
    await expect(fixture.submit(who, broken)).rejects.toMatchObject(
      problem('idempotency_mismatch'),
    );
    const elsewhere = { ...order({ key: 'k' }), dialect: dialectNamed('hmtm') };
    await expect(fixture.submit(who, elsewhere)).rejects.toMatchObject(
      problem('idempotency_mismatch'),
    );
  });

  test('does not depend on the order of keys in the request', async () => {
    const who = await addCustomer(fixture, 100);
    const plain = order({ key: 'k' });
    const turned = {
      ...plain,
      decode: () => ({ ask: Object.fromEntries(Object.entries(plain.decode().ask).reverse()) }),
    };
    const first = await fixture.submit(who, plain);
    // The ask is the same one, with its keys turned round.
    const again = await fixture.submit(who, turned as typeof plain);
    expect(again.row.id).toBe(first.row.id);
  });

  test('waits while its first request is worked on, and belongs to one account', async () => {
    const who = await addCustomer(fixture, 100);
    const other = await addCustomer(fixture, 100);
    const results = await Promise.all([
      fixture.submit(who, order({ key: 'k' })),
      fixture.submit(who, order({ key: 'k' })),
      fixture.submit(other, order({ key: 'k' })),
    ]);
    expect(results.map(({ replayed }) => replayed)).toEqual([false, true, false]);
    const [first, second, theirs] = results.map(({ row }) => row.id);
    expect(second).toBe(first);
    expect(theirs).not.toBe(first);
  });

  test('makes one task between processes too: the unique record decides', async () => {
    const who = await addCustomer(fixture, 1_000);
    const other = await openTaskFixture(fixture.address);
    const results = await Promise.all([
      fixture.submit(who, order({ key: 'shared' })),
      other.submit(who, order({ key: 'shared' })),
    ]);
    expect(new Set(results.map(({ row }) => row.id)).size).toBe(1);
    expect(results.filter(({ replayed }) => replayed).length).toBe(1);
    await other.close();
  });

  test('is free again after 24 hours, whether it was pruned yet or not', async () => {
    const who = await addCustomer(fixture, 1_000);
    const first = await fixture.submit(who, order({ key: 'old' }));
    await passSinceKeys(fixture, who, '24 hours 1 second');
    const second = await fixture.submit(who, order({ key: 'old' }));
    expect(second.row.id).not.toBe(first.row.id);
    expect(second.replayed).toBe(false);
    await fixture.database.general.query(
      `update idempotency set created_at = now() - interval '25 hours' where account_id = $1`,
      [who.accountId],
    );
    expect(await pruneIdempotency(fixture.database)).toBe(1);
  });
});

test('tasks are dispatched in fair turns: a newcomer does not wait behind a backlog', async () => {
  const fresh = await openTaskFixture();
  const busy = await addCustomer(fresh, 1_000);
  const newcomer = await addCustomer(fresh, 1_000);
  const backlog: string[] = [];
  for (let count = 0; count < 6; count++) {
    backlog.push((await fresh.submit(busy, order({ seconds: 4 }))).row.id);
  }
  const take = async (limit: number) => {
    const claimed = await claim(fresh.database.claims, {
      step: 'dispatch',
      queue: studioQueue,
      limit,
      leaseSeconds: 60,
    });
    return claimed.map(({ subjectId }) => subjectId);
  };
  expect(await take(2)).toEqual(backlog.slice(0, 2));
  const late = (await fresh.submit(newcomer, order({ seconds: 4 }))).row.id;
  const next = await take(2);
  expect(next).toContain(late);
  expect(await take(10)).toHaveLength(3);
  await fresh.close();
});

test('quote = hold ≥ charge for whatever is made, over random requests', async () => {
  const who = await addCustomer(fixture, 1_000_000);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 4, max: 15 }),
      fc.constantFrom('480p' as const, '720p' as const),
      fc.integer({ min: 0, max: 15 }),
      async (seconds, resolution, madeSeconds) => {
        const before = await wallet(who.accountId);
        const { row } = await fixture.submit(who, order({ seconds, resolution }));
        const held = await wallet(who.accountId);
        expect((held?.heldMicros ?? 0n) - (before?.heldMicros ?? 0n)).toBe(row.quote_micros);
        const { rows } = await fixture.database.general.query<{ quote: unknown }>(
          'select quote from tasks where id = $1',
          [row.id],
        );
        const made = { seconds: madeSeconds, width: 1280, height: 720 };
        const chargeMicros = charge(quoteFromJson(rows[0]?.quote), made);
        expect(chargeMicros).toBeLessThanOrEqual(row.quote_micros);
        await fixture.settler.settle(
          settlement(row.id, { state: 'succeeded', chargeMicros, failure: null }),
        );
        const after = await wallet(who.accountId);
        expect(after).toEqual({
          balanceMicros: (before?.balanceMicros ?? 0n) - chargeMicros,
          heldMicros: before?.heldMicros,
          debtMicros: 0n,
        });
      },
    ),
    { numRuns: 40 },
  );
  expect((await checkLedger(fixture.database)).broken).toEqual([]);
});

test('a poison row among 255 good ones of one batch harms none of them', async () => {
  const who = await addCustomer(fixture, 100_000);
  const submits = Array.from({ length: 256 }, (_, index) => {
    const plain = order({ seconds: 4 });
    // PostgreSQL cannot store it, and no check at the door stands before this call.
    const { ask, ...rest } = plain.decode();
    const poison = { ...plain, decode: () => ({ ...rest, ask: { ...ask, prompt: 'a\0b' } }) };
    return fixture.submit(who, index === 100 ? poison : plain);
  });
  const results = await Promise.allSettled(submits);
  const rejected = results.flatMap(({ status }, index) => (status === 'rejected' ? index : []));
  expect(rejected).toEqual([100]);
  expect(await wallet(who.accountId)).toMatchObject({ heldMicros: 255n * 32_000_000n });
});

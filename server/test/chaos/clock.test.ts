import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { claim, release } from '../../src/work/claim.ts';
import { expireWaiting } from '../../src/tasks/expire.ts';
import { studioQueue } from '../../src/work/queues.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  type TaskFixture,
} from '../../src/tasks/testing/fixture.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
afterEach(() => {
  vi.useRealTimers();
});

const hourMs = 3_600_000;

/** From now on this process believes that it is so much later, or earlier. */
function shiftClock(byMs: number): void {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + byMs });
}

const dispatch = { step: 'dispatch', queue: studioQueue, limit: 10 } as const;

describe.each([
  ['an hour ahead', hourMs],
  ['an hour behind', -hourMs],
  ['ten years ahead', 87_600 * hourMs],
])('on a process whose clock is %s', (_, byMs) => {
  test('a lease ends neither early nor late', async () => {
    const who = await addCustomer(fixture, 100);
    shiftClock(byMs);
    const { row } = await fixture.submit(who, order());
    const [held] = await claim(fixture.database.claims, { ...dispatch, leaseSeconds: 30 });
    expect(held?.subjectId).toBe(row.id);
    // Another process, whose clock is wrong the other way.
    shiftClock(-byMs);
    expect(await claim(fixture.database.claims, { ...dispatch, leaseSeconds: 30 })).toEqual([]);

    if (!held) throw new Error('nothing was claimed');
    await release(fixture.database.claims, 'dispatch', [{ ...held, afterSeconds: 0 }]);
    const [short] = await claim(fixture.database.claims, { ...dispatch, leaseSeconds: 0.2 });
    expect(short?.subjectId).toBe(row.id);
    shiftClock(byMs);
    await expect
      .poll(() => claim(fixture.database.claims, { ...dispatch, leaseSeconds: 30 }))
      .toMatchObject([{ subjectId: row.id, claims: 3 }]);
    await fixture.cancel({ accountId: who.accountId, id: row.id });
  });

  test('a task is as old as the database says, and does not expire for it', async () => {
    const who = await addCustomer(fixture, 100);
    const nowMs = Date.now();
    shiftClock(byMs);
    const { row } = await fixture.submit(who, order());
    expect(Math.abs(row.created_ms - nowMs)).toBeLessThan(60_000);
    expect(await expireWaiting(fixture.database, fixture.settler)).toBe(0);
    await fixture.cancel({ accountId: who.accountId, id: row.id });
  });
});

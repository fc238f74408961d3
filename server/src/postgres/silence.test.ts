import { describe, expect, test, type TestContext } from 'vitest';
import { addCustomer, openTaskFixture, order } from '../tasks/testing/fixture.ts';
import { openDatabase } from './database.ts';
import { testDatabase } from './testing.ts';
import { proxyTo } from './testing-proxy.ts';

/** Above the deadline of a statement and that of a new connection. */
const boundMs = 14_000;

/** A database of its own, and a way to it that can fall silent. */
async function openSilent({ onTestFinished }: TestContext) {
  const straight = await testDatabase();
  const proxy = await proxyTo(straight.address);
  onTestFinished(async () => {
    proxy.thaw();
    await proxy.close();
    await straight.drop();
  });
  return { straight, proxy };
}

/** They wait for deadlines that are what they are. */
describe.concurrent('a database', () => {
  test(
    'that falls silent keeps nobody waiting, and work goes on when it is back',
    { timeout: 90_000 },
    async (context) => {
      const { proxy } = await openSilent(context);
      const fixture = await openTaskFixture(proxy.address);
      context.onTestFinished(async () => {
        proxy.thaw();
        await fixture.close();
      });
      const who = await addCustomer(fixture, 1_000);
      await fixture.submit(who, order());
      proxy.freeze();
      const begun = performance.now();
      const answers = await Promise.allSettled([
        fixture.submit(who, order()),
        fixture.reader.read({ accountId: who.accountId, id: 'a task' }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(performance.now() - begun).toBeLessThan(boundMs);
      // The lanes are not lost: one more of each is answered as soon.
      const again = performance.now();
      await Promise.allSettled([
        fixture.submit(who, order()),
        fixture.reader.read({ accountId: who.accountId, id: 'a task' }),
      ]);
      expect(performance.now() - again).toBeLessThan(boundMs);
      proxy.thaw();
      proxy.reset();
      const { row } = await fixture.submit(who, order());
      expect(row.state).toBe('queued');
    },
  );

  test(
    'that is silent does not keep a process from ending',
    { timeout: 60_000 },
    async (context) => {
      const { proxy } = await openSilent(context);
      const database = openDatabase({ address: proxy.address, log: () => undefined });
      await database.general.query('select 1');
      const running = database.general.query('select pg_sleep(25)').catch(() => 'cut');
      await context.expect.poll(() => proxy.connections()).toBeGreaterThan(0);
      proxy.freeze();
      const begun = performance.now();
      await database.close();
      expect(performance.now() - begun).toBeLessThan(8_000);
      expect(await running).toBe('cut');
    },
  );

  test('that is slow is not waited for after a close', { timeout: 60_000 }, async (context) => {
    const { straight } = await openSilent(context);
    const database = openDatabase({ address: straight.address, log: () => undefined });
    const running = database.general.query('select pg_sleep(25)').catch(() => 'cancelled');
    await database.general.query('select 1');
    const begun = performance.now();
    await database.close();
    expect(performance.now() - begun).toBeLessThan(6_000);
    expect(await running).toBe('cancelled');
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemOfAsync } from '../generation/testing.ts';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { networkOf, takeTry } from './throttle.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

const attempt = (email: string, address: string) =>
  problemOfAsync(() => takeTry(database, { email, address }));

/** How many of so many tries at once get through. */
async function through(count: number, of: (index: number) => [email: string, address: string]) {
  const all = await Promise.all(Array.from({ length: count }, (_, index) => attempt(...of(index))));
  return all.filter((problem) => problem === null).length;
}

test('from one place a mail has five tries, however many come at once', async () => {
  expect(await through(50, () => ['one@people.example', '192.0.2.1'])).toBe(5);
  const problem = await attempt('ONE@people.example', '192.0.2.1');
  expect(problem).toMatchObject({ code: 'rate_limited' });
  // Nobody is locked out by somebody in another place, and others of that place go on.
  expect(await attempt('one@people.example', '192.0.2.2')).toBeNull();
  expect(await attempt('two@people.example', '192.0.2.1')).toBeNull();
});

test('a mail has fifty from all places, and a place fifty for all mails', async () => {
  expect(
    await through(70, (index) => ['three@people.example', `198.51.100.${String(index)}`]),
  ).toBe(50);
  expect(await through(70, (index) => [`${String(index)}@people.example`, '203.0.113.1'])).toBe(50);
  // A provider gives each of its customers a whole /64.
  expect(
    await through(70, (index) => [
      `${String(index)}@other.example`,
      `2001:db8:1:2:${index.toString(16)}::1`,
    ]),
  ).toBe(50);
});

test('whoever comes back when they were told to has tries again', async () => {
  const own = ['four@people.example', '192.0.2.4'] as const;
  for (let tried = 0; tried < 5; tried++) expect(await attempt(...own)).toBeNull();
  const { retryAfterSeconds = 0 } = (await attempt(...own)) ?? {};
  expect(retryAfterSeconds).toBeGreaterThan(800);
  expect(retryAfterSeconds).toBeLessThanOrEqual(900);
  const sooner = (seconds: number) =>
    database.general.query(
      'update sign_in_tries set began_at = began_at - make_interval(secs => $1)',
      [seconds],
    );
  await sooner(retryAfterSeconds - 30);
  expect(await attempt(...own)).toMatchObject({ code: 'rate_limited' });
  await sooner(31);
  expect(await attempt(...own)).toBeNull();
});

test('a success is not counted', async () => {
  for (let round = 0; round < 20; round++) {
    const taken = await takeTry(database, { email: 'five@people.example', address: '192.0.2.5' });
    expect(taken.left).toBe(4);
    await taken.forgive();
  }
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['2001:DB8:1:2::', '2001:db8:1:2'],
])('%s is of the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('a place that has no tries left writes down no more addresses', async () => {
  const flood = (index: number) => attempt(`${String(index)}@flood.example`, '198.51.100.77');
  const count = async () => (await database.general.query('select from sign_in_tries')).rowCount;
  for (let index = 0; index < 51; index++) await flood(index);
  const before = await count();
  expect(await flood(51)).toMatchObject({ code: 'rate_limited' });
  expect(await count()).toBe(before);
});

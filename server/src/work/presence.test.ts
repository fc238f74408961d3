import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { isWorkerAlive } from './presence.ts';

let fixture: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  fixture = await testDatabase();
});

afterAll(async () => {
  await fixture.drop();
});

test('a worker is seen while it claims work, and no more when its process has ended', async () => {
  const { database, address } = fixture;
  await database.general.query('select 1');
  expect(await isWorkerAlive(database)).toBe(false);
  const other = openDatabase({ address, log: () => undefined });
  await other.claims.query('select 1');
  expect(await isWorkerAlive(database)).toBe(true);
  await other.close();
  await expect.poll(() => isWorkerAlive(database)).toBe(false);
});

test('a worker of another database does not count', async () => {
  const other = await testDatabase();
  await other.database.claims.query('select 1');
  expect(await isWorkerAlive(fixture.database)).toBe(false);
  await other.drop();
});

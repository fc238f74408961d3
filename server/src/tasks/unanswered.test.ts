import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../postgres/testing.ts';
import { createUnansweredCreates, pruneUnanswered, type SaidCreate } from './unanswered.ts';

let own: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  own = await testDatabase();
});
afterAll(() => own.drop());

const said = (over: Partial<SaidCreate> = {}): SaidCreate => ({
  accountId: randomUUID(),
  keyId: randomUUID(),
  fingerprint: 'ab'.repeat(32),
  ...over,
});

test('each task is given out once, to the key whose create said the same', async () => {
  const unanswered = createUnansweredCreates(own.database);
  const create = said();
  await unanswered.note(create, 'first');
  await unanswered.note(create, 'second');
  for (const other of [
    { ...create, accountId: randomUUID() },
    { ...create, keyId: randomUUID() },
    { ...create, fingerprint: 'cd'.repeat(32) },
  ]) {
    expect(await unanswered.take(other)).toBeNull();
  }
  const taken = await Promise.all(Array.from({ length: 5 }, () => unanswered.take(create)));
  expect(taken.filter((id) => id !== null).sort()).toEqual(['first', 'second']);
  // Its answer was lost again.
  await unanswered.note(create, 'first');
  await unanswered.note(create, 'first');
  expect(await unanswered.take(create)).toBe('first');
  expect(await unanswered.take(create)).toBeNull();
});

test('after ten minutes it is given to nobody, and goes', async () => {
  const unanswered = createUnansweredCreates(own.database);
  const create = said();
  await unanswered.note(create, 'old');
  const { general } = own.database;
  await general.query(
    `update unanswered_creates set created_at = now() - interval '10 minutes 1 second'`,
  );
  expect(await unanswered.take(create)).toBeNull();
  await unanswered.note(create, 'new');
  await pruneUnanswered(own.database);
  expect((await general.query('select task_id from unanswered_creates')).rows).toEqual([
    { task_id: 'new' },
  ]);
});

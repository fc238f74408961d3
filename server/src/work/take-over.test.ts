import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../postgres/testing.ts';
import { takeOver, voidClaims } from './take-over.ts';

let own: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  own = await testDatabase();
});
beforeEach(() => own.empty());
afterAll(() => own.drop());

interface Open {
  step?: 'follow' | 'collect' | 'dispatch';
  queue?: string;
  dueSeconds: number;
  hintedSeconds?: number;
  isClaimed?: boolean;
}

const add = (
  id: string,
  { step = 'follow', queue = 'studio/dead', dueSeconds, hintedSeconds, isClaimed = false }: Open,
) =>
  own.database.general.query(
    `insert into work (step, subject_id, queue, due_at, hinted_at, claim_token)
     values ($1, $2, $3, now() + make_interval(secs => $4), now() + make_interval(secs => $5), $6)`,
    [step, id, queue, dueSeconds, hintedSeconds, isClaimed ? randomUUID() : null],
  );

const take = (isAlone: boolean) =>
  takeOver(own.database, {
    steps: ['follow', 'collect'],
    prefix: 'studio/',
    queue: 'studio/mine',
    isAlone,
  });

async function mine(): Promise<string[]> {
  const { rows } = await own.database.general.query<{ id: string }>(
    `select subject_id as id from work
      where queue = 'studio/mine' and claim_token is null and due_at <= now() order by id`,
  );
  return rows.map(({ id }) => id);
}

test('what nobody looks at any more is taken over, and a lease that ran out is one', async () => {
  await add('forgotten', { dueSeconds: -6 });
  await add('to be collected', { step: 'collect', dueSeconds: -6 });
  await add('lease is over', { dueSeconds: -1, isClaimed: true });
  await add('just due', { dueSeconds: -4 });
  await add('not due', { dueSeconds: 6 });
  await add('held', { dueSeconds: 6, isClaimed: true });
  await add('just hinted', { dueSeconds: -86_400, hintedSeconds: -1 });
  await add('of a line', { queue: 'line/one', dueSeconds: -6 });
  await add('waits', { step: 'dispatch', queue: 'studio/dead', dueSeconds: -6 });
  expect(await take(false)).toBe(3);
  expect(await mine()).toEqual(['forgotten', 'lease is over', 'to be collected']);
});

test('who is alone takes all of it', async () => {
  await add('not due', { dueSeconds: 60 });
  await add('held', { dueSeconds: 60, isClaimed: true });
  expect(await take(true)).toBe(2);
  expect(await mine()).toEqual(['held', 'not due']);
});

test('who is alone voids every claim, and leaves what waits for its time', async () => {
  await add('held', { queue: 'studio/mine', dueSeconds: 60, isClaimed: true });
  await add('not due', { queue: 'studio/mine', dueSeconds: 60 });
  await voidClaims(own.database);
  expect(await mine()).toEqual(['held']);
});

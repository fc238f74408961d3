import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../postgres/database.ts';
import { testDatabase } from '../../postgres/testing.ts';
import { acceptedBefore } from './witnesses.ts';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

const atMs = Date.now();

async function addAttempt(
  taskId: string,
  secondsAgo: number,
  more: {
    line?: string;
    family?: string;
    ended?: boolean;
    silent?: boolean;
    upstreamId?: string | null;
  } = {},
): Promise<void> {
  const { line = 'line_1', family = 'seedance-2.0', ended = false, silent = false } = more;
  const { upstreamId = `up-${taskId}` } = more;
  const at = new Date(atMs - secondsAgo * 1_000);
  await database.general.query(
    `insert into attempts (task_id, number, line, family, resolution, state, upstream_id, intended_at,
                           answered_at, ended_at, silent_since)
     values ($1, 2, $2, $8, '720p', $3, $4, $5, $5, $6, $7)`,
    [
      taskId,
      line,
      ended ? 'succeeded' : 'accepted',
      upstreamId,
      at,
      ended ? at : null,
      silent ? at : null,
      family,
    ],
  );
}

test('a line’s witnesses are what it accepted last before a time, under both names, and whether it runs', async () => {
  await addAttempt('later', 10);
  await addAttempt('running', 30);
  await addAttempt('flexible', 35, { family: 'seedance-1.0-pro flex' });
  await addAttempt('over', 40, { ended: true });
  await addAttempt('silent', 50, { silent: true });
  await addAttempt('elsewhere', 60, { line: 'line_2' });
  await addAttempt('unnamed', 70, { upstreamId: null });
  await addAttempt('forgotten', 7 * 86_400);
  const over = { upstreamId: 'up-over', attemptId: 'over-2', isOpen: false };
  const silent = { upstreamId: 'up-silent', attemptId: 'silent-2', isOpen: false };
  const times = [atMs - 20_000, atMs - 100_000, atMs - 35_000];
  expect(await acceptedBefore(database, 'line_1', times)).toEqual([
    [{ upstreamId: 'up-running', attemptId: 'running-2', isOpen: true }, over, silent],
    [],
    [over, silent],
  ]);
  expect(await acceptedBefore(database, 'line_1', [atMs - 20_000], true)).toEqual([
    [{ upstreamId: 'up-flexible', attemptId: 'flexible-2', isOpen: true }],
  ]);
});

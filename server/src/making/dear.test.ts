import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDiskStore } from '../media/store/store.ts';
import { studioQueue } from '../work/queues.ts';
import { addCustomer, openTaskFixture, order } from '../tasks/testing/fixture.ts';
import { noCosts } from '../lines/cost/cost.ts';
import { dearWords } from './dear.ts';
import { dispatch } from './dispatch.ts';
import { attemptId } from './driver.ts';
import { follow } from './follow.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

describe('a bill far above what was expected', () => {
  const ten = 10_000_000n;
  test.each([
    ['is one of 250 times', 250n * ten, ten, '2500 credits, where 10 were expected'],
    ['is one of more than ten times', 10n * ten + 1n, ten, 'where 10 were expected'],
  ])('%s', (_what, costMicros, expectedMicros, words) => {
    expect(dearWords('task_1', costMicros, expectedMicros)).toContain(words);
  });

  test.each([
    ['one of the length that was left open', 10n * ten, ten],
    ['an unknown one', null, ten],
    ['one of which nothing was expected', 250n * ten, null],
    ['a free one', 0n, 0n],
  ])('is not %s', (_what, costMicros, expectedMicros) => {
    expect(dearWords('task_1', costMicros, expectedMicros)).toBeNull();
  });
});

test('it is a trouble of its line, and its customer pays no more than the quote', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-dear-'));
  const fixture = await openTaskFixture();
  const { line, driver } = scriptedLine();
  const troubles: [kind: string, words: string][] = [];
  const parts = {
    ...lineParts(fixture, driver, await openDiskStore(folder)),
    costs: { ...noCosts, expected: () => 10_000_000n, succeeded: () => 2_500_000_000n },
    trouble: (kind: string, words: string) => void troubles.push([kind, words]),
  };
  const who = await addCustomer(fixture, 100);
  const { row } = await fixture.submit(who, order());
  await dispatch(parts, studioQueue, 1);
  const upstreamId = `up-${attemptId(row.id, 1)}`;
  line.observations.set(upstreamId, { state: 'succeeded', made });
  await fixture.database.general.query('update work set due_at = now()');
  await follow(parts, { queue: driver.queue, most: 9, queueOf: () => studioQueue });

  expect(troubles).toEqual([
    ['dear', `${upstreamId} (${row.id}) costs 2500 credits, where 10 were expected`],
  ]);
  expect(await fixture.reader.read({ ...who, id: row.id })).toMatchObject({
    state: 'succeeded',
    charged_micros: 40_000_000n,
  });
  await fixture.close();
  await rm(folder, { recursive: true });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import { checkLedger } from '../ledger/check.ts';
import { openDiskStore } from '../media/store/store.ts';
import { studioQueue, lineQueuePrefix, lookQueueOf, lostQueue } from '../work/queues.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';
import { absorb } from './absorb.ts';
import { createCallbackHints } from '../lines/http/callback-hints.ts';
import { dispatch } from './dispatch.ts';
import type { LostAttempt, Observation } from './driver.ts';
import { follow } from './follow.ts';
import type { LineParts } from './parts.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

/** What a line says and the database refuses, as if it had slipped by all that looks before. */

const lineId = 'line_a';

let fixture: TaskFixture;
let folder: string;
let parts: LineParts;
let script: ReturnType<typeof scriptedLine>['line'];
let found: Map<string, { upstreamId: string } | 'absent'>;
let troubles: [kind: string, words: string][];
let who: Awaited<ReturnType<typeof addCustomer>>;

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-refused-'));
  const scripted = scriptedLine();
  script = scripted.line;
  found = new Map();
  troubles = [];
  const driver = {
    ...scripted.driver,
    name: lineId,
    queue: lineQueuePrefix + lineId,
    lostQueue: lostQueue(lineId),
    find: (lost: readonly LostAttempt[]) =>
      Promise.resolve(
        new Map([...found].filter(([id]) => lost.some(({ attemptId }) => attemptId === id))),
      ),
  };
  parts = {
    ...lineParts(fixture, driver, await openDiskStore(join(folder, 'media'))),
    trouble: (kind, words) => void troubles.push([kind, words]),
  };
  who = await addCustomer(fixture, 1_000);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

async function running(count: number): Promise<string[]> {
  const ids = [];
  for (let each = 0; each < count; each++) ids.push((await fixture.submit(who, order())).row.id);
  await dispatch(parts, studioQueue, count);
  return ids;
}

const dueAgain = () => fixture.database.general.query('update work set due_at = now()');
const stateOf = async (id: string) =>
  (await fixture.reader.read({ accountId: who.accountId, id }))?.state;

async function look(queue = parts.driver.queue): Promise<void> {
  await dueAgain();
  await follow(parts, { queue, most: 100, queueOf: () => studioQueue });
}

async function attemptOf(id: string) {
  const { rows } = await fixture.database.general.query<{
    state: string;
    silent_since: Date | null;
    cost_micros: bigint | null;
    named_id: string | null;
  }>('select state, silent_since, cost_micros, named_id from attempts where task_id = $1', [id]);
  return rows[0];
}

describe('of a look', () => {
  const succeeded = (over: object): Observation => ({
    state: 'succeeded',
    made,
    urls: { videoUrl: 'https://up.example/a.mp4', lastFrameUrl: null },
    ...over,
  });
  const bad: [string, Observation][] = [
    ['an address with NUL', succeeded({ urls: { videoUrl: 'a\0', lastFrameUrl: null } })],
    ['tokens that are no number of them', succeeded({ made: { ...made, completionTokens: 0.5 } })],
    [
      'the half of a character',
      { state: 'failed', failure: { code: 'provider_error', message: '\ud800' } },
    ],
    ['NUL as the reason', { state: 'gone', reason: '\0', interrupted: true }],
  ];
  test.each(bad)('%s is heard as nothing, and the others go on', async (_what, spoiled) => {
    parts = {
      ...parts,
      costs: {
        ...parts.costs,
        succeeded: (_request, { completionTokens }) => BigInt(completionTokens ?? 0),
      },
    };
    const ids = await running(5);
    const said = [
      succeeded({}),
      spoiled,
      succeeded({}),
      { state: 'running', progress: 10 } as const,
      succeeded({}),
    ];
    for (const [index, id] of ids.entries()) {
      const observation = said[index];
      if (observation) script.observations.set(`up-${id}-1`, observation);
    }
    await look();
    expect(await Promise.all(ids.map(stateOf))).toEqual([
      'succeeded',
      'running',
      'succeeded',
      'running',
      'succeeded',
    ]);
    expect(troubles).toEqual([['unkeepable', expect.stringContaining(`up-${ids[1] ?? ''}-1`)]]);
    const { silent_since: since } = (await attemptOf(ids[1] ?? '')) ?? {};
    expect(since).not.toBeNull();
    await look();
    // It is the same silence, so that it comes to an end.
    expect((await attemptOf(ids[1] ?? ''))?.silent_since).toEqual(since);
    expect((await attemptOf(ids[3] ?? ''))?.silent_since).toBeNull();
  });

  test('a progress of no number is none', async () => {
    const [first = '', second = ''] = await running(2);
    script.observations.set(`up-${first}-1`, { state: 'running', progress: Number.NaN });
    script.observations.set(`up-${second}-1`, { state: 'running', progress: 40 });
    await look();
    const row = await fixture.reader.read({ accountId: who.accountId, id: second });
    expect(row?.progress).toBe(40);
    expect(troubles).toMatchObject([['unkeepable', expect.stringContaining(first)]]);
  });

  test('a success that cannot be charged fails its task', async () => {
    const [first = '', second = ''] = await running(2);
    script.observations.set(`up-${first}-1`, succeeded({ made: { ...made, seconds: Number.NaN } }));
    script.observations.set(`up-${second}-1`, succeeded({}));
    await look();
    expect([await stateOf(first), await stateOf(second)]).toEqual(['failed', 'succeeded']);
    expect((await readWallet(fixture.database, who.accountId))?.heldMicros).toBe(0n);
    expect(troubles).toHaveLength(1);
  });
});

test('an id that was found for a lost answer leaves it unknown, and the others go on', async () => {
  script.acceptance = { kind: 'lost', reason: 'the connection was cut' };
  const ids = await running(3);
  found = new Map(ids.map((id, index) => [`${id}-1`, { upstreamId: index === 0 ? 'a\0' : id }]));
  await look(parts.driver.lostQueue);
  expect(await Promise.all(ids.map(stateOf))).toEqual(['unknown', 'running', 'running']);
  expect(troubles).toMatchObject([['unkeepable', expect.stringContaining(ids[0] ?? '')]]);
});

test('what has outlived its task ends without the values', async () => {
  const ids = await running(2);
  for (const id of ids) {
    const lookQueue = lookQueueOf(lineId, `up-${id}-1`);
    fixture.connected.cancelTerms = { stops: 'none', otherwise: 'absorb', lookQueue };
    await fixture.cancel({ accountId: who.accountId, id });
  }
  const [first = '', second = ''] = ids;
  parts = { ...parts, costs: { ...parts.costs, expected: () => 5n, succeeded: () => 5n } };
  script.observations.set(`up-${first}-1`, {
    state: 'failed',
    failure: { code: 'provider_error', message: '\0' },
  });
  script.observations.set(`up-${second}-1`, { state: 'succeeded', made });
  await dueAgain();
  await absorb(parts);
  expect(await attemptOf(first)).toMatchObject({ state: 'failed', cost_micros: null });
  expect(await attemptOf(second)).toMatchObject({ state: 'succeeded', cost_micros: 5n });
  expect(troubles).toHaveLength(1);
});

test('of callbacks, a name is dropped, and the others are kept', async () => {
  script.acceptance = { kind: 'lost', reason: 'the connection was cut' };
  const [first = '', second = ''] = await running(2);
  const hints = createCallbackHints(fixture);
  await Promise.all([
    hints.add({ attemptId: `${first}-1`, namedId: 'a\0', goesOn: true }),
    hints.add({ attemptId: `${second}-1`, namedId: 'up-1', goesOn: true }),
    hints.add({ attemptId: 'nobody-99999', namedId: 'up-2', goesOn: true }),
  ]);
  expect((await attemptOf(first))?.named_id).toBeNull();
  expect((await attemptOf(second))?.named_id).toBe('up-1');
});

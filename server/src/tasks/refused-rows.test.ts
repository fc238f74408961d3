import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import { checkLedger } from '../ledger/check.ts';
import { createEventReader } from './events.ts';
import { createEarlierRequests } from './idempotency.ts';
import type { Settlement } from './settle.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  success,
  type TaskFixture,
} from './testing/fixture.ts';

/** Rows that the database refuses, as if they had slipped by all that looks before: the others go on. */

let fixture: TaskFixture;
let who: Awaited<ReturnType<typeof addCustomer>>;

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  who = await addCustomer(fixture, 10_000);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  expect(broken).toEqual([]);
});

const submit = async (): Promise<string> => (await fixture.submit(who, order())).row.id;
const read = async (id: string) => fixture.reader.read({ accountId: who.accountId, id });
const held = async () => (await readWallet(fixture.database, who.accountId))?.heldMicros;

test('a submit is refused, and charged nothing', async () => {
  const prompts = ['a', 'b\0', 'c', '\ud800', 'd'];
  const outcomes = await Promise.allSettled(
    prompts.map((prompt) => fixture.submit(who, order({ prompt }))),
  );
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(outcomes[1]).toMatchObject({ reason: { problem: { code: 'malformed_body' } } });
  expect(await held()).toBe(3n * 40_000_000n);
});

describe('a settlement', () => {
  const bad: [string, (of: Settlement) => Settlement][] = [
    ['a text with NUL', (of) => ({ ...of, output: { ...of.output, ratio: '\0' } as never })],
    ['a negative charge', (of) => ({ ...of, chargeMicros: -5n })],
    ['a charge beyond all', (of) => ({ ...of, chargeMicros: 2n ** 70n })],
    [
      'the half of a character',
      (of) => ({
        ...of,
        state: 'failed',
        output: null,
        failure: { code: 'provider_error', message: '\ud800' },
      }),
    ],
  ];
  test.each(bad)('with %s fails, and its hold goes back', async (_what, spoil) => {
    const ids = await Promise.all(Array.from({ length: 5 }, submit));
    const settled = await Promise.all(
      ids.map((id, index) =>
        fixture.settler.settle(index === 2 ? spoil(success(id)) : success(id)),
      ),
    );
    expect(settled).toEqual([true, true, true, true, true]);
    const states = await Promise.all(ids.map(async (id) => (await read(id))?.state));
    expect(states).toEqual(['succeeded', 'succeeded', 'failed', 'succeeded', 'succeeded']);
    expect(await read(ids[2] ?? '')).toMatchObject({ charged_micros: null, output: null });
    expect(await held()).toBe(0n);
    expect(fixture.refusedRows).toMatchObject([{ taskId: ids[2] }]);
  });
});

test('a read finds nothing, and the others find theirs', async () => {
  const id = await submit();
  expect(await Promise.all([read(id), read('a\0'), read('b')])).toMatchObject([{ id }, null, null]);
  const events = createEventReader(fixture.database);
  const of = { accountId: who.accountId, id };
  const found = await Promise.all([
    events.read({ ...of, after: -1 }),
    events.read({ ...of, after: 2 ** 40 }),
    events.read({ ...of, id: '\0', after: -1 }),
  ]);
  expect(found).toMatchObject([{ state: 'queued' }, null, null]);
  const earlier = createEarlierRequests(fixture);
  const key = { accountId: who.accountId, mode: 'live', operation: 'tasks.create' } as const;
  const known = async (text: string) => (await earlier.take({ ...key, key: text })).known;
  expect(await Promise.all([known('a'), known('b\0')])).toEqual([null, null]);
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkLedger } from '../ledger/check.ts';
import { beginAttempts, loseAttempt } from './attempts.ts';
import { readUnknown, resolveUnknown } from './unknown.ts';
import { addCustomer, openSpine, order, type Spine } from './testing/spine.ts';
import type { Submitter } from './submit.ts';

let spine: Spine;
let who: Submitter;

beforeEach(async () => {
  spine = await openSpine();
  who = await addCustomer(spine, 100);
});
afterEach(async () => {
  const { broken } = await checkLedger(spine.database);
  await spine.close();
  expect(broken).toEqual([]);
});

async function lost(): Promise<string> {
  const { row } = await spine.submit(who, order({ prompt: 'a lake' }));
  await beginAttempts(spine.database, 'line_a', [row.id]);
  await loseAttempt(spine.database, {
    taskId: row.id,
    number: 1,
    queue: 'lost/line_a',
    lookAfterSeconds: 5,
    reason: 'the connection was cut',
  });
  return row.id;
}

const stateOf = async (id: string) =>
  (await spine.reader.read({ accountId: who.accountId, id }))?.state;

async function workOf(id: string) {
  const { rows } = await spine.database.general.query(
    'select step, queue from work where subject_id = $1',
    [id],
  );
  return rows;
}

describe('an unknown task', () => {
  test('is shown with what a person needs to look for it, and with its hold', async () => {
    const id = await lost();
    expect(await readUnknown(spine.database, 10)).toMatchObject([
      {
        taskId: id,
        line: 'line_a',
        reason: 'the connection was cut',
        prompt: 'a lake',
        heldMicros: 40_000_000n,
      },
    ]);
  });

  test('that was made is followed under its id, and is not sent again', async () => {
    const id = await lost();
    const known = { upstreamId: 'cgt-7', queue: 'line/line_a' };
    expect(await resolveUnknown(spine.database, id, known)).toBe('resolved');
    expect(await stateOf(id)).toBe('running');
    expect(await workOf(id)).toEqual([{ step: 'follow', queue: 'line/line_a' }]);
    expect(await readUnknown(spine.database, 10)).toEqual([]);
  });

  test('that was never taken goes back to the queue', async () => {
    const id = await lost();
    expect(await resolveUnknown(spine.database, id, 'absent')).toBe('resolved');
    expect(await stateOf(id)).toBe('queued');
    expect(await workOf(id)).toEqual([{ step: 'dispatch', queue: 'live/seedance-2.0' }]);
  });

  test('gets no id that another attempt has', async () => {
    const known = { upstreamId: 'cgt-7', queue: 'line/line_a' };
    await resolveUnknown(spine.database, await lost(), known);
    const second = await lost();
    expect(await resolveUnknown(spine.database, second, known)).toBe('id_taken');
    expect(await stateOf(second)).toBe('unknown');
  });

  test('is resolved once; any other task is left alone', async () => {
    const id = await lost();
    await resolveUnknown(spine.database, id, 'absent');
    expect(await resolveUnknown(spine.database, id, 'absent')).toBe('not_unknown');
    const { row } = await spine.submit(who, order());
    expect(await resolveUnknown(spine.database, row.id, 'absent')).toBe('not_unknown');
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkLedger } from '../ledger/check.ts';
import { beginAttempts, loseAttempt } from './attempts.ts';
import { abandonAttempts } from './silence.ts';
import { readUnknown, resolveUnknown } from './unknown.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from './testing/fixture.ts';
import type { Submitter } from './submit.ts';

let fixture: TaskFixture;
let who: Submitter;

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  who = await addCustomer(fixture, 100);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  expect(broken).toEqual([]);
});

async function lost(): Promise<string> {
  const { row } = await fixture.submit(who, order({ prompt: 'a lake' }));
  await beginAttempts(fixture.database, 'line_a', [row.id]);
  await loseAttempt(fixture.database, {
    taskId: row.id,
    number: 1,
    queue: 'lost/line_a',
    lookAfterSeconds: 5,
    reason: 'the connection was cut',
  });
  return row.id;
}

const queueOf = (line: string): string => `line/${line}`;
const listed = () => readUnknown(fixture.database, { silentSeconds: 900, most: 10 });

const stateOf = async (id: string) =>
  (await fixture.reader.read({ accountId: who.accountId, id }))?.state;

async function workOf(id: string) {
  const { rows } = await fixture.database.general.query(
    'select step, queue from work where subject_id = $1',
    [id],
  );
  return rows;
}

describe('an unknown task', () => {
  test('is shown with what a person needs to look for it, and with its hold', async () => {
    const id = await lost();
    expect(await listed()).toMatchObject([
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
    const known = { upstreamId: 'cgt-7', queueOf };
    expect(await resolveUnknown(fixture.database, id, known)).toBe('resolved');
    expect(await stateOf(id)).toBe('running');
    expect(await workOf(id)).toEqual([{ step: 'follow', queue: 'line/line_a' }]);
    expect(await listed()).toEqual([]);
  });

  test('that was never taken goes back to the queue', async () => {
    const id = await lost();
    expect(await resolveUnknown(fixture.database, id, 'absent')).toBe('resolved');
    expect(await stateOf(id)).toBe('queued');
    expect(await workOf(id)).toEqual([{ step: 'dispatch', queue: 'live/seedance-2.0' }]);
  });

  test('gets no id that another attempt has', async () => {
    const known = { upstreamId: 'cgt-7', queueOf };
    await resolveUnknown(fixture.database, await lost(), known);
    const second = await lost();
    expect(await resolveUnknown(fixture.database, second, known)).toBe('id_taken');
    expect(await stateOf(second)).toBe('unknown');
  });

  test('is resolved once; any other task is left alone', async () => {
    const id = await lost();
    await resolveUnknown(fixture.database, id, 'absent');
    expect(await resolveUnknown(fixture.database, id, 'absent')).toBe('not_unknown');
    const { row } = await fixture.submit(who, order());
    expect(await resolveUnknown(fixture.database, row.id, 'absent')).toBe('not_unknown');
  });
});

describe('an attempt that was given up', () => {
  async function givenUp(): Promise<string> {
    const id = await lost();
    await abandonAttempts(fixture.database, [
      {
        taskId: id,
        number: 1,
        failure: { code: 'timeout', message: 'given up' },
        outcome: { reason: 'the connection was cut', gaveUp: 'nothing was heard of it' },
        lookQueue: 'lost/line_a',
      },
    ]);
    return id;
  }

  const costOf = async () => (await listed()).map(({ state, costMicros }) => [state, costMicros]);

  test('is shown with what became of it, and why', async () => {
    const id = await givenUp();
    expect(await listed()).toMatchObject([
      { taskId: id, state: 'given_up', costMicros: null, reason: 'nothing was heard of it' },
    ]);
  });

  test('that was made is looked at for its cost alone, whether or not anybody still did', async () => {
    for (const isFollowed of [true, false]) {
      const id = await givenUp();
      if (!isFollowed) await fixture.database.general.query('delete from work');
      const known = { upstreamId: `cgt-${id}`, queueOf };
      expect(await resolveUnknown(fixture.database, id, known)).toBe('cost_only');
      expect(await stateOf(id)).toBe('failed');
      expect(await workOf(id)).toEqual([{ step: 'absorb', queue: 'line/line_a' }]);
      // Said twice, it is the same.
      expect(await resolveUnknown(fixture.database, id, known)).toBe('cost_only');
    }
  });

  test('gets no id that another attempt has', async () => {
    const known = { upstreamId: 'cgt-7', queueOf };
    await resolveUnknown(fixture.database, await lost(), known);
    expect(await resolveUnknown(fixture.database, await givenUp(), known)).toBe('id_taken');
  });

  test('is not looked at where its line was removed', async () => {
    await fixture.database.general.query(
      `insert into lines (id, name, dialect, base_url, models, call_rates, removed_at)
       values ('line_a', 'a line', 'hmtm', 'https://up.example', '[]', '{}', now())`,
    );
    const known = { upstreamId: 'cgt-7', queueOf };
    expect(await resolveUnknown(fixture.database, await givenUp(), known)).toBe('line_removed');
  });

  test('that was never taken costs nothing, and its task stays as it is', async () => {
    const id = await givenUp();
    expect(await resolveUnknown(fixture.database, id, 'absent')).toBe('cost_only');
    expect(await stateOf(id)).toBe('failed');
    expect(await workOf(id)).toEqual([]);
    expect(await costOf()).toEqual([['given_up', 0n]]);
    expect(await resolveUnknown(fixture.database, id, 'absent')).toBe('not_unknown');
  });
});

describe('an attempt whose cancel was absorbed before its line had answered', () => {
  async function absorbed(): Promise<string> {
    const id = await lost();
    fixture.connected.cancelTerms = {
      stops: 'none',
      otherwise: 'absorb',
      lookQueue: 'lost/line_a',
    };
    await fixture.cancel({ accountId: who.accountId, id });
    return id;
  }

  const attempt = async (id: string) => {
    const { rows } = await fixture.database.general.query(
      'select state, cost_micros, upstream_id from attempts where task_id = $1',
      [id],
    );
    return rows[0];
  };

  test('is shown, for as long as it takes a slot', async () => {
    const id = await absorbed();
    expect(await listed()).toMatchObject([
      { taskId: id, state: 'absorbed', endsAt: null, heldMicros: 0n },
    ]);
    await resolveUnknown(fixture.database, id, 'absent');
    expect(await listed()).toEqual([]);
  });

  test('may be resolved either way', async () => {
    const [there, absent] = [await absorbed(), await absorbed()];
    const known = { upstreamId: 'cgt-7', queueOf };
    expect(await resolveUnknown(fixture.database, there, known)).toBe('cost_only');
    expect(await attempt(there)).toMatchObject({ state: 'accepted', upstream_id: 'cgt-7' });
    expect(await workOf(there)).toEqual([{ step: 'absorb', queue: 'line/line_a' }]);
    expect(await resolveUnknown(fixture.database, absent, 'absent')).toBe('cost_only');
    expect(await attempt(absent)).toMatchObject({ state: 'gone', cost_micros: 0n });
    expect(await workOf(absent)).toEqual([]);
    expect([await stateOf(there), await stateOf(absent)]).toEqual(['cancelled', 'cancelled']);
  });

  test('and is left alone while its line follows it', async () => {
    const id = await absorbed();
    await resolveUnknown(fixture.database, id, { upstreamId: 'cgt-7', queueOf });
    expect(await resolveUnknown(fixture.database, id, 'absent')).toBe('not_unknown');
  });
});

test('what its line had, and says nothing of any more, may be found to be gone', async () => {
  const id = await lost();
  await resolveUnknown(fixture.database, id, { upstreamId: 'cgt-7', queueOf });
  expect(await resolveUnknown(fixture.database, id, 'absent')).toBe('not_unknown');
  await fixture.database.general.query('update attempts set silent_since = now()');
  expect(await resolveUnknown(fixture.database, id, { upstreamId: 'cgt-8', queueOf })).toBe(
    'not_unknown',
  );
  expect(await resolveUnknown(fixture.database, id, 'absent')).toBe('resolved');
  expect(await stateOf(id)).toBe('queued');
});

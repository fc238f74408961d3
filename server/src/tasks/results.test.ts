import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkLedger } from '../ledger/check.ts';
import { loseResult, writeStoredFiles } from './results.ts';
import type { StoredFiles, TaskRow } from './rows.ts';
import type { Submitter } from './submit.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  output,
  settlement,
  type TaskFixture,
} from './testing/fixture.ts';
import { beginTransaction, untilOneWaits } from './testing/transactions.ts';

let fixture: TaskFixture;
let who: Submitter;
/** Made and charged, and its files are still to be collected. */
let id: string;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
beforeEach(async () => {
  who = await addCustomer(fixture, 100);
  ({ id } = (await fixture.submit(who, order())).row);
  await fixture.settler.settle(
    settlement(id, {
      state: 'succeeded',
      chargeMicros: 40_000_000n,
      failure: null,
      collectQueue: 'collect here',
      output: { ...output, files: null },
    }),
  );
});
afterEach(async () => {
  expect((await checkLedger(fixture.database)).broken).toEqual([]);
});
afterAll(() => fixture.close());

const files: StoredFiles = {
  video: 'a'.repeat(64),
  videoBytes: 9,
  poster: 'b'.repeat(64),
  lastFrame: null,
};

async function read(): Promise<TaskRow> {
  const row = await fixture.reader.read({ accountId: who.accountId, id });
  if (!row) throw new Error('the task is gone');
  return row;
}

describe('a result of which one process has the files, and another gives it up', () => {
  test('keeps the files where they came first, and its charge', async () => {
    await writeStoredFiles(fixture.database, id, files);
    expect(await loseResult(fixture.database, id, 'gone')).toBeNull();
    const { output, refunded_micros: refundedMicros } = await read();
    expect(output).toMatchObject({ files });
    expect(output).not.toHaveProperty('lost');
    expect(refundedMicros).toBe(0n);
  });

  test('keeps them where they come while it is given up', async () => {
    const storing = await beginTransaction(fixture.database);
    await storing.query('update tasks set output = output || $2::jsonb where id = $1', [
      id,
      JSON.stringify({ files }),
    ]);
    const lost = loseResult(fixture.database, id, 'gone');
    await untilOneWaits(fixture.database);
    await storing.query('commit');
    expect(await lost).toBeNull();
    expect(await read()).toMatchObject({ output: { files }, refunded_micros: 0n });
  });

  test('stays lost where its charge was given back first', async () => {
    expect(await loseResult(fixture.database, id, 'gone')).toBe(40_000_000n);
    await writeStoredFiles(fixture.database, id, files);
    expect(await loseResult(fixture.database, id, 'gone again')).toBeNull();
    expect(await read()).toMatchObject({
      output: { files: null, lost: { reason: 'gone' } },
      refunded_micros: 40_000_000n,
    });
  });
});

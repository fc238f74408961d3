import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { checkLedger } from '../../src/ledger/check.ts';
import { readWallet } from '../../src/accounts/accounts.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  type TaskFixture,
} from '../../src/tasks/testing/fixture.ts';
import type { Submission } from '../../src/tasks/submit.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

const batch = 256;
const film = { seconds: 4, resolution: '480p' } as const;
const filmCredits = 16;

/** The door refuses such a text; here it comes in behind the door. */
function poisoned(text: string): Submission {
  return order({ ...film, prompt: text });
}

const nul = '\u0000';
const halfPair = '\ud800';

test.each([
  ['a NUL', nul, 0],
  ['a NUL', nul, 97],
  ['half a surrogate pair', halfPair, 255],
])('%s harms none of the 255 submits in its batch (%#)', async (_, text, at) => {
  const who = await addCustomer(fixture, batch * filmCredits);
  const statements = vi.spyOn(fixture.database.submits, 'query');
  onTestFinished(() => {
    statements.mockRestore();
  });

  const results = await Promise.allSettled(
    Array.from({ length: batch }, (_, number) =>
      fixture.submit(who, number === at ? poisoned(text) : order(film)),
    ),
  );

  // They did share a statement.
  expect(statements.mock.calls[0]?.[0]).toSatisfy((first) => itemsOf(first) === batch);
  const rejected = results.flatMap((result, number) =>
    result.status === 'rejected' ? [number] : [],
  );
  expect(rejected).toEqual([at]);
  expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
    heldMicros: BigInt((batch - 1) * filmCredits) * 1_000_000n,
  });
  expect((await checkLedger(fixture.database)).broken).toEqual([]);
});

/** How many submits a statement carries: in JSON, as its last value. */
function itemsOf(statement: unknown): number {
  // As `submit` hands it to pg.
  const { values } = statement as { values: unknown[] };
  const items: unknown = JSON.parse(String(values.at(-1)));
  return Array.isArray(items) ? items.length : 0;
}

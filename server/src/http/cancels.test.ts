import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeyCheck } from '../accounts/key-check.ts';
import { createKey } from '../accounts/keys.ts';
import { readWallet } from '../accounts/accounts.ts';
import { dialects } from '../dialects/index.ts';
import type { AnyOperation, Dialect } from '../dialects/mechanism.ts';
import { urlOfCall } from '../dialects/codec.ts';
import { checkLedger } from '../ledger/check.ts';
import { createCancelTerms } from '../lines/cancel-terms.ts';
import type { Line } from '../lines/book/line.ts';
import { ownPriceBook } from '../pricing/book.ts';
import { acceptAttempt, beginAttempts } from '../tasks/attempts.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';
import { createDoor, type CoreDoorParts } from './core-door.ts';
import { testServer } from './testing/server.ts';

/** A cancel of what already runs where nothing can stop it, in the words of whoever asks. */

let fixture: TaskFixture;
let who: Awaited<ReturnType<typeof addCustomer>>;
let key: string;
let testKey: string;
let app: ReturnType<typeof testServer>;

beforeAll(async () => {
  fixture = await openTaskFixture();
  who = await addCustomer(fixture, 10_000);
  ({ key } = await createKey(fixture.database, { accountId: who.accountId, mode: who.mode }));
  ({ key: testKey } = await createKey(fixture.database, {
    accountId: who.accountId,
    mode: 'test',
  }));
  // All else of a line plays no part in cancels.
  const line = { id: 'line_a', dialect: 'hmtm', cancel: null } as Line;
  const parts = {
    ...fixture,
    keys: createKeyCheck(fixture.database),
    keyUses: { note: () => undefined },
    book: ownPriceBook(),
    sign: (name: string) => `https://films.example/${name}`,
    formers: { mayAsk: () => Promise.resolve(null) },
    cancelTerms: createCancelTerms({
      book: { lines: () => [{ line, secret: null }] },
      dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    }),
  };
  // Of assets and former platforms nothing is asked here.
  app = testServer({ door: createDoor(parts as unknown as CoreDoorParts) });
});
afterAll(async () => {
  const { broken } = await checkLedger(fixture.database);
  await app.close();
  await fixture.close();
  expect(broken).toEqual([]);
});

async function running(madeIn: string): Promise<string> {
  const { id } = (await fixture.submit(who, order())).row;
  await beginAttempts(fixture.database, 'line_a', [id]);
  await acceptAttempt(fixture.database, {
    taskId: id,
    number: 1,
    upstreamId: `up-${id}`,
    queue: 'line/line_a',
    lookAfterSeconds: 3_600,
    expectedSeconds: null,
  });
  await fixture.database.general.query('update tasks set dialect = $2 where id = $1', [id, madeIn]);
  return id;
}

interface Way {
  asked: string;
  dialect: Dialect;
  operation: AnyOperation;
  /** Of the call, once a task's id is known. */
  urlOf(id: string): string;
  /** It stops nothing that runs, whoever made it. */
  onlyWaiting: boolean;
}

/** Every call of every dialect that cancels. */
const ways: Way[] = dialects.flatMap((dialect) =>
  dialect.operations.flatMap((operation): Way[] => {
    const at = (asked: { said: { path: Record<string, string> } } | { unsayable: string }) =>
      'said' in asked
        ? `/d/${dialect.name}${urlOfCall(operation.path, { query: {}, ...asked.said })}`
        : null;
    const way = (urlOf: (id: string) => string | null, onlyWaiting: boolean): Way[] =>
      urlOf('an-id') === null
        ? []
        : [
            {
              asked: dialect.name,
              dialect,
              operation,
              onlyWaiting,
              urlOf: (id) => urlOf(id) ?? '',
            },
          ];
    if (operation.does === 'cancel') {
      return way((id) => at(operation.asks.encode({ id })), false);
    }
    if (operation.does !== 'delete') return [];
    const { encode } = operation.asks;
    return [
      ...way((id) => at(encode({ id, whileOpen: 'cancel' })), false),
      ...way((id) => at(encode({ id, whileOpen: 'cancel_queued' })), true),
    ];
  }),
);

test('four dialects have a call that cancels', () => {
  expect(ways.map(({ asked, onlyWaiting }) => [asked, onlyWaiting])).toEqual([
    ['seedance2ink', false],
    ['threehei', true],
    ['ark', true],
    ['openai', false],
  ]);
});

test.each(ways.flatMap((way) => dialects.map(({ name }) => ({ ...way, madeIn: name }))))(
  'asked in $asked of a task of $madeIn',
  async ({ dialect, operation, urlOf, onlyWaiting, madeIn }) => {
    const id = await running(madeIn);
    const before = await readWallet(fixture.database, who.accountId);
    const answer = await app.inject({
      method: operation.method,
      url: urlOf(id),
      headers: { authorization: `Bearer ${key}` },
    });
    const after = await readWallet(fixture.database, who.accountId);
    const given = (before?.heldMicros ?? 0n) - (after?.heldMicros ?? 0n);
    if (madeIn === 'seedance2ink' && !onlyWaiting) {
      expect(answer.statusCode).toBe(operation.status);
      expect(operation.answers.schema.parse(answer.json())).toMatchObject(
        operation.does === 'cancel' ? { requestId: id, status: 'cancelled' } : { id },
      );
      expect(given).toBe(40_000_000n);
    } else {
      const code = 'not_cancellable';
      const refusal = dialect.problem({ code, message: 'words' }, operation);
      expect(answer.statusCode).toBe(refusal.status);
      expect(refusal.status).toBe(409);
      const words = onlyWaiting ? /running and cannot be stopped/ : /charged if it succeeds/;
      expect(answer.body).toMatch(words);
      expect(Object.keys(answer.json<object>())).toEqual(Object.keys(refusal.body as object));
      expect(given).toBe(0n);
    }
    expect(after?.balanceMicros).toBe(before?.balanceMicros);
  },
);

test.each(ways)('a test key ends no task in $asked that a live one made', async (way) => {
  const { dialect, operation, urlOf } = way;
  const { id } = (await fixture.submit(who, order())).row;
  await fixture.database.general.query('update tasks set dialect = $2 where id = $1', [
    id,
    dialect.name,
  ]);
  const endWith = (secret: string, which: string) =>
    app.inject({
      method: operation.method,
      url: urlOf(which),
      headers: { authorization: `Bearer ${secret}` },
    });
  const refused = await endWith(testKey, id);
  expect([refused.statusCode, refused.body]).toEqual([403, expect.stringContaining('live key')]);
  expect((await fixture.reader.read({ accountId: who.accountId, id }))?.state).toBe('queued');
  // What it made itself it ends.
  const ofTests = { ...who, mode: 'test' as const };
  const own = (await fixture.submit(ofTests, order())).row.id;
  expect((await endWith(testKey, own)).statusCode).toBe(operation.status);
  expect((await endWith(key, id)).statusCode).toBe(operation.status);
});

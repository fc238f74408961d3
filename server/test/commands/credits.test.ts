import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createAccount } from '../../src/accounts/accounts.ts';
import { beside } from '../harness/database.ts';
import { call, until } from '../harness/api.ts';
import type { TestServer } from '../harness/server.ts';
import { walletOf } from '../interop/books.ts';
import { openPlace, type Place } from './place.ts';

/** Credits as an operator moves them, beside a server that customers call. */

let place: Place;
let server: TestServer;
/** A film of the account `demo`, charged with 16 credits. */
let film: string;

beforeAll(async () => {
  place = await openPlace('beside a running server');
  if (!place.server) throw new Error('the place has no server');
  server = place.server;
  film = await makeFilm();
  await beside(server, (database) => createAccount(database, { name: 'acme' }));
});
afterAll(() => place.remove());

const createPath = '/api/open/v1/video/generations';

async function makeFilm(): Promise<string> {
  const { liveKey: key } = server.first;
  const body = { model: 'seedance-2.0', prompt: 'A kite', resolution: '480p', duration: 4 };
  const created = await call(server, 'POST', createPath, { key, body });
  const { requestId } = z.object({ requestId: z.string() }).parse(created.body);
  await until(
    () => call(server, 'GET', `${createPath}/${requestId}`, { key }),
    (told) => z.object({ status: z.string() }).parse(told.body).status === 'succeeded',
  );
  return requestId;
}

/** Of the account `acme`. */
function move(deed: string, credits: string, ...more: string[]) {
  const said = ['--account', 'acme', '--reason', 'a test'];
  return place.runJson(['credits', deed, ...said, '--credits', credits, ...more]);
}

test('credits are granted, adjusted, expired and reversed; what is not there is owed, and paid by the next', async () => {
  const told = (more: object) => ({ code: 0, answer: { owed: 0, repeated: false, ...more } });
  expect(await move('grant', '100')).toMatchObject(told({ balance: 100, debt: 0, moved: 100 }));
  expect(await move('adjust', '-12.5')).toMatchObject(told({ balance: 87.5, moved: 12.5 }));
  expect(await move('adjust', '+2.5')).toMatchObject(told({ balance: 90, moved: 2.5 }));
  expect(await move('expire', '30')).toMatchObject(told({ balance: 60, moved: 30 }));
  const reversed = await move('reverse', '100', '--reference', 'payment 7');
  expect(reversed).toMatchObject(told({ balance: 0, debt: 40, moved: 60, owed: 40 }));
  const again = await move('reverse', '100', '--reference', 'payment 7');
  expect(again).toMatchObject(told({ balance: 0, debt: 40, moved: 0, repeated: true }));
  const shown = await place.run(['accounts', 'show', 'acme']);
  expect(shown.stdout).toMatch(
    /^acme \(.*\): 0 credits, of which 0 are held, 40 are owed, 0 can be spent\n$/,
  );
  const grant = ['credits', 'grant', '--account', 'acme', '--reason', 'a test', '--credits'];
  expect(await place.run([...grant, '15'])).toMatchObject({
    stdout: 'acme has 0 credits now and owes 25, which its next credits pay.\n',
  });
  expect(await place.run([...grant, '30'])).toMatchObject({
    stdout: 'acme has 5 credits now.\n',
  });
  expect(await place.runJson(['accounts', 'show', 'acme'])).toMatchObject({
    answer: { balance: 5, held: 0, debt: 0, available: 5 },
  });
});

test('what was moved is listed, page by page, the newest first', async () => {
  const list = ['credits', 'movements', '--account', 'acme'];
  const page = z.strictObject({
    movements: z.array(
      z.strictObject({
        number: z.int(),
        at: z.iso.datetime(),
        kind: z.string(),
        credits: z.number(),
        balance: z.number(),
        taskId: z.null(),
        debtId: z.int().nullable(),
        reference: z.string().nullable(),
        reason: z.literal('a test'),
      }),
    ),
    next: z.int().nullable(),
  });
  const first = page.parse((await place.runJson([...list, '--limit', '5'])).answer);
  expect(first.movements.map(({ kind, credits, balance }) => [kind, credits, balance])).toEqual([
    ['reversal', -25, 5],
    ['grant', 30, 30],
    ['reversal', -15, 0],
    ['grant', 15, 15],
    ['reversal', -60, 0],
  ]);
  expect(first.movements.map(({ debtId }) => debtId === null)).toEqual([
    ...[false, true, false, true, true],
  ]);
  const rest = await place.runJson([...list, '--after', String(first.next)]);
  expect(page.parse(rest.answer)).toMatchObject({
    movements: [
      { kind: 'expiry', credits: -30, balance: 60 },
      { kind: 'adjustment', credits: 2.5, balance: 90 },
      { kind: 'adjustment', credits: -12.5, balance: 87.5 },
      { number: 1, kind: 'grant', credits: 100, balance: 100 },
    ],
    next: null,
  });
  const inWords = await place.run([...list, '--limit', '1', '--since', '1h']);
  expect(inWords.stdout.split('\n')).toEqual([
    expect.stringMatching(/^MOVEMENT +AT +KIND +CREDITS +BALANCE +TASK +REFERENCE +REASON$/),
    expect.stringMatching(/^9 .* reversal \(owed\) +-25 +5 +- +- +a test$/),
    'More with --after 9',
    '',
  ]);
  const none = await place.run([...list, '--since', '2100-01-01']);
  expect(none.stdout).toBe('Nothing was moved.\n');
});

test.each([
  [['expire', '--credits', '-1', '--reason', 'x'], '--credits: "-1" is not an amount'],
  [['adjust', '--credits', '-0', '--reason', 'x'], '--credits: "-0" is not an amount'],
  [['adjust', '--credits', '1', '--reason', ' '], '--reason: empty; say why'],
  [['reverse', '--credits', '1'], "required option '--reason"],
  [['grant', '--credits', '1', '--reason', 'x', '--reference', ''], '--reference: empty'],
  [['movements', '--after', 'x'], 'must be a whole number'],
])('credits %j is refused in words', async (args, words) => {
  const { code, answer } = await place.runJson(['credits', ...args, '--account', 'acme']);
  expect(code).toBe(1);
  expect(z.strictObject({ error: z.string() }).parse(answer).error).toContain(words);
});

describe('tasks refund', () => {
  const refund = (...args: string[]) => place.runJson(['tasks', 'refund', film, ...args]);
  const refused = async (...args: string[]): Promise<string> => {
    const { code, answer } = await refund(...args);
    expect(code).toBe(1);
    return z.strictObject({ error: z.string() }).parse(answer).error;
  };
  const balance = async (): Promise<number> => (await walletOf(server)).balance;

  test('gives back a part, then no more than is left, and the film stays', async () => {
    expect(await balance()).toBe(984);
    expect(await refund('--credits', '6.5', '--reason', 'too dark')).toMatchObject({
      code: 0,
      answer: { id: film, creditsRefundedNow: 6.5, creditsRefunded: 6.5, creditsCharged: 16 },
    });
    expect(await balance()).toBe(990.5);
    expect(await refused('--credits', '10', '--reason', 'too dark')).toBe(
      `--credits: 10 is more than is left: ${film} was charged 16 credits, of which 6.5 were given back, so it can be 9.5 at most.`,
    );
    expect(await refused('--credits', '5', '--reason', '')).toMatch(/^--reason: empty/);
    expect(await refused('--credits', '5')).toMatch("required option '--reason");
    expect(await balance()).toBe(990.5);
    const path = `/platform/v1/tasks/${film}`;
    const task = z
      .object({ output: z.object({ videoUrl: z.string() }) })
      .loose()
      .parse((await call(server, 'GET', path, { key: server.first.liveKey })).body);
    expect(task).toMatchObject({ state: 'succeeded', chargedCredits: 16, refundedCredits: 6.5 });
    const video = await fetch(task.output.videoUrl);
    await video.arrayBuffer();
    expect(video.status).toBe(200);
    expect(await place.runJson(['tasks', 'show', film])).toMatchObject({
      answer: { creditsCharged: 16, creditsRefunded: 6.5 },
    });
    const listed = await place.runJson(['tasks', 'list', '--account', 'demo']);
    expect(listed).toMatchObject({
      answer: { tasks: [{ id: film, creditsCharged: 16, creditsRefunded: 6.5 }] },
    });
    const inWords = await place.run(['tasks', 'list', '--account', 'demo']);
    expect(inWords.stdout).toMatch(/ 16 - 6\.5 /);
  });

  test('works for a task that its customer has deleted, until nothing is left', async () => {
    const path = `/d/ark/api/v3/contents/generations/tasks/${film}`;
    const { status } = await call(server, 'DELETE', path, { key: server.first.liveKey });
    expect(status).toBe(200);
    const { stdout } = await place.run(['tasks', 'refund', film, '--reason', 'goodwill']);
    expect(stdout).toBe(`Gave back 9.5 credits of ${film}: 16 of the 16 that it was charged.\n`);
    expect(await balance()).toBe(1000);
    expect(await refused('--reason', 'goodwill')).toBe(
      `${film} was charged 16 credits, and all of them were given back.`,
    );
  });

  test('of a task that was not charged, and of none, is refused', async () => {
    const body = { model: 'seedance-2.0', prompt: '[[fail:content_policy]] A kite' };
    const made = await call(server, 'POST', createPath, {
      key: server.first.testKey,
      body,
    });
    const { requestId } = z.object({ requestId: z.string() }).parse(made.body);
    const of = (id: string) => place.runJson(['tasks', 'refund', id, '--reason', 'x']);
    expect(await of(requestId)).toMatchObject({
      code: 1,
      answer: { error: `${requestId} was not charged: there is nothing to give back.` },
    });
    expect(await of('req_none')).toMatchObject({
      code: 1,
      answer: { error: expect.stringContaining('There is no task "req_none"') },
    });
  });
});

test('the books are in order, and told by kinds', async () => {
  expect(await place.runJson(['ledger', 'check'])).toMatchObject({
    code: 0,
    answer: {
      ...{ ok: true, broken: [], balanceMicros: '1005000000', debtMicros: '0' },
      kinds: [
        { kind: 'adjustment', movements: 2, changeMicros: '-10000000' },
        { kind: 'charge', movements: 1, changeMicros: '-16000000' },
        { kind: 'expiry', movements: 1, changeMicros: '-30000000' },
        { kind: 'grant', movements: 4, changeMicros: '1145000000' },
        { kind: 'refund', movements: 2, changeMicros: '16000000' },
        { kind: 'reversal', movements: 3, changeMicros: '-100000000' },
      ],
    },
  });
  const inWords = await place.run(['ledger', 'check']);
  expect(inWords.stdout).toMatch(/; 1005 credits in wallets, 0 of them held, 0 owed\.$/m);
  expect(inWords.stdout).toMatch(/^KIND +MOVEMENTS +CREDITS$/m);
  expect(inWords.stdout).toMatch(/^reversal +3 +-100$/m);
});

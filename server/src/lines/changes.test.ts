import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkLedger } from '../ledger/check.ts';
import { addCustomer, openTaskFixture, type TaskFixture } from '../tasks/testing/fixture.ts';
import type { Line } from './book/line.ts';
import { changeAccess, changeTerms, drainLine, readLines } from './book/store.ts';
import { openLiveLine, promptIn, type Answer, type LiveLine } from './testing/live-line.ts';

/** Real sockets: what is cut here was a connection. */

/** So long every create is under way: longer than the changes are apart. */
const answerMs = 700;
const pauseMs = 1_000 / 15;

let fixture: TaskFixture;
let live: LiveLine;
/** Prompts that reached an upstream, with the key that they came with. */
let made: { prompt: string; secret: string }[];

beforeEach(async () => {
  fixture = await openTaskFixture();
  made = [];
  live = await openLiveLine(fixture, answer);
});
afterEach(async () => {
  await live.close();
  const { broken } = await checkLedger(fixture.database);
  await fixture.close();
  expect(broken).toEqual([]);
});

/** Takes every create after a while; nothing of it ever ends. */
const answer: Answer = (request, body, response) => {
  if (request.method !== 'POST') {
    const id = request.url?.split('/').at(-1) ?? '';
    response.end(JSON.stringify({ id, status: 'running' }));
    return;
  }
  made.push({ prompt: promptIn(body), secret: request.headers.authorization ?? '' });
  const id = `cgt-${String(made.length)}`;
  setTimeout(() => response.end(JSON.stringify({ id })), answerMs);
};

async function terms(over: Partial<Line>): Promise<void> {
  const [stored] = await readLines(fixture.database);
  if (!stored) throw new Error('the line is gone');
  await changeTerms(fixture.database, live.line.id, { ...stored.line, ...over });
}

const access = (over: { baseUrl?: string; secret?: string }): Promise<boolean> =>
  changeAccess(
    fixture.database,
    live.key,
    live.line.id,
    { dialect: 'ark', baseUrl: live.line.baseUrl, ...over },
    { sameAccount: true },
  );

test('15 creates a second lose no answer while their line is changed in every way', async () => {
  const { id } = live.line;
  const elsewhere = await live.upstreamAt(answer);
  const changes: (() => Promise<unknown>)[] = [
    () => drainLine(fixture.database, id, true),
    () => drainLine(fixture.database, id, false),
    () => terms({ callRates: { create: 50, get: 20, list: 1, cancel: 20 } }),
    () => access({ baseUrl: elsewhere }),
    () => access({ baseUrl: elsewhere, secret: 'second' }),
    () => terms({ weight: 3, unknownHours: 10 }),
    () => terms({ enabled: false }),
    () => terms({ enabled: true }),
  ];
  const who = await addCustomer(fixture, 100_000);
  const submitted: string[] = [];
  const stopping = new AbortController();
  const submitting = (async () => {
    while (!stopping.signal.aborted) {
      const prompt = `a river, ${String(submitted.length)}`;
      await live.submit(who, prompt);
      submitted.push(prompt);
      await wait(pauseMs);
    }
  })();
  await wait(1_500);
  for (const change of changes) {
    await change();
    await live.book.refresh();
    await wait(500);
  }
  stopping.abort();
  await submitting;
  await expect.poll(statesOfTasks, { timeout: 40_000 }).toEqual({ running: submitted.length });

  expect(await statesOfAttempts()).toEqual({ accepted: submitted.length });
  expect(made.map(({ prompt }) => prompt).sort()).toEqual([...submitted].sort());
  expect(new Set(made.map(({ secret }) => secret))).toEqual(
    new Set(['Bearer first', 'Bearer second']),
  );
  expect(submitted.length).toBeGreaterThan(40);
}, 90_000);

const statesOfTasks = () => countBy('select state, count(*)::int as count from tasks group by 1');
const statesOfAttempts = () =>
  countBy('select state, count(*)::int as count from attempts group by 1');

async function countBy(text: string): Promise<Record<string, number>> {
  const { rows } = await fixture.database.general.query<{ state: string; count: number }>(text);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

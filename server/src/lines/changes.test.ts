import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import { checkLedger } from '../ledger/check.ts';
import { createGuardedFetch, type GuardedFetch } from '../media/fetch.ts';
import type { MediaStore } from '../media/store.ts';
import { familyQueue } from '../tasks/queues.ts';
import { addCustomer, openSpine, order, type Spine } from '../tasks/testing/spine.ts';
import { openLineBook, type LineBook } from './book.ts';
import type { Line } from './line.ts';
import { addLine, changeAccess, changeTerms, drainLine, readLines } from './store.ts';
import { startUpstreams } from './upstreams.ts';

/** Real sockets: what is cut here was a connection. */

const family = 'seedance-2.0';
const key = randomBytes(32);
/** So long every create is under way: longer than the changes are apart. */
const answerMs = 700;
const pause = 1_000 / 15;

let spine: Spine;
let common: GuardedFetch;
let servers: Server[];
let book: LineBook;
/** Prompts that reached an upstream, with the key that they came with. */
let made: { prompt: string; secret: string }[];
let line: Line;
let upstreams: ReturnType<typeof startUpstreams>;

beforeEach(async () => {
  spine = await openSpine();
  common = createGuardedFetch({ allowPrivateHosts: false });
  servers = [];
  made = [];
  line = await addLine(spine.database, key, {
    name: 'upstream',
    dialect: 'ark',
    baseUrl: await startUpstream(),
    secret: 'first',
    models: [{ family, upstreamName: 'seedance-2.0', tasksMax: 1_000, cost: null }],
    priority: 0,
    weight: 1,
    callRates: { create: 100, get: 20, list: 1, cancel: 20 },
    callbacks: false,
    allowPrivateHost: true,
  });
  book = await openLineBook({
    database: spine.database,
    wake: spine.wake,
    key,
    log: pino({ level: 'silent' }),
  });
  upstreams = startUpstreams({
    ...spine,
    book,
    // Nothing ends here, so nothing is stored.
    store: {} as MediaStore,
    fetch: common,
    dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    mediaUrl: () => '',
    callbackUrl: () => '',
    currencies: { creditsPerUsd: 40, cnyPerUsdMicros: 8_000_000n },
    log: pino({ level: 'silent' }),
  });
});
afterEach(async () => {
  await upstreams.stop();
  book.close();
  await common.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  const { broken } = await checkLedger(spine.database);
  await spine.close();
  expect(broken).toEqual([]);
});

/** Takes every create after a while; nothing of it ever ends. */
async function startUpstream(): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method !== 'POST') {
        const id = request.url?.split('/').at(-1) ?? '';
        response.end(JSON.stringify({ id, status: 'running' }));
        return;
      }
      const { content } = JSON.parse(Buffer.concat(chunks).toString()) as {
        content: { text: string }[];
      };
      made.push({
        prompt: content[0]?.text.split(' --')[0] ?? '',
        secret: request.headers.authorization ?? '',
      });
      const id = `cgt-${String(made.length)}`;
      setTimeout(() => response.end(JSON.stringify({ id })), answerMs);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function terms(over: Partial<Line>): Promise<void> {
  const [stored] = await readLines(spine.database);
  if (!stored) throw new Error('the line is gone');
  await changeTerms(spine.database, line.id, { ...stored.line, ...over });
}

const access = (over: { baseUrl?: string; secret?: string }): Promise<boolean> =>
  changeAccess(
    spine.database,
    key,
    line.id,
    { dialect: 'ark', baseUrl: line.baseUrl, ...over },
    { sameAccount: true },
  );

test('15 creates a second lose no answer while their line is changed in every way', async () => {
  const elsewhere = await startUpstream();
  const changes: (() => Promise<unknown>)[] = [
    () => drainLine(spine.database, line.id, true),
    () => drainLine(spine.database, line.id, false),
    () => terms({ callRates: { create: 50, get: 20, list: 1, cancel: 20 } }),
    () => access({ baseUrl: elsewhere }),
    () => access({ baseUrl: elsewhere, secret: 'second' }),
    () => terms({ weight: 3, unknownHours: 10 }),
    () => terms({ enabled: false }),
    () => terms({ enabled: true }),
  ];
  const who = await addCustomer(spine, 100_000);
  const submitted: string[] = [];
  const stopping = new AbortController();
  const submitting = (async () => {
    while (!stopping.signal.aborted) {
      const prompt = `a river, ${String(submitted.length)}`;
      const { row } = await spine.submit(who, order({ prompt }));
      await spine.database.general.query(
        "update work set queue = $1 where step = 'dispatch' and subject_id = $2",
        [familyQueue(family), row.id],
      );
      spine.wake.tell('dispatch');
      submitted.push(prompt);
      await wait(pause);
    }
  })();
  await wait(1_500);
  for (const change of changes) {
    await change();
    await book.refresh();
    await wait(500);
  }
  stopping.abort();
  await submitting;
  await expect.poll(statesOfTasks, { timeout: 15_000 }).toEqual({ running: submitted.length });

  expect(await statesOfAttempts()).toEqual({ accepted: submitted.length });
  expect(made.map(({ prompt }) => prompt).sort()).toEqual([...submitted].sort());
  expect(new Set(made.map(({ secret }) => secret))).toEqual(
    new Set(['Bearer first', 'Bearer second']),
  );
  expect(submitted.length).toBeGreaterThan(40);
});

const statesOfTasks = () => countBy('select state, count(*)::int as count from tasks group by 1');
const statesOfAttempts = () =>
  countBy('select state, count(*)::int as count from attempts group by 1');

async function countBy(text: string): Promise<Record<string, number>> {
  const { rows } = await spine.database.general.query<{ state: string; count: number }>(text);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import type { GuardedFetch } from '../media/fetch.ts';
import type { MediaStore } from '../media/store/store.ts';
import { openTaskFixture, type TaskFixture } from '../tasks/testing/fixture.ts';
import { openLineRegistry, type LineRegistry } from './book/registry.ts';
import { lineQueuePrefix } from '../work/queues.ts';
import type { Line } from './book/line.ts';
import { addLine } from './book/store.ts';
import { startUpstreams } from './upstreams.ts';
import { oneKey } from '../testing/keys.ts';

let fixture: TaskFixture;
let book: LineRegistry;
let upstreams: { stop(): Promise<void> };

beforeEach(async () => {
  fixture = await openTaskFixture();
});
afterEach(async () => {
  await upstreams.stop();
  await book.close();
  await fixture.close();
});

async function addWithWork(name: string, key: Buffer): Promise<Line> {
  const { database } = fixture;
  const line = await addLine(database, key, {
    name,
    dialect: 'ark',
    baseUrl: 'https://ark.example.com',
    models: [{ family: 'seedance-2.0', upstreamName: 'm', tasksMax: null, cost: null }],
    priority: 0,
    weight: 1,
    callRates: { create: 9, get: 9, list: 9, cancel: 9 },
    callbacks: false,
    allowPrivateHost: false,
    secret: 'sk-5ecret',
  });
  for (const step of ['follow', 'collect']) {
    await database.general.query(
      'insert into work (step, subject_id, queue, due_at) values ($1, $2, $3, now())',
      [step, `${name}-${step}`, lineQueuePrefix + line.id],
    );
  }
  return line;
}

async function claims(): Promise<Record<string, number>> {
  const { rows } = await fixture.database.general.query<{ subject_id: string; claims: number }>(
    'select subject_id, claims from work',
  );
  return Object.fromEntries(rows.map((row) => [row.subject_id, row.claims]));
}

test('a line whose secret does not open here is left to another process, with all that is under way there', async () => {
  const { database, wake, settler } = fixture;
  const key = randomBytes(32);
  await addWithWork('locked', randomBytes(32));
  await addWithWork('open', key);
  const log = pino({ level: 'silent' });
  book = await openLineRegistry({ database, wake, keys: oneKey(key), log });
  expect(book.serves('seedance-2.0')).toBe(true);
  upstreams = startUpstreams({
    lineRegistry: book,
    database,
    settler,
    wake,
    log,
    // Neither is asked for anything: no task is behind the work.
    store: {} as MediaStore,
    fetch: {} as GuardedFetch,
    dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    mediaUrl: () => '',
    callbackUrl: () => '',
    currencies: { creditsPerUsd: 100, cnyPerUsdMicros: 7_000_000n },
  });
  await expect
    .poll(claims, { timeout: 20_000 })
    .toMatchObject({ 'open-follow': 1, 'locked-follow': 0, 'locked-collect': 0 });
});

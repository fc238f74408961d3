import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { openTaskFixture, type TaskFixture } from '../../tasks/testing/fixture.ts';
import { dispatchQueue, familyQueue, studioQueue } from '../../work/queues.ts';
import { createOffering } from '../cost/offering.ts';
import { openLineRegistry, type LineRegistry } from './registry.ts';
import { addLine } from './store.ts';
import { oneKey } from '../../testing/keys.ts';

let fixture: TaskFixture;
beforeEach(async () => {
  fixture = await openTaskFixture();
});
afterEach(() => fixture.close());

const family = 'seedance-2.0';

async function openBook(key: Buffer, write: (line: string) => void = () => undefined) {
  const book: LineRegistry = await openLineRegistry({
    ...fixture,
    keys: oneKey(key),
    log: pino({}, { write }),
  });
  onTestFinished(() => book.close());
  return book;
}

test('a line whose secret does not open here keeps its models: nothing of them falls to the studio', async () => {
  const itsKey = randomBytes(32);
  const line = await addLine(fixture.database, itsKey, {
    name: 'upstream',
    dialect: 'ark',
    baseUrl: 'https://ark.example',
    secret: 'sk-5ecret',
    models: [{ family, upstreamName: 'm', tasksMax: null, cost: null }],
    priority: 0,
    weight: 1,
    callRates: { create: 9, get: 9, list: 9, cancel: 9 },
    callbacks: false,
    allowPrivateHost: false,
  });
  const logged: string[] = [];
  const book = await openBook(randomBytes(32), (text) => logged.push(text));
  expect(book.lines()).toEqual([
    { line: { ...line, enabled: false }, secret: null, isLocked: true },
  ]);
  expect(logged.join('')).toContain('the secret of a line does not open');
  expect(logged.join('')).not.toContain('5ecret');

  expect([book.serves(family), book.serves('seedance-2.5')]).toEqual([true, false]);
  expect(dispatchQueue('live', { family }, book.serves)).toBe(familyQueue(family));
  expect(dispatchQueue('test', { family }, book.serves)).toBe(studioQueue);
  // The studio would sell what it makes only where there is no line at all.
  const { sells } = createOffering({
    book,
    dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    mediaUrl: () => '',
    currencies: { creditsPerUsd: 40, cnyPerUsdMicros: 8_000_000n },
    studioSells: 'auto',
    judge: () => undefined,
  });
  expect([sells(family), sells('seedance-2.5')]).toEqual([true, false]);

  const opened = await openBook(itsKey);
  expect(opened.lines()).toEqual([{ line, secret: 'sk-5ecret' }]);
});

test('a line whose secret was sealed anew opens as soon as the new key is known, changed or not', async () => {
  const [former, next] = [randomBytes(32), randomBytes(32)];
  const line = await addLine(fixture.database, next, {
    name: 'upstream',
    dialect: 'ark',
    baseUrl: 'https://ark.example',
    secret: 'sk-5ecret',
    models: [],
    priority: 0,
    weight: 1,
    callRates: { create: 9, get: 9, list: 9, cancel: 9 },
    callbacks: false,
    allowPrivateHost: false,
  });
  let key = former;
  const book = await openLineRegistry({
    ...fixture,
    keys: () => [key],
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => book.close());
  expect(book.lines()).toMatchObject([{ isLocked: true }]);
  key = next;
  await book.refresh();
  expect(book.lines()).toEqual([{ line, secret: 'sk-5ecret' }]);
});

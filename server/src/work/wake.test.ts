import { once, EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { startWake, type Topic, type Wake } from './wake.ts';

let database: Database;
let drop: () => Promise<void>;
let listener: Wake;
let heard: EventEmitter;

beforeEach(async () => {
  ({ database, drop } = await testDatabase());
  heard = new EventEmitter();
  listener = start();
  for (const topic of ['follow', 'lines'] satisfies Topic[]) {
    listener.on(topic, () => heard.emit(topic));
  }
});
afterEach(async () => {
  await listener.close();
  await drop();
});

function start(): Wake {
  return startWake(database, (message) => {
    throw new Error(message);
  });
}

test('what is told just before the end is heard elsewhere', async () => {
  const listens = once(heard, 'follow');
  const other = start();
  let isHeard = false;
  void listens.then(() => (isHeard = true));
  const hears = (): boolean => isHeard;
  while (!hears()) {
    other.tell('follow');
    await wait(20);
  }
  await other.close();

  const told = once(heard, 'lines', { signal: AbortSignal.timeout(5_000) });
  const command = start();
  command.tell('lines');
  await command.close();
  await expect(told).resolves.toEqual([]);
});

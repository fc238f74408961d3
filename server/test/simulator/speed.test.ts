import { expect, test } from 'vitest';
import { createClock } from './clock.ts';
import type { Order } from './order.ts';
import { documentedSettings } from './settings.ts';
import { createTaskBook, type TaskBook } from './task-book.ts';

const order: Order = {
  model: 'doubao-seedance-2-0-260128',
  family: 'seedance-2.0',
  prompt: 'a lake at dawn',
  resolution: '480p',
  ratio: '16:9',
  seconds: 4,
  secondsOffered: [4],
  inputVideos: 0,
  generateAudio: false,
  seed: -1,
  returnLastFrame: false,
  serviceTier: 'default',
  expiresSeconds: 172_800,
  priority: 0,
  callbackUrl: null,
  safetyIdentifier: null,
};

/** Takes so many tasks, half of which have to wait, and lets all of them come to their end. */
function play(count: number): TaskBook {
  let nowMs = 0;
  const clock = createClock(() => nowMs);
  const book = createTaskBook({
    seed: 7,
    clock,
    settings: () => ({ ...documentedSettings, runningAtOnce: count / 2, timeScale: 0.001 }),
    faultOf: () => null,
    onChange: () => undefined,
    onLane: () => undefined,
  });
  for (let number = 0; number < count; number += 1) {
    book.accept(order);
    book.settle();
  }
  for (nowMs = 0; book.nextMs() !== null; nowMs = book.nextMs() ?? nowMs) book.settle();
  return book;
}

/** With the time of a core that it took. */
function playMeasured(count: number): { book: TaskBook; cpuMs: number } {
  const before = process.cpuUsage();
  const book = play(count);
  const { user, system } = process.cpuUsage(before);
  return { book, cpuMs: (user + system) / 1_000 };
}

test('of many thousand tasks each costs what it costs of a few, and has a name of its own', () => {
  play(500);
  const few = playMeasured(500);
  const many = playMeasured(20_000);
  // Where each looks at all others it is forty times as much.
  expect(many.cpuMs / 20_000).toBeLessThan((8 * few.cpuMs) / 500);
  const all = many.book.all();
  expect(all.every(({ state }) => state === 'succeeded')).toBe(true);
  expect(new Set(all.map(({ id }) => id)).size).toBe(20_000);
});

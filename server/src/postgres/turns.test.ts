import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTurns, NoTurnError } from './turns.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Work that goes on until it is told to end. */
function openWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    work: (name: string) => () => {
      begun.push(name);
      return new Promise<string>((resolve) => {
        ends.set(name, () => {
          resolve(name);
        });
      });
    },
    async end(name: string): Promise<void> {
      await vi.advanceTimersByTimeAsync(0);
      ends.get(name)?.();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

test('of one owner one runs at a time, the others in the order in which they came', async () => {
  const turns = createTurns({ atOnce: 2, waitMs: 5_000 });
  const { begun, work, end } = openWork();
  const ran = ['a1', 'a2', 'a3'].map((name) => turns.run('a', work(name)));
  await vi.advanceTimersByTimeAsync(0);
  expect(begun).toEqual(['a1']);
  await end('a1');
  expect(begun).toEqual(['a1', 'a2']);
  await end('a2');
  await end('a3');
  expect(await Promise.all(ran)).toEqual(['a1', 'a2', 'a3']);
});

test('owners take turns, however many one of them has waiting', async () => {
  const turns = createTurns({ atOnce: 1, waitMs: 5_000 });
  const { begun, work, end } = openWork();
  for (const name of ['a1', 'a2', 'a3']) void turns.run('a', work(name));
  void turns.run('b', work('b1'));
  void turns.run('c', work('c1'));
  for (const name of ['a1', 'b1', 'c1', 'a2', 'a3']) await end(name);
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
});

test('work that fails gives its turn on', async () => {
  const turns = createTurns({ atOnce: 1, waitMs: 5_000 });
  const failing = turns.run('a', () => Promise.reject(new Error('no')));
  const next = turns.run('a', () => Promise.resolve('next'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});

test('what has waited for so long is not begun any more', async () => {
  const turns = createTurns({ atOnce: 1, waitMs: 5_000 });
  const { begun, work, end } = openWork();
  const first = turns.run('a', work('a1'));
  const late = turns.run('a', work('a2')).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(4_000);
  const inTime = turns.run('b', work('b1'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await late).toBeInstanceOf(NoTurnError);
  await end('a1');
  expect(begun).toEqual(['a1', 'b1']);
  await end('b1');
  expect(await Promise.all([first, inTime])).toEqual(['a1', 'b1']);
});

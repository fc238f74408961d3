import { expect, test } from 'vitest';
import { createBatcher } from './batcher.ts';

/** A batch function that is ended by hand, and what it was given. */
function handRun() {
  const batches: { items: readonly number[]; end: () => void }[] = [];
  return {
    batches,
    run: (items: readonly number[]) =>
      new Promise<number[]>((resolve) => {
        batches.push({ items, end: () => resolve(items.map((item) => item * 10)) });
      }),
  };
}

const never = () => false;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('what arrives while a batch runs is the next one, without any timer', async () => {
  const { batches, run } = handRun();
  const batcher = createBatcher({ run, maxItems: 256, failsWhole: never });
  const first = batcher.add(1);
  await nextTurn();
  const others = [batcher.add(2), batcher.add(3)];
  await nextTurn();
  expect(batches.map(({ items }) => items)).toEqual([[1]]);
  batches[0]?.end();
  expect(await first).toBe(10);
  await nextTurn();
  expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  batches[1]?.end();
  expect(await Promise.all(others)).toEqual([20, 30]);
  expect(batcher.size()).toBe(0);
});

test('a batch holds no more than its most, and lanes run beside each other', async () => {
  const { batches, run } = handRun();
  const batcher = createBatcher({ run, maxItems: 2, lanes: 2, failsWhole: never });
  const all = Promise.all([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
  await nextTurn();
  expect(batches.map(({ items }) => items)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  for (const { end } of batches) end();
  await nextTurn();
  await nextTurn();
  batches[2]?.end();
  expect(await all).toEqual([10, 20, 30, 40, 50]);
});

test('items with the same key never share a batch and keep their order', async () => {
  const seen: (readonly string[])[] = [];
  const batcher = createBatcher<string, string>({
    run: (items) => {
      seen.push(items);
      return Promise.resolve(items);
    },
    maxItems: 256,
    keyOf: (item) => item.slice(0, 1),
    failsWhole: never,
  });
  await Promise.all(['a1', 'b1', 'a2', 'a3', 'c1'].map((item) => batcher.add(item)));
  expect(seen).toEqual([['a1', 'b1', 'c1'], ['a2'], ['a3']]);
});

test('one bad item fails alone: the batch is split until it stands by itself', async () => {
  let runs = 0;
  const batcher = createBatcher<number, number>({
    run: (items) => {
      runs++;
      return items.includes(77) ? Promise.reject(new Error('bad row')) : Promise.resolve(items);
    },
    maxItems: 256,
    failsWhole: never,
  });
  const results = await Promise.allSettled(
    Array.from({ length: 256 }, (_, index) => batcher.add(index)),
  );
  const rejected = results.flatMap((result, index) => (result.status === 'rejected' ? index : []));
  expect(rejected).toEqual([77]);
  expect(runs).toBeLessThan(20);
});

test('a lost connection fails the batch whole and at once', async () => {
  let runs = 0;
  const batcher = createBatcher<number, number>({
    run: () => {
      runs++;
      return Promise.reject(new Error('gone'));
    },
    maxItems: 256,
    failsWhole: () => true,
  });
  const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(runs).toBe(1);
});

test('an answer of the wrong length is never dealt out by position', async () => {
  const batcher = createBatcher<number, number>({
    run: () => Promise.resolve([1]),
    maxItems: 256,
    failsWhole: () => true,
  });
  const results = await Promise.allSettled([1, 2].map((item) => batcher.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('what the database refuses for good has an answer where there is one', async () => {
  const bad = Object.assign(new Error('out of range'), { code: '22003' });
  const other = new Error('a bug');
  const batcher = createBatcher<number, number>({
    run: (items) => {
      if (items.includes(3)) return Promise.reject(bad);
      return items.includes(5) ? Promise.reject(other) : Promise.resolve(items);
    },
    maxItems: 256,
    failsWhole: never,
    refused: (item, error) => {
      expect(error).toBe(bad);
      return Promise.resolve(item * 100);
    },
  });
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
  expect(results.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
    1,
    2,
    300,
    4,
    'failed',
  ]);
});

import { expect, test } from 'vitest';
import { writeDivided } from './divide.ts';

const coded = (code: string): Error => Object.assign(new Error(`refused ${code}`), { code });

/** Writes all but what is spoiled. */
function table(spoiled: ReadonlyMap<number, Error>) {
  const written: number[] = [];
  let runs = 0;
  return {
    written,
    runs: () => runs,
    write(items: readonly number[]): Promise<void> {
      runs++;
      const error = items.map((item) => spoiled.get(item)).find((one) => one !== undefined);
      if (error) return Promise.reject(error);
      written.push(...items);
      return Promise.resolve();
    },
  };
}

const numbers = Array.from({ length: 100 }, (_, index) => index);

test('the rows that are refused stand alone, and all others are written', async () => {
  const { written, runs, write } = table(
    new Map([
      [7, coded('22003')],
      [70, coded('23514')],
    ]),
  );
  expect(await writeDivided(numbers, write)).toEqual([
    { item: 7, reason: 'refused 22003' },
    { item: 70, reason: 'refused 23514' },
  ]);
  expect(written).toEqual(numbers.filter((number) => ![7, 70].includes(number)));
  expect(runs()).toBeLessThan(40);
});

test('nothing is written of nothing', async () => {
  const { runs, write } = table(new Map());
  expect(await writeDivided([], write)).toEqual([]);
  expect(runs()).toBe(0);
});

test('what is no refusal is thrown, after the others are written', async () => {
  const { written, write } = table(new Map([[7, new Error('a bug')]]));
  await expect(writeDivided(numbers, write)).rejects.toThrow('a bug');
  expect(written).toHaveLength(99);
});

test('a lost connection ends it at once', async () => {
  const { runs, write } = table(new Map([[7, coded('08006')]]));
  await expect(writeDivided(numbers, write)).rejects.toThrow('refused 08006');
  expect(runs()).toBe(1);
});

import { expect, test } from 'vitest';
import { inColumns } from './table.ts';

test('columns are as wide as their longest cell', () => {
  expect(
    inColumns([
      ['id', 'micros'],
      ['task-1', '7'],
    ]),
  ).toBe('id      micros\ntask-1  7');
});

test('a bill of very many rows is shown like a short one', () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [String(index), 'billed']);
  expect(inColumns(rows).split('\n').at(-1)).toBe('199999  billed');
});

import { expect, test } from 'vitest';
import { problemOfAsync } from '../../generation/testing.ts';
import type { RecordTable } from '../../tasks/records/tables/record-table.ts';
import { csvFile } from './csv-file.ts';

/** Of one column, with so many rows of this. */
function tableOf(count: number, cell: string) {
  const asked: number[] = [];
  const table: RecordTable = {
    head: ['thing'],
    async read({ limit, cursor }) {
      asked.push(limit);
      const from = Number(cursor ?? 0);
      const rows = Array.from({ length: Math.min(limit, count - from) }, () => [cell]);
      const next = from + rows.length;
      return { rows, next: next < count ? String(next) : null };
    },
  };
  return { file: () => csvFile('things', { format: 'csv' }, () => table), asked };
}

test('a table of as many rows as there may be is read to its end', async () => {
  const file = await tableOf(10_000, 'x').file();
  expect(file?.body).toSatisfy(
    (body) => typeof body === 'string' && body.split('\r\n').length === 10_002,
  );
});

test('one of more rows is refused, and no more of it is read', async () => {
  const { file, asked } = tableOf(50_000, 'x');
  const problem = await problemOfAsync(file);
  expect(problem).toMatchObject({ code: 'invalid_parameter', field: 'from' });
  expect(problem?.message).toContain('more than 10000 rows');
  expect(asked.length * (asked[0] ?? 0)).toBeLessThan(10_500);
});

test('one of few rows with much in them is refused before it fills the memory', async () => {
  const { file, asked } = tableOf(10_000, 'x'.repeat(256 * 1024));
  const problem = await problemOfAsync(file);
  expect(problem).toMatchObject({ code: 'invalid_parameter', field: 'from' });
  expect(problem?.message).toContain('characters');
  expect(asked.length).toBeLessThan(5);
});

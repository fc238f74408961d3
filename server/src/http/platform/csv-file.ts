import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import { csvName, csvOf, type CsvCell } from '../csv.ts';
import { timeZoneName } from './filters.ts';
import type { CsvFile } from './route.ts';

/** Of a route that has a table. */
export const csvWords = {
  format: z
    .enum(['json', 'csv'])
    .optional()
    .describe('`csv`: all of it as a table, instead of a page.'),
  timeZone: timeZoneName.optional().describe('Of times in a table; UTC unless told.'),
};

const csvRowsMost = 10_000;
const csvPageRows = 500;

export interface CsvTable<Row> {
  what: string;
  timeZone: string | undefined;
  head: readonly string[];
  read(at: { limit: number; cursor: string | null }): Promise<{ rows: Row[]; next: string | null }>;
  cells(row: Row): CsvCell[];
}

/** All pages as one table. Throws invalid_parameter where it would be too long. */
export async function csvFile<Row>(table: CsvTable<Row>): Promise<CsvFile> {
  const rows: CsvCell[][] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof table.read>> = await table.read({
      limit: csvPageRows,
      cursor,
    });
    for (const row of page.rows) rows.push(table.cells(row));
    cursor = page.next;
    if (rows.length > csvRowsMost) throw tooLong();
  } while (cursor !== null);
  const { what, timeZone = 'UTC', head } = table;
  return { name: csvName(what, timeZone, Date.now()), text: csvOf(head, rows) };
}

function tooLong(): Error {
  return refuse(
    'invalid_parameter',
    `The table would have more than ${String(csvRowsMost)} rows: ask for a shorter time, with from and to.`,
    { field: 'from' },
  );
}

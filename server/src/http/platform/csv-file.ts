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
/** A row may have as much metadata as a request may keep: a few at a time, and not all that there are. */
const csvPageRows = 100;
const csvCharactersMost = 32 * 1024 * 1024;

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
  let characters = 0;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof table.read>> = await table.read({
      limit: csvPageRows,
      cursor,
    });
    for (const row of page.rows) {
      const cells = table.cells(row);
      for (const cell of cells) characters += typeof cell === 'string' ? cell.length : 1;
      rows.push(cells);
    }
    cursor = page.next;
    if (rows.length > csvRowsMost) throw tooLong(`${String(csvRowsMost)} rows`);
    if (characters > csvCharactersMost) throw tooLong(`${String(csvCharactersMost)} characters`);
  } while (cursor !== null);
  const { what, timeZone = 'UTC', head } = table;
  return { name: csvName(what, timeZone, Date.now()), text: csvOf(head, rows) };
}

function tooLong(most: string): Error {
  return refuse(
    'invalid_parameter',
    `The table would have more than ${most}: ask for a shorter time, with from and to.`,
    { field: 'from' },
  );
}

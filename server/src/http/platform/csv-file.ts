import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import { csvOf, tableName, type CsvCell } from '../../tasks/records/tables/csv.ts';
import type { RecordTable } from '../../tasks/records/tables/record-table.ts';
import { timeZoneName } from './filters.ts';
import type { RouteFile } from './route.ts';

const csvRowsMost = 10_000;
/** A row may have as much metadata as a request may keep: a few at a time, and not all that there are. */
const csvPageRows = 100;
const csvCharactersMost = 32 * 1024 * 1024;

/** Of a route that has a table. */
export const csvWords = {
  format: z
    .enum(['json', 'csv'])
    .optional()
    .describe(
      `\`csv\`: all of it as a table, instead of a page, up to ${String(csvRowsMost)} rows; \`POST /exports\` makes longer ones.`,
    ),
  timeZone: timeZoneName.optional().describe('Of times in a table; UTC unless told.'),
};

export const csvType = 'text/csv';

interface TableQuery {
  format?: 'json' | 'csv' | undefined;
  timeZone?: string | undefined;
}

/** All pages as one table; null: `format=csv` does not ask for that. Throws invalid_parameter where it would be too long. */
export async function csvFile(
  what: string,
  { format, timeZone = 'UTC' }: TableQuery,
  tableOf: (timeZone: string) => RecordTable,
): Promise<RouteFile | null> {
  if (format !== 'csv') return null;
  const { head, read } = tableOf(timeZone);
  const rows: CsvCell[][] = [];
  let characters = 0;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof read>> = await read({ limit: csvPageRows, cursor });
    for (const cells of page.rows) {
      for (const cell of cells) characters += typeof cell === 'string' ? cell.length : 1;
      rows.push(cells);
    }
    cursor = page.next;
    if (rows.length > csvRowsMost) throw tooLong(`${String(csvRowsMost)} rows`);
    if (characters > csvCharactersMost) throw tooLong(`${String(csvCharactersMost)} characters`);
  } while (cursor !== null);
  const name = tableName(what, timeZone, Date.now(), 'csv');
  return { name, type: `${csvType}; charset=utf-8`, body: csvOf(head, rows) };
}

function tooLong(most: string): Error {
  return refuse(
    'invalid_parameter',
    `The table would have more than ${most}: make it with POST /platform/v1/exports, or ask for a shorter time, with from and to.`,
    { field: 'from' },
  );
}

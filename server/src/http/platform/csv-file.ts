import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import { csvOf, tableName, type CsvCell } from '../../tasks/records/tables/csv.ts';
import type { RecordTable } from '../../tasks/records/tables/record-table.ts';
import { timeZoneName } from './filters.ts';
import type { RouteFile } from './route.ts';

const csvRowsMost = 10_000;
const csvPageRows = 500;

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
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof read>> = await read({ limit: csvPageRows, cursor });
    for (const row of page.rows) rows.push(row);
    cursor = page.next;
    if (rows.length > csvRowsMost) throw tooLong();
  } while (cursor !== null);
  const name = tableName(what, timeZone, Date.now(), 'csv');
  return { name, type: `${csvType}; charset=utf-8`, body: csvOf(head, rows) };
}

function tooLong(): Error {
  return refuse(
    'invalid_parameter',
    `The table would have more than ${String(csvRowsMost)} rows: make it with POST /platform/v1/exports, or ask for a shorter time, with from and to.`,
    { field: 'from' },
  );
}

import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import type { Database } from '../../postgres/database.ts';
import { refuse } from '../../generation/problems.ts';
import {
  readUsage,
  usageDaysMost,
  usageDimensions,
  type UsageDimension,
} from '../../tasks/records/usage.ts';
import { usageJson, usageSchema } from '../../tasks/records/usage-json.ts';
import { timeInZone } from '../../tasks/records/tables/csv.ts';
import { usageHead } from '../../tasks/records/tables/usage-table.ts';
import { csvFile, csvType, csvWords } from './csv-file.ts';
import { dayText, timeZoneName } from './filters.ts';
import { jsonRoute, type PlatformRoute } from './route.ts';

const usageAnswer = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    timeZone: z.string(),
    data: z.array(usageSchema),
  })
  .describe('What was charged and given back, of live keys. With a day’s end it is complete.');

const dimension = z.enum(usageDimensions);
const dayMs = 86_400_000;
const isoDayCharacters = 10;
/** Before the last one. */
const usualDays = 29;

export function usageRoutes({ database }: { database: Pick<Database, 'lists'> }): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/usage',
      summary: 'Read usage by day, model, key, end user, API or resolution',
      needs: 'records:read',
      asks: {
        query: z.strictObject({
          from: dayText.optional().describe('The first day; 29 before the last unless told.'),
          to: dayText.optional().describe('The last day, included; today unless told.'),
          timeZone: timeZoneName
            .optional()
            .describe('In which days begin and end; UTC unless told.'),
          format: csvWords.format,
          by: z
            .union([dimension, z.array(dimension).max(usageDimensions.length)])
            .optional()
            .describe(
              'What it is told apart by: one, or several by repeating it; `day` unless told.',
            ),
        }),
      },
      answers: { status: 200, schema: usageAnswer },
      refuses: ['overloaded'],
      act: async ({ accountId }, { query }) => usageOf(database, accountId, query),
      files: {
        types: [csvType],
        make: async ({ accountId }, { query }) =>
          csvFile('usage', query, () => ({
            head: usageHead,
            async read() {
              const { data } = await usageOf(database, accountId, query);
              return { rows: data.map((row) => Object.values(row)), next: null };
            },
          })),
      },
    }),
  ];
}

interface UsageQuery {
  from?: string | undefined;
  to?: string | undefined;
  timeZone?: string | undefined;
  by?: UsageDimension | UsageDimension[] | undefined;
}

async function usageOf(
  database: Pick<Database, 'lists'>,
  accountId: string,
  { timeZone = 'UTC', by = 'day', ...asked }: UsageQuery,
): Promise<z.infer<typeof usageAnswer>> {
  const to = asked.to ?? timeInZone(Date.now(), timeZone).slice(0, isoDayCharacters);
  const from = asked.from ?? isoTime(Date.parse(to) - usualDays * dayMs).slice(0, isoDayCharacters);
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days < 1 || days > usageDaysMost) {
    throw refuse(
      'invalid_parameter',
      `to must be a day from ${from} on, at most ${String(usageDaysMost)} days of both together.`,
      { field: 'to' },
    );
  }
  const rows = await readUsage(database, {
    accountId,
    from,
    to,
    timeZone,
    by: new Set([by].flat()),
  });
  return { from, to, timeZone, data: rows.map(usageJson) };
}

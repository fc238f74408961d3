import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import { creditsOf } from '../../generation/money.ts';
import type { Database } from '../../postgres/database.ts';
import { refuse } from '../../generation/problems.ts';
import {
  readUsage,
  usageDaysMost,
  usageDimensions,
  type UsageDimension,
} from '../../tasks/records/usage.ts';
import { timeInZone } from '../csv.ts';
import { csvFile, csvWords } from './csv-file.ts';
import { timeZoneName } from './filters.ts';
import { jsonRoute, type PlatformRoute } from './route.ts';

const usageRow = z.object({
  day: z.iso.date().nullable().describe('In the zone that was asked for; null: of all days.'),
  model: z.string().nullable().describe('Null: of all models; so it is with the others.'),
  keyId: z.string().nullable().describe('Empty: an operator made them without a key.'),
  endUser: z.string().nullable().describe('Empty: of requests that named none.'),
  api: z.string().nullable().describe('The API that they were asked for in, such as `ark`.'),
  resolution: z.string().nullable(),
  films: z.int().min(0).describe('How many were charged for.'),
  seconds: z.int().min(0).describe('Of these, as sold.'),
  tokens: z.int().min(0).describe('Of these, by the published formula.'),
  chargedCredits: z.number().min(0),
  refundedCredits: z.number().min(0).describe('Given back in that time, whenever it was charged.'),
});

const usageSchema = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    timeZone: z.string(),
    data: z.array(usageRow),
  })
  .describe('What was charged and given back, of live keys. With a day’s end it is complete.');

const day = z.iso.date({ error: 'must be a day such as 2026-11-21' });
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
          from: day.optional().describe('The first day; 29 before the last unless told.'),
          to: day.optional().describe('The last day, included; today unless told.'),
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
      answers: { status: 200, schema: usageSchema },
      refuses: ['overloaded'],
      act: async ({ accountId }, { query }) => usageOf(database, accountId, query),
      csv: ({ accountId }, { query }) =>
        csvFile({
          what: 'usage',
          timeZone: query.timeZone,
          head: Object.keys(usageRow.shape),
          read: async () => {
            const { data } = await usageOf(database, accountId, query);
            return { rows: data, next: null };
          },
          cells: (row) => Object.values(row),
        }),
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
): Promise<z.infer<typeof usageSchema>> {
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
  const data = rows.map(({ chargedMicros, refundedMicros, ...row }) => ({
    ...row,
    chargedCredits: creditsOf(chargedMicros),
    refundedCredits: creditsOf(refundedMicros),
  }));
  return { from, to, timeZone, data };
}

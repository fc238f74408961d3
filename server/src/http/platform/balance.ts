import { z } from 'zod';
import { readBalance, type Wallet } from '../../accounts/accounts.ts';
import type { Balance } from '../../dialects/mechanism.ts';
import { creditsOf } from '../../generation/money.ts';
import type { Database } from '../../postgres/database.ts';
import { readUsage } from '../../tasks/records/usage.ts';
import { includes, includeWords } from './filters.ts';
import { jsonRoute, type PlatformRoute } from './route.ts';

const credits = z.number();

export const balanceSchema = z
  .object({
    balanceCredits: credits.min(0).describe('What the wallet has.'),
    heldCredits: credits.min(0).describe('What of it is put aside for tasks that are not over.'),
    owedCredits: credits.min(0).describe('What the next credits pay first.'),
    availableCredits: credits.min(0).describe('What may be spent now.'),
    chargedCredits: credits.describe('Over all time, less what was given back.'),
    forecast: z
      .object({
        dailyCredits: credits.describe('What a day cost in the last seven that are over.'),
        lastsDays: credits.min(0).nullable().describe('Null: it costs nothing.'),
      })
      .optional()
      .describe('How long what is free lasts, where `include=forecast` asks for it.'),
  })
  .describe('The account’s credits, all of one moment.');

export function balanceJson(balance: Balance & Wallet): z.infer<typeof balanceSchema> {
  return {
    balanceCredits: creditsOf(balance.balanceMicros),
    heldCredits: creditsOf(balance.heldMicros),
    owedCredits: creditsOf(balance.debtMicros),
    availableCredits: creditsOf(balance.availableMicros),
    chargedCredits: creditsOf(balance.chargedMicros),
  };
}

export function balanceRoutes({ database }: { database: Database }): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/balance',
      summary: 'Read the balance',
      needs: 'records:read',
      asks: { query: z.strictObject({ include: includeWords }) },
      answers: { status: 200, schema: balanceSchema },
      refuses: ['overloaded'],
      async act({ accountId }, { query: { include } }) {
        const balance = await readBalance(database, accountId);
        return {
          ...balanceJson(balance),
          ...(includes(include).has('forecast') && {
            forecast: await forecast(database, accountId, balance.availableMicros),
          }),
        };
      },
    }),
  ];
}

const forecastDays = 7;
const dayMs = 86_400_000;

async function forecast(
  database: Database,
  accountId: string,
  availableMicros: bigint,
): Promise<z.infer<typeof balanceSchema>['forecast']> {
  const dayAt = (daysAgo: number): string =>
    new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, '2026-11-21'.length);
  const [usage] = await readUsage(database, {
    accountId,
    from: dayAt(forecastDays),
    to: dayAt(1),
    timeZone: 'UTC',
    by: new Set(),
  });
  const costMicros = usage ? usage.chargedMicros - usage.refundedMicros : 0n;
  const dailyCredits = Math.round(Number(costMicros) / forecastDays) / 1_000_000;
  const lastsDays = dailyCredits > 0 ? creditsOf(availableMicros) / dailyCredits : null;
  return { dailyCredits, lastsDays: lastsDays === null ? null : Math.round(lastsDays * 10) / 10 };
}

import { z } from 'zod';
import {
  endUserBudgetsMost,
  listEndUserUses,
  readEndUserUse,
  setEndUserBudget,
  type EndUserUse,
} from '../../accounts/limits/end-users.ts';
import { budgetPeriods, type Budget } from '../../accounts/limits/limits.ts';
import { endUserCharactersMost } from '../../dialects/bounds.ts';
import { creditsOf, microsOf } from '../../generation/money.ts';
import type { Database } from '../../postgres/database.ts';
import { actorOf } from '../actors.ts';
import { pageUsual, pageWords } from './filters.ts';
import { budgetTerms } from './key-terms.ts';
import { creditsOrNull, timeOrNull } from './limits.ts';
import { jsonRoute, pageOf, type PlatformRoute } from './route.ts';

/** What the customer's own end users may use. */

const name = z.string().min(1).max(endUserCharactersMost);

const endUserSchema = z
  .object({
    endUser: z
      .string()
      .nullable()
      .describe('As requests name it; null: each that has no budget of its own.'),
    credits: z.number().min(0).describe('Most that its tasks of one period may hold and cost.'),
    period: z.enum(budgetPeriods),
    usedCredits: z.number().nullable().describe('In this period; null where it is of many.'),
    leftCredits: z.number().min(0).nullable(),
    periodStart: z.iso.datetime().nullable().describe('Of a day or a month.'),
    resetsAt: z.iso.datetime().nullable(),
    timeZone: z.string().describe('Of the account: in which days and months are reckoned.'),
  })
  .describe('A budget of an end user, with live keys. What it refuses is `budget_exceeded`.');

function endUserJson(use: EndUserUse): z.infer<typeof endUserSchema> {
  const { endUser, budget, usedMicros } = use;
  const left = usedMicros === null ? null : budget.mostMicros - usedMicros;
  return {
    endUser,
    credits: creditsOf(budget.mostMicros),
    period: budget.period,
    usedCredits: creditsOrNull(usedMicros),
    leftCredits: creditsOrNull(left !== null && left < 0n ? 0n : left),
    periodStart: timeOrNull(use.beganAtMs),
    resetsAt: timeOrNull(use.resetsAtMs),
    timeZone: use.timeZone,
  };
}

function budgetOf(wanted: z.infer<typeof budgetTerms>): Budget | null {
  return wanted && { mostMicros: microsOf(wanted.credits) ?? 0n, period: wanted.period };
}

export function endUserRoutes({ database }: { database: Database }): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/end-users',
      summary: 'List the budgets of end users, by their names',
      needs: 'records:read',
      asks: {
        query: z.strictObject({
          endUser: name
            .optional()
            .describe('The one that binds this end user, its own or the one of all others.'),
          ...pageWords,
        }),
      },
      answers: { status: 200, schema: pageOf(endUserSchema) },
      refuses: ['overloaded'],
      async act({ accountId }, { query: { endUser, limit = pageUsual, cursor = null } }) {
        if (endUser !== undefined) {
          const use = await readEndUserUse(database.query, accountId, endUser);
          return { data: use ? [endUserJson(use)] : [], nextCursor: null };
        }
        const { uses, next } = await listEndUserUses(database, { accountId, limit, after: cursor });
        return { data: uses.map(endUserJson), nextCursor: next };
      },
    }),
    jsonRoute({
      method: 'PATCH',
      path: '/end-users',
      summary: 'Set or remove what an end user may use, or each that has no budget of its own',
      needs: 'end-users:write',
      asks: {
        body: z
          .strictObject({
            endUser: name
              .nullable()
              .describe(
                `As requests name it; null: each that has no budget of its own. At most ${String(endUserBudgetsMost)} have one.`,
              ),
            budget: budgetTerms.describe('Null: none any more.'),
          })
          .meta({ examples: [{ endUser: 'user 815', budget: { credits: 200, period: 'day' } }] }),
      },
      answers: { status: 200, schema: z.object({ data: z.array(endUserSchema) }) },
      refuses: [],
      async act(principal, { body: { endUser, budget } }, visit) {
        const { accountId } = principal;
        const order = { accountId, endUser, budget: budgetOf(budget) };
        await setEndUserBudget(database, order, actorOf(principal, visit));
        const use = await readEndUserUse(database.query, accountId, endUser);
        return { data: use ? [endUserJson(use)] : [] };
      },
    }),
  ];
}

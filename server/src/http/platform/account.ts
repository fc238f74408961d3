import { z } from 'zod';
import { changeSettings, readSettings, type AccountSettings } from '../../accounts/settings.ts';
import { languages } from '../../generation/problem-texts.ts';
import { isoTime } from '../../dialects/values.ts';
import type { Database } from '../../postgres/database.ts';
import { limitsOf, limitTerms } from './key-terms.ts';
import { budgetJson, creditsOrNull, limitSchema, limitsJson } from './limits.ts';
import { jsonRoute, type PlatformRoute } from './route.ts';

/** What an account is, and what its owner sets for all of its keys. */

const zoneCharactersMost = 64;

const accountSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    timeZone: z.string().describe('By which its days and months begin.'),
    problemLanguage: z
      .enum(languages)
      .describe('In which dialects tell its keys what is wrong. Here `Accept-Language` decides.'),
    suspendedAt: z.iso
      .datetime()
      .nullable()
      .describe('Since then it can be read, and nothing new is made or changed.'),
    budget: limitTerms.shape.budget.unwrap(),
    heldCreditsMost: z.number().nullable(),
    tasksAtOnce: z.int().nullable(),
    limits: z.array(limitSchema).describe('What of its limits is used now.'),
  })
  .describe('An account, with what its owner set for all of its keys.')
  .meta({ id: 'Account' });

function accountJson(settings: AccountSettings): z.infer<typeof accountSchema> {
  const { id, name, timeZone, problemLanguage, suspendedAt, limits } = settings;
  return {
    id,
    name,
    timeZone,
    problemLanguage,
    suspendedAt: suspendedAt && isoTime(suspendedAt.getTime()),
    budget: budgetJson(limits?.budget ?? null),
    heldCreditsMost: creditsOrNull(limits?.heldMostMicros ?? null),
    tasksAtOnce: limits?.tasksAtOnce ?? null,
    limits: limitsJson('account', limits),
  };
}

export function accountRoutes({ database }: { database: Database }): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/account',
      summary: 'Read the account, with its limits',
      needs: 'records:read',
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: accountSchema },
      refuses: [],
      act: async ({ accountId }) => accountJson(await readSettings(database.query, accountId)),
    }),
    jsonRoute({
      method: 'PATCH',
      path: '/account',
      summary:
        'Change the account’s time zone, the language of its problems, and the limits over all of its live keys',
      needs: 'account:write',
      asks: {
        body: z.strictObject({
          timeZone: z
            .string()
            .max(zoneCharactersMost)
            .optional()
            .describe('As the IANA names it, such as `Asia/Shanghai`.')
            .meta({ examples: ['Asia/Shanghai'] }),
          problemLanguage: z
            .enum(languages)
            .optional()
            .describe('In which dialects tell its keys what is wrong.'),
          ...limitTerms.shape,
        }),
      },
      answers: { status: 200, schema: accountSchema },
      refuses: [],
      async act({ accountId }, { body: { timeZone, problemLanguage, ...wanted } }) {
        const change = { ...limitsOf(wanted), timeZone, problemLanguage };
        return accountJson(await changeSettings(database, accountId, change));
      },
    }),
  ];
}

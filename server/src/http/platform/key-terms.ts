import { z } from 'zod';
import type { KeyTerms } from '../../accounts/keys.ts';
import { budgetPeriods } from '../../accounts/limits/limits.ts';
import { networkTrouble } from '../../accounts/networks.ts';
import { keyScopes } from '../../accounts/scopes.ts';
import { microsOf } from '../../generation/money.ts';
import { isSold } from '../../dialects/catalogues.ts';
import { momentText } from './filters.ts';

const creditsMost = 1_000_000_000;

/** Whole micro-credits, so that none is rounded to what nobody has said. */
export function credits(what: string) {
  return z
    .number()
    .min(0)
    .max(creditsMost)
    .refine(hasSixDecimals, { error: 'must have at most six decimals' })
    .describe(what);
}

function hasSixDecimals(amount: number): boolean {
  return Number(amount.toFixed(6)) === amount;
}

/** Of a key, an account or an end user; null: none. */
export const budgetTerms = z
  .strictObject({
    credits: credits('Most that the tasks asked for in one period may hold and cost.'),
    period: z
      .enum(budgetPeriods)
      .describe('A day or a month of the account’s time zone, or all that there is.'),
  })
  .nullable();

export const limitTerms = z.strictObject({
  budget: budgetTerms.optional(),
  heldCreditsMost: credits('Most credits that are held at one time.').nullable().optional(),
  tasksAtOnce: z
    .int()
    .min(1)
    .max(100_000)
    .nullable()
    .optional()
    .describe('Most tasks that are made, or wait for a line, at one time; others wait for these.'),
});

const listMost = 50;
const modelCharactersMost = 100;
const addressCharactersMost = 64;

export const keyTerms = z.strictObject({
  scopes: z
    .array(z.enum(keyScopes))
    .min(1)
    .max(keyScopes.length)
    .nullable()
    .optional()
    .describe('What it may do.'),
  models: z
    .array(
      z
        .string()
        .max(modelCharactersMost)
        .refine(isSold, { error: 'names no model that is sold here' })
        .meta({ examples: ['seedance-2.0'] }),
    )
    .min(1)
    .max(listMost)
    .nullable()
    .optional()
    .describe('Names of models, as requests write them; that of an engine stands for all of it.'),
  addresses: z
    .array(
      z
        .string()
        .max(addressCharactersMost)
        .superRefine((text, context) => {
          const trouble = networkTrouble(text);
          if (trouble !== null) context.addIssue({ code: 'custom', message: trouble });
        })
        .meta({ examples: ['203.0.113.0/24'] }),
    )
    .min(1)
    .max(listMost)
    .nullable()
    .optional()
    .describe('Addresses and networks, such as `203.0.113.0/24`, from which it may be used.'),
  expiresAt: momentText.nullable().optional().describe('From when on nobody may use it.'),
  createsPerMinute: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .optional()
    .describe('Most creates, uploads and changes a minute, of which a sixth may come at once.'),
  ...limitTerms.shape,
});

/** What is not said stays undefined. */
export function termsOf(wanted: z.output<typeof keyTerms>): Partial<KeyTerms> {
  const { scopes, models, addresses, expiresAt, createsPerMinute } = wanted;
  return {
    ...(scopes !== undefined && { scopes }),
    ...(models !== undefined && { models }),
    ...(addresses !== undefined && { addresses }),
    ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : new Date(expiresAt) }),
    ...(createsPerMinute !== undefined && { createsPerMinute }),
    ...limitsOf(wanted),
  };
}

export function limitsOf({
  budget: wanted,
  heldCreditsMost,
  tasksAtOnce,
}: z.output<typeof limitTerms>): Partial<KeyTerms> {
  return {
    ...(wanted !== undefined && {
      budget: wanted && { mostMicros: microsOf(wanted.credits) ?? 0n, period: wanted.period },
    }),
    ...(heldCreditsMost !== undefined && {
      heldMostMicros: heldCreditsMost === null ? null : (microsOf(heldCreditsMost) ?? 0n),
    }),
    ...(tasksAtOnce !== undefined && { tasksAtOnce }),
  };
}

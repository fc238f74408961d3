import { z } from 'zod';
import { creditsOf } from '../../generation/money.ts';
import type { Usage } from './usage.ts';

export const usageSchema = z
  .object({
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
    refundedCredits: z
      .number()
      .min(0)
      .describe('Given back in that time, whenever it was charged.'),
  })
  .describe('What was charged and given back, told apart as was asked.')
  .meta({ id: 'UsageRow' });

export type UsageJson = z.infer<typeof usageSchema>;

export function usageJson({ chargedMicros, refundedMicros, ...row }: Usage): UsageJson {
  return {
    ...row,
    chargedCredits: creditsOf(chargedMicros),
    refundedCredits: creditsOf(refundedMicros),
  };
}

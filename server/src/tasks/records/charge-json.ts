import { z } from 'zod';
import { creditsOf } from '../../generation/money.ts';
import type { Quote, ChargeLine } from '../../pricing/quote.ts';

/** What something costs, as structure: in answers of the platform API. */

const credits = z.number();
const text = z.string().describe('The line in English, for a receipt.');

const lineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('base'),
    unit: z.enum(['second', 'task', 'million_tokens']),
    quantity: z.number().min(0).describe('Of the unit: 5 seconds, 0.1089 million tokens.'),
    rateCredits: credits.describe('For one unit.'),
    amountCredits: credits,
    text,
  }),
  z.object({
    kind: z.literal('extra'),
    when: z.string().describe('What makes it apply, such as `image`.'),
    factor: z.number().describe('By which the price so far is multiplied.'),
    amountCredits: credits.describe('What that adds; below 0 where it takes.'),
    text,
  }),
  z.object({
    kind: z.literal('discount'),
    tier: z.string(),
    percent: z.number(),
    amountCredits: credits.describe('Below 0.'),
    text,
  }),
]);

export const chargeSchema = z
  .object({
    rule: z.string().nullable().describe('The entry of the price book; null: it was not kept.'),
    bookVersion: z.string().describe('Of the price book that was in force.'),
    lines: z.array(lineSchema).describe('They sum to the total.'),
    listCredits: credits.describe('Without the discount of a tier.'),
    discountCredits: credits.describe('What the tier takes off; 0 or below.'),
    totalCredits: credits,
  })
  .describe('What it costs, by the rule that was frozen when it was accepted.')
  .meta({ id: 'Charge' });

export type ChargeJson = z.infer<typeof chargeSchema>;

export function chargeJson(
  rule: string | null,
  { bookVersion }: Pick<Quote, 'bookVersion'>,
  lines: readonly ChargeLine[],
): ChargeJson {
  const sumOf = (some: readonly ChargeLine[]): bigint =>
    some.reduce((sum, { amountMicros }) => sum + amountMicros, 0n);
  return {
    rule,
    bookVersion,
    lines: lines.map(lineJson),
    listCredits: creditsOf(sumOf(lines.filter(({ kind }) => kind !== 'discount'))),
    discountCredits: creditsOf(sumOf(lines.filter(({ kind }) => kind === 'discount'))),
    totalCredits: creditsOf(sumOf(lines)),
  };
}

function lineJson(line: ChargeLine): ChargeJson['lines'][number] {
  const amountCredits = creditsOf(line.amountMicros);
  switch (line.kind) {
    case 'base': {
      const { numerator, denominator } = line.quantity;
      return {
        kind: 'base',
        unit: line.unit,
        quantity: Number(numerator) / Number(denominator),
        rateCredits: creditsOf(line.rateMicros),
        amountCredits,
        text: line.text,
      };
    }
    case 'extra':
      return {
        kind: 'extra',
        when: line.when,
        factor: line.factorThousandths / 1_000,
        amountCredits,
        text: line.text,
      };
    case 'discount':
      return {
        kind: 'discount',
        tier: line.tier,
        percent: line.percent,
        amountCredits,
        text: line.text,
      };
  }
}

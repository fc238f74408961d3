import { z } from 'zod';
import { isoTime } from '../../../dialects/values.ts';
import { creditsOf } from '../../../generation/money.ts';
import type { Statement, StatementLine, StatementSums } from '../../../tasks/records/statements.ts';
import type { StatementMonth } from '../../../tasks/records/statement-months.ts';

/** A month of an account as it is answered, and as all other forms of it are made from. */

const credits = z.number();
const time = z.iso.datetime();

export const monthSchema = z.object({
  month: z.string().describe('Such as `2026-11`.'),
  timeZone: z.string().describe('Of the account: by which the month begins and ends.'),
  from: time,
  to: time.describe('Not included.'),
  isOver: z
    .boolean()
    .describe('Whether it is over, some minutes ago: then its statement never changes.'),
});

const sums = {
  films: z.int().min(0).describe('How many were charged for.'),
  seconds: z.int().min(0),
  tokens: z.int().min(0),
  chargedCredits: credits.min(0),
  refundedCredits: credits.min(0).describe('Given back in that month, whenever it was charged.'),
  totalCredits: credits.describe('What was charged, less what was given back.'),
};

const lineSchema = z.object({
  id: z.string().nullable().describe('Null: none is named, or it is the line of the others.'),
  name: z.string(),
  others: z.int().min(0).describe('How many the last line of very many holds; else 0.'),
  ...sums,
});

export const statementSchema = monthSchema
  .extend({
    account: z.object({ id: z.string(), name: z.string() }),
    openingCredits: credits.describe('What the wallet had when the month began.'),
    ...sums,
    otherCredits: credits.describe('What else came to the wallet, less what else was taken.'),
    closingCredits: credits.describe('What it had at its end, or has now.'),
    byKey: z.array(lineSchema),
    byMember: z.array(lineSchema).describe('By the person who made the key.'),
    byEndUser: z.array(lineSchema),
    byMetadata: z
      .array(lineSchema)
      .nullable()
      .describe('By the values of one name, where `metadata` asks for it.'),
  })
  .describe('What a month came to, of live keys.');

export type StatementJson = z.infer<typeof statementSchema>;
export type StatementLineJson = z.infer<typeof lineSchema>;

export function monthJson({
  month,
  timeZone,
  beganAtMs,
  endedAtMs,
  isOver,
}: StatementMonth): z.infer<typeof monthSchema> {
  return { month, timeZone, from: isoTime(beganAtMs), to: isoTime(endedAtMs), isOver };
}

export function statementJson(statement: Statement): StatementJson {
  const { account, byMetadata } = statement;
  return {
    ...monthJson(statement),
    account,
    openingCredits: creditsOf(statement.openingMicros),
    ...sumsJson(statement.total),
    otherCredits: creditsOf(statement.otherMicros),
    closingCredits: creditsOf(statement.closingMicros),
    byKey: statement.byKey.map(lineJson),
    byMember: statement.byMember.map(lineJson),
    byEndUser: statement.byEndUser.map(lineJson),
    byMetadata: byMetadata && byMetadata.map(lineJson),
  };
}

function lineJson(line: StatementLine): StatementLineJson {
  const { id, name, others } = line;
  return { id, name, others, ...sumsJson(line) };
}

function sumsJson({ films, seconds, tokens, chargedMicros, refundedMicros }: StatementSums) {
  return {
    films,
    seconds,
    tokens,
    chargedCredits: creditsOf(chargedMicros),
    refundedCredits: creditsOf(refundedMicros),
    totalCredits: creditsOf(chargedMicros - refundedMicros),
  };
}

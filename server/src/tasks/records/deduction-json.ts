import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import { creditsOf } from '../../generation/money.ts';
import type { TaskView } from '../../generation/view.ts';
import type { TaskRow } from '../rows.ts';
import { taskJson, taskJsonSchema } from '../task-json.ts';
import { chargeJson, chargeSchema } from './charge-json.ts';
import { linesOfCharge, type Deduction } from './deductions.ts';

/** What one video was charged, as it is answered and stands in tables. */

const credits = z.number();
const time = z.iso.datetime();
const task = taskJsonSchema.shape;

export const deductionSchema = z
  .object({
    id: z.string().describe('Of the transaction.'),
    at: time,
    taskId: z.string(),
    mode: task.mode,
    keyId: task.keyId,
    dialect: task.dialect,
    model: task.model,
    endUser: task.endUser,
    metadata: task.metadata,
    seconds: z.int().nullable().describe('Of what was made, as sold.'),
    resolution: task.resolution,
    completionTokens: task.completionTokens,
    charge: chargeSchema.nullable().describe('Null: it cannot be told in parts.'),
    chargedCredits: credits.min(0),
    refundedCredits: credits.min(0).describe('What of it was given back since.'),
    balanceCredits: credits.min(0).describe('What the wallet had afterwards.'),
  })
  .describe('What one video was charged.')
  .meta({ id: 'Deduction' });

export type DeductionJson = z.infer<typeof deductionSchema>;

export function deductionJson(
  { version, atMs, chargedMicros, balanceMicros, task: row, quote }: Deduction,
  viewOf: (row: TaskRow) => TaskView,
): DeductionJson {
  const told = taskJson(viewOf(row));
  const lines = quote && linesOfCharge(quote, row.output, chargedMicros);
  return {
    id: version.toString(),
    at: isoTime(atMs),
    taskId: row.id,
    mode: told.mode,
    keyId: told.keyId,
    dialect: told.dialect,
    model: told.model,
    endUser: told.endUser,
    metadata: told.metadata,
    seconds: row.output?.seconds ?? null,
    resolution: told.resolution,
    completionTokens: told.completionTokens,
    charge: quote && lines && chargeJson(row.request.priceName ?? null, quote, lines),
    chargedCredits: creditsOf(chargedMicros),
    refundedCredits: told.refundedCredits,
    balanceCredits: creditsOf(balanceMicros),
  };
}

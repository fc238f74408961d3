import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import { creditsOf } from '../../generation/money.ts';
import type { Movement } from '../../ledger/history.ts';
import { movementKinds } from '../../postgres/tables.ts';

const credits = z.number();
const time = z.iso.datetime();

export const transactionSchema = z
  .object({
    id: z.string().describe('Counts the account’s transactions from 1.'),
    kind: z.enum(movementKinds),
    at: time,
    amountCredits: credits.describe('Above 0: it came to the wallet.'),
    balanceCredits: credits.min(0).describe('What the wallet had afterwards.'),
    taskId: z.string().nullable().describe('Of a charge or a refund.'),
    reason: z.string(),
    reference: z.string().nullable().describe('Of whoever moved it, such as an order’s number.'),
    paysDebt: z.boolean().describe('Whether it pays what could not be taken before.'),
  })
  .describe('A movement of credits. None is ever changed.')
  .meta({ id: 'Transaction' });

export function transactionJson(movement: Movement): z.infer<typeof transactionSchema> {
  const { version, kind, taskId, reason, reference } = movement;
  return {
    id: version.toString(),
    kind,
    at: isoTime(movement.atMs),
    amountCredits: creditsOf(movement.changeMicros),
    balanceCredits: creditsOf(movement.balanceMicros),
    taskId,
    reason,
    reference,
    paysDebt: movement.debtId !== null,
  };
}

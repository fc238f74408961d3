import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import { creditsOf } from '../../generation/money.ts';
import { findMovements, type Movement, type MovementSearch } from '../../ledger/history.ts';
import type { Database } from '../../postgres/database.ts';
import { movementKinds, type MovementKind } from '../../postgres/tables.ts';
import { timeInZone } from '../csv.ts';
import { csvFile, csvWords } from './csv-file.ts';
import { cursorOf, pageUsual, pageWords, rangeWords, versionOf } from './filters.ts';
import { jsonRoute, pageOf, type PlatformRoute } from './route.ts';

const credits = z.number();
const time = z.iso.datetime();

const transactionSchema = z
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

export function transactionRoutes({
  database,
}: {
  database: Pick<Database, 'lists'>;
}): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/transactions',
      summary: 'List movements of credits, the newest first',
      needs: 'records:read',
      asks: {
        query: z.strictObject({
          kind: z
            .union([z.enum(movementKinds), z.array(z.enum(movementKinds)).max(20)])
            .optional()
            .describe('One, or several by repeating it.'),
          ...rangeWords,
          ...pageWords,
          ...csvWords,
        }),
      },
      answers: { status: 200, schema: pageOf(transactionSchema) },
      refuses: ['overloaded'],
      async act({ accountId }, { query: { limit = pageUsual, cursor, ...asked } }) {
        const page = { limit, before: versionOf(cursor) };
        const { movements, next } = await findMovements(database, {
          ...movementsAsked(accountId, asked),
          ...page,
        });
        return { data: movements.map(transactionJson), nextCursor: cursorOf(next) };
      },
      csv: ({ accountId }, { query: { timeZone = 'UTC', ...asked } }) =>
        csvFile({
          what: 'transactions',
          timeZone,
          head: Object.keys(transactionSchema.shape),
          async read({ limit, cursor }) {
            const page = { limit, before: versionOf(cursor ?? undefined) };
            const { movements, next } = await findMovements(database, {
              ...movementsAsked(accountId, asked),
              ...page,
            });
            return { rows: movements, next: cursorOf(next) };
          },
          cells: (movement) =>
            Object.values({
              ...transactionJson(movement),
              at: timeInZone(movement.atMs, timeZone),
            }),
        }),
    }),
  ];
}

function movementsAsked(
  accountId: string,
  { kind, from, to }: { kind?: MovementKind | MovementKind[]; from?: number; to?: number },
): Pick<MovementSearch, 'accountId' | 'kinds' | 'fromMs' | 'toMs'> {
  const kinds = kind === undefined ? undefined : [kind].flat();
  return { accountId, kinds, fromMs: from, toMs: to };
}

function transactionJson(movement: Movement): z.infer<typeof transactionSchema> {
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

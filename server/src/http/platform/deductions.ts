import { z } from 'zod';
import { idCharactersMost, modelName } from '../../dialects/bounds.ts';
import { isoTime } from '../../dialects/values.ts';
import { creditsOf } from '../../generation/money.ts';
import type { TaskView } from '../../generation/view.ts';
import type { Database } from '../../postgres/database.ts';
import { chargeJson, chargeSchema } from '../../tasks/records/charge-json.ts';
import {
  findDeductions,
  linesOfCharge,
  type Deduction,
  type DeductionSearch,
} from '../../tasks/records/deductions.ts';
import type { TaskRow } from '../../tasks/rows.ts';
import { taskJson, taskJsonSchema } from '../../tasks/task-json.ts';
import { timeInZone, type CsvCell } from '../csv.ts';
import { csvFile, csvWords } from './csv-file.ts';
import {
  cursorOf,
  metadataFilter,
  pageUsual,
  pageWords,
  rangeWords,
  versionOf,
} from './filters.ts';
import { jsonRoute, pageOf, type PlatformRoute } from './route.ts';

export interface DeductionParts {
  database: Pick<Database, 'lists'>;
  viewOf(row: TaskRow): TaskView;
}

const credits = z.number();
const time = z.iso.datetime();
const task = taskJsonSchema.shape;

const deductionSchema = z
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

const filters = {
  model: modelName.optional(),
  keyId: z.string().max(idCharactersMost).optional(),
  dialect: z.string().max(idCharactersMost).optional(),
  endUser: z.string().max(idCharactersMost).optional(),
};
const filterQuery = z.object({ ...filters, ...rangeWords, ...csvWords }).catchall(z.unknown());
const query = filterQuery.extend(pageWords);

export function deductionRoutes({ database, viewOf }: DeductionParts): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/deductions',
      summary: 'List what videos were charged, the newest first',
      needs: 'records:read',
      // Beside these, `metadata.<name>`.
      asks: { query },
      answers: { status: 200, schema: pageOf(deductionSchema) },
      refuses: ['overloaded'],
      async act({ accountId }, { query: { limit = pageUsual, cursor, ...asked } }) {
        const page = { limit, before: versionOf(cursor) };
        const { deductions, next } = await findDeductions(database, {
          ...deductionsAsked(accountId, asked),
          ...page,
        });
        return {
          data: deductions.map((one) => deductionJson(one, viewOf)),
          nextCursor: cursorOf(next),
        };
      },
      csv: ({ accountId }, { query: { limit: _page, cursor: _from, ...asked } }) =>
        csvFile({
          what: 'deductions',
          timeZone: asked.timeZone,
          head: deductionHead,
          async read({ limit, cursor }) {
            const page = { limit, before: versionOf(cursor ?? undefined) };
            const { deductions, next } = await findDeductions(database, {
              ...deductionsAsked(accountId, asked),
              ...page,
            });
            return { rows: deductions, next: cursorOf(next) };
          },
          cells: (one) => deductionCells(one, deductionJson(one, viewOf), asked.timeZone),
        }),
    }),
  ];
}

function deductionsAsked(
  accountId: string,
  asked: z.output<typeof filterQuery>,
): Omit<DeductionSearch, 'limit' | 'before'> {
  const {
    model,
    keyId,
    dialect,
    endUser,
    from,
    to,
    format: _form,
    timeZone: _zone,
    ...rest
  } = asked;
  return {
    accountId,
    model,
    keyId,
    dialect,
    endUser,
    metadata: metadataFilter(rest, Object.keys(query.shape)),
    fromMs: from,
    toMs: to,
  };
}

function deductionJson(
  { version, atMs, chargedMicros, balanceMicros, task: row, quote }: Deduction,
  viewOf: DeductionParts['viewOf'],
): z.infer<typeof deductionSchema> {
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

const deductionHead = [
  ...['at', 'id', 'taskId', 'mode', 'keyId', 'dialect', 'model', 'endUser', 'metadata'],
  ...['seconds', 'resolution', 'completionTokens', 'rule', 'bookVersion'],
  ...['unit', 'quantity', 'rateCredits', 'listCredits', 'discountCredits'],
  ...['chargedCredits', 'refundedCredits', 'balanceCredits'],
];

function deductionCells(
  { atMs, task: row }: Deduction,
  told: z.infer<typeof deductionSchema>,
  timeZone = 'UTC',
): CsvCell[] {
  const { charge } = told;
  const base = charge?.lines.find((line) => line.kind === 'base');
  return [
    ...[timeInZone(atMs, timeZone), told.id, told.taskId, told.mode, told.keyId],
    ...[told.dialect, told.model, told.endUser, row.metadata],
    ...[told.seconds, told.resolution, told.completionTokens],
    ...[charge?.rule ?? null, charge?.bookVersion ?? null],
    ...[base?.unit ?? null, base?.quantity ?? null, base?.rateCredits ?? null],
    ...[charge?.listCredits ?? null, charge?.discountCredits ?? null],
    ...[told.chargedCredits, told.refundedCredits, told.balanceCredits],
  ];
}

import { z } from 'zod';
import { idCharactersMost, modelName } from '../../../dialects/bounds.ts';
import { failureCodes } from '../../../generation/problems.ts';
import { resolutions } from '../../../generation/request.ts';
import { finalStates } from '../../../generation/states.ts';
import type { Database } from '../../../postgres/database.ts';
import { movementKinds, type ExportKind } from '../../../postgres/tables.ts';
import { timeInZone } from '../tables/csv.ts';
import { deductionTable } from '../tables/deduction-table.ts';
import type { RecordTable } from '../tables/record-table.ts';
import { taskTable } from '../tables/task-table.ts';
import { transactionTable } from '../tables/transaction-table.ts';
import { usageTable } from '../tables/usage-table.ts';
import { usageDimensions } from '../usage.ts';

/** What of the records is to be in a file. Each kind has some of these words. */

const states = ['queued', 'running', ...finalStates] as const;
const time = z.iso.datetime({
  offset: true,
  error: 'must be a time such as 2026-11-21T08:00:00Z',
});
const metadataNamesMost = 5;
const nameCharactersMost = 100;
const valueCharactersMost = 1_000;

export const exportFilter = z.strictObject({
  state: z.array(z.enum(states)).min(1).max(states.length).optional().describe('Of tasks.'),
  mode: z.enum(['live', 'test']).optional().describe('Of tasks.'),
  model: modelName.optional().describe('Of tasks and deductions.'),
  keyId: z.string().max(idCharactersMost).optional().describe('Of tasks and deductions.'),
  dialect: z.string().max(idCharactersMost).optional().describe('Of tasks and deductions.'),
  endUser: z.string().max(idCharactersMost).optional().describe('Of tasks and deductions.'),
  resolution: z.enum(resolutions).optional().describe('Of tasks and deductions.'),
  failureCode: z.enum(failureCodes).optional().describe('Of tasks.'),
  metadata: z
    .record(z.string().max(nameCharactersMost), z.string().max(valueCharactersMost))
    .refine((names) => Object.keys(names).length <= metadataNamesMost, {
      error: `must have at most ${String(metadataNamesMost)} names`,
    })
    .optional()
    .describe('Of tasks and deductions: values by their names, as texts.'),
  kind: z
    .array(z.enum(movementKinds))
    .min(1)
    .max(movementKinds.length)
    .optional()
    .describe('Of transactions.'),
  by: z
    .array(z.enum(usageDimensions))
    .min(1)
    .max(usageDimensions.length)
    .optional()
    .describe('Of usage, which is told by day as well.'),
  from: time.optional().describe('Included; of usage, the day in which it lies.'),
  to: time.optional().describe('Not included; of usage, the day before which it lies, or in.'),
});
export type ExportFilter = z.output<typeof exportFilter>;

const ofTasks = [
  ...(['model', 'keyId', 'dialect', 'endUser', 'resolution', 'metadata', 'from', 'to'] as const),
];

/** By kind, the words of a filter that say something there. */
export const exportWords: Readonly<Record<ExportKind, readonly (keyof ExportFilter)[]>> = {
  tasks: ['state', 'mode', 'failureCode', ...ofTasks],
  deductions: ofTasks,
  transactions: ['kind', 'from', 'to'],
  usage: ['by', 'from', 'to'],
};

interface TableAsked {
  accountId: string;
  kind: ExportKind;
  filter: ExportFilter;
  timeZone: string;
  /** When it was asked for: nothing later is in it. */
  askedAtMs: number;
}

const usualDays = 30;
const dayMs = 86_400_000;
const isoDayCharacters = 10;

export function exportTable(database: Pick<Database, 'lists'>, asked: TableAsked): RecordTable {
  const { accountId, kind, filter, timeZone, askedAtMs } = asked;
  const { model, keyId, dialect, endUser, resolution, from, to } = filter;
  const fromMs = from === undefined ? undefined : Date.parse(from);
  const toMs = to === undefined ? askedAtMs : Math.min(askedAtMs, Date.parse(to));
  const ofTask = {
    ...{ accountId, model, keyId, dialect, endUser, resolution, fromMs, toMs },
    metadata: filter.metadata && new Map(Object.entries(filter.metadata)),
  };
  switch (kind) {
    case 'tasks':
      return taskTable(
        database,
        { ...ofTask, states: filter.state, mode: filter.mode, failureCode: filter.failureCode },
        timeZone,
      );
    case 'deductions':
      return deductionTable(database, ofTask, timeZone);
    case 'transactions':
      return transactionTable(database, { accountId, kinds: filter.kind, fromMs, toMs }, timeZone);
    case 'usage': {
      const dayOf = (ms: number): string => timeInZone(ms, timeZone).slice(0, isoDayCharacters);
      return usageTable(database, {
        accountId,
        from: dayOf(fromMs ?? toMs - usualDays * dayMs),
        to: dayOf(toMs - 1),
        timeZone,
        by: new Set(filter.by),
      });
    }
  }
}

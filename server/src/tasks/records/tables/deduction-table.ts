import type { Database } from '../../../postgres/database.ts';
import { toView } from '../../rows.ts';
import { deductionJson, type DeductionJson } from '../deduction-json.ts';
import { findDeductions, type Deduction, type DeductionSearch } from '../deductions.ts';
import { timeInZone, type CsvCell } from './csv.ts';
import { byVersion, unsigned, type RecordTable } from './record-table.ts';

/** Deductions, the newest first. */
export function deductionTable(
  database: Pick<Database, 'lists'>,
  search: Omit<DeductionSearch, 'limit' | 'before'>,
  timeZone: string,
): RecordTable {
  return {
    head: deductionHead,
    read: byVersion(async (page) => {
      const { deductions, next } = await findDeductions(database, { ...search, ...page });
      const rows = deductions.map((one) => {
        const told = deductionJson(one, (row) => toView(row, unsigned));
        return deductionCells(one, told, timeZone);
      });
      return { rows, next };
    }),
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
  told: DeductionJson,
  timeZone: string,
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

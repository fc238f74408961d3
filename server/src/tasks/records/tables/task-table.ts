import type { Database } from '../../../postgres/database.ts';
import { isFinalRow, toView, type TaskRow } from '../../rows.ts';
import { taskJson } from '../../task-json.ts';
import { findTasks, type TaskFilter } from '../find-tasks.ts';
import { timeInZone, type CsvCell } from './csv.ts';
import { unsigned, type RecordTable } from './record-table.ts';

/** Tasks, the newest first. */
export function taskTable(
  database: Pick<Database, 'lists'>,
  filter: TaskFilter,
  timeZone: string,
): RecordTable {
  return {
    head: taskHead,
    async read({ limit, cursor }) {
      const { rows, next } = await findTasks(database, { ...filter, limit, after: cursor });
      return { rows: rows.map((row) => taskCells(row, timeZone)), next };
    },
  };
}

const taskHead = [
  ...['createdAt', 'finishedAt', 'id', 'state', 'mode', 'keyId', 'dialect', 'model', 'endUser'],
  ...['metadata', 'prompt', 'seconds', 'resolution', 'ratio', 'generateAudio', 'serviceTier'],
  ...['completionTokens', 'quotedCredits', 'chargedCredits', 'refundedCredits'],
  ...['failureCode', 'failureMessage', 'upstreamCode'],
];

function taskCells(row: TaskRow, timeZone: string): CsvCell[] {
  const told = taskJson(toView(row, unsigned));
  const { failure } = told;
  const finishedMs = isFinalRow(row) ? row.finished_ms : null;
  return [
    timeInZone(row.created_ms, timeZone),
    finishedMs === null ? null : timeInZone(finishedMs, timeZone),
    ...[told.id, told.state, told.mode, told.keyId, told.dialect, told.model, told.endUser],
    ...[row.metadata, told.prompt, told.output?.seconds ?? told.seconds, told.resolution],
    ...[told.output?.ratio ?? told.ratio, told.generateAudio, told.serviceTier],
    ...[told.completionTokens, told.quotedCredits, told.chargedCredits, told.refundedCredits],
    ...[failure?.code ?? null, failure?.message ?? null, failure?.upstream?.code ?? null],
  ];
}

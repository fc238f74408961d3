import { isoTime } from '../../dialects/values.ts';
import { greatest } from '../../generation/extremes.ts';
import { creditsOf } from '../../generation/money.ts';
import { inOneLine } from '../../generation/visible.ts';
import type { TaskView } from '../../generation/view.ts';
import { isFinalRow, toView } from '../../tasks/rows.ts';
import type { MakingKey, OperatedTask } from '../../tasks/operator-view.ts';
import { inColumns } from '../table.ts';
import { moneyOf } from './money.ts';

/** Tasks as an operator is shown them. */

export interface Summary {
  id: string;
  /** As the database keeps it: an operator sees what clients do not. */
  state: string;
  progress: number;
  model: string;
  mode: 'live' | 'test';
  /** The most that it can cost, what of that is held, and what it was charged; null until it is over. */
  creditsQuoted: number;
  creditsHeld: number;
  creditsCharged: number | null;
  creditsRefunded: number;
  /** The key that made it; null: an operator's command did. */
  key: MakingKey | null;
  createdAt: string;
  finishedAt: string | null;
  /** By its customer. */
  deletedAt: string | null;
}

export function summarize({ row, heldMicros, deletedMs, key }: OperatedTask): Summary {
  return {
    id: row.id,
    state: row.state,
    progress: row.progress,
    model: row.model,
    mode: row.mode,
    creditsQuoted: creditsOf(row.quote_micros),
    creditsHeld: creditsOf(heldMicros),
    creditsCharged: isFinalRow(row) ? creditsOf(row.charged_micros ?? 0n) : null,
    creditsRefunded: creditsOf(row.refunded_micros),
    key,
    createdAt: isoTime(row.created_ms),
    finishedAt: timeOrNull(row.finished_ms),
    deletedAt: timeOrNull(deletedMs),
  };
}

function timeOrNull(atMs: number | null): string | null {
  return atMs === null ? null : isoTime(atMs);
}

function moneyOfTask({ row, heldMicros }: OperatedTask) {
  return moneyOf({
    isOver: isFinalRow(row),
    quotedMicros: row.quote_micros,
    heldMicros,
    chargedMicros: row.charged_micros,
    refundedMicros: row.refunded_micros,
  });
}

export function inTable(tasks: readonly OperatedTask[], next: string | null): string {
  const table = [
    ['TASK', 'STATE', 'MODEL', 'CREDITS', 'KEY', 'CREATED', 'FINISHED'],
    ...tasks.map((task) => {
      const { row } = task;
      return [
        row.id,
        stateOf(task),
        row.mode === 'test' ? `${row.model} (test)` : row.model,
        moneyOfTask(task).short,
        task.key === null ? '-' : shortKey(task.key),
        isoTime(row.created_ms),
        timeOrNull(row.finished_ms) ?? '-',
      ];
    }),
  ];
  const more = next === null ? [] : [`More with --after ${next}`];
  return [inColumns(table), ...more].join('\n');
}

function stateOf({ row, deletedMs }: OperatedTask): string {
  const state = row.state === 'running' ? `running ${String(row.progress)} %` : row.state;
  return deletedMs === null ? state : `${state}, deleted`;
}

/** Its name alone would not do: several keys may have one. */
function shortKey({ id, name, lastFour }: MakingKey): string {
  if (lastFour === '') return id;
  return name === '' ? `…${lastFour}` : `${name} …${lastFour}`;
}

function wholeKey(key: MakingKey): string {
  if (key.lastFour === '') return key.id;
  const name = key.name === '' ? '' : `${key.name}, `;
  return `${name}${key.prefix}…${key.lastFour} (${key.id})${key.isRevoked ? ', revoked' : ''}`;
}

type Shown = Summary &
  Pick<TaskView, 'prompt' | 'seconds' | 'resolution' | 'ratio' | 'seed' | 'output'> & {
    accountId: string;
    updatedAt: string;
    error: string | null;
    errorCode: string | null;
    /** In the line's own words, where it said more than is told. */
    upstreamError: string | null;
    /** While nothing is heard of it: when it is given up. */
    endsBy: string | null;
  };

export function show(
  task: OperatedTask,
  endsBy: string | null,
  sign: (name: string) => string,
): Shown {
  const { row } = task;
  const { prompt, seconds, resolution, ratio, seed, output, failure } = toView(row, sign);
  return {
    ...summarize(task),
    accountId: row.account_id,
    prompt,
    seconds,
    resolution,
    ratio,
    seed,
    // The files of a deleted task are served to nobody.
    output: task.deletedMs === null ? output : null,
    error: failure?.message ?? null,
    errorCode: failure?.code ?? null,
    upstreamError: upstreamWords(failure),
    updatedAt: isoTime(row.updated_ms),
    endsBy,
  };
}

function upstreamWords(failure: TaskView['failure']): string | null {
  const { code, message } = failure?.upstream ?? {};
  const said = [code, message].filter((words) => words !== undefined);
  return said.length === 0 ? null : said.join(': ');
}

export function inLines(task: OperatedTask, shown: Shown): string {
  const {
    creditsQuoted: _quoted,
    creditsHeld: _held,
    creditsCharged: _charged,
    creditsRefunded: _refunded,
    key,
    output,
    ...rest
  } = shown;
  const words = {
    ...rest,
    credits: moneyOfTask(task).long,
    key: key === null ? 'made on the command line' : wholeKey(key),
    ...output,
  };
  const facts = Object.entries(words).filter(([, value]) => value !== null);
  const width = greatest(facts.map(([name]) => name.length));
  return facts
    .map(([name, value]) => `${name.padEnd(width)}  ${inOneLine(String(value))}`)
    .join('\n');
}

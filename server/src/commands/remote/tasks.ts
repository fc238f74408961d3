import type { Task, TaskInEvent } from '../../../../client/src/index.ts';
import { greatest } from '../../generation/extremes.ts';
import { inOneLine } from '../../generation/visible.ts';
import { printAnswer } from '../command.ts';
import { inColumns } from '../table.ts';
import { withRemote } from './open.ts';
import type { RemoteOptions } from './options.ts';

/** The same commands as for an operator, with what a customer may see. */

type Globals = RemoteOptions & { json?: boolean };

export async function listElsewhere(
  globals: Globals,
  { limit, after }: { limit: number; after?: string },
): Promise<void> {
  await withRemote(globals, async ({ tasks }) => {
    const { data, nextCursor } = await tasks.list({ limit, cursor: after }).page();
    printAnswer(
      { json: globals.json === true },
      { tasks: data, next: nextCursor },
      inTable(data, nextCursor),
    );
  });
}

export async function showElsewhere(globals: Globals, id: string): Promise<void> {
  await withRemote(globals, async ({ tasks }) => {
    const task = await tasks.get(id, { include: 'charge,timeline' });
    printAnswer({ json: globals.json === true }, task, inLines(task));
  });
}

export async function cancelElsewhere(globals: Globals, id: string): Promise<void> {
  await withRemote(globals, async ({ tasks }) => {
    const { state } = await tasks.cancel(id);
    printAnswer({ json: globals.json === true }, { id, state }, `Cancelled ${id}.`);
  });
}

function inTable(tasks: readonly TaskInEvent[], next: string | null): string {
  const table = inColumns([
    ['TASK', 'STATE', 'MODEL', 'CREDITS', 'KEY', 'CREATED', 'FINISHED'],
    ...tasks.map((task) => [
      task.id,
      task.state === 'running' ? `running ${String(task.progress)} %` : task.state,
      task.mode === 'test' ? `${task.model} (test)` : task.model,
      moneyOf(task),
      task.keyId ?? '-',
      task.createdAt,
      task.finishedAt ?? '-',
    ]),
  ]);
  return next === null ? table : `${table}\nMore with --after ${next}`;
}

function moneyOf({ state, quotedCredits, chargedCredits, refundedCredits }: TaskInEvent): string {
  if (state === 'queued' || state === 'running') return `${String(quotedCredits)} held`;
  const charged = String(chargedCredits ?? 0);
  return refundedCredits === 0 ? charged : `${charged} - ${String(refundedCredits)}`;
}

function inLines(task: Task): string {
  const {
    output,
    failure,
    charge,
    timeline = [],
    queue,
    metadata,
    shortened: _cut,
    ...facts
  } = task;
  const words = {
    ...facts,
    metadata: metadata && JSON.stringify(metadata),
    queue: queue && `${queue.more ? 'beyond ' : ''}${String(queue.position)}`,
    ...output,
    error: failure?.message,
    errorCode: failure?.code,
  };
  const shown = Object.entries(words).filter(([, value]) => value !== null && value !== undefined);
  const width = greatest(shown.map(([name]) => name.length));
  return [
    ...shown.map(
      ([name, value]) =>
        `${name.padEnd(width)}  ${inOneLine(typeof value === 'string' ? value : JSON.stringify(value))}`,
    ),
    ...(charge?.lines ?? []).map(({ text }) => `charge  ${inOneLine(text)}`),
    ...timeline.map(({ at, what }) => `${at}  ${what}`),
  ].join('\n');
}

import { creditsOf } from '../../dialects/values.ts';
import { lineQueuePrefix } from '../../lines/http-line.ts';
import { readLines } from '../../lines/store.ts';
import { readTroubles } from '../../lines/troubles.ts';
import { readUnknown, resolveUnknown } from '../../tasks/unknown.ts';
import type { Database } from '../../postgres/database.ts';
import { answer, CommandError, type CommandContext } from '../command.ts';
import { inColumns } from '../table.ts';
import { withLines } from './desk.ts';

const shownMax = 1_000;
const promptShown = 40;

/** Tasks whose answer was lost and that nobody has found yet. */
export async function showUnknown(context: CommandContext): Promise<void> {
  await withLines(context, async ({ database }) => {
    const names = await namesOfLines(database);
    const unknown = (await readUnknown(database, shownMax)).map((task) => ({
      task: task.taskId,
      attempt: task.number,
      line: names.get(task.line) ?? task.line,
      sentAt: task.intendedAt.toISOString(),
      heldCredits: creditsOf(task.heldMicros),
      reason: task.reason,
      prompt: task.prompt,
    }));
    const table = inColumns([
      ['TASK', 'LINE', 'SENT', 'HELD', 'WHY', 'PROMPT'],
      ...unknown.map((one) => [
        one.task,
        one.line,
        one.sentAt,
        String(one.heldCredits),
        one.reason,
        one.prompt.slice(0, promptShown),
      ]),
    ]);
    const words =
      unknown.length === 0
        ? 'No task is unknown.'
        : `${table}\n\nThey are searched for where the upstream can be. Look for the others there, then say\n"filmgate lines resolve TASK --made ID" or "filmgate lines resolve TASK --absent".`;
    answer(context, { unknown }, words);
  });
}

/** What went wrong with lines, counted. */
export async function showTroubles(context: CommandContext): Promise<void> {
  await withLines(context, async ({ database }) => {
    const names = await namesOfLines(database);
    const troubles = (await readTroubles(database)).flatMap(({ line, lastAt, ...rest }) => {
      const name = names.get(line);
      return name === undefined ? [] : [{ line: name, lastAt: lastAt.toISOString(), ...rest }];
    });
    const table = inColumns([
      ['LINE', 'TROUBLE', 'TIMES', 'LAST', 'WORDS'],
      ...troubles.map((one) => [
        one.line,
        one.kind.replaceAll('_', ' '),
        String(one.count),
        one.lastAt,
        one.lastWords,
      ]),
    ]);
    answer(context, { troubles }, troubles.length === 0 ? 'No line had any trouble.' : table);
  });
}

async function namesOfLines(database: Database): Promise<Map<string, string>> {
  return new Map((await readLines(database)).map(({ line }) => [line.id, line.name]));
}

export interface ResolveOptions {
  made?: string;
  absent?: boolean;
}

export async function resolveOne(
  context: CommandContext,
  taskId: string,
  { made, absent = false }: ResolveOptions,
): Promise<void> {
  if ((made === undefined) !== absent) {
    throw new CommandError(
      'say one of the two: --made with the id of the task at the upstream, or --absent',
    );
  }
  await withLines(context, async ({ database, platform }) => {
    const [task] = (await readUnknown(database, shownMax)).filter((one) => one.taskId === taskId);
    const queue = lineQueuePrefix + (task?.line ?? '');
    const known = made === undefined ? 'absent' : { upstreamId: made, queue };
    const resolved = task ? await resolveUnknown(database, taskId, known) : 'not_unknown';
    if (resolved === 'not_unknown') {
      throw new CommandError(`no task "${taskId}" is unknown; "filmgate lines unknown" shows them`);
    }
    if (resolved === 'id_taken') {
      throw new CommandError(`another task of this line has the id "${made ?? ''}": look again`);
    }
    platform.wake.tell('follow');
    platform.wake.tell('dispatch');
    const words =
      made === undefined
        ? 'It goes back to the queue and is sent anew.'
        : 'It is followed under that id from now on.';
    answer(context, { task: taskId, became: made === undefined ? 'queued' : 'running' }, words);
  });
}

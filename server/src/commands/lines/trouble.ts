import { toldAfterSeconds } from '../../making/give-up.ts';
import { lineQueuePrefix } from '../../work/queues.ts';
import { readLines } from '../../lines/book/store.ts';
import { readTroubles } from '../../making/troubles.ts';
import { readUnknown, resolveUnknown, type UnknownTask } from '../../tasks/unknown.ts';
import type { Database } from '../../postgres/database.ts';
import { printAnswer, CommandError, type CommandContext } from '../command.ts';
import { inColumns } from '../table.ts';
import { withLines } from './parts.ts';
import { creditsOf } from '../../generation/money.ts';

const shownMax = 1_000;
const promptShown = 40;

const stateWords: Readonly<Record<UnknownTask['state'], string>> = {
  unknown: 'answer lost',
  silent: 'silent',
  absorbed: 'cancelled',
  given_up: 'given up',
};

/** Attempts of which nobody knows what became of them, and those that were given up. */
export async function showUnknown(context: CommandContext): Promise<void> {
  await withLines(
    context,
    async ({ database }) => {
      const names = await namesOfLines(database);
      const most = { silentSeconds: toldAfterSeconds, most: shownMax };
      const unknown = (await readUnknown(database, most)).map((task) => ({
        task: task.taskId,
        attempt: task.number,
        line: names.get(task.line) ?? task.line,
        state: task.state,
        upstreamId: task.upstreamId,
        sentAt: task.intendedAt.toISOString(),
        endsAt: task.endsAt?.toISOString() ?? null,
        heldCredits: creditsOf(task.heldMicros),
        costCredits: task.costMicros === null ? null : creditsOf(task.costMicros),
        reason: task.reason,
        prompt: task.prompt,
      }));
      const table = inColumns([
        ['TASK', 'LINE', 'STATE', 'SENT', 'ENDS', 'HELD', 'COST', 'WHY', 'PROMPT'],
        ...unknown.map((one) => [
          one.task,
          one.line,
          stateWords[one.state],
          one.sentAt,
          one.endsAt ?? '-',
          String(one.heldCredits),
          one.costCredits === null ? '-' : String(one.costCredits),
          one.reason,
          beginningOf(one.prompt),
        ]),
      ]);
      const words =
        unknown.length === 0
          ? 'No task is unknown.'
          : `${table}\n\nThey are searched for where the upstream can be. Look for the others there, then say\n"filmgate lines resolve TASK --made ID" or "filmgate lines resolve TASK --absent". What nobody resolves is given up\nwhen it ENDS: its task fails, and nothing is charged. What was given up is looked at for its cost alone.`;
      printAnswer(context, { unknown }, words);
    },
    { use: 'read' },
  );
}

/** What went wrong with lines, counted. */
export async function showTroubles(context: CommandContext): Promise<void> {
  await withLines(
    context,
    async ({ database }) => {
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
      printAnswer(
        context,
        { troubles },
        troubles.length === 0 ? 'No line had any trouble.' : table,
      );
    },
    { use: 'read' },
  );
}

/** By characters, not by halves of them. */
function beginningOf(prompt: string): string {
  return Array.from(prompt.slice(0, 2 * promptShown))
    .slice(0, promptShown)
    .join('');
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
  await withLines(context, async ({ database, app }) => {
    const queueOf = (line: string): string => lineQueuePrefix + line;
    const known = made === undefined ? 'absent' : { upstreamId: made, queueOf };
    const resolved = await resolveUnknown(database, taskId, known);
    if (resolved === 'not_unknown') {
      throw new CommandError(`no task "${taskId}" is unknown; "filmgate lines unknown" shows them`);
    }
    if (resolved === 'id_taken') {
      throw new CommandError(`another task of this line has the id "${made ?? ''}": look again`);
    }
    if (resolved === 'line_removed') {
      throw new CommandError('its line was removed, and its key with it: nobody can look there');
    }
    for (const topic of ['follow', 'dispatch', 'absorb'] as const) app.wake.tell(topic);
    const { became, words } = outcomes[resolved][made === undefined ? 'absent' : 'made'];
    printAnswer(context, { task: taskId, became }, words);
  });
}

const outcomes = {
  resolved: {
    made: { became: 'running', words: 'It is followed under that id from now on.' },
    absent: { became: 'queued', words: 'It goes back to the queue and is sent anew.' },
  },
  cost_only: {
    made: {
      became: 'looked_at',
      words: 'Its task is over and stays as it is. Under that id it is looked at for its cost.',
    },
    absent: { became: 'free', words: 'Its task is over and stays as it is. It costs nothing.' },
  },
} as const;

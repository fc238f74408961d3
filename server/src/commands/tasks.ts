import { InvalidArgumentError, type Command } from 'commander';
import { creditsOf, isoTime } from '../dialects/values.ts';
import { greatest } from '../generation/extremes.ts';
import { ProblemError } from '../generation/problems.ts';
import type { TaskView } from '../generation/view.ts';
import type { Database } from '../postgres/database.ts';
import type { Platform } from '../platform.ts';
import { cancelTask } from '../tasks/cancel.ts';
import { listTasks } from '../tasks/list.ts';
import type { TaskKey } from '../tasks/read.ts';
import { toView, type TaskRow } from '../tasks/rows.ts';
import { requireAccount } from './accounts.ts';
import { answer, commandContext, CommandError, withDatabase } from './command.ts';
import { inColumns } from './table.ts';
import { withPlatform } from './workshop.ts';

/** Commands about tasks, for an operator who helps a customer. */
export function addTaskCommands(program: Command): void {
  const tasks = program.command('tasks').description('list, show and cancel tasks');
  tasks
    .command('list')
    .description('an account’s tasks, the newest first')
    .requiredOption('--account <account>', 'id or name')
    .option('--limit <number>', 'how many at most', toLimit, 20)
    .option('--after <task>', 'id of the last task of the page before')
    .action(async (options: ListOptions, command: Command) => {
      await list(options, command.optsWithGlobals());
    });
  tasks
    .command('show')
    .description('a task with all that is known of it')
    .argument('<task>', 'its id')
    .action(async (id: string, _options: object, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
      await withPlatform(context, async (platform) => {
        const key = await findTask(platform.database, id);
        const row = await platform.reader.read(key);
        if (!row) throw noSuchTask(id);
        const shown = show(row, platform);
        const attempts = await readAttempts(platform.database, id);
        answer(context, { ...shown, attempts }, [inLines(shown), inRows(attempts)].join('\n\n'));
      });
    });
  tasks
    .command('cancel')
    .description('stop a task; nothing of it is charged')
    .argument('<task>', 'its id')
    .action(async (id: string, _options: object, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
      await withPlatform(context, async (platform) => {
        const key = await findTask(platform.database, id);
        const row = await cancelTask(platform, key);
        answer(context, { id: row.id, state: row.state }, `Cancelled ${row.id}.`);
      });
    });
}

interface ListOptions {
  account: string;
  limit: number;
  after?: string;
}

const limitMax = 500;

function toLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= limitMax) return limit;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${String(limitMax)}.`);
}

async function list(options: ListOptions, globals: { json?: boolean }): Promise<void> {
  const context = commandContext(globals);
  await withDatabase(context, async ({ database }) => {
    const account = await requireAccount(database, options.account);
    const { rows, hasMore } = await listTasks(database, {
      accountId: account.id,
      limit: options.limit,
      from: { after: options.after ?? null },
      order: 'newest',
    }).catch((error: unknown) => {
      throw error instanceof ProblemError ? new CommandError(`--${error.message}`) : error;
    });
    const next = hasMore ? (rows.at(-1)?.id ?? null) : null;
    const tasks = rows.map(summarize);
    answer(context, { tasks, next }, inTable(tasks, next));
  });
}

interface Summary {
  id: string;
  state: string;
  progress: number;
  model: string;
  mode: 'live' | 'test';
  /** The most that it can cost, and what it did cost: null until it has succeeded. */
  credits: number;
  creditsCharged: number | null;
  createdAt: string;
  finishedAt: string | null;
}

/** The state as the database keeps it: an operator sees what clients do not. */
function summarize(row: TaskRow): Summary {
  return {
    id: row.id,
    state: row.state,
    progress: row.progress,
    model: row.model,
    mode: row.mode,
    credits: creditsOf(row.quote_micros),
    creditsCharged: row.charged_micros === null ? null : creditsOf(row.charged_micros),
    createdAt: isoTime(row.created_ms),
    finishedAt: row.finished_ms === null ? null : isoTime(row.finished_ms),
  };
}

function inTable(tasks: readonly Summary[], next: string | null): string {
  const table = [
    ['TASK', 'STATE', 'MODEL', 'CREDITS', 'CREATED', 'FINISHED'],
    ...tasks.map((task) => [
      task.id,
      task.state === 'running' ? `running ${String(task.progress)} %` : task.state,
      task.mode === 'test' ? `${task.model} (test)` : task.model,
      String(task.creditsCharged ?? task.credits),
      task.createdAt,
      task.finishedAt ?? '-',
    ]),
  ];
  const more = next === null ? [] : [`More with --after ${next}`];
  return [inColumns(table), ...more].join('\n');
}

type Shown = Summary &
  Pick<TaskView, 'prompt' | 'seconds' | 'resolution' | 'ratio' | 'seed' | 'output'> & {
    accountId: string;
    updatedAt: string;
    error: string | null;
    errorCode: string | null;
  };

function show(row: TaskRow, { urls }: Platform): Shown {
  const view = toView(row, (name) => urls.signMediaUrl(name));
  const { prompt, seconds, resolution, ratio, seed, output, failure } = view;
  return {
    ...summarize(row),
    accountId: row.account_id,
    prompt,
    seconds,
    resolution,
    ratio,
    seed,
    output,
    error: failure?.message ?? null,
    errorCode: failure?.code ?? null,
    updatedAt: isoTime(row.updated_ms),
  };
}

function inLines({ output, ...shown }: Shown): string {
  const facts = Object.entries({ ...shown, ...output }).filter(([, value]) => value !== null);
  const width = greatest(facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${String(value)}`).join('\n');
}

/** One try at a task, with what it costs us. */
interface ShownAttempt {
  number: number;
  /** The studio, or a line's name. */
  line: string;
  state: string;
  upstreamId: string | null;
  /** Null: not known. */
  creditsCost: number | null;
  intendedAt: string;
  endedAt: string | null;
}

async function readAttempts(database: Database, taskId: string): Promise<ShownAttempt[]> {
  const { rows } = await database.general.query<{
    number: number;
    line: string;
    state: string;
    upstream_id: string | null;
    cost_micros: bigint | null;
    intended_at: Date;
    ended_at: Date | null;
  }>(
    `select a.number, coalesce(l.name, a.line) as line, a.state, a.upstream_id, a.cost_micros,
            a.intended_at, a.ended_at
       from attempts a left join lines l on l.id = a.line
      where a.task_id = $1 order by a.number`,
    [taskId],
  );
  return rows.map((row) => ({
    number: row.number,
    line: row.line,
    state: row.state,
    upstreamId: row.upstream_id,
    creditsCost: row.cost_micros === null ? null : creditsOf(row.cost_micros),
    intendedAt: row.intended_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }));
}

function inRows(attempts: readonly ShownAttempt[]): string {
  if (attempts.length === 0) return 'No attempt was begun.';
  return inColumns([
    ['ATTEMPT', 'LINE', 'STATE', 'COST', 'UPSTREAM ID', 'BEGUN', 'ENDED'],
    ...attempts.map((one) => [
      String(one.number),
      one.line,
      one.state,
      one.creditsCost === null ? '-' : String(one.creditsCost),
      one.upstreamId ?? '-',
      one.intendedAt,
      one.endedAt ?? '-',
    ]),
  ]);
}

/** An operator need not know whose task it is. */
async function findTask(database: Database, id: string): Promise<TaskKey> {
  const row = await database.query
    .selectFrom('tasks')
    .select('account_id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw noSuchTask(id);
  return { accountId: row.account_id, id };
}

function noSuchTask(id: string): CommandError {
  return new CommandError(`There is no task "${id}": see \`filmgate tasks list\`.`);
}

import type { Command } from 'commander';
import { creditsOf, isoTime } from '../dialects/values.ts';
import { greatest } from '../generation/extremes.ts';
import { inOneLine } from '../generation/visible.ts';
import { ProblemError } from '../generation/problems.ts';
import type { TaskView } from '../generation/view.ts';
import type { Database } from '../postgres/database.ts';
import type { Platform } from '../platform.ts';
import { microsToDecimal } from '../pricing/amount.ts';
import { cancelTask } from '../tasks/cancel.ts';
import { listTasks } from '../tasks/list.ts';
import type { TaskKey } from '../tasks/read.ts';
import { refundTask, type Refunded } from '../tasks/refund.ts';
import { toView, type TaskRow } from '../tasks/rows.ts';
import { givenUpAt } from '../tasks/silence.ts';
import { requireAccount } from './accounts.ts';
import {
  answer,
  commandContext,
  CommandError,
  withDatabase,
  type CommandContext,
} from './command.ts';
import { requireText, toAmount } from './movements.ts';
import { toLimit } from './limit.ts';
import { inColumns } from './table.ts';
import { withPlatform } from './workshop.ts';

/** Commands about tasks, for an operator who helps a customer. */
export function addTaskCommands(program: Command): void {
  const tasks = program.command('tasks').description('list, show, cancel and refund tasks');
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
        const { attempts, endsBy } = await readAttempts(platform.database, id);
        const shown = show(row, endsBy, platform);
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
  tasks
    .command('refund')
    .description('give back what a task was charged, or a part of it; its video stays')
    .argument('<task>', 'its id; also of a task that its customer has deleted')
    .option('--credits <credits>', 'how many, with at most 6 decimals; without it all that is left')
    .requiredOption('--reason <reason>', 'why, for the record')
    .action(async (id: string, options: RefundOptions, command: Command) => {
      await refund(commandContext(command.optsWithGlobals()), id, options);
    });
}

interface RefundOptions {
  credits?: string;
  reason: string;
}

async function refund(context: CommandContext, id: string, options: RefundOptions): Promise<void> {
  const amountMicros = options.credits === undefined ? null : toAmount(options.credits);
  const reason = requireText('reason', options.reason);
  await withPlatform(context, async (platform) => {
    const refunded = await refundTask(platform, { taskId: id, amountMicros, reason });
    if (!refunded) throw noSuchTask(id);
    const { givenMicros, refundedMicros, chargedMicros } = refunded;
    if (givenMicros === 0n) throw new CommandError(whyNot(id, refunded, options.credits));
    answer(
      context,
      {
        id,
        creditsRefundedNow: creditsOf(givenMicros),
        creditsRefunded: creditsOf(refundedMicros),
        creditsCharged: creditsOf(chargedMicros),
      },
      `Gave back ${microsToDecimal(givenMicros)} credits of ${id}: ${microsToDecimal(refundedMicros)} of the ${microsToDecimal(chargedMicros)} that it was charged.`,
    );
  });
}

function whyNot(id: string, { refundedMicros, chargedMicros }: Refunded, wanted?: string): string {
  if (chargedMicros === 0n) return `${id} was not charged: there is nothing to give back.`;
  const charged = `${id} was charged ${microsToDecimal(chargedMicros)} credits`;
  const left = chargedMicros - refundedMicros;
  if (left === 0n) return `${charged}, and all of them were given back.`;
  return `--credits: ${String(wanted)} is more than is left: ${charged}, of which ${microsToDecimal(refundedMicros)} were given back, so it can be ${microsToDecimal(left)} at most.`;
}

interface ListOptions {
  account: string;
  limit: number;
  after?: string;
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
      if (!(error instanceof ProblemError)) throw error;
      const isOption = error.problem.code === 'invalid_parameter';
      throw new CommandError(isOption ? `--${error.message}` : error.message);
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
  /** The most that it can cost. */
  credits: number;
  /** What its success was charged, null until then, and what of that was given back. */
  creditsCharged: number | null;
  creditsRefunded: number;
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
    creditsRefunded: creditsOf(row.refunded_micros),
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
      creditsIn(task),
      task.createdAt,
      task.finishedAt ?? '-',
    ]),
  ];
  const more = next === null ? [] : [`More with --after ${next}`];
  return [inColumns(table), ...more].join('\n');
}

function creditsIn({ credits, creditsCharged, creditsRefunded }: Summary): string {
  const charged = String(creditsCharged ?? credits);
  return creditsRefunded === 0 ? charged : `${charged} - ${String(creditsRefunded)}`;
}

type Shown = Summary &
  Pick<TaskView, 'prompt' | 'seconds' | 'resolution' | 'ratio' | 'seed' | 'output'> & {
    accountId: string;
    updatedAt: string;
    error: string | null;
    errorCode: string | null;
    /** While nothing is heard of it: when it is given up. */
    endsBy: string | null;
  };

function show(row: TaskRow, endsBy: string | null, { urls }: Platform): Shown {
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
    endsBy,
  };
}

function inLines({ output, ...shown }: Shown): string {
  const facts = Object.entries({ ...shown, ...output }).filter(([, value]) => value !== null);
  const width = greatest(facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${inOneLine(String(value))}`).join('\n');
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
  /** Its task was cancelled at our expense. */
  absorbed: boolean;
  intendedAt: string;
  endedAt: string | null;
}

async function readAttempts(
  database: Database,
  taskId: string,
): Promise<{ attempts: ShownAttempt[]; endsBy: string | null }> {
  const { rows } = await database.general.query<{
    number: number;
    line: string;
    state: string;
    upstream_id: string | null;
    cost_micros: bigint | null;
    absorbed: boolean;
    intended_at: Date;
    ended_at: Date | null;
    ends_at: Date | null;
  }>(
    `select a.number, coalesce(l.name, a.line) as line, a.state, a.upstream_id, a.cost_micros,
            a.absorbed, a.intended_at, a.ended_at,
            case when not a.absorbed then ${givenUpAt} end as ends_at
       from attempts a left join lines l on l.id = a.line
      where a.task_id = $1 order by a.number`,
    [taskId],
  );
  const attempts = rows.map((row) => ({
    number: row.number,
    line: row.line,
    state: row.state,
    upstreamId: row.upstream_id,
    creditsCost: row.cost_micros === null ? null : creditsOf(row.cost_micros),
    absorbed: row.absorbed,
    intendedAt: row.intended_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }));
  return { attempts, endsBy: rows.at(-1)?.ends_at?.toISOString() ?? null };
}

function inRows(attempts: readonly ShownAttempt[]): string {
  if (attempts.length === 0) return 'No attempt was begun.';
  return inColumns([
    ['ATTEMPT', 'LINE', 'STATE', 'COST', 'UPSTREAM ID', 'BEGUN', 'ENDED'],
    ...attempts.map((one) => [
      String(one.number),
      one.line,
      one.absorbed ? `${one.state} (absorbed)` : one.state,
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

import type { Command } from 'commander';
import { creditsOf, microsToDecimal } from '../generation/money.ts';
import { ProblemError } from '../generation/problems.ts';
import { publicUrlOf } from '../boot/config.ts';
import { openMediaUrls } from '../boot/parts.ts';
import type { Connected } from '../boot/connect.ts';
import { secretToReadWith } from '../boot/secret.ts';
import { createSecrets } from '../boot/secrets.ts';
import type { Database } from '../postgres/database.ts';
import { cancelTask } from '../tasks/cancel.ts';
import { listTasks } from '../tasks/list.ts';
import { readForOperator } from '../tasks/operator-view.ts';
import type { TaskKey } from '../tasks/read.ts';
import { refundTask, type Refunded } from '../tasks/refund.ts';
import { requireAccount } from './require-account.ts';
import {
  printAnswer,
  commandContext,
  CommandError,
  readDatabase,
  withWake,
  type CommandContext,
} from './command.ts';
import { requireText, toAmount } from './movements.ts';
import { toLimit } from './limit.ts';
import { addRemoteOptions, type RemoteOptions } from './remote/options.ts';
import { attemptsInRows, readAttempts } from './tasks/attempts.ts';
import { inLines, inTable, show, summarize } from './tasks/show.ts';
import { withApp } from './with-app.ts';

/** Commands about tasks, for an operator who helps a customer. */
export function addTaskCommands(tasks: Command): void {
  addRemoteOptions(
    tasks
      .command('list')
      .description('an account’s tasks, the newest first, also those that it has deleted')
      .option('--account <account>', 'id or name; elsewhere that of the key')
      .option('--limit <number>', 'how many at most', toLimit, 20)
      .option('--after <task>', 'where the page before said that there is more'),
  ).action(async (options: ListOptions, command: Command) => {
    await list(options, command.optsWithGlobals());
  });
  addRemoteOptions(
    tasks
      .command('show')
      .description('a task with all that is known of it')
      .argument('<task>', 'its id'),
  ).action(async (id: string, options: RemoteOptions, command: Command) => {
    if (options.remote !== undefined) {
      await (await elsewhere()).showElsewhere(command.optsWithGlobals(), id);
      return;
    }
    const context = commandContext(command.optsWithGlobals());
    const { config } = context;
    const showOne = async ({ database }: Connected): Promise<void> => {
      const [task] = await readForOperator(database, [id]);
      if (!task) throw noSuchTask(id);
      const { attempts, endsBy } = await readAttempts(database, id);
      const secrets = createSecrets(secretToReadWith(config));
      const urls = openMediaUrls(secrets, publicUrlOf(config));
      const shown = show(task, endsBy, (name) => urls.signMediaUrl(name));
      const text = [inLines(task, shown), attemptsInRows(attempts)].join('\n\n');
      printAnswer(context, { ...shown, attempts }, text);
    };
    await readDatabase(context, showOne, { publicUrl: config.publicUrl });
  });
  addRemoteOptions(
    tasks
      .command('cancel')
      .description('stop a task; nothing of it is charged')
      .argument('<task>', 'its id'),
  ).action(async (id: string, options: RemoteOptions, command: Command) => {
    if (options.remote !== undefined) {
      await (await elsewhere()).cancelElsewhere(command.optsWithGlobals(), id);
      return;
    }
    const context = commandContext(command.optsWithGlobals());
    await withApp(context, async (app) => {
      const key = await findTask(app.database, id);
      const row = await cancelTask(app, key);
      printAnswer(context, { id: row.id, state: row.state }, `Cancelled ${row.id}.`);
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

/** What speaks to other servers is loaded where it is asked for. */
function elsewhere() {
  return import('./remote/tasks.ts');
}

interface RefundOptions {
  credits?: string;
  reason: string;
}

async function refund(context: CommandContext, id: string, options: RefundOptions): Promise<void> {
  const amountMicros = options.credits === undefined ? null : toAmount(options.credits);
  const reason = requireText('reason', options.reason);
  await withWake(context, async (parts) => {
    const refunded = await refundTask(parts, { taskId: id, amountMicros, reason });
    if (!refunded) throw noSuchTask(id);
    const { givenMicros, refundedMicros, chargedMicros } = refunded;
    if (givenMicros === 0n) throw new CommandError(whyNot(id, refunded, options.credits));
    printAnswer(
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

interface ListOptions extends RemoteOptions {
  account?: string;
  limit: number;
  after?: string;
}

async function list(
  options: ListOptions,
  globals: RemoteOptions & { json?: boolean },
): Promise<void> {
  const { account: named, limit, after = null } = options;
  if (options.remote !== undefined) {
    if (named !== undefined) throw new CommandError('--account: elsewhere it is that of the key');
    await (await elsewhere()).listElsewhere(globals, options);
    return;
  }
  if (named === undefined) throw new CommandError('--account: say whose tasks, by id or name');
  const context = commandContext(globals);
  await readDatabase(context, async ({ database }) => {
    const account = await requireAccount(database, named);
    const { rows, hasMore } = await listTasks(database, {
      accountId: account.id,
      limit,
      from: { after },
      order: 'newest',
      withDeleted: true,
    }).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      const isOption = error.problem.code === 'invalid_parameter';
      throw new CommandError(isOption ? `--${error.message}` : error.message);
    });
    const next = hasMore ? (rows.at(-1)?.id ?? null) : null;
    const tasks = await readForOperator(
      database,
      rows.map(({ id }) => id),
    );
    printAnswer(context, { tasks: tasks.map(summarize), next }, inTable(tasks, next));
  });
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

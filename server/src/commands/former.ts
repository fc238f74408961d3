import type { Command } from 'commander';
import { listFormers, removeFormer, type ListedFormer } from '../former/former-store.ts';
import { requireAccount } from './require-account.ts';
import {
  printAnswer,
  commandContext,
  CommandError,
  readDatabase,
  withDatabase,
  type CommandContext,
} from './command.ts';
import type { FormerOptions } from './former/add.ts';
import { inColumns } from './table.ts';

/** Commands about where an account made its tasks before. */
export function addFormerCommands(accounts: Command): void {
  const former = accounts
    .command('former')
    .description('read tasks through that an account made at its former platform');
  former
    .command('add')
    .description('say where an account comes from; what was said of the dialect before is replaced')
    .requiredOption('--account <account>', 'id or name')
    .option('--line <line>', 'a line that leads there')
    .option(
      '--dialect <dialect>',
      'what is spoken there, where it is no line, or there is one alone',
    )
    .option('--base-url <url>', 'where it is, where no line leads there')
    .option('--allow-private-host', 'its host may be one of your own network', false)
    .option(
      '--secret-env <variable>',
      'environment variable that holds the account’s key there; else it is asked for on standard input',
    )
    .option('--no-secret', 'without a key: the tasks of --ids are read, with the line’s key')
    .option(
      '--ids <file>',
      'ids of tasks there that are the account’s, one a line; added to those known',
    )
    .option('--calls-per-second <number>', 'most calls there for this account', '10')
    .action(async (options: FormerOptions, command: Command) => {
      // It knows the dialects.
      const { addOneFormer } = await import('./former/add.ts');
      await addOneFormer(commandContext(command.optsWithGlobals()), options);
    });
  former
    .command('list')
    .description('where accounts come from')
    .option('--account <account>', 'id or name; all accounts without it')
    .action(async ({ account }: { account?: string }, command: Command) => {
      await listAll(commandContext(command.optsWithGlobals()), account);
    });
  former
    .command('remove')
    .description('read nothing through any more; the key and the list are removed')
    .requiredOption('--account <account>', 'id or name')
    .requiredOption('--dialect <dialect>', 'what is spoken there')
    .action(async (options: { account: string; dialect: string }, command: Command) => {
      await removeOne(commandContext(command.optsWithGlobals()), options);
    });
}

async function listAll(context: CommandContext, idOrName: string | undefined): Promise<void> {
  const formers = await readDatabase(context, async ({ database }) => {
    const account = idOrName === undefined ? null : await requireAccount(database, idOrName);
    return listFormers(database, account?.id ?? null);
  });
  const heads = ['ACCOUNT', 'DIALECT', 'LINE', 'ADDRESS', 'KEY', 'LISTED', 'CALLS/S'];
  const text = inColumns([heads, ...formers.map(rowOf)]);
  printAnswer(context, { formers }, formers.length === 0 ? 'Nobody comes from elsewhere.' : text);
}

function rowOf(former: ListedFormer): string[] {
  return [
    former.account,
    former.dialect,
    former.line ?? '-',
    former.baseUrl ?? '-',
    former.hasKey ? 'its own' : 'the line’s',
    String(former.listedTasks),
    String(former.callsPerSecond),
  ];
}

async function removeOne(
  context: CommandContext,
  { account: idOrName, dialect }: { account: string; dialect: string },
): Promise<void> {
  await withDatabase(context, async ({ database }) => {
    const account = await requireAccount(database, idOrName);
    if (!(await removeFormer(database, account.id, dialect))) {
      throw new CommandError(`${account.name} reads nothing through by ${dialect}.`);
    }
    printAnswer(
      context,
      { account: account.name, removed: dialect },
      `${account.name} reads nothing through by ${dialect} any more.`,
    );
  });
}

import type { Command } from 'commander';
import { createKey, listKeys } from '../accounts/keys.ts';
import {
  answer,
  commandContext,
  CommandError,
  readDatabase,
  withDatabase,
  type CommandContext,
} from './command.ts';
import { revokeOne, type RevokeOptions } from './keys/revoke.ts';
import { requireAccount } from './require-account.ts';
import { inColumns } from './table.ts';

/** Commands about the API keys of accounts. */
export function addKeyCommands(keys: Command): void {
  keys
    .command('create')
    .description('make an API key; it is shown this once')
    .requiredOption('--account <account>', 'id or name')
    .requiredOption('--mode <mode>', 'live or test')
    .option('--name <name>', 'what it is for')
    .action(async (options: KeyOptions, command: Command) => {
      await makeKey(commandContext(command.optsWithGlobals()), options);
    });
  keys
    .command('revoke')
    .description('end an API key within a second, and say what it has queued and running')
    .argument('<key>', 'its id, or the key itself')
    .option('--cancel-queued', 'cancel what it has queued; also of a key that was revoked', false)
    .action(async (idOrKey: string, options: RevokeOptions, command: Command) => {
      await revokeOne(commandContext(command.optsWithGlobals()), idOrKey, options);
    });
  keys
    .command('list')
    .description('keys by their first and last letters; none is shown whole')
    .option('--account <account>', 'of this account alone, by id or name')
    .action(async (options: { account?: string }, command: Command) => {
      await showKeys(commandContext(command.optsWithGlobals()), options);
    });
}

async function showKeys(context: CommandContext, options: { account?: string }): Promise<void> {
  const keys = await readDatabase(context, async ({ database }) => {
    const { account } = options;
    const accountId = account === undefined ? null : (await requireAccount(database, account)).id;
    return listKeys(database, accountId);
  });
  const table = inColumns([
    ['ACCOUNT', 'ID', 'MODE', 'KEY', 'NAME', 'MADE', 'REVOKED'],
    ...keys.map((key) => [
      key.account,
      key.id,
      key.mode,
      `${key.prefix}…${key.lastFour}`,
      key.name,
      key.createdAt.toISOString(),
      key.revokedAt?.toISOString() ?? '-',
    ]),
  ]);
  answer(context, { keys }, keys.length === 0 ? 'There are no keys.' : table);
}

interface KeyOptions {
  account: string;
  mode: string;
  name?: string;
}

async function makeKey(context: CommandContext, options: KeyOptions): Promise<void> {
  const { mode } = options;
  if (mode !== 'live' && mode !== 'test') {
    throw new CommandError(`--mode: "${mode}" is neither live nor test`);
  }
  await withDatabase(context, async ({ database }) => {
    const account = await requireAccount(database, options.account);
    const { name } = options;
    const prefix = context.config.keyPrefix;
    const key = await createKey(database, { accountId: account.id, mode, name, prefix });
    answer(context, key, `${key.key}\nIt is shown this once. Its id is ${key.id}.`);
  });
}

import type { Command } from 'commander';
import { createKey, listKeys, type ListedKey } from '../accounts/keys.ts';
import {
  printAnswer,
  commandContext,
  CommandError,
  readDatabase,
  withDatabase,
  type CommandContext,
} from './command.ts';
import { changeOne, rollOne, toOverlap, type ChangeOptions } from './keys/change.ts';
import { revokeOne, type RevokeOptions } from './keys/revoke.ts';
import { addTerms, termsOf, type TermOptions } from './keys/terms.ts';
import { requireAccount } from './require-account.ts';
import { inColumns } from './table.ts';

/** Commands about the API keys of accounts. */
export function addKeyCommands(keys: Command): void {
  addTerms(
    keys
      .command('create')
      .description('make an API key; it is shown this once')
      .requiredOption('--account <account>', 'id or name')
      .requiredOption('--mode <mode>', 'live or test')
      .option('--name <name>', 'what it is for'),
  ).action(async (options: KeyOptions, command: Command) => {
    await makeKey(commandContext(command.optsWithGlobals()), options);
  });
  addTerms(
    keys
      .command('change')
      .description('change what an API key may do; `none` takes a limit away')
      .argument('<key>', 'its id')
      .option('--name <name>', 'what it is for')
      .option('--disable', 'nobody may use it until it is enabled', false)
      .option('--enable', 'it may be used again', false),
  ).action(async (id: string, options: ChangeOptions, command: Command) => {
    await changeOne(commandContext(command.optsWithGlobals()), id, options);
  });
  keys
    .command('roll')
    .description('give an API key another secret, shown this once; nothing else of it changes')
    .argument('<key>', 'its id')
    .requiredOption(
      '--overlap <time>',
      'how long the one of now stays good: 0, 1h, 24h or 7d',
      toOverlap,
    )
    .action(async (id: string, options: { overlap: number }, command: Command) => {
      await rollOne(commandContext(command.optsWithGlobals()), id, options);
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
    ['ACCOUNT', 'ID', 'MODE', 'KEY', 'NAME', 'MADE', 'USED', 'ENDS'],
    ...keys.map((key) => [
      key.account,
      key.id,
      key.mode,
      `${key.prefix}…${key.lastFour}`,
      key.name,
      key.createdAt.toISOString(),
      key.lastUsedAt?.toISOString() ?? '-',
      endOf(key),
    ]),
  ]);
  printAnswer(context, { keys }, keys.length === 0 ? 'There are no keys.' : table);
}

function endOf({ revokedAt, disabledAt, expiresAt }: ListedKey): string {
  if (revokedAt) return `revoked ${revokedAt.toISOString()}`;
  if (disabledAt) return `disabled ${disabledAt.toISOString()}`;
  return expiresAt?.toISOString() ?? '-';
}

interface KeyOptions extends TermOptions {
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
    const terms = termsOf(options);
    const key = await createKey(database, { accountId: account.id, mode, name, prefix, terms });
    printAnswer(context, key, `${key.key}\nIt is shown this once. Its id is ${key.id}.`);
  });
}

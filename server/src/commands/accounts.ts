import type { Command } from 'commander';
import {
  availableOf,
  createAccount,
  findAccount,
  listAccounts,
  readWallet,
  setTier,
  type Account,
  type Wallet,
} from '../accounts/accounts.ts';
import { createKey, listKeys } from '../accounts/keys.ts';
import { creditsOf } from '../dialects/values.ts';
import type { Database } from '../postgres/database.ts';
import { microsToDecimal } from '../pricing/amount.ts';
import {
  answer,
  commandContext,
  CommandError,
  withDatabase,
  type CommandContext,
} from './command.ts';
import { inNumber } from './credits.ts';
import { revokeOne, type RevokeOptions } from './keys/revoke.ts';
import { inColumns } from './table.ts';
import { bookOf, requireTier } from './tiers.ts';

/** Commands about accounts: what an operator sets up for a customer. Answers the one for more of them. */
export function addAccountCommands(program: Command): Command {
  const accounts = program
    .command('accounts')
    .description('make and show accounts of customers, and their price tiers');
  accounts
    .command('create')
    .description('make an account')
    .requiredOption('--name <name>', 'its name, unique')
    .option('--tier <tier>', 'a price tier of the price book')
    .action(async (options: { name: string; tier?: string }, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
      if (options.tier !== undefined) requireTier(bookOf(context), options.tier);
      const account = await withDatabase(context, ({ database }) =>
        createAccount(database, options),
      );
      answer(context, account, `Made the account ${account.name}: ${account.id}`);
    });
  accounts
    .command('show')
    .description('an account and its credits')
    .argument('<account>', 'id or name')
    .action(async (idOrName: string, _options: object, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
      await withDatabase(context, async ({ database }) => {
        const account = await requireAccount(database, idOrName);
        const wallet = (await readWallet(database, account.id)) ?? emptyWallet;
        const { balanceMicros, heldMicros, debtMicros } = wallet;
        const shown = {
          balance: creditsOf(balanceMicros),
          held: creditsOf(heldMicros),
          debt: creditsOf(debtMicros),
          available: creditsOf(availableOf(wallet)),
        };
        answer(context, { ...account, ...shown }, inWords(account, wallet));
      });
    });

  accounts
    .command('list')
    .description('all accounts, with their tiers and credits')
    .action(async (_options: object, command: Command) => {
      await showAccounts(commandContext(command.optsWithGlobals()));
    });
  accounts
    .command('set-tier')
    .description('give an account a price tier, for what it asks for from now on')
    .argument('<account>', 'id or name')
    .argument('[tier]', 'a price tier of the price book')
    .option('--none', 'the list price', false)
    .action(
      async (
        account: string,
        tier: string | undefined,
        options: { none: boolean },
        command: Command,
      ) => {
        await changeTier(commandContext(command.optsWithGlobals()), account, tier, options);
      },
    );

  const keys = program.command('keys').description('make, show and revoke API keys');
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
  return accounts;
}

async function showAccounts(context: CommandContext): Promise<void> {
  const listed = await withDatabase(context, ({ database }) => listAccounts(database));
  const accounts = listed.map(({ balanceMicros, heldMicros, debtMicros, ...account }) => ({
    ...account,
    balance: inNumber(balanceMicros),
    held: inNumber(heldMicros),
    debt: inNumber(debtMicros),
  }));
  const table = inColumns([
    ['ACCOUNT', 'ID', 'TIER', 'CREDITS', 'HELD', 'OWED', 'MADE'],
    ...listed.map((one) => [
      one.name,
      one.id,
      one.tier ?? '-',
      microsToDecimal(one.balanceMicros),
      microsToDecimal(one.heldMicros),
      microsToDecimal(one.debtMicros),
      one.createdAt.toISOString(),
    ]),
  ]);
  answer(context, { accounts }, table);
}

async function changeTier(
  context: CommandContext,
  idOrName: string,
  tier: string | undefined,
  { none }: { none: boolean },
): Promise<void> {
  if ((tier === undefined) !== none) throw new CommandError('Give a tier, or --none.');
  if (tier !== undefined) requireTier(bookOf(context), tier);
  await withDatabase(context, async ({ database }) => {
    const account = await requireAccount(database, idOrName);
    const changed = { ...account, tier: tier ?? null };
    await setTier(database, account.id, changed.tier);
    const pays = tier === undefined ? 'the list price' : `by the tier ${tier}`;
    answer(context, changed, `${account.name} pays ${pays} from now on.`);
  });
}

async function showKeys(context: CommandContext, options: { account?: string }): Promise<void> {
  const keys = await withDatabase(context, async ({ database }) => {
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

const emptyWallet: Wallet = { balanceMicros: 0n, heldMicros: 0n, debtMicros: 0n };

function inWords({ name, id }: Account, wallet: Wallet): string {
  const words = [
    `${microsToDecimal(wallet.balanceMicros)} credits`,
    `of which ${microsToDecimal(wallet.heldMicros)} are held`,
    ...(wallet.debtMicros === 0n ? [] : [`${microsToDecimal(wallet.debtMicros)} are owed`]),
    `${microsToDecimal(availableOf(wallet))} can be spent`,
  ];
  return `${name} (${id}): ${words.join(', ')}`;
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

/** By id or name. Throws CommandError. */
export async function requireAccount(database: Database, idOrName: string): Promise<Account> {
  const account = await findAccount(database, idOrName);
  if (!account) throw new CommandError(`--account: there is no account "${idOrName}"`);
  return account;
}

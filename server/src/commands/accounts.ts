import type { Command } from 'commander';
import {
  availableOf,
  createAccount,
  findAccount,
  readWallet,
  type Account,
  type Wallet,
} from '../accounts/accounts.ts';
import { createKey, revokeKey } from '../accounts/keys.ts';
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

/** Commands about accounts: what an operator sets up for a customer. Answers the one for more of them. */
export function addAccountCommands(program: Command): Command {
  const accounts = program.command('accounts').description('make and show accounts of customers');
  accounts
    .command('create')
    .description('make an account')
    .requiredOption('--name <name>', 'its name, unique')
    .option('--tier <tier>', 'a price tier of the price book')
    .action(async (options: { name: string; tier?: string }, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
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

  const keys = program.command('keys').description('make and revoke API keys');
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
    .description('end an API key within a second')
    .argument('<key>', 'its id, or the key itself')
    .action(async (idOrKey: string, _options: object, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
      const revoked = await withDatabase(context, ({ database }) => revokeKey(database, idOrKey));
      if (!revoked) throw new CommandError('There is no such key that is in use.');
      answer(context, { revoked: true }, 'Revoked.');
    });
  return accounts;
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
    const key = await createKey(database, { accountId: account.id, mode, name: options.name });
    answer(context, key, `${key.key}\nIt is shown this once. Its id is ${key.id}.`);
  });
}

/** By id or name. Throws CommandError. */
export async function requireAccount(database: Database, idOrName: string): Promise<Account> {
  const account = await findAccount(database, idOrName);
  if (!account) throw new CommandError(`--account: there is no account "${idOrName}"`);
  return account;
}

import { itself } from '../audit/audit.ts';
import type { Command } from 'commander';
import {
  availableOf,
  createAccount,
  listAccounts,
  readWallet,
  setTier,
  type Account,
  type Wallet,
} from '../accounts/accounts.ts';
import { addLimitCommand } from './account-limits.ts';
import {
  printAnswer,
  commandContext,
  CommandError,
  readDatabase,
  withDatabase,
  type CommandContext,
} from './command.ts';
import { addFormerCommands } from './former.ts';
import { addSuspensionCommands } from './account-suspension.ts';
import { requireAccount } from './require-account.ts';
import { inColumns } from './table.ts';
import { bookOf, requireTier } from './tiers.ts';
import { creditsOf, microsToDecimal } from '../generation/money.ts';

/** Commands about accounts: what an operator sets up for a customer. */
export function addAccountCommands(accounts: Command): void {
  accounts
    .command('create')
    .description('make an account')
    .requiredOption('--name <name>', 'its name, unique')
    .option('--tier <tier>', 'a price tier of the price book')
    .action(async (options: { name: string; tier?: string }, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
      if (options.tier !== undefined) requireTier(bookOf(context), options.tier);
      const account = await withDatabase(context, ({ database }) =>
        createAccount(database, options, itself),
      );
      printAnswer(context, account, `Made the account ${account.name}: ${account.id}`);
    });
  accounts
    .command('show')
    .description('an account and its credits')
    .argument('<account>', 'id or name')
    .action(async (idOrName: string, _options: object, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
      await readDatabase(context, async ({ database }) => {
        const account = await requireAccount(database, idOrName);
        const wallet = (await readWallet(database, account.id)) ?? emptyWallet;
        const { balanceMicros, heldMicros, debtMicros } = wallet;
        const shown = {
          balance: creditsOf(balanceMicros),
          held: creditsOf(heldMicros),
          debt: creditsOf(debtMicros),
          available: creditsOf(availableOf(wallet)),
        };
        printAnswer(context, { ...account, ...shown }, inWords(account, wallet));
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
  addSuspensionCommands(accounts);
  addLimitCommand(accounts);
  addFormerCommands(accounts);
}

async function showAccounts(context: CommandContext): Promise<void> {
  const listed = await readDatabase(context, ({ database }) => listAccounts(database));
  const accounts = listed.map(({ balanceMicros, heldMicros, debtMicros, ...account }) => ({
    ...account,
    balance: creditsOf(balanceMicros),
    held: creditsOf(heldMicros),
    debt: creditsOf(debtMicros),
  }));
  const table = inColumns([
    ['ACCOUNT', 'ID', 'TIER', 'CREDITS', 'HELD', 'OWED', 'MADE', 'SUSPENDED'],
    ...listed.map((one) => [
      one.name,
      one.id,
      one.tier ?? '-',
      microsToDecimal(one.balanceMicros),
      microsToDecimal(one.heldMicros),
      microsToDecimal(one.debtMicros),
      one.createdAt.toISOString(),
      one.suspendedAt?.toISOString() ?? '-',
    ]),
  ]);
  printAnswer(context, { accounts }, table);
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
    await setTier(database, account, changed.tier, itself);
    const pays = tier === undefined ? 'the list price' : `by the tier ${tier}`;
    printAnswer(context, changed, `${account.name} pays ${pays} from now on.`);
  });
}

const emptyWallet: Wallet = { balanceMicros: 0n, heldMicros: 0n, debtMicros: 0n };

function inWords({ name, id, suspendedAt }: Account, wallet: Wallet): string {
  const words = [
    `${microsToDecimal(wallet.balanceMicros)} credits`,
    `of which ${microsToDecimal(wallet.heldMicros)} are held`,
    ...(wallet.debtMicros === 0n ? [] : [`${microsToDecimal(wallet.debtMicros)} are owed`]),
    `${microsToDecimal(availableOf(wallet))} can be spent`,
  ];
  const since = suspendedAt && `; suspended since ${suspendedAt.toISOString()}`;
  return `${name} (${id}): ${words.join(', ')}${since ?? ''}`;
}

import type { Command } from 'commander';
import { setSuspended } from '../accounts/accounts.ts';
import { itself } from '../audit/audit.ts';
import { printAnswer, commandContext, withDatabase, type CommandContext } from './command.ts';
import { requireAccount } from './require-account.ts';

/** `accounts suspend` and `resume`. */
export function addSuspensionCommands(accounts: Command): void {
  accounts
    .command('suspend')
    .description('let an account read and finish what it has, and make nothing new')
    .argument('<account>', 'id or name')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .action(async (account: string, { reason }: Reason, command: Command) => {
      await change(commandContext(command.optsWithGlobals()), account, { suspended: true, reason });
    });
  accounts
    .command('resume')
    .description('let a suspended account go on')
    .argument('<account>', 'id or name')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .action(async (account: string, { reason }: Reason, command: Command) => {
      const wanted = { suspended: false, reason };
      await change(commandContext(command.optsWithGlobals()), account, wanted);
    });
}

interface Reason {
  reason: string;
}

async function change(
  context: CommandContext,
  idOrName: string,
  wanted: { suspended: boolean; reason: string },
): Promise<void> {
  await withDatabase(context, async ({ database }) => {
    const account = await requireAccount(database, idOrName);
    const changed = await setSuspended(database, account, wanted, itself);
    const what = wanted.suspended ? 'suspended' : 'not suspended';
    const text = changed
      ? `${account.name} is ${what} from now on.`
      : `${account.name} is ${what} already.`;
    const { id, name } = account;
    printAnswer(context, { id, name, suspended: wanted.suspended, changed }, text);
  });
}

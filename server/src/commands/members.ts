import { Option, type Command } from 'commander';
import { itself } from '../audit/audit.ts';
import { publicUrlOf } from '../boot/config.ts';
import { invite } from '../people/invitations.ts';
import { invitationDays } from '../people/links.ts';
import { listMembers } from '../people/members.ts';
import { accountRoles } from '../people/roles.ts';
import type { AccountRole } from '../postgres/tables.ts';
import { printAnswer, commandContext, withDatabase, type CommandContext } from './command.ts';
import { requireAccount } from './require-account.ts';
import { inColumns } from './table.ts';

/** Commands about the people of an account: its first owner is invited here, who invites the others. */
export function addMemberCommands(members: Command): void {
  members
    .command('invite')
    .description('invite somebody to an account; the link is shown this once')
    .argument('<email>', 'their e-mail address')
    .requiredOption('--account <account>', 'id or name')
    .addOption(
      new Option('--role <role>', 'what they may do for it')
        .choices(accountRoles)
        .makeOptionMandatory(),
    )
    .action(async (email: string, options: InviteOptions, command: Command) => {
      await inviteOne(commandContext(command.optsWithGlobals()), email, options);
    });
  members
    .command('list')
    .description('the members of an account, and when they signed in last')
    .requiredOption('--account <account>', 'id or name')
    .action(async ({ account }: { account: string }, command: Command) => {
      await showAll(commandContext(command.optsWithGlobals()), account);
    });
}

interface InviteOptions {
  account: string;
  role: AccountRole;
}

async function inviteOne(
  context: CommandContext,
  email: string,
  { account, role }: InviteOptions,
): Promise<void> {
  const publicUrl = publicUrlOf(context.config);
  const made = await withDatabase(context, async ({ database }) => {
    const { id: accountId } = await requireAccount(database, account);
    return invite({ database, publicUrl, outbox: null }, { accountId, email, role }, itself);
  });
  const { expiresAtMs, isMailed: _mailed, ...told } = made;
  const text = `${made.link}\nBy this link ${made.email} joins ${account} as ${role}, once, within ${String(invitationDays)} days; it is shown this once.`;
  printAnswer(context, { ...told, expiresAt: new Date(expiresAtMs) }, text);
}

async function showAll(context: CommandContext, account: string): Promise<void> {
  const listed = await withDatabase(context, async ({ database }) => {
    const { id } = await requireAccount(database, account);
    return listMembers({ database }, id);
  });
  const members = listed.map(({ joinedAtMs, signedInAtMs, ...member }) => ({
    ...member,
    joinedAt: new Date(joinedAtMs),
    signedInAt: signedInAtMs === null ? null : new Date(signedInAtMs),
  }));
  const table = inColumns([
    ['E-MAIL', 'NAME', 'ROLE', 'JOINED', 'SIGNED IN'],
    ...members.map((one) => [
      one.email,
      one.name,
      one.role,
      one.joinedAt.toISOString(),
      one.signedInAt?.toISOString() ?? '-',
    ]),
  ]);
  printAnswer(context, { members }, members.length === 0 ? 'It has no members.' : table);
}

import { Option, type Command } from 'commander';
import { itself } from '../audit/audit.ts';
import { publicUrlOf } from '../boot/config.ts';
import { invitationDays, resetMinutes } from '../people/links.ts';
import { addOperator, listOperators, setOperatorRole } from '../people/operators.ts';
import { makeReset } from '../people/own-password.ts';
import { operatorRoles } from '../people/roles.ts';
import type { OperatorRole } from '../postgres/tables.ts';
import { printAnswer, commandContext, withDatabase, type CommandContext } from './command.ts';
import { inColumns } from './table.ts';

/** Commands about those who run the installation. */
export function addOperatorCommands(operators: Command): void {
  operators
    .command('add')
    .description('make somebody an operator; the link to set a password by is shown this once')
    .argument('<email>', 'their e-mail address')
    .addOption(roleOption('what they may do'))
    .option('--name <name>', 'what they are called; without it as their address begins')
    .option('--known', 'they sign in already, and it is the person whom you mean', false)
    .action(async (email: string, options: AddOptions, command: Command) => {
      await addOne(commandContext(command.optsWithGlobals()), email, options);
    });
  operators
    .command('list')
    .description('operators, and when they signed in last')
    .action(async (_options: object, command: Command) => {
      await showAll(commandContext(command.optsWithGlobals()));
    });
  operators
    .command('set-role')
    .description('let an operator do something else')
    .argument('<email>', 'their e-mail address')
    .addOption(roleOption('what they may do from now on'))
    .action(async (email: string, { role }: { role: OperatorRole }, command: Command) => {
      await setRole(commandContext(command.optsWithGlobals()), email, role);
    });
  operators
    .command('remove')
    .description('let somebody be an operator no longer; of accounts they stay a member')
    .argument('<email>', 'their e-mail address')
    .action(async (email: string, _options: object, command: Command) => {
      await setRole(commandContext(command.optsWithGlobals()), email, null);
    });
  operators
    .command('reset-password')
    .description('a link by which an operator, or a member of an account, sets a password')
    .argument('<email>', 'their e-mail address')
    .action(async (email: string, _options: object, command: Command) => {
      await resetOne(commandContext(command.optsWithGlobals()), email);
    });
}

function roleOption(description: string): Option {
  return new Option('--role <role>', description).choices(operatorRoles).makeOptionMandatory();
}

interface AddOptions {
  role: OperatorRole;
  name?: string;
  known: boolean;
}

async function addOne(
  context: CommandContext,
  email: string,
  { known: isKnown, ...options }: AddOptions,
): Promise<void> {
  const publicUrl = publicUrlOf(context.config);
  const { link, ...added } = await withDatabase(context, ({ database }) =>
    addOperator({ database, publicUrl }, { ...options, email, isKnown }, itself),
  );
  const text =
    link === null
      ? `${added.email} is ${added.role} from now on, and signs in as before.`
      : `${link.link}\nBy this link ${added.email} sets a password, once, within ${String(invitationDays)} days; it is shown this once.`;
  printAnswer(context, { ...added, ...linkOf(link) }, text);
}

function linkOf(link: { link: string; expiresAtMs: number } | null) {
  return link && { link: link.link, expiresAt: new Date(link.expiresAtMs) };
}

async function showAll(context: CommandContext): Promise<void> {
  const operators = await withDatabase(context, ({ database }) => listOperators(database));
  const table = inColumns([
    ['E-MAIL', 'NAME', 'ROLE', 'PASSWORD', 'SIGNED IN'],
    ...operators.map((one) => [
      one.email,
      one.name,
      one.role,
      one.canSignIn ? 'set' : '-',
      one.signedInAt?.toISOString() ?? '-',
    ]),
  ]);
  printAnswer(context, { operators }, operators.length === 0 ? 'There are no operators.' : table);
}

async function setRole(
  context: CommandContext,
  email: string,
  role: OperatorRole | null,
): Promise<void> {
  await withDatabase(context, ({ database }) =>
    setOperatorRole({ database }, { email, role }, itself),
  );
  const text = role === null ? `${email} is no operator any more.` : `${email} is ${role} now.`;
  printAnswer(context, { email, role }, text);
}

async function resetOne(context: CommandContext, email: string): Promise<void> {
  const publicUrl = publicUrlOf(context.config);
  const made = await withDatabase(context, ({ database }) =>
    makeReset(
      { database, publicUrl, outbox: null },
      { email, by: itself, mayResetOperators: true },
    ),
  );
  const text = `${made.link}\nBy this link ${email} sets a password, once, within ${String(resetMinutes)} minutes; it is shown this once.`;
  printAnswer(context, { email, ...linkOf(made) }, text);
}

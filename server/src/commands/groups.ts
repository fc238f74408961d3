import { Help, type Command } from 'commander';
import { addServeCommand } from './serve.ts';

/** A command as `filmgate --help` lists it. */
interface Group {
  /** Its name, and what may stand behind it. */
  term: string;
  description: string;
  /** What gives it its options, its subcommands and its actions. */
  load(): Promise<(command: Command) => void>;
}

/** What an operator means who names no command. */
const usual: Group = {
  term: 'serve [options]',
  description: 'run the platform until it is told to stop',
  load: () => Promise.resolve(addServeCommand),
};

/** In the order of help. Each loads for itself: all together they are the whole product, and most need little of it. */
const groups: readonly Group[] = [
  usual,
  {
    term: 'generate [options] <prompt>',
    description: 'make a video and save it',
    load: async () => (await import('./generate.ts')).addGenerateCommand,
  },
  {
    term: 'tasks',
    description: 'list, show, cancel and refund tasks',
    load: async () => (await import('./tasks.ts')).addTaskCommands,
  },
  {
    term: 'balance [options]',
    description: 'what the account of a key has, at a Filmgate elsewhere',
    load: async () => (await import('./balance.ts')).addBalanceCommand,
  },
  {
    term: 'accounts',
    description: 'make and show accounts of customers, their price tiers and limits',
    load: async () => (await import('./accounts.ts')).addAccountCommands,
  },
  {
    term: 'members',
    description: 'invite people who sign in for an account',
    load: async () => (await import('./members.ts')).addMemberCommands,
  },
  {
    term: 'operators',
    description: 'those who run the installation',
    load: async () => (await import('./operators.ts')).addOperatorCommands,
  },
  {
    term: 'keys',
    description: 'make, limit, roll and revoke API keys',
    load: async () => (await import('./keys.ts')).addKeyCommands,
  },
  {
    term: 'credits',
    description: 'move credits of accounts',
    load: async () => (await import('./movements.ts')).addCreditCommands,
  },
  {
    term: 'lines',
    description: 'connect upstream accounts that make videos',
    load: async () => (await import('./lines.ts')).addLineCommands,
  },
  {
    term: 'prices',
    description: 'what models sell for, and what they cost',
    load: async () => (await import('./prices.ts')).addPriceCommands,
  },
  {
    term: 'tiers',
    description: 'the discounts that accounts can have',
    load: async () => (await import('./tiers.ts')).addTierCommands,
  },
  {
    term: 'webhooks',
    description: 'tell accounts of their tasks',
    load: async () => (await import('./webhooks.ts')).addWebhookCommands,
  },
  {
    term: 'ledger',
    description: 'look after the books',
    load: async () => (await import('./ledger.ts')).addLedgerCommands,
  },
  {
    term: 'secret',
    description: 'rotate the secret of the installation',
    load: async () => (await import('./secret.ts')).addSecretCommands,
  },
  {
    term: 'store',
    description: 'adopt a store that was moved or restored',
    load: async () => (await import('./store.ts')).addStoreCommands,
  },
  {
    term: 'migrate [options]',
    description: 'bring the database up to date, as serve does by itself',
    load: async () => (await import('./migrate.ts')).addMigrateCommand,
  },
  {
    term: 'doctor',
    description: 'check that this machine has all that Filmgate needs; exit code 1 when not',
    load: async () => (await import('./doctor.ts')).addDoctorCommand,
  },
];

/**
 * Adds every command, and fills those whose names are among `words`, which are those of the command line: in
 * `help lines` it is not the first one. A word that only looks like a name loads its command in vain. Commander's
 * own hook before a subcommand would not do: `help lines` runs none, and it comes after defaults are settled.
 */
export async function addGroups(program: Command, words: readonly string[]): Promise<void> {
  const terms = new Map<Command, string>();
  const help = new Help();
  program.configureHelp({
    showGlobalOptions: true,
    // Of one that is not filled nobody else knows what may stand behind it.
    subcommandTerm: (command) => terms.get(command) ?? help.subcommandTerm(command),
  });
  for (const group of groups) {
    const [name = ''] = group.term.split(' ');
    const isDefault = group === usual;
    const command = program.command(name, { isDefault }).description(group.description);
    terms.set(command, group.term);
    if (isDefault || words.includes(name)) (await group.load())(command);
  }
}

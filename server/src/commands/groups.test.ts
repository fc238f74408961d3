import { Command, Help } from 'commander';
import { expect, test } from 'vitest';
import { addGroups } from './groups.ts';

async function programFor(words: readonly string[]): Promise<Command> {
  const program = new Command('filmgate').option('--json', 'answer in JSON, on one line');
  await addGroups(program, words);
  return program;
}

/** Of the commands that were filled. The doctor alone has nothing to be filled with but its action. */
function filled({ commands }: Command): string[] {
  return commands
    .filter((command) => command.commands.length + command.options.length > 0)
    .map((command) => command.name());
}

const names = (await programFor([])).commands.map((command) => command.name());
const whole = await programFor(names);

test('every command is filled where it is named', () => {
  expect(filled(whole)).toEqual(names.filter((name) => name !== 'doctor'));
});

test('help lists a command as it would list itself', () => {
  const help = whole.createHelp();
  const own = new Help();
  for (const command of [
    ...whole.commands,
    ...whole.commands.flatMap(({ commands }) => commands),
  ]) {
    expect(help.subcommandTerm(command)).toBe(own.subcommandTerm(command));
  }
});

test('help says the same whatever is loaded', async () => {
  const bare = await programFor([]);
  expect(bare.helpInformation()).toBe(whole.helpInformation());
  const ledger = await programFor(['ledger', '--help']);
  const ofLedger = ({ commands }: Command) =>
    commands.find((command) => command.name() === 'ledger')?.helpInformation();
  expect(ofLedger(ledger)).toContain('--json');
  expect(ofLedger(ledger)).toBe(ofLedger(whole));
});

test.each([
  [[], []],
  [['--version'], []],
  [['nonsense', '--role', 'api'], []],
  [['ledger', 'check'], ['ledger']],
  [['--json', 'ledger', 'check'], ['ledger']],
  [['--', 'keys', 'list'], ['keys']],
  [['help', 'lines'], ['lines']],
])(
  'of %j only %j is loaded, besides what an operator means who names nothing',
  async (words, asked) => {
    expect(filled(await programFor(words))).toEqual(['serve', ...asked]);
  },
);

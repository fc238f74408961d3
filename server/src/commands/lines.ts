import { Option, type Command } from 'commander';
import { presetNames } from '../lines/book/presets.ts';
import { commandContext, type CommandContext } from './command.ts';
import type { AddOptions } from './lines/add.ts';
import { compareWithBill, type BillOptions } from './lines/bill.ts';
import { drainOneLine, rekeyLine, removeOneLine } from './lines/change.ts';
import { showCosts, type CostsOptions } from './lines/costs.ts';
import type { SecretOptions } from './lines/secret.ts';
import { listLines } from './lines/show.ts';
import { resolveOne, showTroubles, showUnknown, type ResolveOptions } from './lines/trouble.ts';
import { addZone, toTime, type GivenTime, type ZoneOption } from './period.ts';

const noSecret = ['--no-secret', 'the upstream asks for no key'] as const;
const secretEnv = [
  '--secret-env <variable>',
  'environment variable that holds the key; else it is asked for on standard input',
] as const;

/** Commands about lines: the upstream accounts that make videos. */
export function addLineCommands(lines: Command): void {
  addAdding(lines);
  addMoney(lines);
  addUnknown(lines);
  lines
    .command('list')
    .description('the lines with their state and what they have in flight')
    .action(async (_options: object, command: Command) => {
      await listLines(contextOf(command));
    });
  lines
    .command('test')
    .description(
      'make the cheapest harmless call and say what is wrong; exit code 1 when anything is',
    )
    .argument('<line>', 'name or id')
    .action(async (line: string, _options: object, command: Command) => {
      const { testLine } = await import('./lines/test.ts');
      await testLine(contextOf(command), line);
    });
  lines
    .command('drain')
    .description('give a line no new tasks; what it has comes to its end')
    .argument('<line>', 'name or id')
    .option('--undo', 'give it tasks again', false)
    .action(async (line: string, options: { undo: boolean }, command: Command) => {
      await drainOneLine(contextOf(command), line, options);
    });
  lines
    .command('remove')
    .description('remove a line that has nothing in flight, and its key')
    .argument('<line>', 'name or id')
    .action(async (line: string, _options: object, command: Command) => {
      await removeOneLine(contextOf(command), line);
    });
  lines
    .command('key')
    .description('give a drained line a new key')
    .argument('<line>', 'name or id')
    .option(...secretEnv)
    .option(...noSecret)
    .option('--same-account', 'the key is of the same upstream account: no drain is needed', false)
    .action(
      async (line: string, options: SecretOptions & { sameAccount: boolean }, command: Command) => {
        await rekeyLine(contextOf(command), line, options);
      },
    );
}

function addAdding(lines: Command): void {
  lines
    .command('add')
    .description('add a line; it takes tasks at once')
    .requiredOption('--name <name>', 'for people, unique')
    .option('--preset <preset>', `one of ${presetNames.join(', ')}`)
    .option('--dialect <dialect>', 'what the upstream speaks, where no preset says it')
    .option('--base-url <url>', 'where the upstream is, where the preset does not know it')
    .option(...secretEnv)
    .option(...noSecret)
    .option('--models <models>', 'such as seedance-2.0=name-there,seedance-2.0-fast=other-name')
    .option('--tasks-max <number>', 'most tasks at once of each of --models')
    .option('--tasks-max-at <bounds>', 'of them, most at a resolution, such as 4k=1')
    .option('--priority <number>', 'the higher one is asked first (0)')
    .option('--weight <number>', 'share among lines of one priority (1)')
    .option('--allow-private-host', 'its host may be one of your own network')
    .option('--callbacks', 'let it call back when a task is done')
    .option('--resend-lost', 'it honours Idempotency-Key: send again what was not answered')
    .option('--rerun-failed', 'what fails there by its own fault may be made by another line, once')
    .option('--cancel <refuse|absorb>', 'what becomes of a cancel that it cannot carry out')
    .option(
      '--unknown-hours <n>',
      'an attempt of which it says nothing for so long is given up (72)',
    )
    .action(async (options: AddOptions, command: Command) => {
      // It knows the dialects, as import and test do.
      const { addOneLine } = await import('./lines/add.ts');
      await addOneLine(contextOf(command), options);
    });
  lines
    .command('import')
    .description('add and change lines so that they are as a YAML file says; none is removed')
    .argument('<file>', 'path of the file')
    .option('--same-account', 'changed addresses and keys are of the same upstream accounts', false)
    .action(async (file: string, options: { sameAccount: boolean }, command: Command) => {
      const { importLines } = await import('./lines/import.ts');
      await importLines(contextOf(command), file, options);
    });
}

function addUnknown(lines: Command): void {
  lines
    .command('troubles')
    .description('what went wrong with lines, counted: unknown words, lost answers, refusals')
    .action(async (_options: object, command: Command) => {
      await showTroubles(contextOf(command));
    });
  lines
    .command('unknown')
    .description(
      'tasks that were sent and of which nobody knows what became of them, until when, and which were given up',
    )
    .action(async (_options: object, command: Command) => {
      await showUnknown(contextOf(command));
    });
  lines
    .command('resolve')
    .description('say what became of an unknown task, as you found it at the upstream')
    .argument('<task>', 'id of the task')
    .option('--made <id>', 'the upstream has it under this id: it is followed from now on')
    .option('--absent', 'the upstream does not have it: it is sent anew, or costs nothing')
    .action(async (task: string, options: ResolveOptions, command: Command) => {
      await resolveOne(contextOf(command), task, options);
    });
}

function addMoney(lines: Command): void {
  const time = (text: string): GivenTime => toTime(text);
  addZone(lines.command('costs'))
    .description('what customers were charged and what it cost, by line and model')
    .option('--line <line>', 'of this line alone, by name or id; or studio')
    .option('--since <time>', 'how far back: 12h, 7d, or a date (30d)', time)
    .action(async (options: Timed<CostsOptions>, command: Command) => {
      await showCosts(contextOf(command), inZone(options));
    });
  addZone(lines.command('bill'))
    .description('compare an upstream’s own bill with what we know; exit code 1 where they differ')
    .argument('<line>', 'name or id')
    .argument('<file>', 'path of the bill: CSV with a row of names, or JSON')
    .requiredOption('--id-column <name>', 'where the bill has the upstream’s task ids')
    .option('--amount-column <name>', 'where it has amounts')
    .addOption(new Option('--unit <unit>', 'of the amounts').choices(['USD', 'CNY']))
    .option('--tokens-column <name>', 'where it has tokens, in the place of amounts')
    .option('--since <time>', 'its first day: tells what it lacks', time)
    .option('--until <time>', 'the day after its last (now)', time)
    .action(async (line: string, file: string, options: Timed<BillOptions>, command: Command) => {
      await compareWithBill(contextOf(command), line, file, inZone(options));
    });
}

interface Times {
  since?: Date;
  until?: Date;
}

/** As they were typed. */
type Timed<Options extends Times> = Omit<Options, keyof Times> &
  ZoneOption & { since?: GivenTime; until?: GivenTime };

function inZone<Rest extends Timed<Times>>({ since, until, zone, ...rest }: Rest) {
  return { ...rest, since: since?.(zone), until: until?.(zone) };
}

function contextOf(command: Command): CommandContext {
  return commandContext(command.optsWithGlobals());
}

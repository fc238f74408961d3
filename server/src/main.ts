import { Command } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { fail } from './commands/failure.ts';
import { addGroups } from './commands/groups.ts';
import { endQuietlyWithoutReader, printError } from './commands/printer.ts';

endQuietlyWithoutReader();

const words = process.argv.slice(2);
const json = words.includes('--json');
const program = new Command('filmgate')
  .description('An open platform for Seedance video generation that a company runs itself')
  .version(packageFile.version)
  .option('--json', 'answer in JSON, on one line')
  .showHelpAfterError(json ? false : 'Add --help to see what this command takes.')
  // Commands inherit both: a mistake is thrown, and told by us where JSON is wanted.
  .exitOverride()
  .configureOutput({
    outputError: (text) => {
      if (!json) printError(text);
    },
  });

try {
  await addGroups(program, words);
  await program.parseAsync();
} catch (error) {
  fail(error, json);
}

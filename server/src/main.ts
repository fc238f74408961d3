import { Command } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { addAccountCommands } from './commands/accounts.ts';
import { fail } from './commands/command.ts';
import { addCreditCommands } from './commands/movements.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addFormerCommands } from './commands/former.ts';
import { addGenerateCommand } from './commands/generate.ts';
import { addLedgerCommands } from './commands/ledger.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addLineCommands } from './commands/lines.ts';
import { addPriceCommands } from './commands/prices.ts';
import { endQuietlyWithoutReader, printError } from './commands/printer.ts';
import { addServeCommand } from './commands/serve.ts';
import { addTaskCommands } from './commands/tasks.ts';
import { addTierCommands } from './commands/tiers.ts';
import { addWebhookCommands } from './commands/webhooks.ts';

endQuietlyWithoutReader();

const json = process.argv.includes('--json');
const program = new Command('filmgate')
  .description('An open platform for Seedance video generation that a company runs itself')
  .version(packageFile.version)
  .option('--json', 'answer in JSON, on one line')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError(json ? false : 'Add --help to see what this command takes.')
  // Commands inherit both: a mistake is thrown, and told by us where JSON is wanted.
  .exitOverride()
  .configureOutput({
    outputError: (text) => {
      if (!json) printError(text);
    },
  });

addServeCommand(program);
addGenerateCommand(program);
addTaskCommands(program);
addFormerCommands(addAccountCommands(program));
addCreditCommands(program);
addLineCommands(program);
addPriceCommands(program);
addTierCommands(program);
addWebhookCommands(program);
addLedgerCommands(program);
addMigrateCommand(program);
addDoctorCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  fail(error, json);
}

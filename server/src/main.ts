import { Command } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { addAccountCommands } from './commands/accounts.ts';
import { fail } from './commands/command.ts';
import { addLedgerCommands } from './commands/ledger.ts';
import { addServeCommand } from './commands/serve.ts';

const program = new Command('filmgate')
  .description('An open platform for Seedance video generation that a company runs itself')
  .version(packageFile.version)
  .option('--json', 'answer in JSON');

addServeCommand(program);
addAccountCommands(program);
addLedgerCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  fail(error, program.opts<{ json?: boolean }>().json === true || process.argv.includes('--json'));
}

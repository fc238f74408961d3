import type { Command } from 'commander';
import { checkLedger, type LedgerReport } from '../ledger/check.ts';
import { printAnswer, commandContext, readDatabase } from './command.ts';
import { inColumns } from './table.ts';
import { microsToDecimal } from '../generation/money.ts';

/** Commands that look after the books. */
export function addLedgerCommands(ledger: Command): void {
  ledger
    .command('check')
    .description('prove every invariant of the ledger; exit code 1 when one is broken')
    .action(async (_options: object, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
      const report = await readDatabase(context, ({ database }) => checkLedger(database));
      printAnswer(context, report, describe(report));
      if (!report.ok) process.exitCode = 1;
    });
}

function describe(report: LedgerReport): string {
  const totals = `${String(report.accounts)} accounts, ${String(report.movements)} movements, ${String(report.openTasks)} open tasks; ${microsToDecimal(report.balanceMicros)} credits in wallets, ${microsToDecimal(report.heldMicros)} of them held, ${microsToDecimal(report.debtMicros)} owed`;
  const kinds = inColumns([
    ['KIND', 'MOVEMENTS', 'CREDITS'],
    ...report.kinds.map((one) => [
      one.kind,
      String(one.movements),
      microsToDecimal(one.changeMicros),
    ]),
  ]);
  if (report.ok) return `The ledger is in order: ${totals}.\n\n${kinds}`;
  const broken = report.broken.map(
    ({ invariant, count, examples }) =>
      `- not true: ${invariant} (${String(count)} times, such as ${examples.join(', ')})`,
  );
  return [`The ledger is NOT in order: ${totals}.`, ...broken, '', kinds].join('\n');
}

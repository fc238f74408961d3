import { readFile } from 'node:fs/promises';
import {
  BillError,
  compareBill,
  readBill,
  toleranceOf,
  type Bill,
  type BillReport,
} from '../../lines/cost/bill.ts';
import { readBilled } from '../../lines/cost/billed.ts';
import { inCredits, type Currencies } from '../../lines/cost/cost.ts';
import { loadPriceBook } from '../../boot/load-price-book.ts';
import { printAnswer, CommandError, readDatabase, type CommandContext } from '../command.ts';
import { inColumns } from '../table.ts';
import { requireLine } from './parts.ts';
import { microsToDecimal } from '../../generation/money.ts';

export interface BillOptions {
  idColumn: string;
  amountColumn?: string;
  unit?: 'USD' | 'CNY';
  tokensColumn?: string;
  since?: Date;
  until?: Date;
}

/** Amounts are compared in credits, tokens as they are; both in millionths. */
interface Measure {
  column: string;
  unit: 'credits' | 'tokens';
  convert(micros: bigint): bigint;
}

/** An upstream's bill beside our attempts; exit code 1 where they do not agree. */
export async function compareWithBill(
  context: CommandContext,
  idOrName: string,
  path: string,
  options: BillOptions,
): Promise<void> {
  const measure = measureOf(context, options);
  const bill = await readBillFile(path, { id: options.idColumn, value: measure.column });
  await readDatabase(context, async ({ database }) => {
    const { line } = await requireLine(database, idOrName);
    const { since, until = new Date() } = options;
    const attempts = await readBilled(
      database,
      line.id,
      bill.entries.map(({ upstreamId }) => upstreamId),
      since === undefined ? null : { since, until },
    );
    const ours = attempts.map(({ costMicros, completionTokens, ...one }) => {
      const tokens = completionTokens === null ? null : BigInt(completionTokens) * 1_000_000n;
      return { ...one, micros: measure.unit === 'tokens' ? tokens : costMicros };
    });
    const billed = bill.entries.map((entry) => ({
      ...entry,
      micros: measure.convert(entry.micros),
    }));
    // Our own cost was rounded as well.
    const report = compareBill(billed, ours, measure.convert(toleranceOf(bill)) + 1n);
    printAnswer(
      context,
      { line: line.name, unit: measure.unit, ...report },
      inWords(report, measure),
    );
    if (!agrees(report)) process.exitCode = 1;
  });
}

function measureOf({ config }: CommandContext, options: BillOptions): Measure {
  const { amountColumn, tokensColumn, unit } = options;
  if ((amountColumn === undefined) === (tokensColumn === undefined)) {
    throw new CommandError('Say what the bill counts: --amount-column or --tokens-column.');
  }
  if (tokensColumn !== undefined) {
    return { column: tokensColumn, unit: 'tokens', convert: (micros) => micros };
  }
  if (amountColumn === undefined || unit === undefined) {
    throw new CommandError('Say in what the amounts are: --unit USD or --unit CNY.');
  }
  const { creditsPerUsd } = loadPriceBook(config.priceBookPath ?? undefined);
  const currencies: Currencies = { creditsPerUsd, cnyPerUsdMicros: config.cnyPerUsdMicros };
  return {
    column: amountColumn,
    unit: 'credits',
    convert: (micros) => inCredits({ micros, unit }, currencies),
  };
}

async function readBillFile(path: string, columns: { id: string; value: string }): Promise<Bill> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The file cannot be read: ${why}`);
  });
  try {
    return readBill(text, columns);
  } catch (error) {
    throw error instanceof BillError ? new CommandError(`${path}, ${error.message}`) : error;
  }
}

function agrees({ orphans, missing, different }: BillReport): boolean {
  return orphans.length + missing.length + different.length === 0;
}

function inWords(report: BillReport, { unit }: Measure): string {
  const { agreed, orphans, missing, different, unknown } = report;
  const value = (micros: bigint): string => microsToDecimal(micros);
  const rows = [
    ...orphans.map((one) => [one.upstreamId, '-', value(one.micros), '-', 'no task of ours']),
    ...missing.map((one) => [
      one.upstreamId,
      one.taskId,
      '-',
      one.micros === null ? '?' : value(one.micros),
      'not billed',
    ]),
    ...different.map((one) => [
      one.upstreamId,
      one.taskId,
      value(one.billedMicros),
      value(one.ourMicros),
      'differs',
    ]),
  ];
  const table = [inColumns([['UPSTREAM ID', 'TASK', `BILLED (${unit})`, 'OURS', 'WHAT'], ...rows])];
  const sum =
    unknown.length === 0
      ? `${String(agreed)} agree.`
      : `${String(agreed)} agree; of ${String(unknown.length)} we do not know the cost.`;
  return [...(rows.length > 0 ? table : []), sum].join('\n');
}

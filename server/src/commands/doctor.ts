import { styleText } from 'node:util';
import type { Command } from 'commander';
import { ConfigError } from '../boot/config-error.ts';
import { configWarnings, readConfig, type Environment } from '../boot/config.ts';
import { greatest } from '../generation/extremes.ts';
import { inOneLine } from '../generation/visible.ts';
import { loadPriceBook } from '../boot/load-price-book.ts';
import { createLog } from '../boot/log.ts';
import type { PriceBook } from '../pricing/book.ts';
import { printAnswer } from './command.ts';
import { checked, fail, ok, warn, type Check } from './doctor/check.ts';
import { checkDatabase } from './doctor/database.ts';
import { checkDisk, checkNode } from './doctor/machine.ts';
import { checkMail } from './doctor/mail.ts';
import { checkNativeParts } from './doctor/native-parts.ts';
import { checkAddress, checkPort } from './doctor/network.ts';
import { checkStorage } from './doctor/storage.ts';

/** `doctor`: whether Filmgate can work on this machine with these variables. */
export function addDoctorCommand(doctor: Command): void {
  doctor.action(async (_options: object, command: Command) => {
    const json = command.optsWithGlobals<{ json?: boolean }>().json === true;
    const checks = await examine(process.env);
    const isOk = checks.every(({ status }) => status !== 'fail');
    printAnswer({ json }, { ok: isOk, checks }, describe(checks), paintMarks);
    if (!isOk) process.exitCode = 1;
  });
}

/** In an order in which the cause of a trouble stands before what comes of it. */
async function examine(env: Environment): Promise<Check[]> {
  const machine = [checkNode(process.versions.node), ...(await checkNativeParts())];
  let config;
  try {
    config = readConfig(env);
  } catch (error) {
    // Nothing else can be looked at before they are right.
    if (error instanceof ConfigError) return [fail('configuration', error.message), ...machine];
    throw error;
  }
  const { priceBookPath } = config;
  const books: PriceBook[] = [];
  const prices = await checked('prices', () => {
    const book = loadPriceBook(priceBookPath ?? undefined);
    books.push(book);
    return ok('prices', `Price book ${book.version} with ${String(book.prices.size)} names.`);
  });
  const disk = await checked('disk', () => checkDisk(config));
  return [
    configuration(env),
    ...machine,
    prices,
    disk,
    ...(await checkStorage(config)),
    // Where nothing can be written, our own database would only say the same again.
    ...(disk.status === 'fail' && config.databaseUrl === null
      ? []
      : await checkDatabase(config, books[0] ?? null, createLog('silent'))),
    await checkMail(config),
    await checked('port', () => checkPort(config)),
    checkAddress(config),
  ];
}

function configuration(env: Environment): Check {
  const warnings = configWarnings(env);
  return warnings.length === 0
    ? ok('configuration', 'Every FILMGATE_ variable is known.')
    : warn('configuration', warnings.join(' '));
}

const colours = { ok: 'green', warn: 'yellow', fail: 'red' } as const;
const statusWidth = 4;

function paintMarks(text: string): string {
  return text.replaceAll(/^(ok|warn|fail)/gm, (mark, status: keyof typeof colours) =>
    styleText(colours[status], mark),
  );
}

function describe(checks: readonly Check[]): string {
  const width = greatest(checks.map(({ name }) => name.length));
  return checks
    .map(
      ({ name, status, message }) =>
        `${status.padEnd(statusWidth)}  ${name.padEnd(width)}  ${inOneLine(message)}`,
    )
    .join('\n');
}

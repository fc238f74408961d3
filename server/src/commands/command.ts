import type { Logger } from 'pino';
import { readConfig, type Config } from '../boot/config.ts';
import { connectBeside, type Connected, type Making } from '../boot/connect.ts';
import type { Terms, Use } from '../boot/installation.ts';
import { createLog } from '../boot/log.ts';
import { lookAtInstallation } from '../boot/look-at-installation.ts';
import type { Database } from '../postgres/database.ts';
import { startWake, type Wake } from '../work/wake.ts';
import { print, printError, printJson } from './printer.ts';

export { CommandError } from './failure.ts';

/** What a command works with. Its answer goes to standard output, once, as text or as one JSON value. */
export interface CommandContext {
  config: Config;
  log: Logger;
  json: boolean;
}

export function commandContext(options: { json?: boolean }): CommandContext {
  const config = readConfig(process.env);
  return { config, log: createLog(quieter(config.logLevel)), json: options.json === true };
}

/** A command's log is for trouble: its answer says the rest. */
function quieter(level: Config['logLevel']): Config['logLevel'] {
  return level === 'info' ? 'warn' : level;
}

export interface DatabaseUse extends Making {
  /** What is compared before: `write`, unless it only reads. */
  use?: Use;
  /** What it makes use of, of what links and prices hang on. */
  terms?: Partial<Terms>;
}

/**
 * Runs `work` with a database that is up and of this version, beside a running server or on its own. Throws
 * NoDataError where there is none, unless one may be made; then it is said where. Throws InstallationError where this
 * command was set up for another installation, which one that only reads is told of.
 */
export async function withDatabase<Result>(
  { config, log, json }: CommandContext,
  work: (connected: Connected) => Promise<Result>,
  { use = 'write', terms, ...making }: DatabaseUse = {},
): Promise<Result> {
  const look = (database: Database): Promise<void> =>
    lookAtInstallation({ config, database, log }, use, terms);
  const connected = await connectBeside(config, log, { ...making, look });
  try {
    if (connected.isNew && !json) {
      const where = config.databaseUrl === null ? `in ${config.dataDir}` : 'at DATABASE_URL';
      printError(`Made a new database ${where}.`);
    }
    return await work(connected);
  } finally {
    await connected.close();
  }
}

/** As `withDatabase`, for what changes nothing. */
export function readDatabase<Result>(
  context: CommandContext,
  work: (connected: Connected) => Promise<Result>,
  terms: Partial<Terms> = {},
): Promise<Result> {
  return withDatabase(context, work, { use: 'read', terms });
}

/** As `withDatabase`, for what running servers have to be told of. */
export function withWake<Result>(
  context: CommandContext,
  work: (parts: { database: Database; wake: Wake }) => Promise<Result>,
  use?: DatabaseUse,
): Promise<Result> {
  const withParts = async ({ database }: Connected): Promise<Result> => {
    const wake = startWake(database, (message, details) => {
      context.log.warn(details, message);
    });
    try {
      return await work({ database, wake });
    } finally {
      await wake.close();
    }
  };
  return withDatabase(context, withParts, use);
}

/** `value` as JSON, or `text`, painted in the end. */
export function printAnswer(
  { json }: { json: boolean },
  value: object,
  text: string,
  paint?: (text: string) => string,
): void {
  if (json) printJson(value);
  else print(text, paint);
}

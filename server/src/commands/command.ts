import { CommanderError } from 'commander';
import type { Logger } from 'pino';
import { ConfigError, readConfig, type Config } from '../boot/config.ts';
import { connectBeside, type Connected, type Making } from '../boot/connect.ts';
import { createLog } from '../boot/log.ts';
import { print, printError, printJson } from './printer.ts';

/** What a command works with. Its answer goes to standard output, once, as text or as one JSON value. */
export interface CommandContext {
  config: Config;
  log: Logger;
  json: boolean;
}

/** A refusal in words for the operator: shown without a stack, exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export function commandContext(options: { json?: boolean }): CommandContext {
  const config = readConfig(process.env);
  return { config, log: createLog(quieter(config.logLevel)), json: options.json === true };
}

/** A command's log is for trouble: its answer says the rest. */
function quieter(level: Config['logLevel']): Config['logLevel'] {
  return level === 'info' ? 'warn' : level;
}

/**
 * Runs `work` with a database that is up and of this version, beside a running server or on its own. Throws
 * NoDataError where there is none, unless one may be made; then it is said where.
 */
export async function withDatabase<Result>(
  { config, log, json }: CommandContext,
  work: (connected: Connected) => Promise<Result>,
  making: Making = {},
): Promise<Result> {
  const connected = await connectBeside(config, log, making);
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

/** `value` as JSON, or `text`, painted in the end. */
export function answer(
  { json }: { json: boolean },
  value: object,
  text: string,
  paint?: (text: string) => string,
): void {
  if (json) printJson(value);
  else print(text, paint);
}

/** Says what went wrong and sets the exit code: as text on standard error, or as `{"error"}`. */
export function fail(error: unknown, json: boolean): void {
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
  // Help and version are no failures, and what Commander refuses it has said itself, unless in JSON.
  if (error instanceof CommanderError && (!json || error.exitCode === 0)) return;
  const message = wordsOf(error);
  if (json) printJson({ error: message });
  else printError(message);
  const known = error instanceof CommandError || error instanceof ConfigError;
  if (!known && error instanceof Error && process.env['FILMGATE_LOG_LEVEL'] === 'debug') {
    printError(error.stack ?? '');
  }
}

function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof CommanderError ? message.replace(/^error: /, '') : message;
}

import { CommanderError } from 'commander';
import { ConfigError } from '../boot/config-error.ts';
import { printError, printJson } from './printer.ts';

/** A refusal in words for the operator: shown without a stack, exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
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

import { text as readAll } from 'node:stream/consumers';
import { secretTrouble } from '../../lines/http/redact.ts';
import { CommandError } from '../command.ts';

/** How an operator gives a line's secret: never as an argument, which other users of the machine can see. */
export interface SecretOptions {
  secretEnv?: string;
  /** False: the upstream asks for no key. */
  secret: boolean;
}

export async function readSecret({ secretEnv, secret }: SecretOptions): Promise<string | null> {
  if (!secret) return null;
  if (secretEnv !== undefined) return secretFromEnvironment(secretEnv, '--secret-env');
  const given = process.stdin.isTTY ? await askForSecret() : (await readAll(process.stdin)).trim();
  return checked(given, 'standard input');
}

/** `field` is where the name of the variable was given: the name itself may be a misplaced secret. */
export function secretFromEnvironment(name: string, field: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new CommandError(`${field}: names no environment variable that is set`);
  }
  return checked(value.trim(), field);
}

async function askForSecret(): Promise<string> {
  // Here alone: most commands about lines ask nothing.
  const { isCancel, password } = await import('@clack/prompts');
  const given = await password({ message: 'The key of the upstream account' });
  if (isCancel(given)) throw new CommandError('Nothing was changed.');
  return given.trim();
}

function checked(secret: string, field: string): string {
  const trouble = secretTrouble(secret);
  if (trouble === null) return secret;
  const wayOut =
    secret === ''
      ? ': write the key to standard input, name its environment variable with --secret-env, or say --no-secret'
      : '';
  throw new CommandError(`${field}: the secret ${trouble}${wayOut}`);
}

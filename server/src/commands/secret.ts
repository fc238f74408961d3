import { text as readAll } from 'node:stream/consumers';
import { InvalidArgumentError, type Command } from 'commander';
import { readInstallation } from '../boot/installation.ts';
import { rotateSecret, type Rotated } from '../boot/rotate-secret.ts';
import {
  findNextSecret,
  findSecret,
  findSecretOf,
  loadOrMakeNextSecret,
  loadOrMakeSecret,
  secretLengthMin,
  secretPath,
  useNextSecret,
} from '../boot/secret.ts';
import { isoTime } from '../dialects/values.ts';
import type { Database } from '../postgres/database.ts';
import {
  printAnswer,
  commandContext,
  CommandError,
  withWake,
  type CommandContext,
} from './command.ts';

interface RotateOptions {
  secretEnv?: string;
  overlapDays: number;
  formerLost: boolean;
}

const usualOverlapDays = 7;
const overlapDaysMax = 365;

/** Commands about the secret of the installation, FILMGATE_SECRET. */
export function addSecretCommands(secret: Command): void {
  secret
    .command('rotate')
    .description(
      'give the installation a new secret and seal anew what was sealed with the old one',
    )
    .option(
      '--secret-env <name>',
      'the environment variable that holds the new one; without it, it is read from standard input. Where the data directory keeps the secret, a new one is made there',
    )
    .option(
      '--overlap-days <days>',
      'how long the old one is good for links and callbacks',
      toDays,
      usualOverlapDays,
    )
    .option(
      '--former-lost',
      'the old one is lost: what is sealed with it does not open any more',
      false,
    )
    .action(async (options: RotateOptions, command: Command) => {
      await rotate(commandContext(command.optsWithGlobals()), options);
    });
}

function toDays(text: string): number {
  const days = Number(text);
  if (text.trim() !== '' && days >= 0 && days <= overlapDaysMax) return days;
  throw new InvalidArgumentError(`It must be a number from 0 to ${String(overlapDaysMax)}.`);
}

async function rotate(context: CommandContext, options: RotateOptions): Promise<void> {
  const { config } = context;
  const given = config.secret === null ? null : await newSecret(options);
  if (config.secret === null && options.secretEnv !== undefined) {
    throw new CommandError(
      `--secret-env: FILMGATE_SECRET is not set, so the secret is that in ${secretPath(config.dataDir)}, and a new one is made there. Leave it out`,
    );
  }
  // A look at the installation takes it into use where only that was missing.
  const begun = given ?? findNextSecret(config.dataDir);
  const deed = async (rotating: Parameters<Parameters<typeof withWake>[1]>[0]): Promise<void> => {
    // Only now: without a database there is nothing to rotate, and no file is made.
    const next = begun ?? loadOrMakeNextSecret(config.dataDir);
    if (options.formerLost) await requireLost(rotating.database, config);
    const rotated = await rotateSecret(rotating.database, {
      current: options.formerLost ? null : currentSecret(config),
      next,
      overlapSeconds: options.overlapDays * 86_400,
    });
    if (given === null) useNextSecret(config.dataDir);
    rotating.wake.tell('installation');
    tell(context, rotated);
  };
  await withWake(context, deed, { use: 'rotate' });
}

/** Throws CommandError where it is here. */
async function requireLost(database: Database, config: CommandContext['config']): Promise<void> {
  const { facts } = await readInstallation(database);
  const proof = facts?.secretProof ?? null;
  if (proof === null || findSecretOf(config, proof) === null) return;
  throw new CommandError('--former-lost: this is the secret of the installation; leave it out');
}

/** Throws CommandError where there is none. */
function currentSecret({ secret, dataDir }: CommandContext['config']): string {
  if (secret !== null) return secret;
  if (findSecret(dataDir) !== null) return loadOrMakeSecret(dataDir);
  throw new CommandError(
    `There is no secret in ${secretPath(dataDir)}: put the file back from the backup of this data, or say --former-lost`,
  );
}

async function newSecret({ secretEnv }: RotateOptions): Promise<string> {
  const field = secretEnv === undefined ? 'standard input' : '--secret-env';
  const secret = secretEnv === undefined ? await readFromInput() : process.env[secretEnv]?.trim();
  if (secret === undefined) {
    throw new CommandError('--secret-env: names no environment variable that is set');
  }
  if (secret.length >= secretLengthMin) return secret;
  throw new CommandError(
    `${field}: the new secret has fewer than ${String(secretLengthMin)} characters; \`openssl rand -hex 32\` makes a good one`,
  );
}

async function readFromInput(): Promise<string> {
  if (!process.stdin.isTTY) return (await readAll(process.stdin)).trim();
  // Here alone: most runs are told by a variable or a pipe.
  const { isCancel, password } = await import('@clack/prompts');
  const given = await password({ message: 'The new FILMGATE_SECRET' });
  if (isCancel(given)) throw new CommandError('Nothing was changed.');
  return given.trim();
}

function tell(context: CommandContext, { wasDone, count, locked, formerUntil }: Rotated): void {
  const until = formerUntil === null ? null : isoTime(formerUntil.getTime());
  const kept = context.config.secret === null;
  const sentences = [
    wasDone
      ? 'The installation has this secret already.'
      : `The installation has a new secret, and ${String(count)} sealed ${count === 1 ? 'secret was' : 'secrets were'} sealed anew with it.`,
    until === null
      ? 'Links and callbacks of the one before are no longer good.'
      : `Links and callbacks of the one before are good until ${until}.`,
    kept
      ? `It is kept in ${secretPath(context.config.dataDir)}, which a running server reads by itself.`
      : 'Now start every process again with the new FILMGATE_SECRET: those that run are not ready until then.',
    ...(locked.length === 0 ? [] : [lockedOut(locked)]),
  ];
  printAnswer(
    context,
    { rotated: !wasDone, sealedAnew: count, locked, formerSecretUntil: until },
    sentences.join('\n'),
  );
}

function lockedOut(locked: Rotated['locked']): string {
  const names = locked.slice(0, 10).map(({ kind, name }) => `${kind} ${name}`);
  const more =
    locked.length > names.length ? ` and ${String(locked.length - names.length)} more` : '';
  return `What opens with neither is to be given anew: ${names.join(', ')}${more}.`;
}

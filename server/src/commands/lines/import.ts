import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { httpWarnings } from '../../lines/http/https-media.ts';
import { parseLineFile, LineFileError, type LineFile } from '../../lines/book/line-file.ts';
import { nameKey } from '../../generation/names.ts';
import { unsealWith, type Keys } from '../../postgres/seal.ts';
import {
  addLine,
  changeAccess,
  changeTerms,
  readLines,
  type StoredLine,
} from '../../lines/book/store.ts';
import {
  completeLineSpec,
  LineSpecError,
  type LineSpec,
  type SpecifiedLine,
} from '../../lines/book/line-spec.ts';
import { dialectsByName } from '../../boot/compose.ts';
import { printAnswer, CommandError, type CommandContext } from '../command.ts';
import { wishDeps } from './add.ts';
import { modelsIn, soldBelow, warningOf } from './below.ts';
import { howToDrain, inWords, underWayOf, withLines, type LineCommandParts } from './parts.ts';
import { secretFromEnvironment } from './secret.ts';

interface Wanted {
  line: SpecifiedLine;
  /** Undefined: the one that it has. */
  secret: string | null | undefined;
}

type Outcome = 'added' | 'changed' | 'unchanged';

/** Adds and changes lines so that they are as the file says; a line that it does not name stays. */
export async function importLines(
  context: CommandContext,
  path: string,
  options: { sameAccount: boolean },
): Promise<void> {
  const file = await readLineFile(path);
  await withLines(context, async (hooks) => {
    const stored = standing(await readLines(hooks.database));
    // Nothing is done before all of it can be.
    const wanted: Wanted[] = [];
    for (const [index, spec] of file.specs.entries()) {
      wanted.push(await wantedOf(file, index, spec, stored(spec.name) !== undefined));
    }
    const done: Record<Outcome, string[]> = { added: [], changed: [], unchanged: [] };
    for (const one of wanted) {
      const { name } = one.line;
      const outcome = await apply(hooks, one, stored(name), options);
      done[outcome].push(name);
      if (outcome !== 'unchanged') hooks.tell();
    }
    const news = wanted.flatMap(({ line }) => (done.unchanged.includes(line.name) ? [] : line));
    const below = soldBelow(hooks.app, news);
    printAnswer(
      context,
      { ...done, soldBelowCost: modelsIn(below) },
      [
        inSentences(done),
        ...warningOf(below),
        ...httpWarnings(news, dialectsByName, hooks.app.config.publicUrl),
      ].join('\n'),
    );
  });
}

/** By its name; of lines of before whose names are the same without case, the one that is written so. */
function standing(lines: readonly StoredLine[]): (name: string) => StoredLine | undefined {
  const byName = new Map(lines.map((one) => [one.line.name, one]));
  const byKey = new Map(lines.map((one) => [nameKey(one.line.name), one]));
  return (name) => byName.get(name) ?? byKey.get(nameKey(name));
}

async function readLineFile(path: string): Promise<LineFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The file cannot be read: ${why}`);
  });
  try {
    return parseLineFile(text, path);
  } catch (error) {
    throw error instanceof LineFileError ? new CommandError(error.message) : error;
  }
}

async function wantedOf(
  file: LineFile,
  index: number,
  spec: LineSpec,
  stands: boolean,
): Promise<Wanted> {
  try {
    const line = await completeLineSpec(spec, wishDeps);
    return { line, secret: secretOf(spec, stands) };
  } catch (error) {
    if (!(error instanceof LineSpecError)) throw error;
    throw new CommandError(file.trouble(index, error).message);
  }
}

function secretOf({ name, secretEnv }: LineSpec, stands: boolean): Wanted['secret'] {
  if (secretEnv === null || (secretEnv === undefined && stands)) return secretEnv;
  if (secretEnv !== undefined) return secretFromEnvironment(secretEnv, `secretEnv of ${name}`);
  throw new LineSpecError(
    ['secretEnv'],
    'is missing: name the environment variable that holds the key, or write null where the upstream asks for none',
  );
}

async function apply(
  { database, keys }: LineCommandParts,
  { line, secret }: Wanted,
  stored: StoredLine | undefined,
  options: { sameAccount: boolean },
): Promise<Outcome> {
  if (!stored) {
    await addLine(database, keys()[0], { ...line, secret: secret ?? null });
    return 'added';
  }
  const {
    id,
    name,
    dialect,
    baseUrl,
    draining: _draining,
    version: _version,
    ...terms
  } = stored.line;
  const { name: _name, dialect: nextDialect, baseUrl: nextBaseUrl, ...wished } = line;
  const nextTerms = { ...wished, enabled: wished.enabled ?? true };
  const access = { dialect: nextDialect, baseUrl: nextBaseUrl, secret };
  const isSameAccess =
    dialect === nextDialect && baseUrl === nextBaseUrl && isSameSecret(keys, stored, secret);
  if (!isSameAccess && !(await changeAccess(database, keys()[0], id, access, options))) {
    throw new CommandError(
      `${name}: another address, dialect or key needs a drained line, and it has ${inWords(await underWayOf(database, stored.line))}: ${howToDrain(stored.line)}, or say --same-account where it is the same upstream account`,
    );
  }
  const isSame = isDeepStrictEqual(terms, nextTerms);
  if (!isSame) await changeTerms(database, id, nextTerms);
  return isSame && isSameAccess ? 'unchanged' : 'changed';
}

function isSameSecret(keys: Keys, stored: StoredLine, secret: Wanted['secret']): boolean {
  const { line, secretSealed } = stored;
  if (secret === undefined) return true;
  return secretSealed === null
    ? secret === null
    : unsealWith(keys, line.id, secretSealed) === secret;
}

function inSentences({ added, changed, unchanged }: Record<Outcome, string[]>): string {
  const sentences = [
    ...(added.length > 0 ? [`Added ${added.join(', ')}.`] : []),
    ...(changed.length > 0 ? [`Changed ${changed.join(', ')}.`] : []),
    ...(unchanged.length > 0 ? [`As before: ${unchanged.join(', ')}.`] : []),
  ];
  return sentences.join(' ');
}

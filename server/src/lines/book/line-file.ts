import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { fieldOf } from '../../generation/issues.ts';
import { nameKey } from '../../generation/names.ts';
import { parseLineSpec, LineSpecError, type LineSpec } from './line-spec.ts';

/** Lines as an operator keeps them in a file: YAML, without secrets, to be imported again and again. */

export class LineFileError extends Error {
  override readonly name = 'LineFileError';
}

export interface LineFile {
  specs: readonly LineSpec[];
  /** What is wrong with a wish of the file, by its index here, with the place where it stands. */
  trouble(index: number, error: LineSpecError): LineFileError;
}

const listed = z.strictObject({ lines: z.array(z.unknown()).min(1) });

/**
 * Reads `lines:`, a list of wishes with unique names. `source` names the file in errors.
 * @throws {LineFileError} with the line of the file, and no word of what stands there: it may be a secret.
 */
export function parseLineFile(text: string, source: string): LineFile {
  const counter = new LineCounter();
  // Pretty errors would print the faulty line.
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    logLevel: 'error',
  });
  const at = (offset: number | undefined): string =>
    offset === undefined ? source : `${source}, line ${String(counter.linePos(offset).line)}`;
  const [broken] = document.errors;
  if (broken) {
    const [why = ''] = broken.message.split(': ');
    throw new LineFileError(`${at(broken.pos[0])}: is not YAML: ${why}`);
  }
  const read = listed.safeParse(plain(document, source));
  if (!read.success) {
    throw new LineFileError(`${source}: must hold "lines:" with a list of lines, and nothing else`);
  }
  const trouble = (index: number, error: LineSpecError): LineFileError => {
    const path = ['lines', index, ...error.path];
    return new LineFileError(`${at(offsetOf(document, path))}: ${fieldOf(path)}: ${error.trouble}`);
  };
  const specs = read.data.lines.map((value, index) => {
    try {
      return parseLineSpec(value);
    } catch (error) {
      throw error instanceof LineSpecError ? trouble(index, error) : error;
    }
  });
  const twice = specs.findIndex(({ name }, index) =>
    specs.slice(0, index).some((one) => nameKey(one.name) === nameKey(name)),
  );
  if (twice >= 0)
    throw trouble(twice, new LineSpecError(['name'], 'names another line of the file'));
  return { specs, trouble };
}

/** Aliases are bounded by the library. */
function plain(document: Document, source: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw new LineFileError(`${source}: has an alias that leads nowhere, or too many of them`);
  }
}

/** Where a value stands; of one that is missing, where what should hold it does. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    const range = rangeOf.safeParse(node);
    if (range.success) return range.data.range[0];
  }
  return undefined;
}

const rangeOf = z.object({ range: z.tuple([z.int()]).rest(z.unknown()) });

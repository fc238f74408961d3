import { isUtf8 } from 'node:buffer';
import { refuse } from '../generation/problems.ts';
import type { ProblemCode } from '../generation/problems.ts';
import { memberAsWritten } from '../generation/written-json.ts';

export const jsonDepthMax = 64;

/** More than any request needs; few enough that a body of inline media cannot unfold into gigabytes. */
export const jsonValuesMax = 50_000;

export interface JsonBody {
  value: unknown;
  /** Of an object the text of its member `metadata`, which customers keep with us. */
  metadataText?: string;
}

/**
 * Parses a request body. Refuses (malformed_body), naming the field where there is one, what is no
 * JSON and what cannot be kept as it is: PostgreSQL stores neither U+0000 nor half a surrogate pair,
 * a number beyond a double would become null, deep nesting ends in a stack overflow somewhere, many
 * values in a lack of memory, and a key `__proto__` is never meant well.
 */
export function parseJson(bytes: Buffer): JsonBody {
  if (bytes.length === 0) throw refuse('malformed_body', 'The body is empty: send a JSON object.');
  if (!isUtf8(bytes)) throw refuse('malformed_body', 'The body is not valid UTF-8.');
  const text = withoutMark(bytes.toString('utf8'));
  refuseCrowd(text);
  const value = parse(text);
  const flaw = flawOf(value, 0);
  if (flaw !== null) throw unstorable('malformed_body', 'body', flaw);
  if (!isNested(value) || !Object.hasOwn(value, kept) || Array.isArray(value)) return { value };
  return { value, metadataText: memberAsWritten(text, kept) };
}

const kept = 'metadata';

/** Some editors and libraries write a byte order mark before any text. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Counts the signs that come with a value, also where they stand in a string: so at least the values. */
function refuseCrowd(text: string): void {
  // A value and its sign take two characters.
  if (text.length <= 2 * jsonValuesMax) return;
  let count = 0;
  for (const sign of [',', '[', '{']) {
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      count += 1;
      if (count > jsonValuesMax) {
        throw refuse('malformed_body', `The body holds more than ${jsonValuesMax} values.`);
      }
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be parsed';
    throw refuse('malformed_body', `The body is not valid JSON: ${reason}`);
  }
}

/** Refuses (invalid_parameter) parts of a path or a query that PostgreSQL cannot store. */
export function refuseUnstorable(whole: string, parts: Record<string, unknown>): void {
  const flaw = flawOfMembers(parts, 0);
  if (flaw !== null) throw unstorable('invalid_parameter', whole, flaw);
}

interface Flaw {
  /** Steps from the value down to the flaw, joined as far as we came back up. */
  field: string;
  what: string;
}

const fieldCharsMax = 200;

function unstorable(code: ProblemCode, whole: string, { field, what }: Flaw): Error {
  const name = field.slice(0, fieldCharsMax).toWellFormed();
  return name === ''
    ? refuse(code, `The ${whole} ${what}.`)
    : refuse(code, `${name} ${what}.`, { field: name });
}

function flawOf(value: unknown, depth: number): Flaw | null {
  if (typeof value === 'string') return flawOfText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? null : tooLargeNumber;
  if (!isNested(value)) return null;
  if (depth === jsonDepthMax) return tooDeep;
  return Array.isArray(value) ? flawOfItems(value, depth) : flawOfMembers(value, depth);
}

function isNested(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const tooLargeNumber = { field: '', what: 'is too large a number' };
const tooDeep = { field: '', what: `is nested deeper than ${jsonDepthMax} levels` };
const nul = { field: '', what: 'holds the character U+0000, which cannot be stored' };
const halfPair = { field: '', what: 'holds half a surrogate pair, which is no character' };
const protoKey = { field: '', what: 'has a key __proto__, which is not allowed' };
const badKey = { field: '', what: 'has a key that cannot be stored' };

function flawOfText(text: string): Flaw | null {
  if (text.includes('\0')) return nul;
  return text.isWellFormed() ? null : halfPair;
}

function flawOfItems(items: readonly unknown[], depth: number): Flaw | null {
  for (let index = 0; index < items.length; index += 1) {
    const flaw = flawOf(items[index], depth + 1);
    if (flaw !== null) return within(`[${index}]`, flaw);
  }
  return null;
}

function flawOfMembers(members: Record<string, unknown>, depth: number): Flaw | null {
  for (const key in members) {
    if (key === '__proto__') return protoKey;
    if (flawOfText(key) !== null) return badKey;
    const flaw = flawOf(members[key], depth + 1);
    if (flaw !== null) return within(key, flaw);
  }
  return null;
}

function within(step: string, { field, what }: Flaw): Flaw {
  const joint = field === '' || field.startsWith('[') ? '' : '.';
  return { field: `${step}${joint}${field}`, what };
}

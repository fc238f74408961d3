import { isUtf8 } from 'node:buffer';
import { refuse } from '../generation/problems.ts';
import type { ProblemCode } from '../generation/problems.ts';

export const jsonDepthMax = 64;

/**
 * Parses a request body. Refuses (malformed_body), naming the field where there is one, what is no
 * JSON and what cannot be kept as it is: PostgreSQL stores neither U+0000 nor half a surrogate pair,
 * a number beyond a double would become null, deep nesting ends in a stack overflow somewhere, and
 * a key `__proto__` is never meant well.
 */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw refuse('malformed_body', 'The body is empty: send a JSON object.');
  if (!isUtf8(bytes)) throw refuse('malformed_body', 'The body is not valid UTF-8.');
  const value = parse(bytes.toString('utf8'));
  const flaw = flawOf(value, 0);
  if (flaw !== null) throw unstorable('malformed_body', flaw);
  return value;
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
export function refuseUnstorable(parts: Record<string, unknown>): void {
  const flaw = flawOfMembers(parts, 0);
  if (flaw !== null) throw unstorable('invalid_parameter', flaw);
}

interface Flaw {
  /** Steps from the value down to the flaw, joined as far as we came back up. */
  field: string;
  what: string;
}

const fieldCharsMax = 200;

function unstorable(code: ProblemCode, { field, what }: Flaw): Error {
  const name = field.slice(0, fieldCharsMax).toWellFormed();
  return name === ''
    ? refuse(code, `The body ${what}.`)
    : refuse(code, `${name} ${what}.`, { field: name });
}

function flawOf(value: unknown, depth: number): Flaw | null {
  if (typeof value === 'string') return flawOfText(value);
  if (typeof value === 'number') {
    return Number.isFinite(value) ? null : { field: '', what: 'is too large a number' };
  }
  if (typeof value !== 'object' || value === null) return null;
  if (depth === jsonDepthMax) {
    return { field: '', what: `is nested deeper than ${jsonDepthMax} levels` };
  }
  return Array.isArray(value) ? flawOfItems(value, depth) : flawOfMembers(value, depth);
}

function flawOfText(text: string): Flaw | null {
  if (text.includes('\0')) {
    return { field: '', what: 'holds the character U+0000, which cannot be stored' };
  }
  if (!text.isWellFormed()) {
    return { field: '', what: 'holds half a surrogate pair, which is no character' };
  }
  return null;
}

function flawOfItems(items: readonly unknown[], depth: number): Flaw | null {
  for (let index = 0; index < items.length; index += 1) {
    const flaw = flawOf(items[index], depth + 1);
    if (flaw !== null) return within(`[${index}]`, flaw);
  }
  return null;
}

function flawOfMembers(members: object, depth: number): Flaw | null {
  for (const [key, member] of Object.entries(members)) {
    if (key === '__proto__')
      return { field: '', what: 'has a key __proto__, which is not allowed' };
    if (flawOfText(key) !== null) return { field: '', what: 'has a key that cannot be stored' };
    const flaw = flawOf(member, depth + 1);
    if (flaw !== null) return within(key, flaw);
  }
  return null;
}

function within(step: string, { field, what }: Flaw): Flaw {
  const joint = field === '' || field.startsWith('[') ? '' : '.';
  return { field: `${step}${joint}${field}`, what };
}

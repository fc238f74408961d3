/**
 * Objects and lists that may come as their JSON text: gateways write them so, and forms have nothing but texts.
 * They are read before anything looks at them.
 */
import { z } from 'zod';
import { parseJsonText } from '../generation/json-text.ts';
import { refuse } from '../generation/problems.ts';

const takeTexts = new WeakSet<z.core.$ZodType>();

/** A field with this schema may come as JSON text. */
export function orJsonText<Schema extends z.ZodType>(schema: Schema): Schema {
  takeTexts.add(schema);
  return schema;
}

/** Nobody writes more of it as a text; a whole body is parsed elsewhere. */
const textCharactersMost = 1_048_576;

/** A text that begins like no object and no list stays, and an empty one is none. Throws ProblemError. */
export function withTextsRead(schema: z.core.$ZodType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  let read: object = value;
  for (const key of keysOf(schema)) {
    const sent: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
    if (typeof sent !== 'string') continue;
    if (read === value) read = { ...value };
    Reflect.set(read, key, readText(sent, key));
  }
  return read;
}

/** Made once a schema: calls are many. */
const keys = new WeakMap<z.core.$ZodType, readonly string[]>();

function keysOf(schema: z.core.$ZodType): readonly string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const kept = keys.get(schema);
  if (kept) return kept;
  const made = Object.entries(schema.shape).flatMap(([key, field]) =>
    takeTexts.has(field instanceof z.ZodOptional ? field.unwrap() : field) ? [key] : [],
  );
  keys.set(schema, made);
  return made;
}

const beginsNested = /^[[{]/u;

/** What a text that nobody keeps says as JSON; null where it is none, and anybody's note. */
export function jsonIn(text: string): unknown {
  if (text.length > textCharactersMost || !beginsNested.test(text.trimStart())) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readText(text: string, field: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'null') return undefined;
  if (!beginsNested.test(trimmed)) return text;
  if (text.length <= textCharactersMost) return parseJsonText(trimmed, field);
  throw refuse(
    'invalid_parameter',
    `${field} has a length of ${String(text.length)}; as a text it must have a length of at most ${String(textCharactersMost)}.`,
    { field },
  );
}

/**
 * What is longer in a call than its schema allows, found before anything in it is read: a schema looks at
 * every entry of a list before it counts them, and at every character of a text.
 */
import { z } from 'zod';
import { fieldsMost } from './bounds.ts';

type Issue = z.core.$ZodIssue;
/** Null where nothing is too long. */
type Look = (value: unknown) => Issue | null;

/** Made once a schema: calls are many. Null where it bounds nothing. */
const looks = new WeakMap<z.core.$ZodType, Look | null>();

/** The first text, list or open object that is too long, of whatever type the rest is. */
export function excessOf(schema: z.core.$ZodType, value: unknown): Issue | null {
  return lookOf(schema)?.(value) ?? null;
}

function lookOf(schema: z.core.$ZodType): Look | null {
  const known = looks.get(schema);
  if (known !== undefined) return known;
  const look = makeLook(schema);
  looks.set(schema, look);
  return look;
}

function makeLook(schema: z.core.$ZodType): Look | null {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return lookOf(schema.unwrap());
  }
  // Alternatives have different types or different fields, so what is too long for one is for all.
  if (schema instanceof z.ZodUnion) return firstOf(schema.options.map(lookOf));
  if (schema instanceof z.ZodArray) return lookAtList(schema);
  if (schema instanceof z.ZodObject) return lookAtObject(schema);
  if (schema instanceof z.ZodRecord) return lookAtFields;
  return lookAtText(mostOf(schema));
}

function firstOf(several: readonly (Look | null)[]): Look | null {
  const some = several.filter((look) => look !== null);
  if (some.length === 0) return null;
  return (value) => {
    for (const look of some) {
      const issue = look(value);
      if (issue) return issue;
    }
    return null;
  };
}

/** Undefined where its length is not bounded. Of two bounds the last was said on top of the first. */
function mostOf(schema: z.core.$ZodType): number | undefined {
  // oxlint-disable no-underscore-dangle -- zod tells the bound of a list nowhere else
  const { checks = [] } = schema._zod.def;
  const bounds = checks.flatMap((check) =>
    check instanceof z.core.$ZodCheckMaxLength ? [check._zod.def.maximum] : [],
  );
  // oxlint-enable no-underscore-dangle
  return bounds.at(-1);
}

function lookAtText(most: number | undefined): Look | null {
  if (most === undefined) return null;
  return (value) =>
    typeof value === 'string' && value.length > most ? tooBig('string', most) : null;
}

function lookAtList(schema: z.ZodArray): Look {
  const most = mostOf(schema) ?? Infinity;
  const inner = lookOf(schema.element);
  return (value) => {
    if (!Array.isArray(value)) return null;
    if (value.length > most) return tooBig('array', most);
    return inner && within(inner, value.keys(), value);
  };
}

function lookAtObject(schema: z.ZodObject): Look | null {
  const fields = Object.entries(schema.shape).flatMap(([key, field]) => {
    const look = lookOf(field);
    return look ? [[key, look] as const] : [];
  });
  const open = schema.def.catchall ? lookAtFields : null;
  if (fields.length === 0) return open;
  return (value) => {
    const crowd = open?.(value);
    if (crowd) return crowd;
    if (typeof value !== 'object' || value === null) return null;
    for (const [key, look] of fields) {
      const issue = within(look, [key], value);
      if (issue) return issue;
    }
    return null;
  };
}

function within(look: Look, keys: Iterable<PropertyKey>, value: object): Issue | null {
  for (const key of keys) {
    const issue = look(Reflect.get(value, key));
    if (issue) return { ...issue, path: [key, ...issue.path] };
  }
  return null;
}

function lookAtFields(value: unknown): Issue | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  if (Object.keys(value).length <= fieldsMost) return null;
  const message = `must have at most ${String(fieldsMost)} fields`;
  return { code: 'custom', path: [], message };
}

function tooBig(origin: 'string' | 'array', maximum: number): Issue {
  return { code: 'too_big', origin, maximum, inclusive: true, path: [], message: '' };
}

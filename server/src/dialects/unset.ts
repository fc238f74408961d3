/**
 * What a client names and leaves open: many serialisers write a member that was never set as null, and
 * forms and gateways as an empty text. Of an object that a schema describes such members are taken away
 * before anything looks at it, so that they mean what a missing one means. Items of lists keep their places,
 * and an object that a schema leaves open is the client's own: both stay as they were sent.
 */
import { z } from 'zod';
import { Upload } from '../generation/upload.ts';

type Schema = z.core.$ZodType;
type Clear = (value: unknown) => unknown;

/** Made once a schema: calls are many. Null where there is no object in it. */
const clears = new WeakMap<Schema, Clear | null>();

export function withoutUnset(schema: Schema, value: unknown): unknown {
  const clear = clearOf(schema);
  return clear ? clear(value) : value;
}

function clearOf(schema: Schema): Clear | null {
  const known = clears.get(schema);
  if (known !== undefined) return known;
  const clear = makeClear(schema);
  clears.set(schema, clear);
  return clear;
}

function makeClear(schema: Schema): Clear | null {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return clearOf(schema.unwrap());
  }
  if (schema instanceof z.ZodUnion) return clearOneOf(schema);
  if (schema instanceof z.ZodArray) return clearItems(schema);
  return schema instanceof z.ZodObject ? clearMembers(schema) : null;
}

function clearItems(schema: z.ZodArray): Clear | null {
  const clear = clearOf(schema.element);
  if (!clear) return null;
  return (value) => {
    if (!Array.isArray(value)) return value;
    const cleared = value.map(clear);
    return cleared.every((item, index) => item === value[index]) ? value : cleared;
  };
}

/** Where no alternative is the one that is meant, any will do: none of them takes the value. */
function clearOneOf(schema: z.ZodUnion): Clear | null {
  const objects = schema.options.filter((option) => option instanceof z.ZodObject);
  const list = schema.options.find((option) => option instanceof z.ZodArray);
  const [first] = objects;
  const clearList = list === undefined ? null : clearOf(list);
  if (!first) return clearList;
  return (value) => {
    if (Array.isArray(value)) return clearList ? clearList(value) : value;
    const meant = objects.find((option) => isMeant(schema, option, value));
    return withoutUnset(meant ?? first, value);
  };
}

function isMeant(schema: z.ZodUnion, option: z.ZodObject, value: unknown): boolean {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return true;
  const { discriminator } = schema.def;
  const word = option.shape[discriminator];
  return word !== undefined && z.safeParse(word, Object(value)[discriminator]).success;
}

/** Only what the schema describes is looked at, and only what changes is copied: strangers send many keys. */
function clearMembers(schema: z.ZodObject): Clear {
  const members = Object.entries(schema.shape).map(([key, field]) => ({ key, ...memberOf(field) }));
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value) || value instanceof Upload) return value;
    let cleared: object = value;
    for (const { key, dropsNull, dropsEmpty, clear } of members) {
      if (!Object.hasOwn(value, key)) continue;
      const sent: unknown = Reflect.get(value, key);
      const isUnset = (sent === null && dropsNull) || (sent === '' && dropsEmpty);
      const said = clear && !isUnset ? clear(sent) : sent;
      if (!isUnset && said === sent) continue;
      if (cleared === value) cleared = { ...value };
      if (isUnset) Reflect.deleteProperty(cleared, key);
      else Reflect.set(cleared, key, said);
    }
    return cleared;
  };
}

/** Of a number or a truth that was no field once: an empty text was let through there, and asks for nothing. */
export const emptyIsUnset = { emptyIsUnset: true } as const;

interface Member {
  /** Unless null has a meaning of its own in it. */
  dropsNull: boolean;
  /** A text that may be left out and may not be empty is an address, an id, or a word of a closed list. */
  dropsEmpty: boolean;
  clear: Clear | null;
}

function memberOf(field: Schema): Member {
  const isOptional = field instanceof z.ZodOptional;
  return {
    dropsNull: !takesNull(field),
    dropsEmpty: isOptional && readsEmpty(field) && !z.safeParse(field, '').success,
    clear: clearOf(field),
  };
}

function readsEmpty(field: Schema): boolean {
  if (takesTexts(field)) return true;
  if (field instanceof z.ZodOptional) return readsEmpty(field.unwrap());
  return field instanceof z.ZodType && field.meta()?.['emptyIsUnset'] === true;
}

function takesNull(field: Schema): boolean {
  if (field instanceof z.ZodOptional) return takesNull(field.unwrap());
  return field instanceof z.ZodNullable;
}

function takesTexts(field: Schema): boolean {
  if (field instanceof z.ZodOptional || field instanceof z.ZodNullable) {
    return takesTexts(field.unwrap());
  }
  if (field instanceof z.ZodUnion) return field.options.some(takesTexts);
  return field instanceof z.ZodString || field instanceof z.ZodEnum;
}

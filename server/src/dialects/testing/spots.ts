/** The places of a valid value that a JSON Schema speaks of, and what would be wrong in each. */
import { objectSchema } from './from-schema.ts';
import type { JsonSchema } from './from-schema.ts';

export type JsonPath = readonly (string | number)[];

export interface Spot {
  path: JsonPath;
  /** `text` may hold any characters; `other` is a closed word, a number, a list … */
  kind: 'object' | 'text' | 'other';
  /** A member of an object must be there or may be left out. */
  place: 'whole' | 'item' | 'required' | 'optional';
  /** Each is refused by the schema; undefined: taken away. */
  wrongs: readonly Wrong[];
}

interface Wrong {
  how: string;
  value: unknown;
}

export function spotsOf(schema: JsonSchema, value: unknown): Spot[] {
  return walk(schema, value, [], 'whole');
}

function walk(schema: JsonSchema, value: unknown, path: JsonPath, place: Spot['place']): Spot[] {
  const here = branchOf(schema, value);
  const wrongs = wrongAt(place, [...ofWrongType(schema), ...outOfRange(here, value)]);
  const spot: Spot = { path, kind: kindOf(here), place, wrongs };
  return [spot, ...inside(here, value, path)];
}

/** A member that is null is missing, and so is an empty text of one that may be left out. */
function wrongAt(place: Spot['place'], wrongs: readonly Wrong[]): readonly Wrong[] {
  if (place === 'whole' || place === 'item') return wrongs;
  const said = wrongs.filter(({ value }) => value !== null);
  if (place === 'optional') return said.filter(({ value }) => value !== '');
  const unset = said.length < wrongs.length ? [{ how: 'null: missing', value: null }] : [];
  return [{ how: 'missing', value: undefined }, ...unset, ...said];
}

function inside(schema: JsonSchema, value: unknown, path: JsonPath): Spot[] {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item, index) =>
      walk(objectSchema(schema.items), item, [...path, index], 'item'),
    );
  }
  const members: Partial<Record<string, unknown>> = { ...Object(value) };
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) =>
    members[key] === undefined
      ? []
      : walk(
          objectSchema(field),
          members[key],
          [...path, key],
          schema.required?.includes(key) === true ? 'required' : 'optional',
        ),
  );
}

function choicesOf({ oneOf, anyOf }: JsonSchema): JsonSchema[] {
  return (oneOf ?? anyOf ?? []).map(objectSchema);
}

/** Of several alternatives, the one whose type and constants the value has. */
function branchOf(schema: JsonSchema, value: unknown): JsonSchema {
  const fits = (choice: JsonSchema) =>
    isOfType(value, choice.type) &&
    Object.entries(choice.properties ?? {}).every(([key, field]) => {
      const { const: constant } = objectSchema(field);
      return constant === undefined || constant === Object(value)[key];
    });
  return choicesOf(schema).find(fits) ?? schema;
}

function isOfType(value: unknown, type: JsonSchema['type']): boolean {
  if (type === 'integer') return typeof value === 'number';
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  return typeof value === type && value !== null;
}

function kindOf({ type, const: constant, enum: words, ...rest }: JsonSchema): Spot['kind'] {
  if (type === 'object') return 'object';
  const { format, pattern } = rest;
  const open = [constant, words, format, pattern].every((bound) => bound === undefined);
  return type === 'string' && open ? 'text' : 'other';
}

/** Values of every JSON type; a number and a truth also as text, since nothing is coerced. */
const ofEveryType: readonly [type: string, value: unknown][] = [
  ['null', null],
  ['boolean', true],
  ['integer', 5],
  ['string', '5'],
  ['array', []],
  ['object', {}],
];

function ofWrongType(schema: JsonSchema): Wrong[] {
  const types = [schema, ...choicesOf(schema)].flatMap(({ type }) => type ?? []);
  if (types.length === 0) return [];
  const right = new Set<string>(types.map((type) => (type === 'number' ? 'integer' : type)));
  return ofEveryType
    .filter(([other]) => !right.has(other))
    .map(([other, value]) => ({ how: `${other} for ${[...right].join(' or ')}`, value }));
}

function outOfRange(schema: JsonSchema, value: unknown): Wrong[] {
  const wrongs: Wrong[] = [];
  const { type, minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  if (schema.enum || schema.const !== undefined) {
    if (type === 'string') wrongs.push({ how: 'no such word', value: 'none-of-these' });
  } else if (type === 'integer' || type === 'number') {
    if (type === 'integer') wrongs.push({ how: 'a fraction', value: 4.5 });
    if (type === 'integer') wrongs.push({ how: 'huge', value: 1e300 });
    if (minimum !== undefined) wrongs.push({ how: 'too small', value: minimum - 1 });
    if (maximum !== undefined) wrongs.push({ how: 'too big', value: maximum + 1 });
  } else if (type === 'string') {
    if (schema.format === 'uri') wrongs.push({ how: 'no URL', value: 'not a url' });
    const unlike = ['none', '!', ''].find(
      (text) => !new RegExp(schema.pattern ?? '', 'u').test(text),
    );
    if (unlike !== undefined) wrongs.push({ how: 'of no such form', value: unlike });
    if (minLength !== undefined && minLength > 0) wrongs.push({ how: 'empty', value: '' });
    if (maxLength !== undefined) {
      wrongs.push({ how: 'too long', value: 'x'.repeat(maxLength + 1) });
    }
  } else if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (minItems !== undefined && minItems > 0) wrongs.push({ how: 'too few', value: [] });
    if (maxItems !== undefined && items.length > 0) {
      const many = Array.from({ length: maxItems + 1 }, () => items[0]);
      wrongs.push({ how: 'too many', value: many });
    }
  }
  return wrongs;
}

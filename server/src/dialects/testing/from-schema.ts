/** Arbitraries of JSON values that a schema allows, made from its JSON Schema. */
import * as fc from 'fast-check';
import { z } from 'zod';
import { Upload } from '../../generation/upload.ts';
import { filePart } from '../form-values.ts';
import { asArrived } from './arrived.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** As clients may send it. A file is no JSON, so its schema allows none. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === filePart) jsonSchema.not = {};
    },
  });
}

/** What `schema` allows and a client could write. */
export function allowedBy(schema: z.ZodType): fc.Arbitrary<unknown> {
  return allowed(schema, jsonSchemaOf(schema));
}

/** The same with every member there, and no list empty. */
export function fullestOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  return allowed(schema, filled(jsonSchemaOf(schema)));
}

function allowed(schema: z.ZodType, json: JsonSchema): fc.Arbitrary<unknown> {
  return valueOf(json)
    .map(asArrived)
    .filter((value) => schema.safeParse(value).success);
}

function filled(schema: JsonSchema): JsonSchema {
  const { properties, items, anyOf, oneOf } = schema;
  const each = (choices: JsonSchema['anyOf']) => choices?.map((one) => filled(objectSchema(one)));
  const members = Object.entries(properties ?? {}).map(
    ([key, field]) => [key, filled(objectSchema(field))] as const,
  );
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(members),
      required: members.map(([key]) => key),
    }),
    ...(items !== undefined && { items: filled(objectSchema(items)), minItems: 1 }),
    ...(anyOf && { anyOf: each(anyOf) }),
    ...(oneOf && { oneOf: each(oneOf) }),
  };
}

export const upload = fc
  .record({
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    bytes: fc.nat(),
    fileName: fc.constantFrom('photo.jpg', 'clip.mp4', ''),
    contentType: fc.constantFrom('image/jpeg', 'video/mp4'),
  })
  .map((file) => new Upload(file));

/** Text without what PostgreSQL cannot store: NUL and lone surrogates. */
export const text = fc
  .string({ unit: 'binary', maxLength: 20 })
  .filter((characters) => !characters.includes('\0'));

/** JSON that a server can keep: `__proto__` is refused as a key at the door. */
const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));

export const jsonObject = fc
  .dictionary(text, json)
  .filter((object) => !Object.hasOwn(object, '__proto__'));

const host = fc.constantFrom('media.example', 'xn--fsq.example', 'a.b.example:443');
const fileName = fc.constantFrom(
  'a.png',
  'b.JPG',
  'c.mp4',
  'd.mov',
  'e.wav',
  'f.mp3',
  'g',
  'h.bin',
);
const queryText = fc.constantFrom('', '?x=.mp4', '?signature=a%2Fb.png', '#end');
const webAddress = fc
  .tuple(host, fileName, queryText)
  .map(([name, file, query]) => `https://${name}/some%20path/${file}${query}`);

function valueOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => valueOf(objectSchema(choice))));
  if (schema.not) return upload;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const { type, minimum = -1000, maximum = 1e9 } = schema;
  if (type === 'string') return stringOf(schema);
  if (type === 'integer') return fc.integer({ min: minimum, max: Math.min(maximum, 1e9) });
  if (type === 'number') return fc.double({ min: minimum, max: maximum, noNaN: true });
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'array') return listOf(schema);
  if (type === 'object' && schema.properties) return objectOf(schema);
  return type === 'object' ? jsonObject : json;
}

function listOf(schema: JsonSchema): fc.Arbitrary<unknown[]> {
  const maxLength = Math.min(schema.maxItems ?? 6, 6);
  return fc.array(valueOf(objectSchema(schema.items)), { minLength: schema.minItems, maxLength });
}

function stringOf(schema: JsonSchema): fc.Arbitrary<string> {
  if (schema.format === 'uri') return webAddress;
  if (schema.examples) return fc.constantFrom(...schema.examples.map(String));
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern, 'u'));
  return text.filter((characters) => characters.length >= (schema.minLength ?? 0));
}

function objectOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(
    ([key, field]) => [key, valueOf(objectSchema(field))] as const,
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
}

/** JSON Schema also has `true` for whatever there is, and a list for tuples, which no dialect has. */
export function objectSchema(schema: unknown): JsonSchema {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod writes nothing else here
  return typeof schema === 'object' && schema !== null ? (schema as JsonSchema) : {};
}

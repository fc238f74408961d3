/** TypeScript definitions from JSON Schema, of the kinds of schema that dialects and the platform API have. Pure. */
import type { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Declares each schema under its name. */
export function typeDefinitions(
  named: readonly (readonly [name: string, schema: JsonSchema])[],
): string {
  return named
    .map(
      ([name, schema]) => `${commentOf(schema, '')}export type ${name} = ${typeOf(schema, '')};\n`,
    )
    .join('\n');
}

const step = '  ';

function typeOf(schema: JsonSchema, indent: string): string {
  const { type, anyOf, oneOf, allOf, $ref } = schema;
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  const choices = anyOf ?? oneOf;
  if (choices) return union(choices.map((one) => typeOf(asSchema(one), indent)));
  if (allOf) return allOf.map((one) => `(${typeOf(asSchema(one), indent)})`).join(' & ');
  if (type === undefined) return 'unknown';
  if (Array.isArray(type))
    return union(type.map((one) => typeOf({ ...schema, type: one }, indent)));
  switch (type) {
    case 'string':
      return schema.format === 'binary' ? 'Blob' : 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
    case 'null':
      return type;
    case 'array':
      return `Array<${typeOf(asSchema(schema.items), indent)}>`;
    case 'object':
      return objectType(schema, indent);
  }
  return 'unknown';
}

/** Members beyond those that are described are ignored, so none are declared. */
function objectType(schema: JsonSchema, indent: string): string {
  const { properties, additionalProperties, propertyNames } = schema;
  if (!properties) {
    const values = typeOf(asSchema(additionalProperties), indent);
    const names = asSchema(propertyNames);
    // Not a Record: what refers to itself cannot be one.
    return names.enum
      ? `Partial<Record<${typeOf(names, indent)}, ${values}>>`
      : `{ [name: string]: ${values} }`;
  }
  const required = new Set(schema.required ?? []);
  const inner = indent + step;
  const members = Object.entries(properties).map(([key, value]) => {
    const member = asSchema(value);
    const name = /^[A-Za-z_$][\w$]*$/u.test(key) ? key : JSON.stringify(key);
    const mark = required.has(key) ? '' : '?';
    return `${commentOf(member, inner)}${inner}${name}${mark}: ${typeOf(member, inner)};\n`;
  });
  return members.length === 0 ? 'Record<string, never>' : `{\n${members.join('')}${indent}}`;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function commentOf({ description }: JsonSchema, indent: string): string {
  if (description === undefined) return '';
  return `${indent}/** ${description.replaceAll('*/', '*\\/').replaceAll('\n', ' ')} */\n`;
}

type Within = JsonSchema['items'];

/** A schema that is missing, or only true, allows anything. */
function asSchema(schema: Within): JsonSchema {
  return typeof schema === 'object' && !Array.isArray(schema) ? schema : {};
}

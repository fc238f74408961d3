import { objectSchema, type JsonSchema } from './from-schema.ts';

/** Texts and lists below a place that have no bound, by their names. */
export function unbounded(schema: JsonSchema, name = ''): string[] {
  const { type, enum: words, const: constant, pattern, maxLength, maxItems } = schema;
  const choices = schema.anyOf ?? schema.oneOf ?? [];
  const inside = [
    ...choices.flatMap((choice) => unbounded(objectSchema(choice), name)),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) =>
      unbounded(objectSchema(field), name === '' ? key : `${name}.${key}`),
    ),
    ...(type === 'array' ? unbounded(objectSchema(schema.items), `${name}[]`) : []),
  ];
  const isClosed = words !== undefined || constant !== undefined || pattern?.endsWith('$');
  if (type === 'string' && !isClosed && maxLength === undefined) inside.push(name);
  if (type === 'array' && maxItems === undefined) inside.push(`${name}[]`);
  return inside;
}

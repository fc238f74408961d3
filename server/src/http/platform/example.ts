import type { JsonSchema } from '../../dialects/type-definitions.ts';

/**
 * An example of a schema: the first that its own metadata names, else one made of those of its parts. Of text
 * with a form of its own its schema has to name one.
 */
export function exampleOf(
  schema: JsonSchema,
  components: Readonly<Record<string, JsonSchema>>,
): unknown {
  const { $ref, examples, anyOf, oneOf, type } = schema;
  const kind = [type].flat().find((one) => one !== 'null');
  if ($ref !== undefined) {
    const named = components[$ref.replace('#/components/schemas/', '')];
    return named && exampleOf(named, components);
  }
  const [first] = examples ?? [];
  if (examples && examples.length > 0) return first;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [choice] = anyOf ?? oneOf ?? [];
  if (choice !== undefined) return exampleOf(partOf(choice), components);
  switch (kind) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, part]) => [
          name,
          exampleOf(partOf(part), components),
        ]),
      );
    case 'array':
      return [exampleOf(partOf(schema.items), components)];
    case 'string':
      return texts[schema.format ?? ''] ?? '…';
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case undefined:
      return null;
  }
}

const texts: Readonly<Record<string, string>> = {
  'date-time': '2026-11-21T08:00:00.000Z',
  date: '2026-11-21',
  uri: 'https://example.com/',
  email: 'ada@example.com',
  uuid: '019362f2-7a1e-7c3d-9b5e-2f6a8c4d1e07',
};

/** JSON Schema also has `true` for whatever there is, and a list for tuples, which no route has. */
function partOf(schema: unknown): JsonSchema {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod writes nothing else here
  return typeof schema === 'object' && schema !== null ? (schema as JsonSchema) : {};
}

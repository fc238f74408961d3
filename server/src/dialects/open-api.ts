/** What OpenAPI documents of dialects and of the platform API have in common. Pure. */
import { z } from 'zod';
import type { JsonSchema } from './type-definitions.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: object;
}

/** `override` changes what was made of each part. */
export function jsonSchemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  override: z.core.JSONSchemaGeneratorParams['override'],
): JsonSchema {
  const { $schema: _draft, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override,
  });
  return json;
}

/** Of what stands in the path and the query of a call. */
export function parametersOf(
  parts: { path?: z.ZodObject | undefined; query?: z.ZodObject | undefined },
  jsonSchema: (schema: z.ZodType, io: 'input') => JsonSchema,
): Parameter[] {
  return (['path', 'query'] as const).flatMap((place) => {
    const schema = parts[place];
    if (!schema) return [];
    const { properties = {}, required = [] } = jsonSchema(schema, 'input');
    return Object.entries(properties).map(([name, one]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      // JSON Schema also has `true` for whatever there is.
      schema: typeof one === 'object' ? one : {},
    }));
  });
}

/** Whom customers ask: an e-mail address or a page. */
export function contactOf(contact: string): object {
  return contact.includes('@') ? { email: contact } : { url: contact };
}

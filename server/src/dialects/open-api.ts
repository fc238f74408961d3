/** What OpenAPI documents of dialects and of the platform API have in common. Pure. */
import { z } from 'zod';
import type { JsonSchema } from './type-definitions.ts';

export interface OpenApiDocument {
  openapi: '3.1.0';
  info: { title: string; version: string; description?: string; contact?: object };
  servers: { url: string }[];
  security: object[];
  tags?: { name: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  webhooks?: Record<string, { post: OpenApiOperation }>;
  components: {
    securitySchemes: Record<string, SecurityScheme>;
    headers?: object;
    schemas?: Record<string, JsonSchema>;
  };
}

export type SecurityScheme =
  { type: 'http'; scheme: 'bearer' } | { type: 'apiKey'; in: 'header' | 'cookie'; name: string };

export interface OpenApiOperation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  deprecated?: boolean;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, OpenApiContent> };
  responses: Record<string, OpenApiResponse>;
}

export interface OpenApiResponse {
  description: string;
  headers?: object;
  content?: Record<string, OpenApiContent>;
}

export interface OpenApiContent {
  schema: JsonSchema;
  example?: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
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

/** The platform API as an OpenAPI 3.1 document, from the routes that serve it. Pure. */
import type { z } from 'zod';
import { keyScopes } from '../../accounts/scopes.ts';
import {
  contactOf,
  jsonSchemaOf,
  parametersOf,
  type OpenApiContent,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiResponse,
  type Parameter,
} from '../../dialects/open-api.ts';
import type { JsonSchema } from '../../dialects/type-definitions.ts';
import { problemStatus, type ProblemCode } from '../../generation/problems.ts';
import { accountRoles, scopesOf } from '../../people/roles.ts';
import { eventTypes } from '../../webhooks/endpoint.ts';
import { problemSchema } from '../problem-json.ts';
import { exampleOf } from './example.ts';
import { nameOf, tagOf } from './operation-names.ts';
import { problemsOf, type PlatformRoute } from './route.ts';
import { eventSchemas } from './webhook-events.ts';

export type PlatformDocument = Required<OpenApiDocument> & {
  components: Required<OpenApiDocument['components']>;
};

const description = `Our own API beside those of the dialects: what is made in any of them is read and managed here.

- **Keys** go into \`Authorization: Bearer\`. What a key must be allowed to do stands with each operation. People who have signed in are known by a cookie, and their changes need \`Content-Type: application/json\` and a page of this server.
- **Refusals** are problem details after RFC 9457. \`code\` is what a program should look at; each has a page below \`/docs/problems\`. \`Accept-Language\` (\`en\`, \`zh\`) says in which language.
- **Fields** that nobody knows are refused by their names. Answers may get further fields, and lists of words further words: pass over what you do not know.
- **Lists** answer \`data\` and \`nextCursor\`, which is sent as \`cursor\` to go on.
- **Creates** take an \`Idempotency-Key\`, which is kept for 24 hours: the same request under the same key answers with what it made the first time, and says so by \`Idempotent-Replayed: true\`.
- **Reads** carry an \`ETag\`; sent back as \`If-None-Match\`, it saves the body where nothing has changed.`;

/** Whether no member of an account may ask: only those who run the installation. */
export function isOfOperators({ needs }: PlatformRoute): boolean {
  return needs !== null && !accountRoles.some((role) => scopesOf(role, null).has(needs));
}

/** `contact` is whom customers ask: an e-mail address or a page. */
export function platformOpenApi(
  routes: readonly PlatformRoute[],
  contact: string | null,
): PlatformDocument {
  const schemas = collectSchemas();
  schemas.add(problemSchema, 'output');
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route, schemas),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Filmgate platform API',
      version: '1',
      description,
      ...(contact !== null && { contact: contactOf(contact) }),
    },
    // Beside the place where the document stands, whatever is in front of it.
    servers: [{ url: './platform/v1' }],
    security: [{ key: [] }, { session: [] }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths,
    webhooks: Object.fromEntries(
      eventTypes.map((type) => [type, { post: webhookOf(type, schemas) }]),
    ),
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-filmgate' },
      },
      headers,
      schemas: schemas.all,
    },
  };
}

const headers = {
  RequestId: {
    description: 'Id of the request: name it when you ask for help.',
    schema: { type: 'string' },
  },
  ETag: {
    description: 'Of this answer: as `If-None-Match` it saves the body where nothing has changed.',
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Seconds after which it is worth to ask again.',
    schema: { type: 'integer', minimum: 0 },
  },
  ShouldRetry: {
    description: 'Whether the same request may get through later.',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
  RateLimit: {
    description:
      'Where the key has a rate: how many may come now, and in how many seconds there is one more.',
    schema: { type: 'string', examples: ['"key-creates";r=9;t=1'] },
  },
  RateLimitPolicy: {
    description: 'How many may come in how many seconds.',
    schema: { type: 'string', examples: ['"key-creates";q=60;w=60'] },
  },
  IdempotentReplayed: {
    description: 'The request was known by its `Idempotency-Key`: this is what it made before.',
    schema: { type: 'string', enum: ['true'] },
  },
  Deprecation: {
    description: 'Since when the operation should not be used any more (RFC 9745).',
    schema: { type: 'string' },
  },
  Sunset: {
    description: 'When the operation goes (RFC 8594).',
    schema: { type: 'string' },
  },
} as const;

function headersOf(...names: (keyof typeof headers)[]): object {
  return Object.fromEntries(
    names.map((name) => [headerNames[name], { $ref: `#/components/headers/${name}` }]),
  );
}

const headerNames: Readonly<Record<keyof typeof headers, string>> = {
  RequestId: 'X-Request-Id',
  ETag: 'ETag',
  RetryAfter: 'Retry-After',
  ShouldRetry: 'X-Should-Retry',
  RateLimit: 'RateLimit',
  RateLimitPolicy: 'RateLimit-Policy',
  IdempotentReplayed: 'Idempotent-Replayed',
  Deprecation: 'Deprecation',
  Sunset: 'Sunset',
};

function operationOf(route: PlatformRoute, schemas: Schemas): OpenApiOperation {
  const { needs, isFor, summary, asks, form, deprecated } = route;
  const parameters = [
    ...parametersOf(asks, (schema, io) => schemas.inline(schema, io)),
    ...(isRepeatable(route) ? [idempotencyKeyParameter] : []),
    ...('streams' in route ? [lastEventIdParameter] : []),
  ];
  return {
    operationId: nameOf(route),
    summary,
    description: `${callers[isFor ?? 'both']}${needs === null ? '' : ` The caller needs the scope \`${needs}\`.`}`,
    tags: [tagOf(route)],
    ...(deprecated && { deprecated: true }),
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(asks.body && {
      requestBody: {
        required: true,
        content: jsonContent(schemas.add(asks.body, 'input'), schemas),
      },
    }),
    ...(form && {
      requestBody: {
        required: true,
        content: { 'multipart/form-data': { schema: schemas.inline(form.schema, 'input') } },
      },
    }),
    responses: { ...successesOf(route, schemas), ...refusalsOf(problemsOf(route)) },
  };
}

/** Whether what is sent again under its idempotency key is made once. */
function isRepeatable(route: PlatformRoute): boolean {
  return 'creates' in route || 'makesTask' in route;
}

/** Whether it is taken from what a key may make a minute. */
function isCounted({ method, isFor }: PlatformRoute): boolean {
  return (method === 'POST' || method === 'PATCH') && isFor === undefined;
}

const callers = {
  anybody: 'Open to everybody.',
  people: 'For people who have signed in, not for keys.',
  both: 'For keys and for people who have signed in.',
} as const;

function securityOf({ needs, isFor }: PlatformRoute): Record<string, string[]>[] {
  const scopes = needs === null ? [] : [needs];
  const takesKeys = isFor === undefined && (needs === null || keyScopes.includes(needs));
  if (isFor === 'anybody') return [];
  return [...(takesKeys ? [{ key: scopes }] : []), { session: scopes }];
}

const idempotencyKeyParameter: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Yours, for one create: what is sent again under it is made once. Kept for 24 hours.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const lastEventIdParameter: Parameter = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'Id of the last event that you have: what follows it is sent.',
  schema: { type: 'string' },
};

function successesOf(route: PlatformRoute, schemas: Schemas): Record<string, OpenApiResponse> {
  if ('streams' in route) return streamResponses(route.streams, schemas);
  if ('types' in route) return fileResponses(route.types);
  const { answers, method, goesOn, files, deprecated } = route;
  const always = headersOf(
    'RequestId',
    ...(deprecated ? (['Deprecation', 'Sunset'] as const) : []),
    ...(isRepeatable(route) ? (['IdempotentReplayed'] as const) : []),
    ...(isCounted(route) ? (['RateLimit', 'RateLimitPolicy'] as const) : []),
  );
  const ofFiles = Object.fromEntries(
    (files?.types ?? []).map((type) => [type, { schema: fileSchema(type) }]),
  );
  if ('isFile' in answers) {
    return { '200': { description: 'The file.', headers: always, content: ofFiles } };
  }
  if (!('schema' in answers)) {
    return { '204': { description: 'It is done.', headers: always } };
  }
  const isRead = method === 'GET';
  const done: OpenApiResponse = {
    description: answers.status === 202 ? 'It is accepted.' : 'It is done.',
    headers: {
      ...always,
      ...(isRead && headersOf('ETag')),
      ...(goesOn && headersOf('RetryAfter')),
    },
    content: {
      ...jsonContent(schemas.add(answers.schema, 'output'), schemas),
      ...ofFiles,
    },
  };
  return {
    [String(answers.status)]: done,
    ...(isRead && {
      '304': { description: 'It is as you have it.', headers: headersOf('RequestId', 'ETag') },
    }),
  };
}

function fileSchema(type: string): JsonSchema {
  return type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' };
}

function fileResponses(types: readonly string[]): Record<string, OpenApiResponse> {
  const schema: JsonSchema = { type: 'string', format: 'binary' };
  const content = Object.fromEntries(types.map((type) => [type, { schema }]));
  const headers = headersOf('RequestId', 'ETag');
  return {
    '200': { description: 'The whole file.', headers, content },
    '206': { description: 'The part that `Range` asks for.', headers, content },
    '304': { description: 'It is as you have it.', headers },
    '416': { description: 'It has no such part.', headers },
  };
}

function streamResponses(
  streams: Readonly<Record<string, z.ZodType>>,
  schemas: Schemas,
): Record<string, OpenApiResponse> {
  const byType = Object.entries(streams).map(
    ([type, schema]) => [type, schemas.add(schema, 'output')] as const,
  );
  return {
    '200': {
      description: `Server-sent events: ${Object.keys(streams).join(', ')}.`,
      headers: headersOf('RequestId'),
      content: {
        'text/event-stream': {
          schema: {
            type: 'string',
            description: 'The data of each event is JSON, by its type as `x-events` says.',
            'x-events': Object.fromEntries(byType),
          },
        },
      },
    },
    '204': { description: 'There is nothing more to come, ever.', headers: headersOf('RequestId') },
  };
}

function refusalsOf(codes: readonly ProblemCode[]): Record<string, OpenApiResponse> {
  const byStatus = Map.groupBy(codes, (code) => problemStatus[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, here]) => [
      String(status),
      {
        description: here.map((code) => `\`${code}\``).join(', '),
        headers: headersOf(
          'RequestId',
          'ShouldRetry',
          ...(status >= 429 ? (['RetryAfter'] as const) : []),
          ...(status === 429 ? (['RateLimit', 'RateLimitPolicy'] as const) : []),
        ),
        content: {
          'application/problem+json': {
            schema: {
              $ref: '#/components/schemas/Problem',
              properties: { code: { enum: [...here] } },
            },
          },
        },
      },
    ]),
  );
}

function webhookOf(type: (typeof eventTypes)[number], schemas: Schemas): OpenApiOperation {
  return {
    operationId: `on${type.replaceAll(/(?:^|\.)(\w)/gu, (_dot, letter: string) => letter.toUpperCase())}`,
    summary: `An endpoint is told: ${type}`,
    description:
      'Signed after Standard Webhooks 1.0.0. Any answer of 2xx within 15 seconds is a success; anything else is tried again over days.',
    tags: ['Webhooks'],
    security: [],
    parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
      name,
      in: 'header',
      required: true,
      schema: { type: 'string' },
    })),
    requestBody: {
      required: true,
      content: jsonContent(schemas.add(eventSchemas[type], 'output'), schemas),
    },
    responses: { '2XX': { description: 'It is received.' } },
  };
}

function jsonContent(schema: JsonSchema, schemas: Schemas): Record<string, OpenApiContent> {
  return { 'application/json': { schema, example: exampleOf(schema, schemas.all) } };
}

interface Schemas {
  /** By name, all that were added so far. */
  all: Record<string, JsonSchema>;
  /** A schema with its named parts as references. One with an id of its own is but a reference. */
  add(schema: z.ZodType, io: 'input' | 'output'): JsonSchema;
  inline(schema: z.ZodType, io: 'input' | 'output'): JsonSchema;
}

/** Schemas with an `id` in their metadata stand once in the document, under that name. */
function collectSchemas(): Schemas {
  const all: Record<string, JsonSchema> = {};
  function inline(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    return jsonSchemaOf(schema, io, (made) => tidy(made.jsonSchema, io));
  }
  return {
    all,
    inline,
    add(schema, io) {
      const { $defs = {}, id, ...json } = inline(schema, io);
      for (const [name, part] of Object.entries({
        ...$defs,
        ...(id !== undefined && { [id]: json }),
      })) {
        const { id: _id, ...named } = referring(part);
        const known = all[componentName(name)];
        if (known && JSON.stringify(known) !== JSON.stringify(named)) {
          throw new Error(`Two schemas are named ${name}.`);
        }
        all[componentName(name)] = named;
      }
      return id === undefined ? referring(json) : { $ref: `#/components/schemas/${id}` };
    },
  };
}

/** What refers to itself without a name of its own is any JSON. */
function componentName(name: string): string {
  return /^__schema\d+$/u.test(name) ? 'Json' : name;
}

/** With references into the document instead of into itself. */
function referring(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema).replaceAll(
    /"\$ref":"#\/\$defs\/([^"]+)"/gu,
    (_ref, name: string) => `"$ref":"#/components/schemas/${componentName(name)}"`,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was one before
  return JSON.parse(text) as JsonSchema;
}

/** Without what says nothing to a reader. */
function tidy(schema: JsonSchema, io: 'input' | 'output'): void {
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (JSON.stringify(schema.propertyNames) === '{"type":"string"}') delete schema.propertyNames;
  // Answers may get further fields.
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties;
}

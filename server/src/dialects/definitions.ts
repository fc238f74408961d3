/** A dialect for tools: an OpenAPI document and TypeScript definitions, from the schemas that serve it. Pure. */
import type { z } from 'zod';
import { filePart } from './form-values.ts';
import type { AnyOperation, Dialect, FileOperation, KeyHeader } from './mechanism.ts';
import {
  contactOf,
  jsonSchemaOf,
  parametersOf,
  type OpenApiDocument,
  type OpenApiOperation,
  type SecurityScheme,
} from './open-api.ts';
import { typeDefinitions, type JsonSchema } from './type-definitions.ts';

const schemes: Readonly<Record<'bearer' | 'authorization', SecurityScheme>> = {
  bearer: { type: 'http', scheme: 'bearer' },
  authorization: { type: 'apiKey', in: 'header', name: 'Authorization' },
};

function schemeOf(header: KeyHeader): [id: string, scheme: SecurityScheme] {
  if (typeof header === 'string') return [header, schemes[header]];
  return [header.name.toLowerCase(), { type: 'apiKey', in: 'header', name: header.name }];
}

/** `contact` is whom customers ask: an e-mail address or a page. */
export function openApiOf(dialect: Dialect, contact: string | null): OpenApiDocument {
  const { name, title, files = [] } = dialect;
  const schemesHere = dialect.keyHeaders.map(schemeOf);
  const paths: OpenApiDocument['paths'] = {};
  const add = (path: string, method: string, operation: OpenApiOperation): void => {
    paths[path] = { ...paths[path], [method]: operation };
  };
  for (const { op, id } of named(dialect))
    add(op.path, op.method.toLowerCase(), operationOf(op, id));
  for (const file of files) add(file.path, 'get', fileOf(file));
  return {
    openapi: '3.1.0',
    info: {
      title: `${title}, as Filmgate serves it`,
      version: '1',
      ...(contact !== null && { contact: contactOf(contact) }),
    },
    // Beside the place where the document stands, whatever is in front of it.
    servers: [{ url: '../..' }, { url: `../../d/${name}` }],
    security: schemesHere.map(([id]) => ({ [id]: [] })),
    paths,
    components: {
      securitySchemes: Object.fromEntries(schemesHere),
    },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return jsonSchemaOf(schema, io, ({ zodSchema, jsonSchema: made }) => {
    if (zodSchema === filePart) Object.assign(made, { type: 'string', format: 'binary' });
  });
}

/** Of each operation its path, query and body, and its answer. */
export function typesOf(dialect: Dialect): string {
  const types = named(dialect).flatMap(({ op, id }) => {
    const { path, query, body } = op.asks.schemas;
    const parts = { Path: path, Query: query, Request: body };
    const asked = Object.entries(parts).flatMap(([part, schema]) =>
      schema ? [[`${id}${part}`, jsonSchema(schema, 'input')] as const] : [],
    );
    return [...asked, [`${id}Response`, jsonSchema(op.answers.schema, 'output')] as const];
  });
  const head = `// ${dialect.title}, as Filmgate serves it: made from the schemas that requests are checked with.\n`;
  return `${head}\n${typeDefinitions(types)}`;
}

/** The first that does something has its name, others that of their path besides. What is only refused is left out. */
function named({ operations }: Dialect): { op: AnyOperation; id: string }[] {
  const known = new Set<string>();
  return operations.flatMap((op) => {
    if (op.isRefused) return [];
    const plain = pascal([op.does]);
    const words = op.path.split('/').filter((word) => word !== '' && !word.startsWith('{'));
    const id = known.has(plain) ? plain + pascal(words) : plain;
    known.add(id);
    return [{ op, id }];
  });
}

function pascal(words: readonly string[]): string {
  return words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/u))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function operationOf(op: AnyOperation, id: string): OpenApiOperation {
  const { path, query, body } = op.asks.schemas;
  const schema = jsonSchema(op.answers.schema, 'output');
  return {
    operationId: id,
    ...(op.open && { security: [] }),
    ...parametersIn({ path, query }),
    ...(body && { requestBody: bodyOf(op, jsonSchema(body, 'input')) }),
    responses: {
      [String(op.status)]: {
        description: 'It is done.',
        content: { 'application/json': { schema } },
      },
      default: { description: 'It is refused.', content: { 'application/json': { schema: {} } } },
    },
  };
}

function fileOf({ path, asks }: FileOperation): OpenApiOperation {
  const { path: inPath, query } = asks.schemas;
  return {
    operationId: pascal(['file', ...path.split('/').filter((word) => !word.startsWith('{'))]),
    ...parametersIn({ path: inPath, query }),
    responses: {
      '200': {
        description: 'The file.',
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      default: { description: 'It is refused.', content: { 'application/json': { schema: {} } } },
    },
  };
}

function bodyOf(
  { takes = 'json' }: AnyOperation,
  schema: JsonSchema,
): NonNullable<OpenApiOperation['requestBody']> {
  const content = {
    ...(takes !== 'form' && { 'application/json': { schema } }),
    ...(takes !== 'json' && { 'multipart/form-data': { schema } }),
  };
  return { required: true, content };
}

function parametersIn(parts: {
  path: z.ZodObject | undefined;
  query: z.ZodObject | undefined;
}): Pick<OpenApiOperation, 'parameters'> {
  const parameters = parametersOf(parts, jsonSchema);
  return parameters.length === 0 ? {} : { parameters };
}

/** The types of the client, from the document of the platform API: self-contained, and readable as they are. */
import { format, resolveConfig } from 'prettier';
import type { OpenApiOperation, Parameter } from '../server/src/dialects/open-api.ts';
import { typeDefinitions, type JsonSchema } from '../server/src/dialects/type-definitions.ts';
import type { PlatformDocument } from '../server/src/http/platform/openapi.ts';

const folder = new URL('../client/src/', import.meta.url);

type NamedSchema = readonly [name: string, schema: JsonSchema];

/** Whatever is made from the document: where it stands, and what is written there. */
export async function clientFiles(
  document: PlatformDocument,
): Promise<[file: URL, text: string][]> {
  const texts = { 'api-types.ts': typesText(document), 'operations.ts': tableText(document) };
  return Promise.all(
    Object.entries(texts).map(async ([name, text]): Promise<[URL, string]> => {
      const file = new URL(name, folder);
      return [file, await format(text, { ...(await resolveConfig(file)), parser: 'typescript' })];
    }),
  );
}

function typesText(document: PlatformDocument): string {
  const operations = operationsOf(document);
  const events = eventsOf(document);
  return `/** The platform API in types. \`npm run docs\` writes this file from docs/openapi.json. */

${typeDefinitions([...Object.entries(document.components.schemas), ...operations.flatMap((one) => one.types), ...events])}
/** What endpoints are told, as a webhook's body has it. */
export type WebhookEvent = ${events.map(([name]) => name).join(' | ')};

/** What refusals are told apart by; the list may grow. */
export type ProblemCode = ${problemCodes(document)};

/** Every operation by its name: what it asks, and what it answers. */
export interface Operations {
${operations.map(memberOf).join('')}}
`;
}

function tableText(document: PlatformDocument): string {
  const rows = operationsOf(document).map(({ name, ...place }) => {
    const { method, path, isRepeatable, sends, answers } = place;
    const facts = { method, path, isRepeatable, sends, answers };
    return `${name}: ${JSON.stringify(facts)},`;
  });
  return `/** Where the operations stand. \`npm run docs\` writes this file from docs/openapi.json. */
import type { Operations } from './api-types.ts';

export interface OperationPlace {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below \`/platform/v1\`, parameters in braces. */
  path: string;
  /** Whether it takes an \`Idempotency-Key\`: what is sent again under it is made once. */
  isRepeatable: boolean;
  /** How its body is sent; JSON where nothing is said. */
  sends?: 'form';
  /** What it answers; JSON, or nothing, where nothing is said. */
  answers?: 'file';
}

export const operations: Readonly<Record<keyof Operations, OperationPlace>> = {
${rows.join('\n')}
};
`;
}

interface Operation {
  name: string;
  method: string;
  path: string;
  summary: string;
  isRepeatable: boolean;
  /** Left out for JSON. */
  sends: 'form' | undefined;
  answers: 'file' | undefined;
  types: NamedSchema[];
}

const parts = ['Path', 'Query', 'Body', 'Answer', 'Events'] as const;

function operationsOf({ paths }: PlatformDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(method, path, operation)),
  );
}

function operationOf(method: string, path: string, operation: OpenApiOperation): Operation {
  const { operationId: name, summary = '', parameters = [], requestBody, responses } = operation;
  const form = requestBody?.content['multipart/form-data'];
  const file = fileOf(responses);
  const asked = {
    Path: objectOf(parameters.filter((one) => one.in === 'path')),
    Query: objectOf(parameters.filter((one) => one.in === 'query')),
    Body: (requestBody?.content['application/json'] ?? form)?.schema,
    Answer: answerOf(responses) ?? file,
    Events: streamOf(responses),
  };
  return {
    name,
    method: method.toUpperCase(),
    path,
    summary,
    isRepeatable: parameters.some((one) => one.name === 'Idempotency-Key'),
    sends: form && 'form',
    answers: file && 'file',
    types: parts.flatMap((part) => {
      const schema = asked[part];
      return schema ? [[pascal(name) + part, schema] as const] : [];
    }),
  };
}

function memberOf({ name, summary, types }: Operation): string {
  const known = new Set(types.map(([type]) => type));
  const members = parts.map((part) => {
    const type = pascal(name) + part;
    return `${part.toLowerCase()}: ${known.has(type) ? type : 'undefined'};`;
  });
  return `/** ${summary}. */\n${name}: { ${members.join(' ')} };\n`;
}

function objectOf(parameters: readonly Parameter[]): JsonSchema | undefined {
  if (parameters.length === 0) return undefined;
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, ofText(schema)])),
    required: parameters.flatMap(({ name, required }) => (required ? [name] : [])),
  };
}

/** What is written as text in a query may be given as what it stands for. */
function ofText(schema: JsonSchema): JsonSchema {
  const { description } = schema;
  const said = description === undefined ? {} : { description };
  if (schema.pattern === String.raw`^\d{1,9}$`) return { ...said, type: 'integer' };
  if (JSON.stringify(schema.enum) === '["true","false"]') return { ...said, type: 'boolean' };
  return schema;
}

function answerOf(responses: OpenApiOperation['responses']): JsonSchema | undefined {
  const done = Object.entries(responses).find(([status]) => status.startsWith('2'));
  return done?.[1].content?.['application/json']?.schema;
}

/** Of one that answers bytes, of whatever types. */
function fileOf(responses: OpenApiOperation['responses']): JsonSchema | undefined {
  const [first] = Object.values(responses['200']?.content ?? {});
  return first?.schema.format === 'binary' ? first.schema : undefined;
}

/** Of a stream: by type of event, its data. */
function streamOf(responses: OpenApiOperation['responses']): JsonSchema | undefined {
  const schema = responses['200']?.content?.['text/event-stream']?.schema;
  const properties: unknown = schema?.['x-events'];
  if (typeof properties !== 'object' || properties === null) return undefined;
  return { type: 'object', properties: { ...properties }, required: Object.keys(properties) };
}

function eventsOf({ webhooks }: PlatformDocument): NamedSchema[] {
  return Object.values(webhooks).flatMap(({ post }) => {
    const schema = post.requestBody?.content['application/json']?.schema;
    return schema
      ? [[`${pascal(post.operationId.replace(/^on/u, ''))}Event`, schema] as const]
      : [];
  });
}

function problemCodes({ paths }: PlatformDocument): string {
  const responses = Object.values(paths).flatMap((methods) =>
    Object.values(methods).flatMap((operation) => Object.values(operation.responses)),
  );
  const codes = responses.flatMap(({ content }) => {
    const code = content?.['application/problem+json']?.schema.properties?.['code'];
    return typeof code === 'object' && code.enum ? code.enum : [];
  });
  return [...new Set(codes)]
    .map((code) => JSON.stringify(code))
    .sort()
    .join(' | ');
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

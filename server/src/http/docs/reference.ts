/** The reference of an API as Markdown, from its OpenAPI document. Pure. */
import type {
  OpenApiContent,
  OpenApiDocument,
  OpenApiOperation,
  Parameter,
} from '../../dialects/open-api.ts';
import type { JsonSchema } from '../../dialects/type-definitions.ts';
import { fieldsOf } from './fields.ts';
import { anchorOf, table } from './markdown.ts';

/** `base` is the URL below which its paths stand. */
export function referenceOf(document: OpenApiDocument, base: string): string {
  const { info, paths, webhooks = {}, components } = document;
  const schemas = components.schemas ?? {};
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      heading: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  const contents = operations.map(({ heading, operation }) => [
    `[\`${heading}\`](#${anchorOf(heading)})`,
    operation.summary ?? operation.operationId,
  ]);
  const told = Object.entries(webhooks).map(([type, { post }]) => [
    `## ${type}`,
    sent(post, schemas),
  ]);
  const key = keyHeader(document);
  return [
    `# ${info.title}`,
    info.description ?? '',
    table(['operation', 'does'], contents),
    ...operations.map(({ heading, ...one }) =>
      [`## ${heading}`, section(one, { base, key, schemas })].join('\n\n'),
    ),
    ...(told.length > 0 ? ['# Webhooks', ...told.flat()] : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

type Schemas = Readonly<Record<string, JsonSchema>>;

function section(
  { method, path, operation }: { method: string; path: string; operation: OpenApiOperation },
  { base, key, schemas }: { base: string; key: string; schemas: Schemas },
): string {
  const { summary, description, deprecated, parameters = [], requestBody, responses } = operation;
  const asked = Object.entries(requestBody?.content ?? {});
  const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const refusals = Object.entries(responses).filter(([status]) => /^[45]/u.test(status));
  return [
    deprecated ? '**Deprecated.**' : '',
    summary === undefined ? '' : `${summary}.`,
    description ?? '',
    example({ url: `${base}${path}`, method, key }, asked),
    parameters.length > 0 ? parameterTable(parameters) : '',
    ...asked.flatMap(([type, { schema }]) => [
      `**The body**, \`${type}\``,
      fieldTable(schema, schemas),
    ]),
    ...answers.flatMap(([status, { description: said, content = {} }]) => [
      `**${status}**: ${said}`,
      ...Object.entries(content).flatMap(([type, one]) => answerOf(type, one, schemas)),
    ]),
    refusals.length > 0 ? refusalTable(refusals) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** As the first of the schemes wants it. */
function keyHeader({ components, security }: OpenApiDocument): string {
  const [first = ''] = Object.keys(security[0] ?? {});
  const scheme = components.securitySchemes[first];
  return scheme?.type === 'apiKey' ? `${scheme.name}: YOUR_KEY` : 'Authorization: Bearer YOUR_KEY';
}

function example(
  { url, method, key }: { url: string; method: string; key: string },
  asked: readonly (readonly [type: string, content: OpenApiContent])[],
): string {
  const body = asked.find(([type]) => type === 'application/json')?.[1].example;
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${url}'`,
    `-H '${key}'`,
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(body)}'`]),
  ];
  return ['```sh', lines.join(' \\\n  '), '```'].join('\n');
}

function sent(operation: OpenApiOperation, schemas: Schemas): string {
  const content = operation.requestBody?.content['application/json'];
  return [
    operation.description ?? '',
    ...(content ? answerOf('application/json', content, schemas) : []),
  ].join('\n\n');
}

function answerOf(
  type: string,
  { schema, example: one }: OpenApiContent,
  schemas: Schemas,
): string[] {
  const json = one === undefined ? [] : [`\`\`\`json\n${JSON.stringify(one, null, 2)}\n\`\`\``];
  return type === 'application/json' ? [fieldTable(schema, schemas), ...json] : [`\`${type}\``];
}

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(({ name, in: place, required, description, schema }) => [
    `\`${name}\``,
    place,
    required ? 'yes' : '',
    description ?? schema.description ?? '',
  ]);
  return table(['parameter', 'in', 'always', 'what it says'], rows);
}

function fieldTable(schema: JsonSchema, schemas: Schemas): string {
  const rows = fieldsOf(schema, schemas).map(({ name, types, isAlways, values, description }) => [
    `\`${name}\``,
    [...types].join(' or '),
    isAlways ? 'yes' : '',
    [description, [...values].join(', ')].filter((part) => part !== '').join(' '),
  ]);
  return rows.length === 0
    ? 'An object.'
    : table(['field', 'type', 'always', 'what it says'], rows);
}

function refusalTable(refusals: readonly (readonly [string, { description: string }])[]): string {
  const rows = refusals.map(([status, { description }]) => [
    status,
    description.replaceAll(/`(\w+)`/gu, '[`$1`](/docs/problems/$1)'),
  ]);
  return table(['refused with', 'codes'], rows);
}

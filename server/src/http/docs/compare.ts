/** What clients of a former OpenAPI document can no longer rely on. Pure. */
import type {
  OpenApiContent,
  OpenApiDocument,
  OpenApiOperation,
  Parameter,
} from '../../dialects/open-api.ts';
import type { JsonSchema } from '../../dialects/type-definitions.ts';
import { fieldsOf, type Field } from './fields.ts';

/**
 * A sentence for each. Answers may get further fields and lists of words further words; whatever clients send
 * stays welcome.
 */
export function incompatibilities(before: OpenApiDocument, after: OpenApiDocument): string[] {
  const schemas = { before: schemasOf(before), after: schemasOf(after) };
  const changed = operationsOf(before).flatMap(([name, former]) => {
    const [method = '', path = ''] = name.split(' ');
    const now = after.paths[path]?.[method.toLowerCase()];
    if (!now) return [`${name} is gone`];
    return [
      ...renamed(former, now),
      ...parametersLost(former.parameters ?? [], now.parameters ?? []),
      ...bodyNarrowed(former, now, schemas),
      ...answersLost(former, now, schemas),
    ].map((what) => `${name}: ${what}`);
  });
  const untold = Object.entries(before.webhooks ?? {}).flatMap(([type, { post }]) => {
    const now = after.webhooks?.[type]?.post;
    if (!now) return [`the event ${type} is gone`];
    return fieldsLost(fieldsIn(post, schemas.before), fieldsIn(now, schemas.after)).map(
      (what) => `the event ${type}: ${what}`,
    );
  });
  return [...changed, ...untold];
}

type Schemas = Readonly<Record<string, JsonSchema>>;
interface Both {
  before: Schemas;
  after: Schemas;
}

function schemasOf({ components }: OpenApiDocument): Schemas {
  return components.schemas ?? {};
}

function operationsOf({ paths }: OpenApiDocument): (readonly [string, OpenApiOperation])[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
}

function renamed(before: OpenApiOperation, after: OpenApiOperation): string[] {
  const ways = new Set((after.security ?? []).map((way) => JSON.stringify(way)));
  const isOpenStill = after.security?.length === 0;
  const lost = (before.security ?? []).filter((way) => !ways.has(JSON.stringify(way)));
  return [
    ...(before.operationId === after.operationId ? [] : [`it is called ${after.operationId} now`]),
    ...((lost.length > 0 && !isOpenStill) || (before.security?.length === 0 && ways.size > 0)
      ? ['another scope is needed now']
      : []),
  ];
}

function parametersLost(before: readonly Parameter[], after: readonly Parameter[]): string[] {
  const gone = before.filter((one) => !after.some((now) => isSame(one, now)));
  const needed = after.filter(
    (now) => now.required && !before.some((one) => isSame(one, now) && one.required),
  );
  const narrowed = before.flatMap((one) => {
    const now = after.find((other) => isSame(one, other));
    const [was] = fieldsOf(asObject(one));
    const [is] = now ? fieldsOf(asObject(now)) : [];
    return was && is ? narrowing(was, is) : [];
  });
  return [
    ...gone.map(({ name }) => `the parameter ${name} is gone`),
    ...needed.map(({ name }) => `the parameter ${name} is needed now`),
    ...narrowed,
  ];
}

function isSame(one: Parameter, other: Parameter): boolean {
  return one.name === other.name && one.in === other.in;
}

function asObject({ name, schema }: Parameter): JsonSchema {
  return { type: 'object', properties: { [name]: schema } };
}

function bodyNarrowed(before: OpenApiOperation, after: OpenApiOperation, schemas: Both): string[] {
  const was = fieldsIn(before, schemas.before);
  const is = fieldsIn(after, schemas.after);
  const known = new Map(was.map((field) => [field.name, field]));
  const now = new Map(is.map((field) => [field.name, field]));
  return [
    ...is
      .filter(({ name, isAlways }) => isAlways && isNewNeed(name, known))
      .map(({ name }) => `${name} is needed in the body now`),
    ...was.flatMap((field) => {
      const one = now.get(field.name);
      return one ? narrowing(field, one) : [`${field.name} is not taken in the body any more`];
    }),
  ];
}

/** What is needed within something that may be left out, and is new itself, breaks nobody. */
function isNewNeed(name: string, known: ReadonlyMap<string, Field>): boolean {
  const parent = name.slice(0, Math.max(0, name.lastIndexOf('.'))).replace(/\[\]$/u, '');
  if (parent !== '' && !known.has(parent)) return false;
  return known.get(name)?.isAlways !== true;
}

/** Of what clients send: types, words or room that are not taken any more. */
function narrowing(before: Field, after: Field): string[] {
  const { name } = before;
  const types = [...before.types].filter((type) => !after.types.has(type));
  const words =
    wordsOf(after).size === 0
      ? []
      : [...wordsOf(before)].filter((word) => !wordsOf(after).has(word));
  const [least, most] = boundsOf(before);
  const [leastNow, mostNow] = boundsOf(after);
  return [
    ...types.map((type) => `${name} may not be ${type} any more`),
    ...words.map((word) => `${name} may not be ${word} any more`),
    ...(wordsOf(before).size === 0 && wordsOf(after).size > 0
      ? [`${name} has a list of words now`]
      : []),
    ...(mostNow < most || leastNow > least ? [`${name} has less room`] : []),
  ];
}

function wordsOf({ values }: Field): ReadonlySet<string> {
  return new Set([...values].filter((value) => value.startsWith('`')));
}

function boundsOf({ values }: Field): [least: number, most: number] {
  const text = [...values].join(', ');
  const most = /(?:up to|to) (\d+)/u.exec(text)?.[1];
  const least = /from (-?\d{1,16})|(?<![\d-])(-?\d{1,16}) to /u.exec(text);
  return [Number(least?.[1] ?? least?.[2] ?? -Infinity), Number(most ?? Infinity)];
}

function answersLost(before: OpenApiOperation, after: OpenApiOperation, schemas: Both): string[] {
  const successes = Object.entries(before.responses).filter(([status]) => status.startsWith('2'));
  return successes.flatMap(([status, { content = {} }]) => {
    const now = after.responses[status];
    if (!now) return [`it answers ${status} no longer`];
    return Object.entries(content).flatMap(([type, one]) => {
      const other = now.content?.[type];
      if (!other) return [`it answers ${status} no longer as ${type}`];
      return fieldsLost(
        fieldsOfContent(one, schemas.before),
        fieldsOfContent(other, schemas.after),
      );
    });
  });
}

/** Of what clients read. */
function fieldsLost(before: readonly Field[], after: readonly Field[]): string[] {
  const now = new Map(after.map((field) => [field.name, field]));
  return before.flatMap(({ name, types, isAlways }) => {
    const one = now.get(name);
    if (!one) return [`${name} is not answered any more`];
    return [
      ...(isAlways && !one.isAlways ? [`${name} may be missing now`] : []),
      ...[...one.types]
        .filter((type) => !types.has(type))
        .map((type) => `${name} may be ${type} now`),
    ];
  });
}

function fieldsIn({ requestBody }: OpenApiOperation, schemas: Schemas): Field[] {
  const content =
    requestBody?.content['application/json'] ?? requestBody?.content['multipart/form-data'];
  return content ? fieldsOfContent(content, schemas) : [];
}

function fieldsOfContent({ schema }: OpenApiContent, schemas: Schemas): Field[] {
  return fieldsOf(schema, schemas);
}

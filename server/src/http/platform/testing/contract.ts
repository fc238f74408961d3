import { z } from 'zod';
import type { OpenApiOperation } from '../../../dialects/open-api.ts';
import type { JsonSchema } from '../../../dialects/type-definitions.ts';
import { platformOpenApi } from '../openapi.ts';
import { routes } from './routes.ts';

/** What the document of the platform API says of an answer, and whether it is so. */

export const document = platformOpenApi(routes, null);

const schemaSchema = z.custom<JsonSchema>((value) => typeof value === 'object');

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    // A parameter is never `estimate` where a path of its own has that name.
    form: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'u'),
    parameters: path.split('{').length,
    operation,
  })),
);

/** Null for what is no operation of the document. */
export function operationAt(method: string, path: string): OpenApiOperation | null {
  const [plain = ''] = path.split('?');
  const found = operations
    .filter((one) => one.method === method && one.form.test(plain))
    .toSorted((a, b) => a.parameters - b.parameters);
  return found[0]?.operation ?? null;
}

/** By operation and status, what was answered so far in this process. */
export const answered = new Set<string>();

/** Throws where an answer is not as the document says. */
export function checkAnswer(
  { method, path }: { method: string; path: string },
  { status, headers, json }: { status: number; headers: Headers; json: unknown },
): void {
  const operation = operationAt(method, path);
  if (!operation) return;
  const name = `${operation.operationId} answers ${String(status)}`;
  const response = operation.responses[String(status)];
  if (!response)
    throw new Error(`${name}, of which the document says nothing: ${JSON.stringify(json)}`);
  answered.add(`${operation.operationId} ${String(status)}`);
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  const expected = Object.keys(response.content ?? {});
  if (type !== (expected.includes(type) ? type : (expected[0] ?? ''))) {
    throw new Error(`${name} as ${type}, not as ${expected.join(' or ')}`);
  }
  const content = response.content?.[type];
  if (!content) return;
  const trouble = mismatchOf(content.schema, json);
  if (trouble !== null) throw new Error(`${name}, and it is not so: ${trouble}`);
}

const checks = new Map<string, z.ZodType>();

/** What is wrong with a value, by a schema of the document; fields that it does not name are. Null: nothing is. */
export function mismatchOf(schema: JsonSchema, value: unknown): string | null {
  const { $ref, properties, ...rest } = schema;
  if ($ref === undefined) return troubleBy(closed(schema), value);
  // Beside a reference stands what more is asked of what it names.
  const more = { type: 'object', properties, ...rest };
  return troubleBy({ $ref }, value) ?? (properties ? troubleBy(more, value) : null);
}

function troubleBy(schema: object, value: unknown): string | null {
  const text = JSON.stringify(schema);
  const check = checks.get(text) ?? checkOf(schema);
  checks.set(text, check);
  const result = check.safeParse(value);
  return result.success ? null : z.prettifyError(result.error);
}

function checkOf(schema: object): z.ZodType {
  const whole = { ...schema, $defs: closed(document.components.schemas) };
  const text = JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(schemaSchema.parse(JSON.parse(text)));
}

/** Every object with fields of its own has no others. */
function closed(value: object): object {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    isObjectSchema(part) ? { ...part, additionalProperties: false } : part,
  );
}

function isObjectSchema(part: unknown): part is object {
  return (
    typeof part === 'object' &&
    part !== null &&
    'type' in part &&
    part.type === 'object' &&
    'properties' in part &&
    typeof part.properties === 'object' &&
    !('additionalProperties' in part)
  );
}

/** The fields of what is asked and answered, for tables of them. Pure. */
import type { JsonSchema } from '../../dialects/type-definitions.ts';

type Components = Readonly<Record<string, JsonSchema>>;

interface FieldPath {
  components: Components;
  /** References on the way here. */
  within: readonly string[];
}

export interface Field {
  name: string;
  types: ReadonlySet<string>;
  /** In every object that it can stand in. */
  isAlways: boolean;
  values: ReadonlySet<string>;
  description: string;
}

/**
 * The fields of a schema, each once, whichever of several shapes it is in: `output.frames`, `data[].id`. What is
 * referred to stands in `components`.
 */
export function fieldsOf(schema: JsonSchema, components: Components = {}): Field[] {
  return fieldsBelow('', schema, { components, within: [] });
}

function fieldsBelow(name: string, referring: JsonSchema, at: FieldPath): Field[] {
  const { $ref } = referring;
  // What holds itself is told once.
  if ($ref !== undefined && at.within.includes($ref)) return [];
  const place = $ref === undefined ? at : { ...at, within: [...at.within, $ref] };
  const schema = resolved(referring, at.components);
  if (schema.type === 'array') return fieldsBelow(`${name}[]`, asObject(schema.items), place);
  const choices = choicesOf(schema);
  if (choices.length > 0) {
    const objects = choices.filter(({ type }) => type === 'object');
    return merged(
      choices.map((one) => fieldsBelow(name, one, place)).filter((fields) => fields.length > 0),
      objects.length,
    );
  }
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const field = resolved(asObject(value), at.components);
    const full = name === '' ? key : `${name}.${key}`;
    const own: Field = {
      name: full,
      types: new Set([typeOf(asObject(value), at.components)]),
      isAlways: required.has(key),
      values: new Set(valuesOf(field)),
      description: field.description ?? '',
    };
    return [own, ...fieldsBelow(full, asObject(value), place)];
  });
}

function merged(shapes: readonly (readonly Field[])[], count: number): Field[] {
  const byName = Map.groupBy(shapes.flat(), ({ name }) => name);
  return [...byName.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    return {
      name: first.name,
      types: new Set(same.flatMap(({ types }) => [...types])),
      isAlways: same.length >= count && same.every(({ isAlways }) => isAlways),
      values: new Set(same.flatMap(({ values }) => [...values])),
      description: first.description,
    };
  });
}

function choicesOf({ anyOf, oneOf }: JsonSchema): JsonSchema[] {
  return (anyOf ?? oneOf ?? []).map(asObject);
}

function typeOf(referring: JsonSchema, components: Components): string {
  if (referring.$ref === '#/components/schemas/Json') return 'JSON';
  const schema = resolved(referring, components);
  const choices = choicesOf(schema);
  if (choices.length > 0) {
    return [...new Set(choices.map((one) => typeOf(one, components)))].join(' or ');
  }
  if (schema.type === 'array') return `list of ${typeOf(asObject(schema.items), components)}`;
  if (schema.type !== undefined) return [schema.type].flat().join(' or ');
  return schema.const === undefined ? 'file' : typeof schema.const;
}

function valuesOf(schema: JsonSchema): string[] {
  const choices = choicesOf(schema);
  if (choices.length > 0) return choices.flatMap(valuesOf);
  if (schema.const !== undefined) return [code(schema.const)];
  if (schema.enum) return schema.enum.map(code);
  if (schema.type === 'array') {
    const { maxItems } = schema;
    const most = maxItems === undefined ? [] : [`up to ${String(maxItems)} items`];
    return [...most, ...valuesOf(asObject(schema.items))];
  }
  const { minimum, maximum, maxLength } = schema;
  const isOpen = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER;
  if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) {
    return [isOpen ? `from ${String(minimum)}` : `${String(minimum)} to ${String(maximum)}`];
  }
  return maxLength === undefined ? [] : [`up to ${String(maxLength)} characters`];
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

function resolved(schema: JsonSchema, components: Components): JsonSchema {
  const { $ref, ...rest } = schema;
  const named = $ref === undefined ? {} : components[$ref.replace('#/components/schemas/', '')];
  return { ...named, ...rest };
}

/** JSON Schema also has `true` for whatever there is. */
export function asObject(schema: unknown): JsonSchema {
  return isObject(schema) ? schema : {};
}

function isObject(schema: unknown): schema is JsonSchema {
  return typeof schema === 'object' && schema !== null;
}

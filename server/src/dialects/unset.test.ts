import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { ProblemError, type Problem } from '../generation/problems.ts';
import { decodeCall } from './codec.ts';
import type { AnyOperation, WireCall } from './mechanism.ts';
import { openai } from './openai/dialect.ts';
import { seedance2ink } from './seedance2ink/dialect.ts';
import { validCall } from './testing/arbitraries.ts';
import { fullestOf, jsonSchemaOf } from './testing/from-schema.ts';
import { withAt } from './testing/malformed.ts';
import { callWith, operationOf } from './testing/operations.ts';
import { spotsOf, type JsonPath, type Spot } from './testing/spots.ts';
import { spoken } from './testing/spoken.ts';

interface Part {
  name: string;
  op: AnyOperation;
  part: 'query' | 'body';
  schema: z.ZodType;
}

/** Every part of every call that has fields. */
const parts: Part[] = spoken.flatMap((dialect) =>
  dialect.operations.flatMap((op) =>
    (['query', 'body'] as const).flatMap((part) => {
      const schema = op.asks.schemas[part];
      if (!schema || op.isRefused) return [];
      return [{ name: `${dialect.name}, ${op.method} ${op.path}, ${part}`, op, part, schema }];
    }),
  ),
);

const samples = 15;
const counts = { fields: new Set<string>(), oneByOne: 0, together: 0, empty: 0, items: 0 };

interface FullCall {
  call: WireCall;
  spots: readonly Spot[];
  /** What may be left out. */
  optional: readonly JsonPath[];
}

/** Full calls, the same each time. */
function fullCalls({ op, part, schema }: Part): FullCall[] {
  const json = jsonSchemaOf(schema);
  const fullest = fullestOf(schema).map((full) => sold(op, full));
  const calls = fc.tuple(validCall(op.asks.schemas), fullest);
  return fc.sample(calls, { numRuns: samples, seed: 11 }).map(([call, full]) => {
    const spots = spotsOf(json, full);
    const optional = spots.flatMap(({ path, place }) => (place === 'optional' ? [path] : []));
    return { call: { ...call, [part]: full }, spots, optional };
  });
}

/** JimmyAI sells 2.5 at a path of its own, and nothing else there. */
function sold({ path }: AnyOperation, full: unknown): unknown {
  return path.includes('seedance25') ? withAt(full, ['model'], 'seedance-2.5') : full;
}

function changed(
  { part }: Part,
  call: WireCall,
  places: readonly JsonPath[],
  to: unknown,
): WireCall {
  const value = places.reduce<unknown>((whole, path) => withAt(whole, path, to), call[part]);
  return { ...call, [part]: value };
}

/** A command, or why there is none. */
function outcome(op: AnyOperation, call: WireCall): { command: unknown } | { problem: Problem } {
  try {
    return { command: decodeCall(op, call) };
  } catch (error) {
    if (error instanceof ProblemError) return { problem: error.problem };
    throw error;
  }
}

function nameOf(path: JsonPath): string {
  return path.map((step) => (typeof step === 'number' ? '[]' : step)).join('.');
}

/** As refusals name it. */
function fieldOf(path: JsonPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${step}`))
    .join('')
    .slice(1);
}

function at(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((inside, step) => Object(inside)[step], value);
}

/** Those that hold no others. */
function innermost(places: readonly JsonPath[]): JsonPath[] {
  const begins = (path: JsonPath, other: JsonPath) =>
    other.length > path.length && path.every((step, index) => step === other[index]);
  return places.filter((path) => !places.some((other) => begins(path, other)));
}

/** What a URL has for null. */
const unsetIn = { query: '', body: null } as const;

/** Texts that say something when they are empty: a name, and what has always been told again. */
const emptyTexts = new Set(['Filter.Name', 'safety_identifier']);
/** A length that nobody could read is null in JSON, and never refused. */
const nullItems = 'video_durations.[]';

describe.each(parts)('$name', (one) => {
  const { op, part, name } = one;
  const full = fullCalls(one);
  const told = (call: WireCall, places: readonly JsonPath[], to: unknown) =>
    outcome(op, changed(one, call, places, to));

  test('each field that is left open is one that is left out', () => {
    for (const { call, optional } of full) {
      for (const path of optional) {
        const without = told(call, [path], undefined);
        expect(told(call, [path], unsetIn[part]), nameOf(path)).toEqual(without);
        counts.fields.add(`${name}: ${nameOf(path)}`);
        counts.oneByOne += 1;
      }
    }
  });

  test('all of them together are, and the call is taken', () => {
    const taken = full.filter(({ call, optional }) => {
      const outermost = optional.filter(({ length }) => length === 1);
      for (const open of [outermost, innermost(optional)]) {
        expect(told(call, open, unsetIn[part])).toEqual(told(call, open, undefined));
        counts.together += 1;
      }
      return 'command' in told(call, outermost, unsetIn[part]);
    });
    if (op.does === 'create') expect(taken).not.toEqual([]);
  });

  test('an empty text is a field that is left out, but for those that say something', () => {
    for (const { call, optional } of full) {
      for (const path of optional) {
        const isText = typeof at(call[part], path) === 'string';
        if (!isText || emptyTexts.has(nameOf(path))) continue;
        expect(told(call, [path], ''), nameOf(path)).toEqual(told(call, [path], undefined));
        counts.empty += 1;
      }
    }
  });

  test('an item of a list that is null is refused by its place', () => {
    const items = part === 'query' ? [] : full;
    for (const { call, spots } of items) {
      for (const { path, place } of spots) {
        if (place !== 'item' || nameOf(path) === nullItems) continue;
        const field = fieldOf(path);
        const problem = { code: 'invalid_parameter', field };
        expect(told(call, [path], null), field).toMatchObject({ problem });
        counts.items += 1;
      }
    }
  });
});

test.each([openai, seedance2ink])('metadata of $name stays as it is sent', (dialect) => {
  const metadata = { a: null, b: '', c: [null, '', { d: null }], e: {} };
  const body = { model: 'seedance-2.0', prompt: 'a kite', metadata };
  const command = decodeCall(operationOf(dialect, 'create'), callWith(body));
  expect(command.metadata).toEqual(metadata);
});

afterAll(() => {
  const { fields, oneByOne, together, empty, items } = counts;
  process.stdout.write(
    `left open: ${String(fields.size)} fields, ${String(oneByOne)} times one, ${String(together)} times all; ${String(empty)} empty texts; ${String(items)} items\n`,
  );
});

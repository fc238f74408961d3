import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problemOf } from '../generation/testing.ts';
import { decodeCall } from './codec.ts';
import type { AnyOperation } from './mechanism.ts';
import { jsonSchemaOf } from './testing/from-schema.ts';
import { brokenForm } from './testing/malformed-form.ts';
import { brokenQuery } from './testing/malformed-query.ts';
import { brokenBody, brokenCall } from './testing/malformed.ts';
import { spoken } from './testing/spoken.ts';

/** Forms are read by the server alone, so what takes nothing else is broken over HTTP. */
const withBodies = spoken.flatMap((dialect) =>
  dialect.operations
    .filter(({ asks, isRefused, takes }) => asks.schemas.body && !isRefused && takes !== 'form')
    .map((op) => [dialect.name, op.does, op] as const),
);

const withQueries = spoken.flatMap((dialect) =>
  dialect.operations
    .filter(({ asks, isRefused }) => asks.schemas.query !== undefined && !isRefused)
    .map((op) => [dialect.name, op.does, op] as const),
);

/** What the codec says to a body that is JSON. */
function answerTo(op: AnyOperation, bodyText: string) {
  const body: unknown = JSON.parse(bodyText);
  return problemOf(() => decodeCall(op, { path: {}, query: {}, body }));
}

describe.each(withBodies)('%s, %s', (_name, _does, op) => {
  test('whatever breaks the schema is refused, naming the field', () => {
    fc.assert(
      fc.property(brokenBody(op, 'against the schema'), ({ how, bodyText = '' }) => {
        const problem = answerTo(op, bodyText);
        expect(problem, how).not.toBeNull();
        expect(problem?.code).toBe(
          how.endsWith(': missing') ? 'missing_parameter' : 'invalid_parameter',
        );
        const wholeBody = how.startsWith('the body:');
        if (!wholeBody) expect(problem?.message).toContain(problem?.field ?? 'a field');
      }),
    );
  });

  test('what no schema speaks of is taken, or refused by a problem and nothing else', () => {
    const calls = brokenBody(op, 'unasked');
    fc.assert(fc.property(calls, ({ bodyText = '' }) => void answerTo(op, bodyText)));
  });

  test('texts that are JSON and yet unfit do no harm to the codec', () => {
    const calls = brokenBody(op, 'unfit');
    fc.assert(fc.property(calls, ({ bodyText = '' }) => void answerTo(op, bodyText)));
  });

  test('texts that are no JSON are none', () => {
    fc.assert(
      fc.property(brokenBody(op, 'no JSON'), ({ bodyText = '' }) => {
        expect(() => JSON.parse(bodyText) as unknown).toThrow(SyntaxError);
      }),
    );
  });
});

describe.each(withQueries)('%s, %s', (_name, _does, op) => {
  const { path } = op.asks.schemas;
  const anyPath = Object.fromEntries(Object.keys(path?.shape ?? {}).map((name) => [name, 'x']));

  test('whatever breaks the query is refused, naming the parameter', () => {
    fc.assert(
      fc.property(brokenQuery(op), ({ how, query = {} }) => {
        const call = { path: anyPath, query, body: undefined };
        const problem = problemOf(() => decodeCall(op, call));
        expect(problem?.code, how).toBe(
          how.endsWith(': missing') ? 'missing_parameter' : 'invalid_parameter',
        );
        expect(how).toContain(`query ${problem?.field ?? 'of no name'}: `);
      }),
    );
  });
});

test('every way of breaking is tried', () => {
  const calls = [...withBodies, ...withQueries].flatMap(([, , op]) =>
    fc.sample(brokenCall(op), { numRuns: 100, seed: 1 }),
  );
  const hows = new Set(calls.map(({ how }) => how.split(': ').at(-1)));
  for (const way of ['missing', 'null for string', 'string for integer', 'a fraction', 'huge']) {
    expect(hows).toContain(way);
  }
  for (const way of ['no such word', 'U+0000', 'a high surrogate alone', '20000 levels']) {
    expect(hows).toContain(way);
  }
  for (const way of ['no JSON', 'extra key in the body', '200000 characters']) {
    expect(hows).toContain(way);
  }
});

test('forms are broken as only forms can be, and their texts as any', () => {
  const schema = jsonSchemaOf(z.object({ prompt: z.string().min(1) }));
  const calls = fc.sample(brokenForm(schema, { prompt: 'a kite' }), { numRuns: 500, seed: 1 });
  const hows = new Set(calls.map(({ how }) => how));
  for (const way of ['form: a part twice', 'form: a file for a text', 'form: no name', 'no form']) {
    expect(hows).toContain(way);
  }
  expect(hows).toContain('form, prompt: missing');
  expect(hows).toContain('form, prompt: empty');
});

test('paths are broken too', () => {
  const reads = spoken.flatMap(({ operations }) => operations.filter(({ does }) => does === 'get'));
  for (const op of reads) {
    const urls = fc.sample(brokenCall(op), { numRuns: 200, seed: 1 }).map(({ url }) => url);
    const [before = ''] = op.path.split('{');
    expect(urls.every((url) => url.startsWith(before))).toBe(true);
    expect(urls.some((url) => url.includes('%00'))).toBe(true);
  }
});

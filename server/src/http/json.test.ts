import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonDepthMax, jsonValuesMax } from '../generation/json-text.ts';
import { ProblemError } from '../generation/problems.ts';
import type { Problem } from '../generation/problems.ts';
import { parseJson } from './json.ts';

function problemOf(body: string | Buffer): Problem {
  try {
    parseJson(Buffer.from(body));
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('it was taken');
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('what cannot be stored is refused, naming its field', () => {
  test.each([
    ['{"prompt":"a\\u0000b"}', 'prompt', 'U+0000'],
    ['{"content":[{"text":"ok"},{"text":"\\ud83d"}]}', 'content[1].text', 'surrogate'],
    ['{"metadata":{"\\udc00":1}}', 'metadata', 'key'],
    ['{"seed":1e400}', 'seed', 'too large'],
    ['{"a":{"b":[[-1e999]]}}', 'a.b[0][0]', 'too large'],
    ['{"a":{"__proto__":{"x":1}}}', 'a', '__proto__'],
    ['{"a":{"\\u005f_proto__":1}}', 'a', '__proto__'],
  ])('%s', (body, field, words) => {
    expect(problemOf(body)).toMatchObject({
      code: 'malformed_body',
      field,
      message: expect.stringContaining(words),
    });
  });

  test.each(['"\\u0000"', '{"__proto__":1}', '1e400'])('%s, which is the body itself', (body) => {
    expect(problemOf(body)).toMatchObject({
      code: 'malformed_body',
      message: expect.stringMatching(/^The body /),
    });
  });
});

const noJson = ['', '{', 'nul', '{"a":1,}', '\ufeff', '\ufeff\ufeff{}', '{\ufeff}', '{"a":"\n"}'];
test.each(noJson)('%j is no JSON', (body) => {
  expect(problemOf(body).code).toBe('malformed_body');
});

test('a byte order mark before it is skipped, and nowhere else', () => {
  expect(parseJson(Buffer.from('\ufeff{"a":"\ufeff"}')).value).toEqual({ a: '\ufeff' });
});

test('bytes that are no UTF-8 are refused, a surrogate in three bytes among them', () => {
  for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80]]) {
    const body = Buffer.concat([Buffer.from('{"prompt":"'), Buffer.from(bytes), Buffer.from('"}')]);
    expect(problemOf(body).message).toContain('UTF-8');
  }
});

test(`nesting is taken to ${jsonDepthMax} levels and refused beyond, however deep`, () => {
  expect(parseJson(Buffer.from(nested(jsonDepthMax))).value).toBeInstanceOf(Array);
  for (const depth of [jsonDepthMax + 1, 10_000, 40_000]) {
    expect(problemOf(nested(depth)).message).toContain('deep');
  }
});

test('a body cannot unfold into more values than can be checked', () => {
  expect(problemOf(`[${'0,'.repeat(jsonValuesMax + 1)}0]`).message).toContain('values');
  expect(problemOf(`[${'{},'.repeat(jsonValuesMax + 1)}{}]`).message).toContain('values');
  expect(problemOf('['.repeat(500_000)).message).toContain('values');
});

test('a long inline medium is no crowd', () => {
  const url = `data:image/png;base64,${'A'.repeat(4_000_000)}`;
  expect(parseJson(Buffer.from(JSON.stringify({ url }))).value).toEqual({ url });
});

test('duplicate keys: the last one counts', () => {
  expect(parseJson(Buffer.from('{"a":1,"a":2}')).value).toEqual({ a: 2 });
});

test('the name of a refused field stays short, whatever the keys are', () => {
  const { field = '' } = problemOf(JSON.stringify({ ['k'.repeat(10_000)]: '\0' }));
  expect(field.length).toBeLessThanOrEqual(200);
});

test('whatever JSON can say and PostgreSQL can store is taken as it is', () => {
  const text = fc.string({ unit: 'binary' }).filter((drawn) => !/\0|__proto__/.test(drawn));
  const storable = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, false),
      fc.integer(),
      text,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(storable, (value) => {
      expect(parseJson(Buffer.from(JSON.stringify(value))).value).toEqual(value);
    }),
  );
});

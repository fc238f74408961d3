import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { ProblemError } from '../generation/problems.ts';
import { createJsonReader } from './json-reader.ts';
import { parseJson } from './json.ts';

const reader = createJsonReader();
afterAll(() => reader.close());

/** What came of it, whichever way. */
async function inThread(body: string | Buffer): Promise<unknown> {
  const bytes = Buffer.from(body);
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return reader.parse(own).catch(problemOf);
}

function here(body: string | Buffer): unknown {
  try {
    return parseJson(Buffer.from(body));
  } catch (error) {
    return problemOf(error);
  }
}

function problemOf(error: unknown): unknown {
  if (error instanceof ProblemError) return error.problem;
  throw error;
}

const media = `data:image/png;base64,${'QUJD'.repeat(20_000)}`;

test.each([
  `{"a": "${media}"}`,
  `{"metadata": {"n": 1.0, "m": 12345678901234567890}, "a": "${media}"}`,
  `{"a": "${media}", "b": ["${media}", "${media}x"], "é": "海"}`,
  `"${media}"`,
  `["${media}" ]`,
  `{"${media}": 1}`,
  `{"${media}": "${media}"}`,
  `{"a": "\\"${media}"}`,
  `{"a": "x\\\\"${media}"}`,
  `{"a": "x"${media}"}`,
  `{"a": "${media}`,
  `{"a": "${media}"`,
  `{"a": "${media}\\u0000"}`,
  `{"a": "${media}\\n", "b": "${media}"}`,
  `{"a": "${media}\n"}`,
  `{"a": "${media}é"}`,
  `{"a": "${media}\t", "b": "data:x"}`,
  `{"a": "${media}", "b": "\\u0000"}`,
  `{"a": "${media}", "b": "\\ud800"}`,
  `{"a": "${media}", "__proto__": 1}`,
  `{"a": "${media}", "a": 1}`,
  `{"a": 1, "a": "${media}"}`,
  `{"a": "data:${media}", "b": 1e999}`,
  `{"a": "data:" , "b": "${media}"}`,
  `{"a": "data:data:" , "b": ""data:"}`,
  `{"a": "${media}", "b": ${'['.repeat(80)}${']'.repeat(80)}}`,
  ``,
  ` `,
  `{"a": "${media}"} x`,
])('in the thread JSON is read, and refused, as it is here: %#', async (body) => {
  expect(await inThread(body)).toEqual(here(body));
});

test('what is no UTF-8 is refused alike', async () => {
  const body = Buffer.concat([Buffer.from(`{"a": "${media}", "b": "`), Buffer.from([0xff, 0x22])]);
  expect(await inThread(body)).toEqual(here(body));
});

test('pieces of JSON and media in any order are read, and refused, as here', async () => {
  const piece = fc.constantFrom(
    `"${media}"`,
    media,
    '"data:',
    '"',
    '\\',
    '{"a":',
    '}',
    '[',
    ']',
    ',',
    ':',
    '1',
    'é',
    ' ',
    '"b"',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 12 }), async (pieces) => {
      const body = pieces.join('');
      expect(await inThread(body)).toEqual(here(body));
    }),
    { numRuns: 300 },
  );
});

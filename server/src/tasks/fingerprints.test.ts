import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeCall } from '../dialects/codec.ts';
import { dialects } from '../dialects/index.ts';
import { callWith, operationAt } from '../dialects/testing/operations.ts';
import { Upload } from '../generation/upload.ts';
import { fingerprint } from './fingerprint.ts';

/**
 * Requests as former versions accepted them, and the fingerprints under which they are kept for 24 hours: a
 * pair is never changed, for a client that sends such a request again would be told that it is another one.
 */
const kept = z
  .array(
    z.object({
      dialect: z.string(),
      path: z.string(),
      body: z.record(z.string(), z.unknown()),
      fingerprint: z.string(),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('testing/fingerprints.json', import.meta.url), 'utf8')));
type Kept = (typeof kept)[number];

const numbered = kept.map((pair, index) => ({ ...pair, number: index + 1 }));

const file = z.object({
  '@file': z.object({
    sha256: z.string(),
    bytes: z.int(),
    fileName: z.string(),
    contentType: z.string(),
  }),
});

/** As it arrives: parsed from a text, with files where a form had them. */
function arrived(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    const { data } = file.safeParse(value);
    return data ? new Upload(data['@file']) : value;
  });
}

function operationOf({ dialect: name, path }: Kept) {
  const dialect = dialects.find((one) => one.name === name);
  if (!dialect) throw new RangeError(`no dialect ${name}`);
  return operationAt(dialect, 'create', path);
}

function fingerprintOf(pair: Kept, text: string): string {
  return fingerprint(pair.dialect, decodeCall(operationOf(pair), callWith(arrived(text))));
}

/** With the keys of every object in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

/** With every field that it leaves out as null. */
function spelledOut(pair: Kept): object {
  const { body } = operationOf(pair).asks.schemas;
  const keys = body instanceof z.ZodObject ? Object.keys(body.shape) : [];
  return { ...Object.fromEntries(keys.map((key) => [key, null])), ...pair.body };
}

/** By former versions. */
const spokenBefore = [
  ...['hmtm', 'seedance2ink', 'tokenhub', 'threehei', 'jimmyai', 'ark', 'openai', 'newapi'],
];

test('forty are kept, of every dialect that former versions spoke', () => {
  expect(kept).toHaveLength(40);
  expect(new Set(kept.map(({ dialect }) => dialect))).toEqual(new Set(spokenBefore));
});

test.each(numbered)('$number, of $dialect, is what it was', (pair) => {
  expect(fingerprintOf(pair, JSON.stringify(pair.body))).toBe(pair.fingerprint);
});

test.each(numbered)('$number, of $dialect, is of values, not of their order and spaces', (pair) => {
  const text = JSON.stringify(turned(pair.body), null, 3);
  expect(fingerprintOf(pair, text)).toBe(pair.fingerprint);
});

test.each(numbered)('$number, of $dialect, is the same with null for what is not said', (pair) => {
  expect(fingerprintOf(pair, JSON.stringify(spelledOut(pair)))).toBe(pair.fingerprint);
});

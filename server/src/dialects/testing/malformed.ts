/**
 * Broken calls, made from an operation's own schemas: a valid call is taken and one thing in it is
 * broken. For tests of the codecs, and for sending over HTTP. What is broken is made once it is chosen:
 * most of what could be sent is not.
 */
import * as fc from 'fast-check';
import { Upload } from '../../generation/upload.ts';
import { urlOfCall } from '../codec.ts';
import type { WireCall } from '../mechanism.ts';
import { validCall } from './arbitraries.ts';
import type { Break, Breakable, BrokenCall } from './broken-call.ts';
import { allowedBy, jsonSchemaOf, text } from './from-schema.ts';
import type { JsonSchema } from './from-schema.ts';
import { brokenForm } from './malformed-form.ts';
import { brokenPath, oddQuery, wrongQuery } from './malformed-query.ts';
import { spotsOf } from './spots.ts';
import type { JsonPath, Spot } from './spots.ts';

export function brokenCall(operation: Breakable): fc.Arbitrary<BrokenCall> {
  const { body } = operation.asks.schemas;
  const bodySchema = body ? jsonSchemaOf(body) : null;
  return validCall(operation.asks.schemas).chain((call) => {
    const whole = {
      method: operation.method,
      url: urlOfCall(operation.path, call),
      query: call.query,
      contentType: undefined,
      bodyText: call.body === undefined ? undefined : JSON.stringify(withoutFiles(call.body)),
    };
    return fc
      .oneof(...breaksOf(operation, bodySchema, call))
      .map((broken) => ({ ...whole, ...broken }));
  });
}

function breaksOf(
  operation: Breakable,
  bodySchema: JsonSchema | null,
  call: WireCall,
): fc.Arbitrary<Break>[] {
  const wrong = wrongQuery(operation, call);
  const inUrl = [
    ...Object.keys(call.path).map((name) => brokenPath(operation, call, name)),
    ...(wrong === null ? [] : [wrong]),
  ];
  if (!bodySchema) return [...inUrl, oddQuery(operation, call)];
  const { takes = 'json', bodyBytesMax } = operation;
  const form = takes === 'json' ? [] : [brokenForm(bodySchema, call.body)];
  if (takes === 'form') return [...inUrl, ...form];
  const body = withoutFiles(call.body);
  const spots = spotsOf(bodySchema, body);
  const whole = JSON.stringify(body);
  const tooLong = tooLongText(whole, bodyBytesMax);
  return [
    ...inUrl,
    ...form,
    againstSchema(spots, body),
    againstSchema(spots, body),
    unasked(spots, body),
    unstorable(spots, body),
    tooLong === null
      ? noJson(whole)
      : fc.oneof({ arbitrary: tooLong, weight: 1 }, { arbitrary: noJson(whole), weight: 18 }),
  ];
}

/** How a body that is JSON, or should have been, is broken; `unfit` is JSON that is refused before any schema. */
type BodyFlaw = 'against the schema' | 'unasked' | 'unfit' | 'no JSON';

/** The body alone, broken in this way. */
export function brokenBody({ asks, bodyBytesMax }: Breakable, flaw: BodyFlaw): fc.Arbitrary<Break> {
  const { body: schema } = asks.schemas;
  if (!schema) throw new RangeError('the operation has no body');
  const bodySchema = jsonSchemaOf(schema);
  return allowedBy(schema).chain((whole) => {
    const body = withoutFiles(whole);
    if (flaw === 'no JSON') return noJson(JSON.stringify(body));
    const spots = spotsOf(bodySchema, body);
    if (flaw === 'against the schema') return againstSchema(spots, body);
    if (flaw === 'unasked') return unasked(spots, body);
    const tooLong = tooLongText(JSON.stringify(body), bodyBytesMax);
    const unfit = { arbitrary: unstorable(spots, body), weight: 19 };
    return fc.oneof(unfit, ...(tooLong === null ? [] : [{ arbitrary: tooLong, weight: 1 }]));
  });
}

/** What a form of it says beside its files, which no JSON can be. */
function withoutFiles(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const holdsFile = (value: unknown): boolean =>
    [value].flat().some((one) => one instanceof Upload);
  return Object.fromEntries(Object.entries(body).filter(([, value]) => !holdsFile(value)));
}

/** One spot holds what its schema does not allow, or is not there although it must be. */
function againstSchema(spots: readonly Spot[], body: unknown): fc.Arbitrary<Break> {
  const wrongs = spots.flatMap((spot) =>
    spot.wrongs.map((wrong) => ({ path: spot.path, ...wrong })),
  );
  return fc.constantFrom(...wrongs).map(({ path, how, value }): Break => ({
    how: `${path.join('.') || 'the body'}: ${how}`,
    bodyText: JSON.stringify(withAt(body, path, value)),
    refusedBy: 'schema',
  }));
}

const unaskedKey = fc.oneof(
  text,
  fc.constantFrom('constructor', 'toString', 'model ', 'x'.repeat(300)),
);
const anyJson = fc.jsonValue();

/** What the schema has no word on: unknown keys and very long texts. */
function unasked(spots: readonly Spot[], body: unknown): fc.Arbitrary<Break> {
  const objects = spots.filter(({ kind }) => kind === 'object');
  const texts = spots.filter(({ kind }) => kind === 'text');
  const extra = fc
    .tuple(fc.constantFrom(...objects), unaskedKey, anyJson)
    .map(([spot, name, value]): Break => ({
      how: `extra key in ${spot.path.join('.') || 'the body'}`,
      bodyText: JSON.stringify(withAt(body, [...spot.path, name], value)),
      // A key of the valid call may have been overwritten.
      refusedBy: 'nobody',
    }));
  if (texts.length === 0) return extra;
  const long = fc
    .tuple(fc.constantFrom(...texts), fc.constantFrom(5000, 200_000))
    .map(([spot, length]): Break => ({
      how: `${spot.path.join('.')}: ${String(length)} characters`,
      bodyText: JSON.stringify(withAt(body, spot.path, 'x'.repeat(length))),
      refusedBy: 'nobody',
    }));
  return fc.oneof(extra, long);
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** JSON that no database keeps as it is. */
const unstorables: readonly [how: string, json: string][] = [
  ['U+0000', '"a\\u0000b"'],
  ['a high surrogate alone', '"\\ud800"'],
  ['a low surrogate alone', '"a\\udc00b"'],
  ['a key with U+0000', '{"a\\u0000":1}'],
  ['a key __proto__', '{"__proto__":{"admin":true}}'],
  ['a number beyond a double', '1e400'],
  ['100 levels', nested(100)],
  ['20000 levels', nested(20_000)],
];

function unstorable(spots: readonly Spot[], body: unknown): fc.Arbitrary<Break> {
  const texts = spots.filter(({ kind }) => kind === 'text');
  const places = [...texts.map(({ path }) => path), ['unknown']];
  const mark = '@here@';
  return fc
    .tuple(fc.constantFrom(...places), fc.constantFrom(...unstorables))
    .map(([path, [how, json]]): Break => ({
      how: `${path.join('.')}: ${how}`,
      bodyText: JSON.stringify(withAt(body, path, mark)).replace(`"${mark}"`, () => json),
      refusedBy: 'text',
    }));
}

function noJson(whole: string): fc.Arbitrary<Break> {
  const cut = fc.integer({ min: 0, max: whole.length - 1 }).map((length) => whole.slice(0, length));
  const spoilt = fc.constantFrom(
    `${whole}}`,
    `${whole}{}`,
    whole.replace('{', '{,'),
    `{'a':1}`,
    '{"a":NaN}',
    '{"a":undefined}',
    '{"a":01}',
    '{"a":"\u0001"}',
    '// {}',
    'null,',
    '\u0000',
    '<xml/>',
  );
  return fc
    .oneof(cut, spoilt)
    .map((bodyText): Break => ({ how: 'no JSON', bodyText, refusedBy: 'text' }));
}

const sentBytesMost = 2 * 1024 * 1024;

/** More than is read; null where that is much: sending it again and again is a load test, and none of the reading. */
function tooLongText(whole: string, bodyBytesMax = 1024 * 1024): fc.Arbitrary<Break> | null {
  const bytes = bodyBytesMax + 1;
  if (bytes > sentBytesMost) return null;
  return fc.constant(whole).map((text): Break => ({
    how: `${String(bytes)} bytes`,
    bodyText: text + ' '.repeat(Math.max(0, bytes - text.length)),
    refusedBy: 'text',
  }));
}

/** A copy of `value` with another one at the end of `path`; undefined takes it away. */
export function withAt(value: unknown, path: JsonPath, there: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return there;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item, index) => {
      if (index !== step) return [item];
      const changed = withAt(item, rest, there);
      return changed === undefined ? [] : [changed];
    });
  }
  const members = Object.entries(Object(value)).filter(([key]) => key !== String(step));
  const inner: unknown = Object(value)[step];
  const changed = withAt(inner, rest, there);
  return Object.fromEntries(
    changed === undefined ? members : [...members, [String(step), changed]],
  );
}

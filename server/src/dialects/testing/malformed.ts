/**
 * Broken calls, made from an operation's own schemas: a valid call is taken and one thing in it is
 * broken. For tests of the codecs, and for sending over HTTP.
 */
import * as fc from 'fast-check';
import type { AnyOperation, WireCall } from '../mechanism.ts';
import { validCall } from './arbitraries.ts';
import { jsonSchemaOf, text } from './from-schema.ts';
import type { JsonSchema } from './from-schema.ts';
import { spotsOf } from './spots.ts';
import type { JsonPath, Spot } from './spots.ts';

export interface BrokenCall {
  /** What was done, and where: for reports. */
  how: string;
  method: string;
  /** Documented path with its parameters, percent-encoded, and the query. */
  url: string;
  /** As it is sent; undefined where the operation has no body. */
  bodyText: string | undefined;
  /**
   * Who must refuse it: the operation's `schema`; whoever reads the `text`, before any schema; or
   * `nobody`: it may be taken or refused, but must never be a fault of the server.
   */
  refusedBy: 'schema' | 'text' | 'nobody';
}

type Break = Pick<BrokenCall, 'how' | 'refusedBy'> & Partial<Pick<BrokenCall, 'url' | 'bodyText'>>;

export function brokenCall(operation: AnyOperation): fc.Arbitrary<BrokenCall> {
  const { body } = operation.asks.schemas;
  const bodySchema = body ? jsonSchemaOf(body) : null;
  return validCall(operation.asks.schemas).chain((call) => {
    const whole = {
      method: operation.method,
      url: urlOf(operation, call),
      bodyText: call.body === undefined ? undefined : JSON.stringify(call.body),
    };
    return fc
      .oneof(...breaksOf(operation, bodySchema, call))
      .map((broken) => ({ ...whole, ...broken }));
  });
}

function breaksOf(
  operation: AnyOperation,
  bodySchema: JsonSchema | null,
  call: WireCall,
): fc.Arbitrary<Break>[] {
  const inPath = Object.keys(call.path).map((name) => brokenPath(operation, call, name));
  if (!bodySchema) return inPath.length > 0 ? inPath : [brokenQuery(operation, call)];
  const spots = spotsOf(bodySchema, call.body);
  return [
    ...inPath,
    againstSchema(spots, call.body),
    againstSchema(spots, call.body),
    unasked(spots, call.body),
    unstorable(spots, call.body),
    brokenText(JSON.stringify(call.body), operation.bodyBytesMax),
  ];
}

/** `/tasks/{taskId}` with its parameters filled in. */
function urlOf({ path }: AnyOperation, call: WireCall): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) =>
    encodeURIComponent(call.path[name] ?? ''),
  );
  const query = new URLSearchParams(
    Object.entries(call.query).flatMap(([name, values]) =>
      [values].flat().map((value): [string, string] => [name, value]),
    ),
  ).toString();
  return query === '' ? filled : `${filled}?${query}`;
}

function brokenPath(operation: AnyOperation, call: WireCall, name: string): fc.Arbitrary<Break> {
  const at = (raw: string) =>
    urlOf(operation, { ...call, path: { ...call.path, [name]: '\u0001' } }).replace('%01', raw);
  const texts = fc.constantFrom('%00', 'a%00b', '%ED%A0%80', '%zz', '%', '%c0%ae');
  const odd = fc.oneof(
    text.map(encodeURIComponent),
    fc.constantFrom('', '..', '%2e%2e', '%2F', '__proto__', 'constructor', '-1', 'NaN'),
    fc.integer({ min: 200, max: 6000 }).map((length) => 'x'.repeat(length)),
  );
  return fc.oneof(
    texts.map((raw): Break => ({ how: `path ${name} is ${raw}`, url: at(raw), refusedBy: 'text' })),
    odd.map((raw): Break => ({ how: `path ${name} is odd`, url: at(raw), refusedBy: 'nobody' })),
  );
}

function brokenQuery(operation: AnyOperation, call: WireCall): fc.Arbitrary<Break> {
  const url = urlOf(operation, call);
  return fc
    .constantFrom(
      '?',
      '?x',
      '?x=%00',
      '?x=%zz',
      '?__proto__=1',
      '?a=1&a=2&a[b]=3',
      `?${'x'.repeat(6000)}`,
    )
    .map((query): Break => ({
      how: `query ${query.slice(0, 20)}`,
      url: url + query,
      refusedBy: 'nobody',
    }));
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

/** What the schema has no word on: unknown keys and very long texts. */
function unasked(spots: readonly Spot[], body: unknown): fc.Arbitrary<Break> {
  const objects = spots.filter(({ kind }) => kind === 'object');
  const texts = spots.filter(({ kind }) => kind === 'text');
  const key = fc.oneof(text, fc.constantFrom('constructor', 'toString', 'model ', 'x'.repeat(300)));
  const extra = fc
    .tuple(fc.constantFrom(...objects), key, fc.jsonValue())
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

/** No JSON at all, or more of it than is read. */
function brokenText(whole: string, bodyBytesMax: number | undefined): fc.Arbitrary<Break> {
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
  const texts = [cut, spoilt].map((arbitrary) =>
    arbitrary.map((bodyText): Break => ({ how: 'no JSON', bodyText, refusedBy: 'text' })),
  );
  const sentBytesMost = 2 * 1024 * 1024;
  const bytes = (bodyBytesMax ?? 1024 * 1024) + 1;
  // Sending tens of megabytes again and again is a load test, and no test of the reading.
  if (bytes > sentBytesMost) return fc.oneof(...texts);
  const huge = fc.constant<Break>({
    how: `${String(bytes)} bytes`,
    bodyText: whole + ' '.repeat(Math.max(0, bytes - whole.length)),
    refusedBy: 'text',
  });
  return fc.oneof(
    { arbitrary: huge, weight: 1 },
    ...texts.map((arbitrary) => ({ arbitrary, weight: 9 })),
  );
}

/** A copy of `value` with another one at the end of `path`; undefined takes it away. */
function withAt(value: unknown, path: JsonPath, there: unknown): unknown {
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

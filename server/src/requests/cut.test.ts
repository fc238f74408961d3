import { describe, expect, test } from 'vitest';
import { makeKey } from '../accounts/key-format.ts';
import { Upload } from '../generation/upload.ts';
import { leastProcessorMs } from '../testing/processor-time.ts';
import { cutBody, cutPath, cutText } from './cut.ts';

const key = makeKey('live');
const pixels = 'iVBORw0KGgo'.repeat(40);
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl';

const shown = (body: unknown): unknown => JSON.parse(cutBody(body) ?? 'null');

describe('of a text', () => {
  test.each([
    'A river in autumn',
    'req_2c4a90v6h1m8x0t3k7qz',
    '019362f2-7a1e-7c3d-9b5e-2f6a8c4d1e07',
    'doubao-seedance-2-0-260128',
    'asset://019362f2-7a1e-7c3d-9b5e-2f6a8c4d1e07',
    'https://media.example/in/a/picture.png',
    '秋天的河流 --dur 5',
  ])('%s is shown whole', (text) => {
    expect(cutText(text)).toBe(text);
  });

  test.each([
    ['a key', key],
    ['a key of another prefix', makeKey('test', 'th-')],
    ['a key in a sentence', `use ${key}, please`, key],
    ['a header', `Authorization: Bearer ${'x'.repeat(12)}`, 'x'.repeat(12)],
    ['the secret of an endpoint', `whsec_${'aB3'.repeat(8)}`, 'aB3'],
    ['a key of another platform', `sk-proj-${'aB3'.repeat(8)}`, 'aB3'],
    ['a signed token', jwt, 'c2lnbmF0dXJl'],
    ['the query of an address', 'see https://x.example/a.png?X-Amz-Signature=abc', 'abc'],
    ['a password in an address', 'https://ada:hunter2@x.example/a.png', 'hunter2'],
    ['base64', pixels],
    ['a medium', `data:image/png;base64,${pixels}`, 'iVBOR'],
    ['a short medium', 'data:image/png;base64,iVBOR', 'iVBOR'],
    ['a medium in a sentence', `look: data:image/png;base64,${pixels} there`, 'iVBOR'],
    ['a key at the edge of what is shown', `${'a b '.repeat(123)} ${key}`, key.slice(0, 12)],
  ])('%s is cut', (_what, text, secret = text) => {
    expect(cutText(text)).not.toContain(secret);
    expect(cutText(text)).toContain('(cut');
  });

  test('what leads to a medium is told without what lets somebody in', () => {
    const address = 'https://ada:hunter2@x.example/a/b.png?signature=abc#d';
    expect(cutText(address)).toBe('https://(cut)@x.example/a/b.png?(cut)');
  });

  test('the beginning of a long one is shown', () => {
    const long = 'a river '.repeat(1_000);
    expect(cutText(long)).toBe(`${long.slice(0, 500)}… (cut: 8000 characters)`);
    expect(cutText(`data:image/png;base64,${pixels}`)).toBe(
      `data:image/png (cut: ${String(22 + pixels.length)} characters)`,
    );
  });
});

describe('of a body', () => {
  test('what is no secret and short is shown as it was sent', () => {
    const body = { model: 'm', seconds: 5, audio: false, seed: null, tags: ['a', { b: 1 }] };
    expect(shown(body)).toEqual(body);
    expect([cutBody(undefined), cutBody(null), cutBody('x')]).toEqual([null, 'null', '"x"']);
  });

  test.each([
    'password',
    'currentPassword',
    'secret',
    'webhook_secret',
    'token',
    'apiKey',
    'api_key',
    'x-api-key',
    'key',
    'Authorization',
    'signature',
  ])('what stands under %s is not', (name) => {
    for (const value of ['hunter2', { inside: 'hunter2' }, ['hunter2'], 4711]) {
      expect(shown({ a: { [name]: value } })).toEqual({ a: { [name]: '(cut)' } });
    }
    expect(shown({ [name]: null })).toEqual({ [name]: null });
  });

  test('names are texts too, and files are told as such', () => {
    expect(cutBody({ [key]: 1 })).not.toContain(key);
    const file = new Upload({ sha256: 'abc', bytes: 3, fileName: 'secret.png', contentType: '' });
    expect(shown({ image: file })).toEqual({ image: '(file)' });
  });

  test('a large one is told in few words, and soon', () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `word ${String(index)}`);
    const nested = many.slice(0, 500).reduce<unknown>((inside) => [inside], 'deep');
    const bodies = [
      many,
      nested,
      Object.fromEntries(many.map((word) => [word, word])),
      { a: many, b: many, c: 'a river '.repeat(1_000_000) },
      Object.fromEntries(many.slice(0, 50).map((word) => [word, 'a river '.repeat(1_000)])),
      { image: `data:image/png;base64,${'A'.repeat(8_000_000)}`, other: 'A'.repeat(8_000_000) },
      { ['x'.repeat(1_000_000)]: 1 },
    ];
    for (const body of bodies) {
      expect(cutBody(body)?.length).toBeLessThan(20_000);
      expect(leastProcessorMs(() => cutBody(body), 50)).toBeLessThan(50);
    }
  });
});

describe('of what was called', () => {
  test.each([
    ['/platform/v1/tasks/req_1', '/platform/v1/tasks/req_1'],
    ['/platform/v1/tasks?state=failed&limit=5', '/platform/v1/tasks?state=failed&limit=5'],
    ['/a?token=abc&key=abc&b', '/a?token=(cut)&key=(cut)&b'],
    [
      '/a?api%5Fkey=x&url=https%3A%2F%2Fx.example%2F%3Fsig%3Dabc',
      '/a?api%5Fkey=(cut)&url=https://x.example/?(cut)',
    ],
    ['/a?x=%zz', '/a?x=%zz'],
    [`/a/${key}`, '/a/fg_(cut)'],
  ])('%s is %s', (url, expected) => {
    expect(cutPath(url)).toBe(expected);
  });

  test('and is short', () => {
    expect(cutPath(`/a?b=${'c '.repeat(100_000)}`).length).toBeLessThan(1_200);
  });
});

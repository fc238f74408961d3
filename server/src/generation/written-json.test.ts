import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asWritten, memberAsWritten, writeJson } from './written-json.ts';

const texts = [
  '{"big":12345678901234567890}',
  '{"b":1, "a":2,\n\t"10":3,"2":4 }',
  '{"n":1.0,"e":1E2,"z":-0,"s":"\\u732b \\/ \\"}{["}',
  '{"a":{"b":[1,[2,{"c":"]}"}]]},"a2":"\\\\"}',
  '{}',
  '{ }',
];

describe('a kept text', () => {
  test.each(texts)('%s stands where its value stands', (text) => {
    const value = asWritten(text);
    expect(value).toEqual(JSON.parse(text));
    expect(writeJson({ id: 'a', metadata: value, list: [value, 1] })).toBe(
      `{"id":"a","metadata":${text},"list":[${text},1]}`,
    );
  });

  test('is not taken for what another text says', () => {
    const said = { a: '"\\u0000written"', b: '\\u0000written', metadata: asWritten('{"x":1.0}') };
    expect(writeJson(said)).toBe(
      JSON.stringify({ ...said, metadata: 0 }).replace('"metadata":0', '"metadata":{"x":1.0}'),
    );
  });
});

describe('a member is found as it was written', () => {
  test.each(texts)('%s', (text) => {
    const forms = [
      `{"metadata":${text}}`,
      ` {"a":"\\"metadata\\":{}","metadata" :\r\n${text} ,"b":[{"metadata":1}],"c":-1.5e3 }`,
      `{"metadata":7,"o":{"metadata":{"no":1}},"t":true,"meta\\u0064ata":${text}}`,
    ];
    for (const form of forms) {
      JSON.parse(form);
      expect(memberAsWritten(form, 'metadata')).toBe(text);
    }
  });

  test('or not, where there is none', () => {
    for (const text of ['{}', '{"a":{"metadata":{}}}', '{"a":"metadata","b":[]}']) {
      expect(memberAsWritten(text, 'metadata')).toBeUndefined();
    }
  });

  test('of any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (more, value) => {
        const text = JSON.stringify({ ...more, metadata: value }, null, 1);
        const found = memberAsWritten(text, 'metadata');
        expect(JSON.parse(found ?? '')).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { nameCharactersMost, nameKey, nameTrouble, normalName } from './names.ts';

test('a name is kept as NFC, without space around it', () => {
  expect(normalName('  cafe\u0301 ')).toBe('café');
});

test.each([
  'acme',
  'customer 019362f2-7a1e',
  '影视公司（上海）',
  'O’Brien & Söhne',
  '👩‍💻 crew ❤️',
  '1️⃣ first',
  'می‌خواهم',
  'x'.repeat(nameCharactersMost),
  '影'.repeat(nameCharactersMost),
])('%j is a name', (name) => {
  expect(nameTrouble(normalName(name))).toBeNull();
});

describe('what people cannot tell apart, or a terminal obeys, is no name', () => {
  test.each([
    ['', 'empty'],
    ['x'.repeat(nameCharactersMost + 1), `has ${String(nameCharactersMost + 1)} characters`],
    ['evil \u001b[2Kname', String.raw`holds \x1b`],
    ['two\nlines', String.raw`holds \n`],
    ['a\u200bcme', String.raw`holds \u{200b}`],
    ['ac\u00adme', String.raw`holds \u{ad}`],
    ['\u202eemca', String.raw`holds \u{202e}`],
    ['a\u200dcme', String.raw`holds \u{200d}`],
    ['acme\ufe0f', String.raw`holds \u{fe0f}`],
    ['\u3164', String.raw`holds \u{3164}`],
    ['half \ud800', String.raw`holds \u{d800}`],
  ])('%j', (name, words) => {
    expect(nameTrouble(normalName(name))).toContain(words);
  });
});

test('names are the same without case, width, kinds of space and what nobody sees', () => {
  const keys = ['Acme  Films', 'acme films', 'ＡＣＭＥ\u3000films', 'a\u200bcme\u00a0films'].map(
    nameKey,
  );
  expect(new Set(keys).size).toBe(1);
  expect(nameKey('acme film')).not.toBe(keys[0]);
});

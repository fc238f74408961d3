import { expect, test } from 'vitest';
import { inOneLine, visible } from './visible.ts';

test.each([
  ['hello \u001b]0;owned\u0007', String.raw`hello \x1b]0;owned\x07`],
  ['\u001b[31mRED\u001b[0m', String.raw`\x1b[31mRED\x1b[0m`],
  ['a line\rspoofed', String.raw`a line\rspoofed`],
  ['\u009b2K and \u007f', String.raw`\x9b2K and \x7f`],
  ['ab\u202egnp.exe', String.raw`ab\u{202e}gnp.exe`],
  ['zero\u200bwidth', String.raw`zero\u{200b}width`],
  ['half \ud800', String.raw`half \u{d800}`],
  ['next\u2028line', String.raw`next\u{2028}line`],
  ['tagged \u{e0041}', String.raw`tagged \u{e0041}`],
])('%j is made visible', (text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(inOneLine(text)).toBe(shown);
});

test('what people write stays as it is', () => {
  const text = '雨夜的街道，霓虹 café 👩‍👩‍👧 ❤️ می‌خواهم — “quoted”';
  expect(visible(text)).toBe(text);
  expect(inOneLine(text)).toBe(text);
});

test('lines and tabs of a text stay, and are shown where there is one line', () => {
  expect(visible('{\n\t"a": 1\n}')).toBe('{\n\t"a": 1\n}');
  expect(inOneLine('{\n\t"a": 1\n}')).toBe(String.raw`{\n\t"a": 1\n}`);
});

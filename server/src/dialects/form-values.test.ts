import { describe, expect, test } from 'vitest';
import { problemOf } from '../generation/testing.ts';
import { Upload } from '../generation/upload.ts';
import { filePart, numberOf, truth, truthOf, untexted, wholeNumber } from './form-values.ts';

const bounds = { field: 'seed', least: -1, most: 100 };

test.each([[-1], ['-1'], [0], ['0'], [100], ['100']])('%j is a whole number', (value) => {
  expect(numberOf(wholeNumber.parse(value), bounds)).toBe(Number(value));
});

test.each([4.5, '4.5', '', ' 4', '0x4', '1e3', 'NaN', '99999999999', true, null, {}])(
  '%j is none',
  (value) => {
    expect(wholeNumber.safeParse(value).success).toBe(false);
  },
);

test.each([[-2], ['-2'], [101], ['101']])('%j is out of bounds, which names the field', (value) => {
  const problem = problemOf(() => numberOf(wholeNumber.parse(value), bounds));
  expect(problem).toEqual({
    code: 'invalid_parameter',
    message: `seed is ${String(value)}; it must be -1 to 100.`,
    field: 'seed',
  });
});

describe('a truth', () => {
  test.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
  ])('%j is %j', (value, meant) => {
    expect(truthOf(truth.parse(value))).toBe(meant);
  });

  test.each(['TRUE', '1', 1, '', null])('%j is none', (value) => {
    expect(truth.safeParse(value).success).toBe(false);
  });

  test('may be left out', () => {
    expect(truthOf(undefined)).toBeUndefined();
    expect(numberOf(undefined, bounds)).toBeUndefined();
  });
});

test('a file is only what the server made one of', () => {
  const file = { sha256: '0'.repeat(64), bytes: 1, fileName: 'a.png', contentType: 'image/png' };
  expect(filePart.safeParse(new Upload(file)).success).toBe(true);
  expect(filePart.safeParse(file).success).toBe(false);
});

test.each([
  ['1', 1],
  [' -1 ', -1],
  ['false', false],
  ['true', true],
  ['sora-2', 'sora-2'],
  ['1.5', '1.5'],
  [7, 7],
  [null, null],
])('the text %j is looked at as the JSON that it would have been: %j', (text, value) => {
  expect(untexted(text)).toBe(value);
});

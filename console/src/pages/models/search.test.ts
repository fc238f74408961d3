import { expect, test } from 'vitest';
import { lengthsText } from './search.ts';

test('lengths without a gap are a range, others are told one by one', () => {
  expect(lengthsText([4, 5, 6, 7])).toBe('4–7');
  expect(lengthsText([5, 10])).toBe('5, 10');
  expect(lengthsText([8])).toBe('8');
});

import { expect, test } from 'vitest';
import { wellFormed } from './well-formed.ts';

test.each([
  ['一只猫 🎥 \t\n', '一只猫 🎥 \t\n'],
  ['a\0b\0', 'a\ufffdb\ufffd'],
  ['a\ud83c', 'a\ufffd'],
  ['\udfa5\ud83c', '\ufffd\ufffd'],
])('%j is stored as %j', (text, stored) => {
  expect(wellFormed(text)).toBe(stored);
  expect(wellFormed(text).isWellFormed()).toBe(true);
});

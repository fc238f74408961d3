import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { leastProcessorMs } from '../testing/processor-time.ts';
import { isWithinJsonBytes } from './json-bytes.ts';

test('the bytes of JSON are counted to the last one', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const bytes = Buffer.byteLength(JSON.stringify(value));
      expect(isWithinJsonBytes(value, bytes)).toBe(true);
      expect(isWithinJsonBytes(value, bytes - 1)).toBe(false);
    }),
  );
});

test('what is far too large is found out at once', () => {
  const text = '"'.repeat(20_000_000);
  const list = Array.from({ length: 1_000_000 }, () => '👍');
  expect(leastProcessorMs(() => isWithinJsonBytes({ text, list }, 65_536), 20)).toBeLessThan(20);
  expect(leastProcessorMs(() => isWithinJsonBytes(list, 65_536), 100)).toBeLessThan(100);
});

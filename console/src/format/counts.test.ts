import { expect, test } from 'vitest';
import { bytesText, countText, percentText, shortId } from './counts.ts';

test('counts are exact as long as they can be read', () => {
  expect([0, 1_284, 99_999, 128_412, 1_284_000].map(countText)).toEqual([
    '0',
    '1,284',
    '99,999',
    '128k',
    '1.2M',
  ]);
});

test('sizes are decimal', () => {
  expect([512, 1_234, 40_000, 20_000_000_000].map(bytesText)).toEqual([
    '512 B',
    '1.2 kB',
    '40 kB',
    '20 GB',
  ]);
});

test('shares and ids', () => {
  expect([percentText(0.986), percentText(1)]).toEqual(['98.6%', '100%']);
  expect([shortId('req_2c4a90v6h1m8x0t3k7qz'), shortId('mov_1')]).toEqual([
    'req_2c4a…k7qz',
    'mov_1',
  ]);
});

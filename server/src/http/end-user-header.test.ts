import { expect, test } from 'vitest';
import { endUserOf } from './end-user-header.ts';

/** As Node.js hands on what a client wrote in UTF-8. */
const header = (text: string) => ({
  'x-filmgate-end-user': Buffer.from(text, 'utf8').toString('latin1'),
});

test.each(['user 815', '李雷', 'ann@example.com'])('%s is named as it is', (name) => {
  expect(endUserOf(header(name))).toBe(name);
});

test('nothing is nobody', () => {
  expect(endUserOf({})).toBeUndefined();
  expect(endUserOf(header(''))).toBeUndefined();
});

test.each([
  ['too long a name', header('x'.repeat(201))],
  ['bytes that are no text', { 'x-filmgate-end-user': 'J\u00fcrgen' }],
  ['a character that controls', header('a\u0085b')],
])('%s is refused', (_what, headers) => {
  expect(() => endUserOf(headers)).toThrow('X-Filmgate-End-User must be a name in UTF-8');
});

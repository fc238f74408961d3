import { expect, test } from 'vitest';
import { requireText } from './movements.ts';

test.each(['', '  ', '\u200b', '\u00a0\u2060', '\t\n'])('a reason of %j says nothing', (text) => {
  expect(() => requireText('reason', text)).toThrow('--reason: empty; say why');
});

test.each(['first order', '充值', '#4711', '👍'])('a reason of %j says something', (text) => {
  expect(requireText('reason', ` ${text} `)).toBe(text);
});

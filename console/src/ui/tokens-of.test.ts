import { expect, test } from 'vitest';
import { tokensOf } from './tokens-of.ts';

const code = `curl -X POST https://films.example.com/api \\
  -H "Authorization: Bearer $FILMGATE_KEY" -H "Accept: */*"`;

test('the verb, the address and the key are found, and nothing is lost', () => {
  const tokens = tokensOf(code);
  expect(tokens.map(({ text }) => text).join('')).toBe(code);
  expect(
    tokens.filter(({ kind }) => kind !== 'plain').map(({ kind, text }) => [kind, text]),
  ).toEqual([
    ['word', 'curl'],
    ['address', 'https://films.example.com/api'],
    ['key', '$FILMGATE_KEY'],
  ]);
});

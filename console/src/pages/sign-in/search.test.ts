import { expect, test } from 'vitest';
import { whereNext } from './search.ts';

test.each([
  ['/tasks?state=failed', '/tasks?state=failed'],
  ['', '/'],
  ['https://evil.example', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['javascript:alert(1)', '/'],
])('after the sign-in %s leads to %s', (next, place) => {
  expect(whereNext(next, '/')).toBe(place);
});

import { expect, test } from 'vitest';
import { checkSourceUrl, checkUrl } from './targets.ts';

const policy = { allowPrivateHosts: false };

test.each([
  'https://a.example/b\tc',
  'https://a.example/\n',
  '\thttps://a.example',
  'https://a.example/\0',
])('%j is fetched by nobody: a parser would drop what stands there', (url) => {
  expect(checkSourceUrl(url, policy)).toContain('control characters');
  expect(checkUrl(url, policy)).toContain('control characters');
});

test.each([
  'https://a.example/b c',
  ' https://a.example',
  'https://a.example ',
  'https://a.example/\u00a0',
  'https://a.example/\u2028',
])('%j holds white space: a file may be named so, no callback', (url) => {
  expect(checkUrl(url, policy)).toContain('white space');
});

test('a file may have spaces in its name', () => {
  expect(checkSourceUrl('https://a.example/my film.mp4', policy)).toBeNull();
});

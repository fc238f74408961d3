import { expect, test } from 'vitest';
import { problemOf } from '../generation/testing.ts';
import { sessionCookie } from './cookies.ts';
import { refuseOtherPages, requireOwnPage } from './same-origin.ts';

const own = {
  host: '127.0.0.1:8787',
  origin: 'https://films.example',
  'content-type': 'application/json',
};
const publicUrl = 'https://films.example/filmgate';

function refusal(headers: Record<string, string | undefined>): string | null {
  return (
    problemOf(() => {
      requireOwnPage(headers, publicUrl);
    })?.code ?? null
  );
}

test('a change comes from a page of ours, as its browser says', () => {
  expect(refusal(own)).toBeNull();
  expect(refusal({ ...own, 'sec-fetch-site': 'same-origin' })).toBeNull();
  expect(refusal({ ...own, origin: undefined, 'sec-fetch-site': 'same-origin' })).toBeNull();
  // On this machine, under another name.
  expect(refusal({ ...own, host: 'localhost:8787', origin: 'http://localhost:8787' })).toBeNull();
});

test.each([
  ['says nothing', { origin: undefined }],
  ['is of another origin', { origin: 'https://evil.example' }],
  ['is of the same host with another port', { origin: 'https://films.example:444' }],
  ['is not encrypted where ours is', { origin: 'http://films.example' }],
  ['has no origin', { origin: 'null' }],
  ['is of a site beside ours', { 'sec-fetch-site': 'same-site' }],
  ['is of another site', { 'sec-fetch-site': 'cross-site' }],
  ['comes from no page at all', { 'sec-fetch-site': 'none' }],
])('one that %s is refused', (_what, headers) => {
  expect(refusal({ ...own, ...headers })).toBe('forbidden');
});

test.each([undefined, 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
  'and so is one of the type %s',
  (type) => {
    expect(refusal({ ...own, 'content-type': type })).toBe('unsupported_media_type');
  },
);

test('what is no browser may call what anybody may', () => {
  refuseOtherPages({ host: '127.0.0.1:8787' }, publicUrl);
  const evil = { host: '127.0.0.1:8787', origin: 'https://evil.example' };
  expect(
    problemOf(() => {
      refuseOtherPages(evil, publicUrl);
    })?.code,
  ).toBe('forbidden');
});

test('the cookie is of this host alone, out of reach of scripts and other sites', () => {
  const cookie = sessionCookie(publicUrl, 30);
  expect(cookie.write('abc')).toBe(
    '__Host-filmgate=abc; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=2592000',
  );
  expect(cookie.write(null)).toContain('__Host-filmgate=; ');
  expect(cookie.write(null)).toMatch(/Max-Age=0$/);
  expect(cookie.read({ cookie: 'a=b; __Host-filmgate=abc; c=d' })).toBe('abc');
  expect(cookie.read({ cookie: 'filmgate=abc; x__Host-filmgate=abc' })).toBeNull();
  expect(cookie.read({})).toBeNull();
});

test('over plain http it has the name of its port, which cookies know nothing of', () => {
  const cookie = sessionCookie('http://127.0.0.1:8787', 30);
  expect(cookie.write('abc')).toBe(
    'filmgate-8787=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000',
  );
  expect(cookie.read({ cookie: 'filmgate-8788=other; filmgate-8787=abc' })).toBe('abc');
});

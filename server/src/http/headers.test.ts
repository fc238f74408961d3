import { describe, expect, test } from 'vitest';
import { apiKey, bodyForm, idempotencyKey, keyedBodyForm, saysRetry } from './headers.ts';

describe('the API key', () => {
  test.each([
    [{ authorization: 'Bearer k1' }, 'k1'],
    [{ authorization: 'bearer   k1 ' }, 'k1'],
    [{ authorization: 'BEARER k1', 'x-api-key': 'k2' }, 'k1'],
    [{ authorization: 'Basic dXNlcg==', 'x-api-key': 'k2' }, 'k2'],
    [{ authorization: 'Bearer', 'x-api-key': 'k2' }, 'k2'],
    [{ 'x-api-key': 'k2' }, 'k2'],
    [{ 'x-api-key': '' }, null],
    [{ authorization: 'Bearer k1 k2' }, null],
    [{ authorization: 'k1' }, null],
    [{}, null],
  ])('of %j is %s', (headers, key) => {
    expect(apiKey(headers, ['bearer', { name: 'X-API-Key' }])).toBe(key);
  });

  test('in a place that the dialect does not know is none', () => {
    expect(apiKey({ 'x-api-key': 'k2' }, ['bearer'])).toBeNull();
    expect(apiKey({ authorization: 'k1' }, ['bearer'])).toBeNull();
  });

  test.each([
    ['k1', 'k1'],
    ['Bearer k1', 'k1'],
    ['Basic eDp5', null],
    ['k1 k2', null],
    ['', null],
  ])('alone, where it may be: %j', (authorization, key) => {
    expect(apiKey({ authorization }, ['bearer', 'authorization'])).toBe(key);
  });
});

describe('the idempotency key', () => {
  test.each([
    [{}, null],
    [{ 'idempotency-key': 'order 7' }, 'order 7'],
    [{ 'idempotency-key': '"order 7"' }, 'order 7'],
    [{ 'x-idempotency-key': String.raw`"a\"b\\c"` }, String.raw`a"b\c`],
    [{ 'idempotency-key': '"k"', 'x-idempotency-key': 'k' }, 'k'],
    [{ 'idempotency-key': 'k'.repeat(255) }, 'k'.repeat(255)],
  ])('of %j is %s', (headers, key) => {
    expect(idempotencyKey(headers)).toBe(key);
  });

  test.each([
    [{ 'idempotency-key': '' }],
    [{ 'idempotency-key': '""' }],
    [{ 'idempotency-key': '"open' }],
    [{ 'idempotency-key': '"a", "b"' }],
    [{ 'idempotency-key': 'k'.repeat(256) }],
    [{ 'idempotency-key': 'clé' }],
    [{ 'idempotency-key': 'a', 'x-idempotency-key': 'b' }],
  ])('%j is refused', (headers) => {
    expect(() => idempotencyKey(headers)).toThrow(/Idempotency-Key/);
  });
});

test.each([
  [{}, false],
  [{ 'x-stainless-retry-count': '0' }, false],
  [{ 'x-stainless-retry-count': '-1' }, false],
  [{ 'x-stainless-retry-count': 'true' }, false],
  [{ 'x-stainless-retry-count': '1' }, true],
  [{ 'x-stainless-retry-count': '12' }, true],
  [{ 'x-retry-count': '2' }, true],
])('headers %j say that a call is a retry: %s', (headers, expected) => {
  expect(saysRetry(headers)).toBe(expected);
});

describe('the content type', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json;',
    'application/json; charset=utf-8',
    'application/json\t;charset=utf-8',
  ])('%j is JSON', (type) => {
    expect(() => bodyForm({ 'content-type': type }, 'json')).not.toThrow();
  });

  test.each([undefined, '', 'text/plain', 'application/jsonp', 'application/json, text/html'])(
    '%j is not',
    (type) => {
      expect(() => bodyForm({ 'content-type': type }, 'json')).toThrow(/application\/json/);
    },
  );

  test.each([
    undefined,
    '',
    'text/plain',
    'Text/Plain; charset=utf-8',
    'application/x-www-form-urlencoded',
  ])('%j may be JSON all the same where a key in a header lets the call in', (type) => {
    const headers = { 'content-type': type };
    expect(keyedBodyForm(headers, 'json')).toBe('untyped');
    expect(keyedBodyForm(headers, 'json_or_form')).toBe('untyped');
    expect(() => keyedBodyForm(headers, 'form')).toThrow(/multipart\/form-data/);
  });

  test.each(['application/jsonp', 'text/plainer', 'text/html', 'a, text/plain'])(
    '%j is JSON nowhere',
    (type) => {
      expect(() => keyedBodyForm({ 'content-type': type }, 'json')).toThrow(/application\/json/);
    },
  );

  test.each(['application/json', 'text/plain'])('a compressed %s is refused', (type) => {
    const headers = { 'content-type': type, 'content-encoding': 'gzip' };
    expect(() => bodyForm(headers, 'json')).toThrow();
    expect(() => keyedBodyForm(headers, 'json')).toThrow(/Content-Encoding/);
  });
});

import { expect, test } from 'vitest';
import { networksOf, networkTrouble, plainAddress } from './networks.ts';

test.each([
  ['203.0.113.7', '203.0.113.7', true],
  ['203.0.113.7', '203.0.113.8', false],
  ['203.0.113.0/24', '203.0.113.255', true],
  ['203.0.113.0/24', '203.0.114.0', false],
  ['::ffff:203.0.113.7', '203.0.113.7', true],
  ['2001:db8::/32', '2001:db8:1::9', true],
  ['2001:db8::/32', '2001:db9::9', false],
  ['0.0.0.0/0', '198.51.100.1', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['203.0.113.0/24', 'nonsense', false],
  ['203.0.113.0/24', '', false],
  ['fe80::/10', 'fe80::1%eth0', true],
  ['2001:db8::/32', 'fe80::1%eth0', false],
  ['203.0.113.0/24', '203.0.113.7%', false],
])('%s has %s: %s', (entry, address, has) => {
  expect(networkTrouble(entry)).toBeNull();
  expect(networksOf(['192.0.2.1', entry]).has(address)).toBe(has);
});

test.each([
  '',
  'here',
  '203.0.113.7/33',
  '2001:db8::/129',
  '203.0.113.7/',
  '1.2.3',
  'fe80::1%eth0',
  '/8',
])('%j is no network', (text) => {
  expect(networkTrouble(text)).toContain('neither an address');
  expect(() => networksOf([text])).toThrow();
});

test('an empty list has nobody', () => {
  expect(networksOf([]).has('203.0.113.7')).toBe(false);
});

test('an address of IPv4 within one of IPv6 is that of IPv4', () => {
  expect(plainAddress('::ffff:127.0.0.1')).toBe('127.0.0.1');
  expect(plainAddress('::FFFF:127.0.0.1')).toBe('127.0.0.1');
  expect(plainAddress('::ffff:7f00:1')).toBe('::ffff:7f00:1');
  expect(plainAddress('2001:db8::1')).toBe('2001:db8::1');
});

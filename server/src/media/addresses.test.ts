import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowedAddress } from './addresses.ts';

describe('an address on the public internet', () => {
  test.each([
    ['0.255.255.255', '1.0.0.0'],
    ['10.0.0.0', '9.255.255.255'],
    ['10.255.255.255', '11.0.0.0'],
    ['100.64.0.0', '100.63.255.255'],
    ['100.127.255.255', '100.128.0.0'],
    ['127.0.0.0', '126.255.255.255'],
    ['127.255.255.255', '128.0.0.0'],
    ['168.63.129.16', '168.63.129.15'],
    ['169.254.0.0', '169.253.255.255'],
    ['169.254.255.255', '169.255.0.0'],
    ['172.16.0.0', '172.15.255.255'],
    ['172.31.255.255', '172.32.0.0'],
    ['192.0.0.255', '192.0.1.0'],
    ['192.168.0.0', '192.167.255.255'],
    ['192.168.255.255', '192.169.0.0'],
    ['198.18.0.0', '198.17.255.255'],
    ['198.19.255.255', '198.20.0.0'],
    ['224.0.0.0', '223.255.255.255'],
    ['255.255.255.255', '223.0.0.1'],
    ['1fff:ffff::', '2000::'],
    ['4000::', '3fef::'],
    ['2001:1ff:ffff::', '2001:200::'],
    ['2001:db8::', '2001:db7:ffff::'],
    ['2001:db8:ffff::', '2001:db9::'],
    ['2002::', '2003::'],
    ['3fff:fff::', '3fff:1000::'],
    ['::ffff:127.0.0.1', '::ffff:128.0.0.1'],
    ['::ffff:7f00:1', '::ffff:8000:1'],
    ['::ffff:0:0', '::ffff:100:0'],
    ['64:ff9b::10.0.0.1', '64:ff9b::11.0.0.1'],
    ['64:ff9b::', '64:ff9b::808:808'],
    ['64:ff9b::1:8.8.8.8', '64:ff9b::8.8.8.8'],
  ])('is not %s, but is %s', (closed, open) => {
    expect(isAllowedAddress(closed, false)).toBe(false);
    expect(isAllowedAddress(open, false)).toBe(true);
  });

  test('is never one with a zone, nor something that is no address', () => {
    for (const text of [
      'fe80::1%eth0',
      '2606:4700::1%1',
      '',
      'localhost',
      '1.2.3',
      '0x7f.1',
      '[::1]',
    ]) {
      expect(isAllowedAddress(text, false), text).toBe(false);
      expect(isAllowedAddress(text, true), text).toBe(false);
    }
  });

  test('is judged alike in IPv4 and mapped into IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.boolean(), (address, allowPrivateHosts) => {
        const plain = isAllowedAddress(address, allowPrivateHosts);
        expect(isAllowedAddress(`::ffff:${address}`, allowPrivateHosts)).toBe(plain);
        expect(isAllowedAddress(`64:ff9b::${address}`, allowPrivateHosts)).toBe(plain);
      }),
    );
  });
});

describe('the switch for private hosts', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '::1',
    'fd12:3456::1',
    'fc00::1',
    '::ffff:127.0.0.1',
  ])('admits %s', (address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
    expect(isAllowedAddress(address, true)).toBe(true);
  });

  test.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fe80::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '2002:7f00:1::',
  ])('does not admit %s', (address) => {
    expect(isAllowedAddress(address, true)).toBe(false);
  });
});

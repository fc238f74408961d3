import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import { networksOf } from '../accounts/networks.ts';
import { addressOf } from './addresses.ts';

/** Of a request that comes over a connection from there. */
function seen(
  remoteAddress: string | undefined,
  forwarded?: string,
  proxies: string[] = ['10.0.0.0/8'],
) {
  const headers: IncomingHttpHeaders =
    forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return addressOf({
    raw: { socket: { remoteAddress }, headers } as IncomingMessage,
    server: { trustedProxies: networksOf(proxies) } as FastifyInstance,
  });
}

test('whoever is no trusted proxy is whom we speak to, whatever it writes', () => {
  expect(seen('203.0.113.7')).toBe('203.0.113.7');
  expect(seen('203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
  expect(seen('::ffff:203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
  expect(seen('10.0.0.1', '198.51.100.1', [])).toBe('10.0.0.1');
  expect(seen(undefined, '198.51.100.1')).toBe('');
});

test.each([
  ['what the proxy was asked by', '198.51.100.1', '198.51.100.1'],
  ['the nearest, not what it wrote itself', '192.0.2.66, 198.51.100.1', '198.51.100.1'],
  ['behind several proxies', '192.0.2.66, 198.51.100.1, 10.0.0.9,10.0.0.8', '198.51.100.1'],
  ['the farthest proxy where all are ours', '10.0.0.9, 10.0.0.8', '10.0.0.9'],
  ['with a port', '198.51.100.1:4711', '198.51.100.1'],
  ['of IPv6 with a port', '[2001:db8::1]:4711', '2001:db8::1'],
  ['of IPv4 in IPv6', '::ffff:198.51.100.1', '198.51.100.1'],
  ['the proxy itself where it says none', undefined, '10.0.0.1'],
  ['the proxy itself where it says nonsense', '198.51.100.1, unknown', '10.0.0.1'],
  ['the last proxy that is known where nonsense is behind it', 'unknown, 10.0.0.9', '10.0.0.9'],
  ['the proxy itself where the header is empty', '', '10.0.0.1'],
])('%s', (_what, forwarded, address) => {
  expect(seen('10.0.0.1', forwarded)).toBe(address);
  expect(seen('::ffff:10.0.0.1', forwarded)).toBe(address);
});

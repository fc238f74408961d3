import { Resolver } from 'node:dns/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveByDns } from './resolve.ts';
import { startNameServer } from './testing/name-server.ts';
import type { NameServer, Records } from './testing/name-server.ts';

let server: NameServer;
let records: { A: Records; AAAA: Records };

beforeEach(async () => {
  server = await startNameServer((type) => records[type]);
});

afterEach(() => {
  server.close();
});

function ask(name = 'media.example'): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 700, tries: 1 });
  resolver.setServers([server.address]);
  return resolveByDns(name, resolver);
}

const four = Buffer.from([93, 184, 215, 14]);
const loopback = Buffer.from([127, 0, 0, 1]);
const six = Buffer.from('20010db8000000000000000000000001', 'hex');

test('all addresses of both families are found', async () => {
  records = { A: [four, loopback], AAAA: [six] };
  expect(await ask()).toEqual(['93.184.215.14', '127.0.0.1', '2001:db8::1']);
});

test.each<Records>(['no such name', 'broken', 'silent', []])(
  'one family is enough when the other is %j',
  async (other) => {
    records = { A: [four], AAAA: other };
    expect(await ask()).toEqual(['93.184.215.14']);
    records = { A: other, AAAA: [six] };
    expect(await ask()).toEqual(['2001:db8::1']);
  },
);

test.each<Records>(['no such name', 'broken', 'silent', []])(
  'a name is refused when both families are %j',
  async (both) => {
    records = { A: both, AAAA: both };
    await expect(ask()).rejects.toThrow(/query[A]+ E/u);
  },
);

test('the hosts file is not read', async () => {
  records = { A: 'no such name', AAAA: 'no such name' };
  await expect(ask('localhost')).rejects.toThrow('ENOTFOUND');
});

import { BlockList, isIP } from 'node:net';

/**
 * Which IP addresses a stranger's URL may lead to. IPv4 by what is forbidden, IPv6 by what is
 * allowed, since most of IPv6 is not in use. Source: the IANA special-purpose address registries.
 */

const forbiddenV4 = subnets('ipv4', [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier NAT; Alibaba's metadata service lives here
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's host agent: public by number, answered by the hypervisor
  '169.254.0.0/16', // link-local, with the metadata services of most clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; Oracle's metadata service lives here
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]);

const globalV6 = subnets('ipv6', ['2000::/3']);

const forbiddenV6 = subnets('ipv6', [
  '2001::/23', // protocol assignments, Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
]);

/** Forms that carry an IPv4 address in their last 32 bits and lead to it: mapped, and NAT64. */
const embeddingV6 = subnets('ipv6', ['::ffff:0:0/96', '64:ff9b::/96']);

const privateV4 = subnets('ipv4', ['10.0.0.0/8', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']);

const privateV6 = subnets('ipv6', ['::1/128', 'fc00::/7']);

/** Metadata services of AWS and Google, which sit within the private range. */
const metadataV6 = subnets('ipv6', ['fd00:ec2::/32', 'fd20:ce::/32']);

/**
 * Whether a connection to the address may be opened. `allowPrivateHosts` adds loopback and private
 * networks (RFC 1918, RFC 4193), never link-local ones: those hold the secrets of cloud machines.
 */
export function isAllowedAddress(address: string, allowPrivateHosts: boolean): boolean {
  switch (isIP(address)) {
    case 4:
      return allowedV4(address, allowPrivateHosts);
    case 6:
      return allowedV6(address, allowPrivateHosts);
    default:
      return false;
  }
}

function allowedV4(address: string, allowPrivateHosts: boolean): boolean {
  if (allowPrivateHosts && privateV4.check(address, 'ipv4')) return true;
  return !forbiddenV4.check(address, 'ipv4');
}

function allowedV6(address: string, allowPrivateHosts: boolean): boolean {
  // A zone names one of our own interfaces; no public address has one.
  if (address.includes('%')) return false;
  if (embeddingV6.check(address, 'ipv6')) return allowedV4(lastV4(address), allowPrivateHosts);
  if (allowPrivateHosts && privateV6.check(address, 'ipv6')) {
    return !metadataV6.check(address, 'ipv6');
  }
  return globalV6.check(address, 'ipv6') && !forbiddenV6.check(address, 'ipv6');
}

/** The last 32 bits in dotted form. */
function lastV4(address: string): string {
  // The URL parser knows every spelling and writes one: hexadecimal groups, the longest run of zeros cut.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  return groups
    .map((group) => Number.parseInt(group || '0', 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
}

function subnets(family: 'ipv4' | 'ipv6', blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const slash = block.indexOf('/');
    list.addSubnet(block.slice(0, slash), Number(block.slice(slash + 1)), family);
  }
  return list;
}

/** Addresses and networks of the internet protocols, as people list them. */
import { BlockList, isIP } from 'node:net';

export interface Networks {
  has(address: string): boolean;
}

/** What is wrong with an entry of a list: words after its name, or null. */
export function networkTrouble(text: string): string | null {
  return parse(text) === null
    ? 'is neither an address such as 203.0.113.7 nor a network such as 203.0.113.0/24'
    : null;
}

/** Throws where an entry is neither an address nor a network. */
export function networksOf(entries: readonly string[]): Networks {
  if (entries.length === 0) return nowhere;
  const list = new BlockList();
  for (const entry of entries) {
    const network = parse(entry);
    if (network === null) throw new Error(`${entry} is neither an address nor a network`);
    list.addSubnet(network.address, network.bits, network.family);
  }
  return {
    has(address) {
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

const nowhere: Networks = { has: () => false };

interface Network {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

function parse(text: string): Network | null {
  const [, written = '', digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = plainAddress(written);
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return null;
  const most = version === 4 ? 32 : 128;
  const bits = digits === undefined ? most : Number(digits);
  if (bits > most) return null;
  return { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}

const mapped = /^::ffff:(?=\d{1,3}(?:\.\d{1,3}){3}$)/i;

/** An address of IPv4 in the form of IPv6, as sockets that listen to both give it, is the one of IPv4. */
export function plainAddress(address: string): string {
  return address.replace(mapped, '');
}

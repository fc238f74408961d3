import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { plainAddress, type Networks } from '../accounts/networks.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Proxies of the operator's, which say in X-Forwarded-For who has asked them. */
    trustedProxies: Networks;
  }
}

/**
 * Where a request comes from: the other end of its connection, or, where that is a trusted proxy, the nearest
 * address in X-Forwarded-For, from its right, that is none. Whatever stands left of that anybody can have written.
 */
export function addressOf({ raw, server }: Pick<FastifyRequest, 'raw' | 'server'>): string {
  const { trustedProxies } = server;
  let address = plainAddress(raw.socket.remoteAddress ?? '');
  if (!trustedProxies.has(address)) return address;
  for (const hop of hopsOf(raw.headers['x-forwarded-for']).toReversed()) {
    const before = addressIn(hop);
    // Who asked this proxy is not known: then it is the proxy.
    if (before === null) return address;
    address = before;
    if (!trustedProxies.has(address)) return address;
  }
  return address;
}

function hopsOf(header: string | string[] | undefined): string[] {
  return header === undefined ? [] : String(header).split(',');
}

/** Some write a port behind it. Null: it is no address. */
function addressIn(hop: string): string | null {
  const text = hop.trim();
  const [, inBrackets, beforePort] = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text) ?? [];
  const address = plainAddress(inBrackets ?? beforePort ?? text);
  return isIP(address) === 0 ? null : address;
}

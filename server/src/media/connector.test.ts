import { once } from 'node:events';
import { createServer } from 'node:net';
import type { buildConnector } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardedConnector } from './connector.ts';
import type { ConnectorOptions } from './connector.ts';
import { FetchRefusal } from './targets.ts';
import { portOf, resolverOf } from './testing/network.ts';

let port = 0;
let heard: Buffer[] = [];
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', (data) => {
    heard.push(data);
    socket.destroy();
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = portOf(server);
});

afterAll(() => {
  server.close();
});

function connect(
  target: Partial<buildConnector.Options>,
  options: Partial<ConnectorOptions> = {},
): Promise<Error | null> {
  const connector = guardedConnector({ allowPrivateHosts: false, connectMs: 5_000, ...options });
  return new Promise((resolve) => {
    const whole = { hostname: '127.0.0.1', protocol: 'http:', port: String(port), ...target };
    connector(whole, (error, socket) => {
      socket?.destroy();
      resolve(error);
    });
  });
}

describe('the connector itself', () => {
  // undici never asks the look-up about these.
  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '10.0.0.1', '0.0.0.0'])(
    'refuses the literal address %s',
    async (hostname) => {
      expect(await connect({ hostname })).toMatchObject({ reason: 'address' });
      const named = { hostname, servername: 'public.example' };
      expect(await connect(named)).toMatchObject({ reason: 'address' });
    },
  );

  test('refuses a name with one private address among public ones', async () => {
    const resolve = resolverOf({ 'media.example': ['93.184.215.14', '127.0.0.1'] });
    const error = await connect({ hostname: 'media.example' }, { resolve });
    expect(error).toMatchObject({ reason: 'address' });
  });

  test('says when a name cannot be resolved, or has no address', async () => {
    for (const resolve of [resolverOf({}), resolverOf({ 'media.example': [] })]) {
      const error = await connect({ hostname: 'media.example' }, { resolve });
      expect(error).toBeInstanceOf(FetchRefusal);
      expect(error).toMatchObject({ reason: 'dns' });
    }
  });

  test('tries all addresses of a name', async () => {
    const resolve = resolverOf({ 'media.example': ['127.0.0.2', '::1', '127.0.0.1'] });
    const options = { allowPrivateHosts: true, resolve };
    expect(await connect({ hostname: 'media.example' }, options)).toBeNull();
  });

  test('names the host, not the address, in the TLS greeting', async () => {
    heard = [];
    const resolve = resolverOf({ 'media.example': ['127.0.0.1'] });
    const options = { allowPrivateHosts: true, resolve };
    const target = { hostname: 'media.example', host: 'media.example', protocol: 'https:' };
    // The server hangs up on it: there is no certificate here.
    expect(await connect(target, options)).toBeInstanceOf(Error);
    expect(Buffer.concat(heard).toString('latin1')).toContain('media.example');
  });

  test('finds names of this machine in development', async () => {
    expect(await connect({ hostname: 'localhost' }, { allowPrivateHosts: true })).toBeNull();
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGuardedFetch, type GuardedFetch } from '../media/fetch.ts';
import { lineFetch, type LineFetch } from './line-fetch.ts';

let server: Server;
let port: number;
let asked: string[];
let common: GuardedFetch;
let fetch: LineFetch | null;

beforeEach(async () => {
  asked = [];
  fetch = null;
  common = createGuardedFetch({ allowPrivateHosts: false });
  server = createServer((request, response) => {
    asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
    if (request.url === '/away') response.writeHead(302, { location: `http://localhost:${port}/` });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  await fetch?.close();
  await common.close();
  server.closeAllConnections();
  server.close();
});

const open = (allowPrivateHost: boolean) =>
  (fetch = lineFetch({ baseUrl: `http://127.0.0.1:${String(port)}`, allowPrivateHost }, common));
const get = { method: 'GET', headers: {}, totalMs: 2_000, answerBytesMax: 100 } as const;
const at = (host: string, path = '/') => `http://${host}:${String(port)}${path}`;

test('a line that may calls its own private host, and no other one', async () => {
  const one = open(true);
  expect((await one.call(at('127.0.0.1'), get)).status).toBe(200);
  for (const host of ['localhost', '127.0.0.2', '[::1]', '169.254.169.254']) {
    await expect(one.call(at(host), get)).rejects.toThrow();
    await expect(one.download(at(host), '/nowhere', { bytesMax: 1, totalMs: 500 })).rejects.toThrow(
      /not on the public internet|not allowed/,
    );
  }
  expect(asked).toEqual([`127.0.0.1:${String(port)}/`]);
});

test('a redirect of its own host leads to no other private one', async () => {
  const one = open(true);
  const limits = { bytesMax: 1_000, totalMs: 2_000 };
  await expect(one.download(at('127.0.0.1', '/away'), '/nowhere', limits)).rejects.toThrow(
    /not on the public internet/,
  );
  expect(asked).toEqual([`127.0.0.1:${String(port)}/away`]);
});

test('a line that may not calls no private host at all', async () => {
  await expect(open(false).call(at('127.0.0.1'), get)).rejects.toThrow();
  expect(asked).toEqual([]);
});

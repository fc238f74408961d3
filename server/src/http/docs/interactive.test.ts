import { brotliDecompressSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { platformOf, testServer } from '../testing/server.ts';
import { interactivePath } from './pages.ts';

const app = testServer({ platform: platformOf([]) });
afterAll(() => app.close());

const pages = ['platform', ...dialects.map(({ name }) => name)].map(interactivePath);

describe.each(pages)('%s', (url) => {
  test('asks for its program and its document here, and for nothing elsewhere', async () => {
    const { statusCode, headers, body } = await app.inject({ url });
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(body).not.toMatch(/https?:|<script>|\son\w+=|style="/);
    const asked = [...body.matchAll(/(?:src|href|data-document)="([^"]*)"/g)].map(([, at]) => at);
    expect(asked).toHaveLength(5);
    for (const place of asked) {
      expect([place, (await app.inject({ url: String(place) })).statusCode]).toEqual([place, 200]);
    }
  });
});

test('the program is the same packed and unpacked', async () => {
  const url = '/docs/scalar.js';
  const plain = await app.inject({ url });
  expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(plain.body).toContain('createApiReference');
  const packed = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
  expect(packed.rawPayload.length).toBeLessThan(plain.body.length / 3);
  expect(brotliDecompressSync(packed.rawPayload).toString()).toBe(plain.body);
});

test('the program is told to use no server of its maker, and to keep no key', async () => {
  const { body } = await app.inject({ url: '/docs/interactive.js' });
  for (const word of [
    "proxyUrl: ''",
    'withDefaultFonts: false',
    'telemetry: false',
    'persistAuth: false',
    'agent: { disabled: true }',
  ]) {
    expect(body).toContain(word);
  }
  expect(body).not.toMatch(/https?:/);
});

import { afterAll, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { document } from '../platform/testing/contract.ts';
import { routes } from '../platform/testing/routes.ts';
import { platformOf, testServer } from '../testing/server.ts';
import { docPages } from './pages.ts';

const app = testServer({
  platform: platformOf(routes),
  config: { supportAddress: 'help@example.com' },
});
afterAll(() => app.close());

test.each(dialects)('documents of $name are served to everybody', async ({ name }) => {
  const api = await app.inject({ url: `/docs/${name}/openapi.json` });
  expect(api.statusCode).toBe(200);
  expect(api.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(api.json()).toMatchObject({ info: { contact: { email: 'help@example.com' } } });
  const types = await app.inject({ url: `/docs/${name}/types.d.ts` });
  expect(types.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(types.body).toContain('export type CreateRequest = {');
});

test('whom to ask is told where a customer cannot mend it, and nowhere else', async () => {
  const url = '/api/open/v1/generations';
  const refused = await app.inject({ method: 'POST', url, payload: {} });
  expect(refused.json()).toMatchObject({
    error: expect.stringMatching(/\. Ask help@example\.com for help\.$/),
  });
  expect((await app.inject({ url: '/nothing' })).body).not.toContain('help@example.com');
  const silent = testServer();
  expect((await silent.inject({ method: 'POST', url, payload: {} })).body).not.toContain('Ask ');
  await silent.close();
});

test('the document of the platform API is served to everybody', async () => {
  const { statusCode, headers, body } = await app.inject({ url: '/openapi.json' });
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  expect(JSON.parse(body)).toMatchObject({
    openapi: '3.1.0',
    info: { contact: { email: 'help@example.com' } },
    paths: { '/tasks/{id}': { get: { operationId: 'getTask' } } },
    webhooks: { 'task.succeeded': {} },
  });
});

const pages = docPages(dialects, () => document).map(({ path }) => path);

test.each(pages)('%s is a page that asks for nothing elsewhere', async (url) => {
  const { statusCode, headers, body } = await app.inject({ url });
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self';/);
  expect(body).toMatch(/<h1 id="[^"]*">/u);
  expect(body).not.toMatch(/<script|\ssrc=|\son\w+=|style="|@import|url\(/u);
  // What it is made of is seen as what it means.
  expect(body.replaceAll(/<code>.*?<\/code>/gsu, '')).not.toMatch(/\*\*|^#|\]\(|\|/mu);
  const plain = await app.inject({ url: `${url}.md` });
  expect([plain.statusCode, plain.headers['content-type']]).toEqual([
    200,
    'text/markdown; charset=utf-8',
  ]);
});

test('whatever the pages link to here is here', async () => {
  const texts = await Promise.all(
    [...pages, '/llms.txt', '/.well-known/api-catalog'].map(async (url) => app.inject({ url })),
  );
  const links = new Set(
    texts.flatMap(({ body }) =>
      [...body.matchAll(/(?:href="|"href": "|\]\()(\/[^")#]*)/gu)].map(([, link = '']) => link),
    ),
  );
  expect(links.size).toBeGreaterThan(50);
  for (const url of links)
    expect([url, (await app.inject({ url })).statusCode]).toEqual([url, 200]);
});

test('the page of an API has each of its operations, with every field and code', async () => {
  const { body } = await app.inject({ url: '/docs/platform.md' });
  const open = await app.inject({ url: '/openapi.json' });
  for (const [path, methods] of Object.entries(open.json<typeof document>().paths)) {
    for (const method of Object.keys(methods)) {
      expect(body).toContain(`\n## ${method.toUpperCase()} ${path}\n`);
    }
  }
  for (const part of ['`output.videoUrl`', '/docs/problems/endpoint_limit', '`Idempotency-Key`']) {
    expect(body).toContain(part);
  }
});

test('programs find the APIs where RFC 9727 says, and models their text', async () => {
  const catalog = await app.inject({ url: '/.well-known/api-catalog' });
  expect(catalog.headers['content-type']).toMatch(/^application\/linkset\+json; profile=/);
  expect(catalog.json()).toMatchObject({
    linkset: [
      { anchor: '/platform/v1', 'service-desc': [{ href: '/openapi.json' }] },
      ...dialects.map(({ name }) => ({ anchor: `/d/${name}` })),
    ],
  });
  const { body } = await app.inject({ url: '/llms.txt' });
  expect(body).toMatch(/^# Filmgate\n\n> /u);
});

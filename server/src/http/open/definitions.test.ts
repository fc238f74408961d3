import { afterAll, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { testServer } from '../testing/server.ts';

const app = testServer({ config: { supportAddress: 'help@example.com' } });
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

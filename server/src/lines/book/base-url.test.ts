import { describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { readBaseUrl, urlAt } from './base-url.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  'gpu.corp.example': ['10.0.0.7'],
  'public.example': ['93.184.215.14'],
  'both.example': ['10.0.0.7', '93.184.215.14'],
  vllm: ['172.18.0.2'],
};

function resolve(name: string): Promise<readonly string[]> {
  const found = names[name];
  return found ? Promise.resolve(found) : Promise.reject(new Error('ENOTFOUND'));
}

function dialectOf(wanted: string): Dialect {
  const dialect = dialects.find(({ name }) => name === wanted);
  if (!dialect) throw new Error(`no ${wanted}`);
  return dialect;
}

function read(text: string, { allowPrivateHost = false, dialect = 'ark' } = {}) {
  return readBaseUrl(text, { dialect: dialectOf(dialect), allowPrivateHost, resolve });
}

describe('a base URL', () => {
  test.each([
    ['https://ark.example.com', 'ark', 'https://ark.example.com'],
    [' https://ark.example.com/ ', 'ark', 'https://ark.example.com'],
    ['https://ark.example.com/api/v3', 'ark', 'https://ark.example.com'],
    ['https://ark.example.com/api/v3/', 'ark', 'https://ark.example.com'],
    ['https://gate.example.com/d/ark', 'ark', 'https://gate.example.com/d/ark'],
    ['https://gate.example.com/d/ark/api/v3', 'ark', 'https://gate.example.com/d/ark'],
    ['https://tokenhub.store/api/v1', 'tokenhub', 'https://tokenhub.store'],
    ['https://engine.example.com/v1/videos', 'openai', 'https://engine.example.com'],
    ['https://engine.example.com/my-v1', 'openai', 'https://engine.example.com/my-v1'],
    ['https://ark.example.com/api/plan/v3', 'ark', 'https://ark.example.com/api/plan/v3'],
    ['https://ark.example.com/api/plan/v3/', 'ark', 'https://ark.example.com/api/plan/v3'],
    [
      'https://ark.example.com/api/plan/v3/contents/generations/tasks',
      'ark',
      'https://ark.example.com/api/plan/v3',
    ],
    ['https://gate.example.com/v2/api/v3', 'ark', 'https://gate.example.com/v2/api/v3'],
    ['https://gate.example.com/openai/v1', 'openai', 'https://gate.example.com/openai'],
    ['https://v3', 'ark', 'https://v3'],
  ])('%s of %s is read as %s', async (text, dialect, baseUrl) => {
    expect(await read(text, { dialect })).toEqual({ baseUrl });
  });

  test.each([
    ['ark.example.com', 'not a valid absolute'],
    ['ftp://ark.example.com', 'Only http and https'],
    ['https://user:word@ark.example.com', 'user name or password'],
    ['https://ark.example.com/?a=b', 'query or a fragment'],
    ['https://ark.example.com/#a', 'query or a fragment'],
    ['https://ark.example.com:8443', 'Port 8443'],
    ['http://public.example', 'use https'],
    ['https://127.0.0.1:8787', '--allow-private-host'],
    ['https://localhost', '--allow-private-host'],
  ])('%s is refused in words', async (text, words) => {
    expect(await read(text)).toEqual({ trouble: expect.stringContaining(words) });
  });
});

describe('a line that may lead to a private host', () => {
  test.each([
    'http://127.0.0.1:8787',
    'http://[::1]:8787',
    'http://10.1.2.3',
    'http://vllm:8000',
    'http://gpu.corp.example:30000',
    'https://ark.example.com',
    'https://192.168.1.5:8443',
  ])('takes %s', async (text) => {
    expect(await read(text, { allowPrivateHost: true })).toEqual({ baseUrl: text });
  });

  test.each([
    ['http://93.184.215.14', 'plain http to a public host'],
    ['http://public.example', 'plain http to a public host'],
    ['http://both.example', 'plain http to a public host'],
    ['http://nobody.example', 'not known here'],
    ['http://169.254.169.254', 'not on the public internet'],
  ])('does not take %s', async (text, words) => {
    expect(await read(text, { allowPrivateHost: true })).toEqual({
      trouble: expect.stringContaining(words),
    });
  });
});

describe('a call is made', () => {
  const call = { path: { id: 'v1', task_id: 'v1' }, query: {} };

  test.each([
    ['https://ark.example.com', '/api/v3/contents/tasks', '/api/v3/contents/tasks'],
    ['https://gate.example.com/d/ark', '/api/v3/contents/tasks', '/d/ark/api/v3/contents/tasks'],
    [
      'https://ark.example.com/api/plan/v3',
      '/api/v3/contents/tasks',
      '/api/plan/v3/contents/tasks',
    ],
    ['https://ark.example.com/api/plan/v3', '/api/v3/contents/{id}', '/api/plan/v3/contents/v1'],
    ['https://relay.example.com/v2', '/v1/videos/{id}/content', '/v2/videos/v1/content'],
    ['https://relay.example.com/v2', '/ai/seedance/{id}', '/v2/ai/seedance/v1'],
    ['https://relay.example.com/v2', '/ai/{id}/tasks', '/v2/ai/v1/tasks'],
    ['https://gate.example.com/v2/api/v3', '/api/v3/tasks', '/v2/api/v3/tasks'],
    ['https://v3', '/api/v3/contents/tasks', '/api/v3/contents/tasks'],
    ['https://gate.example.com/av3', '/api/v3/contents/tasks', '/av3/api/v3/contents/tasks'],
  ])('at %s with the path %s: %s', (baseUrl, path, called) => {
    expect(urlAt(baseUrl, path, call)).toBe(new URL(baseUrl).origin + called);
  });

  const operations = dialects.flatMap((dialect) =>
    [...dialect.operations, ...(dialect.files ?? [])].map(({ path }) => ({ dialect, path })),
  );

  test.each(operations)(
    '$dialect.name: $path, whatever of it its platform prints',
    async ({ dialect, path }) => {
      const read = async (text: string): Promise<string> => {
        const reading = await readBaseUrl(text, { dialect, allowPrivateHost: false, resolve });
        return 'baseUrl' in reading ? urlAt(reading.baseUrl, path, call) : reading.trouble;
      };
      const plain = await read('https://up.example.com');
      expect(plain).toBe(urlAt('https://up.example.com', path, call));
      const [create] = dialect.operations;
      const segments = create?.path.split('/') ?? [];
      for (let count = 2; count <= segments.length; count++) {
        const printed = segments.slice(0, count).join('/');
        expect(await read(`https://up.example.com${printed}`), printed).toBe(plain);
      }
    },
  );
});

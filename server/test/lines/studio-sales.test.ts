import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { run } from '../commands/run.ts';
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { walletOf } from '../interop/books.ts';

/** Nobody pays for an animatic by accident: what the studio is sold for, once there are lines. */

const filmWithinMs = 240_000;
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.remove());

const inkRoot = '/api/open/v1';
function create(key: string, model: string, more: object = {}) {
  const body = { model, prompt: 'a kite', duration: 4, resolution: '480p', ...more };
  return call(server, 'POST', `${inkRoot}/video/generations`, { key, body });
}

async function modelsOf(path: string): Promise<string[]> {
  const { body } = await call(server, 'GET', path, { key: server.first.liveKey });
  const listed = z.object({ id: z.string() }).array();
  const told = z.union([z.object({ data: listed }), z.object({ models: listed })]).parse(body);
  return ('data' in told ? told.data : told.models).map(({ id }) => id);
}

const held = async (): Promise<number> => (await walletOf(server)).held;

let earlier: string;

test('without any line every model is sold, and made by the studio', async () => {
  expect(await modelsOf(`${inkRoot}/models`)).toContain('seedance-2.0');
  const { status, body } = await create(server.first.liveKey, 'seedance-2.0', { duration: 8 });
  expect(status).toBe(200);
  earlier = z.object({ requestId: z.string() }).parse(body).requestId;
});

test('with a line, a model that none serves is neither sold nor listed', async () => {
  const added = await run(
    [
      ...['lines', 'add', '--name', 'other', '--preset', 'byteplus', '--no-secret'],
      ...['--models', 'seedance-2.5', '--base-url', 'http://127.0.0.1:9', '--allow-private-host'],
    ],
    { env: server.env },
  );
  expect(added).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/no longer sold the \d+ models that no line serves/u),
  });
  const { body } = await until(
    () => create(server.first.liveKey, 'seedance-2.0'),
    ({ status }) => status !== 200,
  );
  expect(body).toMatchObject({
    error: {
      code: 'model_unavailable',
      message: expect.stringMatching(/seedance-2\.0, which is not offered here at present/u),
    },
  });
  expect(await modelsOf(`${inkRoot}/models`)).toEqual([]);
  expect(await modelsOf('/d/openai/v1/models')).toEqual(['doubao-seedance-2-5-260628']);
  const before = await held();
  await create(server.first.liveKey, 'seedance-2.0');
  expect(await held()).toBe(before);
});

test('a test key has it in the studio all the same, free of charge', async () => {
  const { status, body } = await create(server.first.testKey, 'seedance-2.0');
  expect({ status, body }).toMatchObject({ status: 200 });
});

test('a line that is off or drains is a line', async () => {
  await run(['lines', 'drain', 'other'], { env: server.env });
  expect((await create(server.first.liveKey, 'seedance-2.0')).status).not.toBe(200);
});

test('what the studio had accepted before is made', async () => {
  const { body } = await until(
    () =>
      call(server, 'GET', `${inkRoot}/video/generations/${earlier}`, {
        key: server.first.liveKey,
      }),
    ({ body: told }) => /succeeded|failed/u.test(JSON.stringify(told)),
    filmWithinMs,
  );
  expect(body).toMatchObject({ status: 'succeeded' });
});

test('without a line the studio is sold again', async () => {
  const removed = await run(['lines', 'remove', 'other'], { env: server.env });
  expect(removed).toMatchObject({ code: 0 });
  await until(
    () => create(server.first.liveKey, 'seedance-2.0'),
    ({ status }) => status === 200,
  );
  expect(await modelsOf(`${inkRoot}/models`)).toContain('seedance-2.0');
});

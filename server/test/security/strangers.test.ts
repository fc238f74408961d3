import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import { beside } from '../harness/database.ts';
import { addCustomer } from '../chaos/customers.ts';
import { call, until } from '../harness/api.ts';
import { openRawClient, type RawAnswer, type RawClient } from '../harness/raw-http.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let client: RawClient;
let strangersKey: string;
/** Of the account `demo`: waiting for its delay, and finished. */
let taskIds: string[];

beforeAll(async () => {
  server = await startServer({ env: { FILMGATE_STUDIO_WORKERS: '1' } });
  client = openRawClient(server.port);
  strangersKey = (await beside(server, (database) => addCustomer(database, 0))).keys.live;
  taskIds = await Promise.all([submit('[[delay:600s]]'), submit('[[fail:provider_error]]')]);
  await until(
    () => call(server, 'GET', `/api/open/v1/tasks/${taskIds[1] ?? ''}`, { key: testKey() }),
    ({ body }) => JSON.stringify(body).includes('"failed"'),
  );
});
afterAll(async () => {
  client.close();
  await server.remove();
});

const testKey = () => server.first.testKey;

async function submit(prompt: string): Promise<string> {
  const { body } = await call(server, 'POST', '/api/open/v1/video/generations', {
    key: testKey(),
    body: { model: 'seedance-2.0', prompt, duration: 4 },
  });
  // As the dialect answers a create.
  return (body as { requestId: string }).requestId;
}

/** Everything that a client sees, request ids and the time aside. */
function seen({ status, headers, text }: RawAnswer): unknown {
  const { 'x-request-id': _id, date: _date, ...rest } = headers;
  return { status, headers: rest, text };
}

const withId = dialects.flatMap((dialect) =>
  dialect.operations
    .filter(({ path, isRefused }) => path.includes('{') && isRefused !== true)
    .flatMap((op) =>
      [op.path, `/d/${dialect.name}${op.path}`].map((path) => ({
        method: op.method,
        path,
        // Some platforms refuse with a success.
        missing: dialect.problem({ code: 'task_not_found', message: '' }, op).status,
        keyless: dialect.problem({ code: 'unauthorized', message: '' }, op).status,
      })),
    ),
);

describe.each(withId)('$method $path', ({ method, path, missing, keyless }) => {
  const at = (id: string, key: string) =>
    client.call({
      method,
      path: path.replace(/\{\w+\}/, id),
      headers: { authorization: `Bearer ${key}` },
    });

  test('answers another account’s id exactly as a missing one', async () => {
    const unknown = await at('req_zzzzzzzzzzzzzzzzzzzz', strangersKey);
    expect(unknown.status).toBe(missing);
    for (const id of taskIds) expect(seen(await at(id, strangersKey))).toEqual(seen(unknown));
  });

  test('takes no call without a key, with an unknown one and with a wrong checksum', async () => {
    const answers = await Promise.all(
      ['', strangersKey.slice(0, -1), `${strangersKey}x`, 'fg_live_nonsense'].map((key) =>
        at(taskIds[0] ?? '', key),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => keyless));
    for (const { text } of answers) expect(text).toContain('API key');
  });
});

test('a stranger’s tries changed nothing, and any dialect reads the account’s own task', async () => {
  for (const path of ['/api/open/v1/tasks/', '/api/open/v1/video/generations/']) {
    const { status, body } = await call(server, 'GET', path + (taskIds[0] ?? ''), {
      key: testKey(),
    });
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toMatch(/queued|running|processing/);
  }
});

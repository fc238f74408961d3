import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { run, runJson } from './run.ts';

/** Keys and accounts as an operator limits them, and what their clients are told in a dialect. */

let server: TestServer;
beforeAll(async () => {
  // What is asked for waits for ever.
  server = await startServer({ env: { FILMGATE_STUDIO_WORKERS: '0' } });
});
afterAll(() => server.remove());

const madeKey = z.object({ id: z.uuid(), key: z.string() });
const json = (...args: string[]) => runJson(args, { env: server.env });
const words = async (...args: string[]) => (await run(args, { env: server.env })).stdout;
const create = async (...options: string[]) =>
  madeKey.parse(
    (await json('keys', 'create', '--account', 'demo', '--mode', 'live', ...options)).answer,
  );

/** A film of 40 credits. */
const film = (key: string, model = 'seedance-2.0') =>
  call(server, 'POST', '/api/open/v1/video/generations', {
    key,
    body: { model, prompt: 'A river in autumn', duration: 5, resolution: '720p' },
  });
const told = (error: object) => ({ body: { success: false, error } });
const seen = (text: string) => expect.stringContaining(text) as string;

test('a key that is made with limits is held to them, in the words of a dialect', async () => {
  const options = ['--budget', '100/month', '--models', 'seedance-2.0', '--name', 'shop'];
  const { id, key } = await create(...options);
  for (const _ of [1, 2]) expect((await film(key)).status).toBe(200);
  expect(await film(key)).toMatchObject({
    status: 402,
    ...told({
      code: 'insufficient_credits',
      message: seen('may use 100 credits a month, and has used 80'),
    }),
  });
  expect(await film(key, 'seedance-2.0-fast')).toMatchObject({
    status: 403,
    ...told({
      code: 'forbidden',
      message: seen('may not use seedance-2.0-fast: use seedance-2.0'),
    }),
  });
  const changed = await json('keys', 'change', id, '--budget', '120/month', '--scopes', 'none');
  expect(changed).toMatchObject({
    code: 0,
    answer: { name: 'shop', scopes: null, models: ['seedance-2.0'], budget: { credits: '120' } },
  });
  expect((await film(key)).status).toBe(200);
  expect((await film(key)).status).toBe(402);
  expect(await words('keys', 'change', id, '--budget', 'none')).toContain('models: seedance-2.0');
  expect((await film(key)).status).toBe(200);
});

test('a rate and an address hold before anything of a request is read', async () => {
  const { key } = await create('--creates-per-minute', '1');
  expect((await film(key)).status).toBe(200);
  const { status, headers } = await film(key);
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(1);
  const { key: elsewhere } = await create('--addresses', '203.0.113.0/24');
  expect(await film(elsewhere)).toMatchObject({
    status: 403,
    ...told({ message: seen('may not be used from 127.0.0.1') }),
  });
});

test('a key is disabled and enabled, and rolled with an overlap', async () => {
  const { id, key } = await create();
  const statusOf = async (one: string) => (await film(one)).status;
  expect(await words('keys', 'change', id, '--disable')).toContain('disabled since');
  await until(
    () => statusOf(key),
    (status) => status === 401,
  );
  await json('keys', 'change', id, '--enable');
  await until(
    () => statusOf(key),
    (status) => status === 200,
  );
  const rolled = await json('keys', 'roll', id, '--overlap', '24h');
  const next = madeKey.parse(rolled.answer);
  expect(rolled.answer).toMatchObject({ id, formerSecrets: [{ lastFour: key.slice(-4) }] });
  expect(next.key).not.toBe(key);
  expect([await statusOf(key), await statusOf(next.key)]).toEqual([200, 200]);
  expect(await words('keys', 'roll', id, '--overlap', '0')).toMatch(/^fg_live_\w{36}\n/);
  await until(
    () => statusOf(next.key),
    (status) => status === 401,
  );
});

test('an account is limited over all of its keys, in its own time zone', async () => {
  const account = madeAccount.parse((await json('accounts', 'create', '--name', 'acme')).answer);
  await json('credits', 'grant', '--account', 'acme', '--credits', '1000', '--reason', 'test');
  const limits = ['--budget', '80/day', '--tasks-at-once', '1', '--time-zone', 'Asia/Shanghai'];
  expect((await json('accounts', 'limit', 'acme', ...limits)).answer).toMatchObject({
    id: account.id,
    timeZone: 'Asia/Shanghai',
    budget: { period: 'day', most: '80', used: '0' },
    tasksAtOnce: { most: 1, used: 0, waiting: 0 },
  });
  for (const _ of [1, 2]) {
    const made = await json('keys', 'create', '--account', 'acme', '--mode', 'live');
    expect((await film(madeKey.parse(made.answer).key)).status).toBe(200);
  }
  expect(await words('accounts', 'limit', 'acme')).toBe(
    [
      'acme, in Asia/Shanghai',
      'budget: 80 of 80 credits/day are used',
      'tasks at once: 1 of 1, and 1 wait',
      '',
    ].join('\n'),
  );
  expect(
    (await json('accounts', 'limit', 'acme', '--problem-language', 'zh')).answer,
  ).toMatchObject({ timeZone: 'Asia/Shanghai', problemLanguage: 'zh', budget: { most: '80' } });
  expect(await words('accounts', 'limit', 'acme')).toContain('acme, in Asia/Shanghai, refused in');
  const made = await json('keys', 'create', '--account', 'acme', '--mode', 'live');
  expect(await film(madeKey.parse(made.answer).key)).toMatchObject({
    status: 402,
    ...told({
      code: 'insufficient_credits',
      message: expect.stringMatching(/^密钥或账户的预算.*（The account may use 80/u) as string,
    }),
  });
  expect((await json('ledger', 'check')).answer).toMatchObject({ ok: true });
});

const madeAccount = z.object({ id: z.string() });

test.each([
  [['--budget', '100'], 'one of day, month, total'],
  [['--budget', '-1/day'], 'must be credits'],
  [['--scopes', 'keys:write'], 'keys:write is none of tasks:read'],
  [['--models', 'sora-9'], 'sora-9 names no model'],
  [['--addresses', '203.0.113.0/33'], 'neither an address'],
  [['--expires', '2027-01-01'], 'a time with its zone'],
  [['--tasks-at-once', '0'], 'a whole number'],
])('a key is not made with %j', async (options, why) => {
  const args = ['keys', 'create', '--account', 'demo', '--mode', 'live', ...options];
  const { code, stderr } = await run(args, { env: server.env });
  expect([code, stderr]).toEqual([1, seen(why)]);
});

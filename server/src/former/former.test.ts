import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAccount } from '../accounts/accounts.ts';
import { dialects } from '../dialects/index.ts';
import type { Dialect } from '../dialects/mechanism.ts';
import { ProblemError } from '../generation/problems.ts';
import { createGuardedFetch, type GuardedFetch } from '../media/fetch.ts';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import type { FormerAnswer, TaskOperation } from './former-answer.ts';
import { ForeignTaskError, putFormer, removeFormer, type FormerSpec } from './former-store.ts';
import { createFormerPlatforms, type FormerPlatforms } from './former.ts';
import type { Line } from '../lines/book/line.ts';
import { addLine } from '../lines/book/store.ts';
import { oneKey } from '../testing/keys.ts';

const sealingKey = randomBytes(32);
const lineSecret = 'sk-of-the-line';
const ownKey = 'sk-of-the-customer';

let database: Database;
let drop: () => Promise<void>;
let fetch: GuardedFetch;
let formers: FormerPlatforms;
let line: Line;
let accountId: string;
let strangerId: string;
/** At the former platform; listed for nobody. */
let task: string;

/** The former platform: an answer for every call, and what it was asked. */
let platform: Server;
let platformUrl: string;
let reply: (response: ServerResponse, id: string) => void;
const calls: { method: string; url: string; key: string }[] = [];

/** `cgt-1` in the text stands for the task that is asked for. */
const answerWith = (status: number, text: string, type = 'application/json') => {
  reply = (response, id) =>
    response.writeHead(status, { 'content-type': type }).end(text.replace('cgt-1', id));
};
const running = '{ "id":"cgt-1",  "model":"m", "status":"running", "number":12345678901234567890 }';

beforeAll(async () => {
  ({ database, drop } = await testDatabase());
  platform = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    calls.push({ method, url, key: headers.authorization?.replace('Bearer ', '') ?? '' });
    reply(response, url.split('/').at(-1) ?? '');
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  // An address of TCP, since it listens at one.
  platformUrl = `http://127.0.0.1:${String((platform.address() as AddressInfo).port)}`;
  fetch = createGuardedFetch({ allowPrivateHosts: true });
  line = await addLine(database, sealingKey, {
    name: 'the line',
    dialect: 'ark',
    baseUrl: `${platformUrl}/line`,
    secret: lineSecret,
    models: [],
    priority: 0,
    weight: 1,
    callRates: { create: 100, get: 100, list: 100, cancel: 100 },
    callbacks: false,
    allowPrivateHost: true,
  });
  formers = createFormerPlatforms({
    database,
    lines: () => [{ line, secret: lineSecret }],
    fetch,
    keys: oneKey(sealingKey),
    log: pino({ level: 'silent' }),
  });
});
beforeEach(async () => {
  [accountId, strangerId] = await Promise.all([newAccount(), newAccount()]);
  task = `cgt-${randomUUID()}`;
  calls.length = 0;
  answerWith(200, running);
});
afterAll(async () => {
  await formers.close();
  await fetch.close();
  platform.closeAllConnections();
  platform.close();
  await drop();
});

async function newAccount(): Promise<string> {
  return (await createAccount(database, { name: `account ${randomUUID().slice(9)}` })).id;
}

function dialectNamed(name: string): Dialect {
  const dialect = dialects.find((one) => one.name === name);
  if (!dialect) throw new Error(`there is no ${name}`);
  return dialect;
}

function ask(id: string, options: { by?: string; does?: 'get' | 'delete'; dialect?: string } = {}) {
  const dialect = dialectNamed(options.dialect ?? 'ark');
  const operation = dialect.operations.find(
    (one): one is TaskOperation => one.does === (options.does ?? 'get'),
  );
  if (!operation) throw new Error('there is no such operation');
  const call = { path: { id }, query: {}, body: undefined };
  return formers.ask({ accountId: options.by ?? accountId, id, dialect, operation, call });
}

/** Null, the answer, or the code of the problem. */
async function outcome(asked: Promise<FormerAnswer | null>): Promise<FormerAnswer | string | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

function put(spec: Partial<FormerSpec> = {}) {
  return putFormer(database, sealingKey, {
    accountId,
    dialect: 'ark',
    lineId: null,
    baseUrl: platformUrl,
    allowPrivateHost: true,
    callsPerSecond: 1_000,
    key: ownKey,
    taskIds: [],
    ...spec,
  });
}

const throughLine = (taskIds: string[], key: string | null = null): Partial<FormerSpec> => ({
  lineId: line.id,
  baseUrl: null,
  key,
  taskIds,
});

/** A task of ours, with an attempt on the line under `upstreamId`. */
async function addTask(id: string, owner: string, upstreamId: string | null): Promise<void> {
  await database.general.query(
    `insert into tasks (id, account_id, key_id, mode, dialect, model, request, quote, quote_micros,
                        held_micros, expires_at, forgotten_at)
     values ($1, $2, gen_random_uuid(), 'live', 'ark', 'm', '{}', '{}', 0, 0, now(), now())`,
    [id, owner],
  );
  await database.general.query(
    `insert into attempts (task_id, number, line, family, resolution, upstream_id)
     values ($1, 1, $2, 'f', '720p', $3)`,
    [id, line.id, upstreamId],
  );
}

test('with the account’s own key a task is read with that key, and told in the platform’s own bytes', async () => {
  await put();
  expect(await ask(task)).toEqual({ status: 200, json: running.replace('cgt-1', task) });
  expect(calls).toEqual([
    { method: 'GET', url: `/api/v3/contents/generations/tasks/${task}`, key: ownKey },
  ]);
});

test('without a key only tasks that are listed for the account are read, with the line’s key', async () => {
  await put(throughLine([task]));
  expect(await ask(task)).toEqual({ status: 200, json: running.replace('cgt-1', task) });
  expect(calls).toMatchObject([
    { url: `/line/api/v3/contents/generations/tasks/${task}`, key: lineSecret },
  ]);
  expect(await ask(`${task}-2`)).toBeNull();
  expect(await ask(task, { by: strangerId })).toBeNull();
  expect(calls).toHaveLength(1);
});

test('at a line’s address the account’s own key goes before the line’s', async () => {
  await put(throughLine([], ownKey));
  await ask(task);
  expect(calls).toMatchObject([{ url: expect.stringMatching(/^\/line\//u), key: ownKey }]);
});

test('what is ours or another’s is asked of nobody, whatever key there is', async () => {
  await put();
  await addTask(task, strangerId, `cgt-up-${task}`);
  const listed = `cgt-listed-${randomUUID()}`;
  await put({ ...throughLine([listed]), accountId: strangerId });
  const elsewhere = `cgt-elsewhere-${randomUUID()}`;
  await put({ accountId: strangerId, dialect: 'hmtm', taskIds: [elsewhere] });
  for (const id of [task, `cgt-up-${task}`, listed, elsewhere]) {
    expect(await ask(id), id).toBeNull();
  }
  expect(calls).toEqual([]);
});

test('a list does not open what is a task of ours', async () => {
  await addTask(task, strangerId, `up-${task}`);
  await put(throughLine([task, `up-${task}`]));
  expect([await ask(task), await ask(`up-${task}`)]).toEqual([null, null]);
  expect(calls).toEqual([]);
});

test('a task is listed for one account: a second one is refused, and nothing of its list is kept', async () => {
  const [mine, theirs] = [`cgt-${randomUUID()}`, `cgt-${randomUUID()}`];
  await put({ ...throughLine([theirs]), accountId: strangerId });
  await expect(put(throughLine([mine, theirs]))).rejects.toThrow(ForeignTaskError);
  expect(await ask(mine)).toBeNull();
  expect(await ask(theirs, { by: strangerId })).not.toBeNull();
});

test.each(['..', '.', 'a/b', '..%2fmodels', 'a?b', 'a#b', 'a b', '', 'é', 'a'.repeat(201)])(
  'an id that no platform gives is asked of nobody: %s',
  async (id) => {
    await put();
    expect(await ask(id)).toBeNull();
    expect(calls).toEqual([]);
  },
);

test('only the dialect that was said is asked', async () => {
  await put();
  expect(await ask(task, { dialect: 'threehei' })).toBeNull();
  expect(calls).toEqual([]);
});

test('once it is removed nothing is read any more', async () => {
  await put({ taskIds: [task] });
  expect(await ask(task)).not.toBeNull();
  expect(await removeFormer(database, accountId, 'ark')).toBe(true);
  expect(await ask(task)).toBeNull();
  expect(calls).toHaveLength(1);
});

test('a key that was copied to another account does not open there, and is not replaced by the line’s', async () => {
  await put(throughLine([task], ownKey));
  await database.general.query(
    `update former_platforms set key_sealed = (select key_sealed from former_platforms where account_id = $1)
      where account_id = $2`,
    [
      accountId,
      (await put({ ...throughLine([], 'sk-other'), accountId: strangerId })).former.accountId,
    ],
  );
  expect(await outcome(ask(`${task}-2`, { by: strangerId }))).toBe('overloaded');
  expect(calls).toEqual([]);
});

test('what it calls missing is missing', async () => {
  await put();
  answerWith(404, '{"error":{"code":"ResourceNotFound","message":"no such task"}}');
  expect(await ask(task)).toBeNull();
});

test.each([
  { about: 'a refused key', status: 401, text: refusalOf('AuthenticationError') },
  { about: 'a forbidden account', status: 403, text: refusalOf('AccessDenied') },
  { about: 'too many calls', status: 429, text: refusalOf('RateLimitExceeded') },
  { about: 'trouble', status: 500, text: refusalOf('InternalServiceError') },
  { about: 'a proxy without its server', status: 502, text: '<html>', type: 'text/html' },
  { about: 'a page that is not there', status: 404, text: '<html>', type: 'text/html' },
  { about: 'a page', status: 200, text: '<html>', type: 'text/html' },
  { about: 'JSON of another type', status: 200, text: running, type: 'text/html' },
  { about: 'JSON that ends early', status: 200, text: '{"id":"cgt-1"' },
  { about: 'JSON without a task', status: 200, text: '{}' },
  { about: 'another task', status: 200, text: '{"id":"cgt-2","status":"running"}' },
  { about: 'a redirect', status: 302, text: '{"id":"cgt-1"}' },
])('$about is never told as a missing task', async ({ status, text, type }) => {
  await put();
  answerWith(status, text, type);
  expect(await outcome(ask(task))).toBe('overloaded');
});

function refusalOf(code: string): string {
  return JSON.stringify({ error: { code, message: 'no' } });
}

test('a platform that hangs up is never told as a missing task', async () => {
  await put();
  reply = (response) => response.destroy();
  expect(await outcome(ask(task))).toBe('overloaded');
});

test('a key that the platform repeats is not told', async () => {
  await put();
  answerWith(200, JSON.stringify({ id: 'cgt-1', model: 'm', status: 'running', by: ownKey }));
  const told = await ask(task);
  expect(told?.json).toContain('"by":"[secret]"');
  expect(told?.json).not.toContain(ownKey);
});

test('a task is ended there, and what cannot be ended is refused in its words', async () => {
  await put();
  answerWith(200, '{}');
  expect(await ask(task, { does: 'delete' })).toEqual({ status: 200, json: '{}' });
  expect(calls).toMatchObject([{ method: 'DELETE' }]);
  const refusal = '{"error":{"code":"InvalidAction.RunningTaskDeletion","message":"it runs"}}';
  answerWith(409, refusal);
  expect(await ask(task, { does: 'delete' })).toEqual({ status: 409, json: refusal });
});

test('an account that asks for more than its calls a second is told to come back, others are not', async () => {
  await put({ callsPerSecond: 0.01 });
  expect(await ask(task)).not.toBeNull();
  expect(await outcome(ask(task))).toBe('overloaded');
  await put({ accountId: strangerId });
  expect(await ask(`${task}-9`, { by: strangerId })).not.toBeNull();
  expect(calls).toHaveLength(2);
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pictureFile } from '../../src/media/testing/files.ts';
import { addCustomer } from '../chaos/customers.ts';
import { run } from '../commands/run.ts';
import { call, until } from '../harness/api.ts';
import { beside } from '../harness/database.ts';
import { startMediaHost, type MediaHost } from '../harness/media-host.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { openBrowser, signInFirst, type Browser } from './browser.ts';

/**
 * Secrets of all kinds, planted where people and programs put them, at a whole server that says all that it has to
 * say: in nothing that others read is any of them found again.
 */

let server: TestServer;
let host: MediaHost;
let upstream: Server;
let owner: Browser;
/** Whoever has one of these is let in. Nothing at all keeps them as they are. */
const credentials = new Map<string, string>();
/** What customers have told us, and nobody else is told. */
const confided = new Map<string, string>();

const plant = (name: string): string => `planted-${name}-7f3a9c`;
const lineKey = 'sk-planted-line-5ecret-91b2';

beforeAll(async () => {
  host = await startMediaHost();
  upstream = await startTalkative();
  const env = { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true', FILMGATE_LOG_LEVEL: 'trace' };
  server = await startServer({ env });
}, 60_000);
afterAll(async () => {
  await server.remove();
  await host.close();
  upstream.closeAllConnections();
  upstream.close();
});

/** A platform that says back whatever it was told, in its refusal and on its way. */
async function startTalkative(): Promise<Server> {
  const made = createServer((request, response) => {
    void textOf(request).then((body) => {
      const message = `I refuse ${String(request.headers.authorization)} with ${body}`;
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code: 'InvalidParameter', message } }));
    });
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return made;
}

const withKey = z.object({ id: z.string(), key: z.string() });
const withLink = z.object({ link: z.string() });
const withId = z.object({ id: z.string() });

function linkToken(body: unknown): string {
  return withLink.parse(body).link.split('#token=')[1] ?? '';
}

/** People, with all that lets them in. */
async function plantOfPeople(): Promise<void> {
  const password = plant('new-password');
  credentials.set('the printed password', server.first.admin.password);
  credentials.set('a password', password);
  owner = await signInFirst(server, password);
  credentials.set('a session', owner.cookie().split('=')[1] ?? '');

  const wrong = plant('wrong-password');
  credentials.set('a password that is wrong', wrong);
  const stranger = openBrowser(server);
  const { email } = server.first.admin;
  await stranger.call('POST', '/session', { email, password: wrong });
  // Of another form than is asked for.
  const listed = plant('listed-password');
  credentials.set('a password in a list', listed);
  await stranger.call('POST', '/session', { email, password: [listed] });

  const invited = { email: 'planted@people.example', role: 'developer' };
  const invitation = linkToken((await owner.call('POST', '/invitations', invited)).body);
  credentials.set('the link of an invitation', invitation);
  const theirs = plant('their-password');
  credentials.set('the password of somebody invited', theirs);
  const guest = openBrowser(server);
  const joined = await guest.call('POST', '/invitations/accept', {
    token: invitation,
    password: theirs,
  });
  expect(joined.status).toBe(201);
  credentials.set('the session of somebody invited', guest.cookie().split('=')[1] ?? '');
  const open = { email: 'unused@people.example', role: 'viewer' };
  credentials.set(
    'the link of an open invitation',
    linkToken((await owner.call('POST', '/invitations', open)).body),
  );
  const reset = await owner.call('POST', '/password-reset', { email: invited.email });
  credentials.set('the link of a reset', linkToken(reset.body));
}

async function plantKeys(): Promise<string> {
  credentials.set('the first live key', server.first.liveKey);
  credentials.set('the first test key', server.first.testKey);
  const made = withKey.parse((await owner.call('POST', '/keys', { mode: 'live' })).body);
  credentials.set('a key', made.key);
  const roll = await owner.call('POST', `/keys/${made.id}/roll`, { overlapHours: 24 });
  const { key } = withKey.parse(roll.body);
  credentials.set('a rolled key', key);
  // Where a key has no place: in an address, in a body, as a user name.
  await call(server, 'GET', `/platform/v1/tasks?key=${key}`);
  await call(server, 'GET', `/platform/v1/tasks/${key}`, { key });
  await call(server, 'POST', '/platform/v1/tasks', { key, body: { apiKey: key } });
  await call(server, 'GET', `/${key}`);
  const basic = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  await call(server, 'GET', '/platform/v1/tasks', { headers: { authorization: basic } });
  return key;
}

async function plantHooks(key: string): Promise<void> {
  const token = plant('hook-token');
  confided.set('the token of a webhook', token);
  const url = `${host.url}/hook?token=${token}`;
  const added = await call(server, 'POST', '/platform/v1/webhook-endpoints', {
    key,
    body: { url },
  });
  const { id, secret } = z.object({ id: z.string(), secret: z.string() }).parse(added.body);
  credentials.set('the secret of a webhook', secret);
  const at = `/platform/v1/webhook-endpoints/${id}`;
  await call(server, 'PATCH', at, { key, body: { url: `${url}&again=1` } });
  const rotated = await call(server, 'POST', `${at}/rotate-secret`, { key });
  credentials.set(
    'the next secret of a webhook',
    z.object({ secret: z.string() }).parse(rotated.body).secret,
  );
  await call(server, 'POST', `${at}/test`, { key });
  await until(
    async () => host.webhooks.length,
    (count) => count > 0,
  );
}

/** Films whose media say more than where they are. */
async function plantMedia(key: string): Promise<string[]> {
  const picture = await pictureFile('png');
  const token = plant('media-token');
  confided.set('the token of a picture', token);
  host.put(`/picture.png?token=${token}`, { body: picture, contentType: 'image/png' });
  const gone = plant('token-of-nothing');
  confided.set('the token of a picture that is not there', gone);
  const password = plant('media-password');
  confided.set('the password in an address', password);
  const data = picture.toString('base64');
  confided.set('a picture as data', data.slice(100, 160));
  const urls = [
    `${host.url}/picture.png?token=${token}`,
    `data:image/png;base64,${data}`,
    `${host.url}/none.png?token=${gone}`,
    `http://me:${password}@127.0.0.1/picture.png`,
    `data:image/png;base64,${Buffer.from('no picture').toString('base64')}${plant('data')}`,
  ];
  confided.set('data that are no picture', plant('data'));
  const prompt = plant('prompt');
  confided.set('a prompt', prompt);
  const ids: string[] = [];
  for (const url of urls) {
    const body = {
      model: 'seedance-2.0',
      prompt,
      media: [{ url }],
      metadata: { order: plant('order') },
    };
    const { status, body: answer } = await call(server, 'POST', '/platform/v1/tasks', {
      key,
      body,
    });
    if (status === 202) ids.push(withId.parse(answer).id);
  }
  confided.set('metadata', plant('order'));
  expect(ids).toHaveLength(2);
  return ids;
}

beforeAll(async () => {
  const { port } = upstream.address() as AddressInfo;
  credentials.set('the key of a line', lineKey);
  const added = await run(
    [
      ...['lines', 'add', '--name', 'talkative', '--preset', 'filmgate', '--allow-private-host'],
      ...['--base-url', `http://127.0.0.1:${String(port)}/api/v3`],
    ],
    { env: server.env, input: `${lineKey}\n` },
  );
  expect(added).toMatchObject({ code: 0 });
  await plantOfPeople();
  const key = await plantKeys();
  await plantHooks(key);
  const ids = await plantMedia(key);
  await until(
    async () => {
      const read = (id: string) => call(server, 'GET', `/platform/v1/tasks/${id}`, { key });
      const bodies = await Promise.all(ids.map(read));
      return bodies.map(({ body }) => z.object({ state: z.string() }).parse(body).state);
    },
    (states) => states.every((state) => state === 'failed'),
    120_000,
  );
  // The log is written behind the answer.
  await until(
    async () => server.log(),
    (log) => log.includes('a line refused an attempt'),
  );
}, 300_000);

const all = (): [string, string][] => [...credentials, ...confided];

function expectNone(text: string, secrets: [string, string][] = all()): void {
  expect(secrets.length).toBeGreaterThan(5);
  for (const [name, secret] of secrets) {
    expect(secret.length, name).toBeGreaterThanOrEqual(10);
    expect(text.includes(secret), `${name}: ${secret}`).toBe(false);
    const encoded = encodeURIComponent(secret);
    expect(text.includes(encoded), `${name}, in an address`).toBe(false);
  }
}

test('none is in the log, which tells all that there is to tell', () => {
  expect(server.log()).toContain('talkative');
  // What a platform says of a prompt that it refuses is what an operator looks for there.
  expectNone(
    server.log(),
    all().filter(([name]) => name !== 'a prompt'),
  );
});

test('none is in the log of changes', async () => {
  let text = '';
  let cursor: string | null = null;
  do {
    const at: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { status, body } = await owner.call('GET', `/audit?limit=100${at}`);
    expect(status).toBe(200);
    text += JSON.stringify(body);
    cursor = z.object({ nextCursor: z.string().nullable() }).parse(body).nextCursor;
  } while (cursor !== null);
  for (const action of ['key.rolled', 'endpoint.changed', 'endpoint.secret_rotated']) {
    expect(text).toContain(action);
  }
  expectNone(text);
  // Of the whole installation as well, which no customer reads.
  const rows = await beside(server, ({ general }) =>
    general.query<{ row: string }>('select l::text as row from audit_log l'),
  );
  const whole = rows.rows.map(({ row }) => row).join('\n');
  expect(whole).toContain('line.added');
  expectNone(whole);
});

describe('none is in a table', () => {
  test.each(['transactions', 'deductions', 'usage'])('%s', async (what) => {
    const url = `${server.url}/platform/v1/${what}?format=csv`;
    const response = await fetch(url, { headers: { cookie: owner.cookie() } });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/csv; charset=utf-8',
    ]);
    expectNone(await response.text(), allButOwnWords());
  });
});

/** Words of the customer’s own, which are told to the customer. */
const ownWords: ReadonlySet<string> = new Set(['a prompt', 'metadata']);
const allButOwnWords = () => all().filter(([name]) => !ownWords.has(name));

async function readText(path: string): Promise<string> {
  const response = await fetch(`${server.url}/platform/v1${path}`, {
    headers: { cookie: owner.cookie() },
  });
  const text = await response.text();
  expect([path, response.status], text).toEqual([path, 200]);
  return text;
}

const listed = z.object({
  data: z.array(z.object({ id: z.string(), route: z.string() })),
  nextCursor: z.string().nullable(),
});

/** All pages of the log of requests, and each of its requests whole. */
async function readRequests(): Promise<string> {
  let text = '';
  let cursor: string | null = null;
  do {
    const at: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page = await readText(`/requests?limit=100${at}`);
    const { data, nextCursor } = listed.parse(JSON.parse(page));
    const whole = await Promise.all(data.map(({ id }) => readText(`/requests/${id}`)));
    text += page + whole.join('');
    cursor = nextCursor;
  } while (cursor !== null);
  return text;
}

test('none is in the log of requests, with the bodies that it keeps', async () => {
  // It is written behind the answers: a last one has all others before it.
  await owner.call('POST', '/tasks', { model: 'written-last' });
  const text = await until(readRequests, (seen) => seen.includes('written-last'));
  for (const place of ['apiKey', '/picture.png', '/hook', plant('prompt'), 'rotate-secret']) {
    expect(text).toContain(place);
  }
  expectNone(text, allButOwnWords());
  expectNone(await readText('/requests/reads?limit=100'));
});

test.each(['transactions', 'deductions', 'usage', 'tasks'])(
  'none is in an export of %s',
  async (kind) => {
    const { status, body } = await owner.call('POST', '/exports', { kind, format: 'csv' });
    expect(status).toBe(202);
    const { id } = withId.parse(body);
    const state = z.object({ state: z.string() });
    await until(
      async () => state.parse((await owner.call('GET', `/exports/${id}`)).body).state,
      (seen) => seen === 'ready',
    );
    const text = await readText(`/exports/${id}/file`);
    expect(text.length).toBeGreaterThan(20);
    expectNone(text, allButOwnWords());
    expectNone(await readText('/exports'));
  },
);

test('none is in a statement, in whatever form', async () => {
  const months = z.object({ data: z.array(z.object({ month: z.string() })) });
  const { data } = months.parse(JSON.parse(await readText('/statements')));
  expect(data).not.toEqual([]);
  for (const { month } of data) {
    for (const format of ['json', 'csv', 'html']) {
      expectNone(await readText(`/statements/${month}?format=${format}`), allButOwnWords());
    }
  }
});

test('none is shown to another account, or to nobody', async () => {
  const stranger = await beside(server, (database) => addCustomer(database, 10));
  const paths = [
    ...['/tasks', '/tasks/counts', '/balance', '/transactions', '/deductions', '/usage'],
    ...['/webhook-endpoints', '/deliveries', '/models', '/account', '/key', '/instance'],
  ];
  let text = '';
  for (const path of paths) {
    const { status, body } = await call(server, 'GET', `/platform/v1${path}`, {
      key: stranger.keys.live,
    });
    expect([path, status]).toEqual([path, 200]);
    text += JSON.stringify(body);
  }
  for (const path of ['/openapi.json', '/healthz', '/platform/v1/instance', '/platform/v1/keys']) {
    text += await (await fetch(server.url + path)).text();
  }
  expectNone(text);
});

test('none is shown again to whoever made it', async () => {
  let text = '';
  for (const path of ['/keys', '/sessions', '/members', '/invitations', '/webhook-endpoints']) {
    const { status, body } = await owner.call('GET', path);
    expect([path, status]).toEqual([path, 200]);
    text += JSON.stringify(body);
  }
  expectNone(text, [...credentials]);
});

test('what lets somebody in stands nowhere in the database as it is', async () => {
  await beside(server, async ({ general }) => {
    const { rows } = await general.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
    );
    expect(rows.length).toBeGreaterThan(30);
    for (const { name } of rows) {
      for (const [what, secret] of credentials) {
        const hex = Buffer.from(secret).toString('hex');
        const { rows: found } = await general.query(
          `select 1 from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0 limit 1`,
          [secret, hex],
        );
        expect([name, what, found.length]).toEqual([name, what, 0]);
      }
    }
  });
});

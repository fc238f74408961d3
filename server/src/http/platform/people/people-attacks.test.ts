import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { addPerson } from '../../../people/persons.ts';
import { beginSession } from '../../../people/sessions.ts';
import { changeRole } from '../../../people/members.ts';
import { RawConnection } from '../../testing/raw-socket.ts';
import {
  openPlatformServer,
  type Browsing,
  type Customer,
  type PlatformServer,
} from '../testing/platform-server.ts';

let server: PlatformServer;
let ours: Customer;
beforeAll(async () => {
  server = await openPlatformServer();
  ours = await server.customer();
});
afterAll(() => server.close());

const origin = 'https://films.example';
const command = { kind: 'command', id: null, name: 'tests', address: null } as const;

test('whoever has a copy of the cookie is out once the password is changed', async () => {
  const password = 'a lighthouse in a storm';
  const email = 'copied@people.example';
  const kept = await server.people.passwords.hash(password, 'here');
  const { token } = await server.database.query.transaction().execute(async (transaction) => {
    const added = await addPerson(transaction, { email, name: 'copied', password: kept });
    const browser = { address: '192.0.2.7', userAgent: 'tests', token: null };
    return beginSession(transaction, added?.id ?? '', browser);
  });
  const browserWith = (cookie: string): Browsing => ({
    personId: '',
    email,
    headers: { cookie, origin },
  });
  const copied = browserWith(`__Host-filmgate=${token}`);
  const change = { currentPassword: password, password: 'another lighthouse' };
  const changed = await server.call(copied, 'PATCH', '/password', change);
  expect(changed.status).toBe(204);
  const [cookie = ''] = (changed.headers.get('set-cookie') ?? '').split(';');
  expect((await server.call(copied, 'GET', '/session')).status).toBe(401);
  expect((await server.call(browserWith(cookie), 'GET', '/session')).status).toBe(200);
});

test('an owner who was lowered while their body was on its way changes nothing', async () => {
  await server.browsing(ours.accountId);
  const owner = await server.browsing(ours.accountId);
  const body = JSON.stringify({ email: 'late@people.example', role: 'owner' });
  const connection = new RawConnection(server.port);
  const head = [
    'POST /platform/v1/invitations HTTP/1.1',
    'Host: films.example',
    ...Object.entries(owner.headers).map(([name, value]) => `${name}: ${value}`),
    'Content-Type: application/json',
    `Content-Length: ${String(body.length)}`,
    'Expect: 100-continue',
  ];
  connection.write(`${head.join('\r\n')}\r\n\r\n`);
  expect((await connection.answer()).status).toBe(100);
  await changeRole(
    server.people,
    { accountId: ours.accountId, id: owner.personId },
    'viewer',
    command,
  );
  connection.write(body);
  expect((await connection.answer()).status).toBe(403);
  connection.socket.destroy();
});

test('what cannot be stored is refused as an address', async () => {
  for (const email of [
    'a\u0000@people.example',
    '\ud800@people.example',
    '\ufdfa'.repeat(252) + '@x',
  ]) {
    const { status } = await server.call(
      { personId: '', email, headers: { origin } },
      'POST',
      '/session',
      { email, password: 'a lighthouse in a storm' },
    );
    expect([400, 401, 422]).toContain(status);
  }
});

describe('by mail', () => {
  let mailing: PlatformServer;
  beforeAll(async () => {
    mailing = await openPlatformServer({ sendsMail: true });
  });
  afterAll(() => mailing.close());

  const post = (path: string, body: object, headers = {}) =>
    mailing.call({ personId: '', email: '', headers: { origin } }, 'POST', path, body, headers);
  const password = 'a lighthouse in a storm';

  test('an account is made by the link alone, and fifty who come with it make one', async () => {
    const email = 'registered@people.example';
    const asked = await post('/registrations', { email, password }, { 'accept-language': 'zh-CN' });
    expect(asked.status).toBe(202);
    const [letter] = await mailing.mailbox.take();
    expect(letter).toMatchObject({ kind: 'registration', to: email, language: 'zh' });
    expect(asked.text).not.toContain('token');
    if (letter?.kind !== 'registration') return;
    expect((await post('/session', { email, password })).status).toBe(401);
    const [, token = ''] = letter.link.split('#token=');
    const all = await Promise.all(
      Array.from({ length: 50 }, () => post('/registrations/confirm', { token })),
    );
    const made = all.filter(({ status }) => status === 201);
    expect([made.length, all.filter(({ status }) => status === 410).length]).toEqual([1, 49]);
    expect(made[0]?.json).toMatchObject({ account: { role: 'owner' }, operatorRole: null });
    const [cookie = ''] = (made[0]?.headers.get('set-cookie') ?? '').split(';');
    const owner = { personId: '', email, headers: { cookie, origin } };
    expect((await mailing.call(owner, 'GET', '/balance')).json).toMatchObject({
      availableCredits: 1,
    });
  });

  test('links lead to where the installation is, whatever a request says of that', async () => {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    };
    const email = 'host@people.example';
    const connection = new RawConnection(mailing.port);
    const body = JSON.stringify({ email, password });
    const head = [
      'POST /platform/v1/registrations HTTP/1.1',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'Content-Type: application/json',
      `Content-Length: ${String(body.length)}`,
    ];
    connection.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    expect((await connection.answer()).status).toBe(202);
    connection.socket.destroy();
    const letters = await mailing.mailbox.take();
    expect(JSON.stringify(letters)).toContain(`${origin}/sign-in/registration#token=`);
    expect(JSON.stringify(letters)).not.toContain('evil');
  });

  test('known and unknown addresses are answered to the letter alike', async () => {
    const account = await mailing.customer();
    const { email: known } = await mailing.browsing(account.accountId);
    const told = async (path: string, email: string) => {
      const { status, text, headers } = await post(path, { email, password });
      return { status, text, length: headers.get('content-length') };
    };
    expect(await told('/registrations', known)).toEqual(
      await told('/registrations', 'nobody-yet@people.example'),
    );
    const forgotten = async (email: string) => {
      const { status, text } = await post('/password/forgotten', { email });
      return { status, text };
    };
    expect(await forgotten(known)).toEqual(await forgotten('nobody-yet@people.example'));
  });

  test('a link that was mailed is shown to nobody else', async () => {
    const account = await mailing.customer();
    const owner = await mailing.browsing(account.accountId, 'owner', 'admin');
    await mailing.mailbox.take();
    const spec = { email: 'mailed@people.example', role: 'viewer' };
    const key = { 'idempotency-key': 'once' };
    const made = await mailing.call(owner, 'POST', '/invitations', spec, key);
    expect([made.status, made.json]).toMatchObject([201, { link: null, mailed: true }]);
    const again = await mailing.call(owner, 'POST', '/invitations', spec, key);
    expect(again.json).toEqual(made.json);
    const { id } = z.object({ id: z.string() }).parse(made.json);
    const resent = await mailing.call(owner, 'POST', `/invitations/${id}/resend`);
    expect(resent.json).toMatchObject({ link: null, mailed: true });
    const reset = await mailing.call(owner, 'POST', '/password-reset', { email: owner.email });
    expect(reset.json).toMatchObject({ link: null, mailed: true });
    const letters = await mailing.mailbox.take();
    expect(letters.map(({ kind, to }) => `${kind} ${to}`)).toEqual([
      ...['invitation mailed@people.example', 'invitation mailed@people.example'],
      `reset ${owner.email}`,
    ]);
  });

  test.each(['a\r\nBcc: x@people.example', 'a\u202eb', 'x'.repeat(101), '\u0000'])(
    'nobody registers as %j',
    async (name) => {
      const email = 'odd@people.example';
      for (const odd of [
        { name },
        { accountName: name },
        { email: `${name}\r\n@people.example` },
      ]) {
        const { status } = await post('/registrations', { email, password, ...odd });
        expect([400, 422]).toContain(status);
      }
      expect(await mailing.mailbox.take()).toEqual([]);
    },
  );
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson } from '../../people/persons.ts';
import { beginSession } from '../../people/sessions.ts';
import { changeRole } from '../../people/members.ts';
import { RawConnection } from '../testing/raw-socket.ts';
import {
  openPlatformServer,
  type Browsing,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

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

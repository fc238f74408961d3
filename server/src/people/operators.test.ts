import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAccount } from '../accounts/accounts.ts';
import { problemOfAsync } from '../generation/testing.ts';
import { listMembers } from './members.ts';
import {
  addFirstAdmin,
  addOperator,
  findUnusedOperator,
  listOperators,
  setOperatorRole,
} from './operators.ts';
import { makeReset, setPasswordByLink } from './own-password.ts';
import { findSession } from './sessions.ts';
import { signIn } from './sign-in.ts';
import { browser, command, goodPassword, openPeople, tokenOf } from './testing/people.ts';

let people: Awaited<ReturnType<typeof openPeople>>;
beforeEach(async () => {
  people = await openPeople();
});
afterEach(() => people.drop());

async function addAdmin(email: string): Promise<void> {
  const { link } = await addOperator(people.parts, { email, role: 'admin' }, command);
  const use = { token: tokenOf(link?.link ?? ''), password: goodPassword };
  await setPasswordByLink(people.parts, use, browser.address);
}

const role = (email: string, to: 'admin' | 'support' | null) =>
  problemOfAsync(() => setOperatorRole(people.parts, { email, role: to }, command));

test('an operator sets a password by the link, signs in, and is listed', async () => {
  const { parts, database, logged } = people;
  expect(await findUnusedOperator(database)).toEqual({ email: null });
  await addAdmin('ops@people.example');
  expect(await findUnusedOperator(database)).toEqual({ email: 'ops@people.example' });
  const credentials = { email: 'ops@people.example', password: goodPassword };
  const { token } = await signIn(parts, credentials, browser);
  expect(await findSession(database, token, null)).toMatchObject({
    person: { operatorRole: 'admin' },
    account: null,
  });
  expect(await findUnusedOperator(database)).toBeNull();
  expect(await listOperators(database)).toMatchObject([
    { email: 'ops@people.example', name: 'ops', role: 'admin', canSignIn: true },
  ]);
  expect(await logged('operator.added')).toMatchObject([
    { actor_kind: 'command', actor_name: 'tests', after: { role: 'admin' }, account_id: null },
  ]);
});

test('who signs in already becomes one only where that is said', async () => {
  const { parts, join } = people;
  const { email } = await join('viewer');
  const spec = { email, role: 'finance' } as const;
  expect(await problemOfAsync(() => addOperator(parts, spec, command))).toMatchObject({
    code: 'invalid_parameter',
    message: expect.stringContaining('--known') as string,
  });
  const added = await addOperator(parts, { ...spec, isKnown: true }, command);
  expect(added).toMatchObject({ role: 'finance', link: null });
});

test('the last admin who can sign in stays one, also where two leave at once', async () => {
  const { parts } = people;
  await addAdmin('one@people.example');
  // Who has no password yet is no help.
  await addOperator(parts, { email: 'new@people.example', role: 'admin' }, command);
  expect(await role('one@people.example', null)).toMatchObject({ code: 'last_owner' });
  await addAdmin('two@people.example');
  for (let round = 0; round < 10; round++) {
    for (const email of ['one@people.example', 'two@people.example']) {
      await addOperator(parts, { email, role: 'admin', isKnown: true }, command);
    }
    const both = await Promise.all([
      role('one@people.example', 'support'),
      role('two@people.example', null),
    ]);
    expect(both.filter((problem) => problem === null)).toHaveLength(1);
  }
  expect(await role('new@people.example', null)).toBeNull();
  expect(await role('nobody@people.example', null)).toMatchObject({ code: 'person_not_found' });
});

test('only an admin makes a reset for an operator', async () => {
  const { parts } = people;
  await addAdmin('one@people.example');
  const order = { email: 'one@people.example', by: command };
  const by = (mayResetOperators: boolean) =>
    problemOfAsync(() => makeReset(parts, { ...order, mayResetOperators }));
  expect(await by(false)).toMatchObject({ code: 'person_not_found' });
  expect(await by(true)).toBeNull();
});

test('the first admin owns the first account, and must set a password of their own', async () => {
  const { parts, database } = people;
  const { id: accountId } = await createAccount(database, { name: 'demo' });
  const first = await addFirstAdmin(parts, accountId, command);
  if (!first) throw new Error('nobody was made');
  const { token } = await signIn(parts, first, browser);
  expect(await findSession(database, token, null)).toMatchObject({
    person: { operatorRole: 'admin', passwordDue: true },
    account: { id: accountId, role: 'owner' },
  });
  expect(await listMembers(parts, accountId)).toHaveLength(1);
  // They have signed in: nobody else gets a password for them.
  const other = await createAccount(database, { name: 'other' });
  expect(await addFirstAdmin(parts, other.id, command)).toBeNull();
  expect(await listMembers(parts, other.id)).toEqual([]);
});

test('a first start that was cut short is made up for', async () => {
  const { parts, database } = people;
  const [demo, again] = [
    await createAccount(database, { name: 'demo' }),
    await createAccount(database, { name: 'demo-2' }),
  ];
  await addFirstAdmin(parts, demo.id, command);
  const second = await addFirstAdmin(parts, again.id, command);
  if (!second) throw new Error('nobody was made');
  expect(await signIn(parts, second, browser)).toBeTruthy();
});

test('a link that sets the password of somebody sets none of an operator', async () => {
  const { parts, join } = people;
  const { email } = await join('viewer');
  const { link } = await makeReset(parts, { email, by: command, mayResetOperators: false });
  await addOperator(parts, { email, role: 'admin', isKnown: true }, command);
  const use = { token: tokenOf(link), password: 'what support knows' };
  expect(await problemOfAsync(() => setPasswordByLink(parts, use, browser.address))).toMatchObject({
    code: 'link_spent',
  });
});

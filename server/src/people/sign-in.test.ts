import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemOfAsync } from '../generation/testing.ts';
import { makeReset, changePassword, setPasswordByLink } from './own-password.ts';
import {
  changeSession,
  endSessions,
  findSession,
  listSessions,
  replaceTokens,
  rotateToken,
} from './sessions.ts';
import { signIn, signOut } from './sign-in.ts';
import { browser, command, goodPassword, openPeople, tokenOf } from './testing/people.ts';

let people: Awaited<ReturnType<typeof openPeople>>;
beforeAll(async () => {
  people = await openPeople();
});
afterAll(() => people.drop());

const find = (token: string, accountId: string | null = null) =>
  findSession(people.database, token, accountId);

test('who signs in is known by the token until they sign out, and only its hash is kept', async () => {
  const { parts, database, join, logged } = people;
  const { email, id, accountId } = await join('developer');
  const { token } = await signIn(
    parts,
    { email: ` ${email.toUpperCase()}`, password: goodPassword },
    browser,
  );
  const found = await find(token);
  expect(found).toMatchObject({
    mode: 'live',
    person: { id, email, operatorRole: null, passwordDue: false },
    account: { id: accountId, role: 'developer' },
  });
  const { rows } = await database.general.query('select sessions::text from sessions');
  expect(JSON.stringify(rows)).not.toContain(token);
  await signOut(parts, { id, email, sessionId: found?.sessionId ?? '' }, browser.address);
  expect(await find(token)).toBeNull();
  const [entry] = (await logged('person.signed_in')).filter((one) => one.actor_id === id);
  expect(entry).toMatchObject({ actor_name: email, address: browser.address, account_id: null });
  expect(await logged('person.signed_out')).toHaveLength(1);
});

test('a wrong password and a mail that nobody has are refused in the same words', async () => {
  const { parts, join } = people;
  const { email } = await join();
  const refused = (tried: string, address: string) =>
    problemOfAsync(() =>
      signIn(parts, { email: tried, password: 'not the password' }, { ...browser, address }),
    );
  const known = await refused(email, '192.0.2.20');
  expect(known).toEqual({
    code: 'unauthorized',
    message: 'The e-mail address or the password is wrong. 4 tries are left.',
  });
  expect(await refused('nobody@people.example', '192.0.2.21')).toEqual(known);
  // Nobody has set a password yet: likewise.
  expect(await refused('', '192.0.2.22')).toEqual(known);
});

test('the browser’s former session ends with a sign-in', async () => {
  const { parts, join } = people;
  const { email, token } = await join();
  const again = { ...browser, token };
  const next = await signIn(parts, { email, password: goodPassword }, again);
  expect(await find(token)).toBeNull();
  expect(await find(next.token)).not.toBeNull();
});

test('a session ends after a week without a request, and after thirty days at the latest', async () => {
  const { join, age, database } = people;
  const { token, id } = await join();
  await age('sessions', '6 days 23 hours');
  expect(await find(token)).not.toBeNull();
  // It was seen just now.
  await age('sessions', '6 days 23 hours');
  expect(await find(token)).not.toBeNull();
  await age('sessions', '7 days 1 hour');
  expect(await find(token)).toBeNull();
  expect(await listSessions(database, id)).toEqual([]);

  const other = await join();
  for (let week = 0; week < 4; week++) {
    await age('sessions', '6 days');
    expect(await find(other.token)).not.toBeNull();
  }
  await age('sessions', '6 days');
  await age('sessions', '1 hour');
  expect(await find(other.token)).toBeNull();
});

test('a change of what the person may do brings a new token; the old one is good for what was under way', async () => {
  const { database, join, age } = people;
  const { id, token } = await join();
  expect(await find(token)).toMatchObject({ isRotationDue: false });
  expect(await rotateToken(database, token)).toBeNull();
  await database.query.transaction().execute((transaction) => replaceTokens(transaction, id));
  expect(await find(token)).toMatchObject({ isRotationDue: true });
  const made = await Promise.all([rotateToken(database, token), rotateToken(database, token)]);
  const [next = ''] = made.filter((one) => one !== null);
  expect(made.filter((one) => one === null)).toHaveLength(1);
  expect(await find(next)).toMatchObject({ isRotationDue: false });
  expect(await find(token)).toMatchObject({ isRotationDue: false });
  await age('sessions', '61 seconds');
  expect(await find(token)).toBeNull();
  expect(await find(next)).not.toBeNull();
});

test('a session acts for the account that a request names, and for none of which the person is no member', async () => {
  const { database, join } = people;
  const { id, accountId, token, sessionId } = await join('owner');
  const other = await join('owner');
  await database.query
    .insertInto('members')
    .values({ account_id: other.accountId, person_id: id, role: 'viewer' })
    .execute();
  const stranger = await join();
  expect((await find(token))?.account).toMatchObject({ id: accountId, role: 'owner' });
  const named = await find(token, other.accountId);
  expect(named?.account).toMatchObject({ id: other.accountId, role: 'viewer' });
  for (const nobodys of [stranger.accountId, sessionId, 'x', '']) {
    expect((await find(token, nobodys))?.account).toBeNull();
  }

  const change = (to: string) =>
    changeSession(database, { sessionId, personId: id }, { accountId: to, mode: 'test' });
  for (const nobodys of [stranger.accountId, sessionId, 'x']) {
    expect(await problemOfAsync(() => change(nobodys))).toMatchObject({ code: 'forbidden' });
  }
  await change(other.accountId);
  expect(await find(token)).toMatchObject({ mode: 'test', account: { id: other.accountId } });
  // Somebody else’s session is not changed by it.
  expect(await find(stranger.token)).toMatchObject({ mode: 'live' });
});

test('a hundred sessions are kept, the oldest go', async () => {
  const { database, parts, join } = people;
  const { email, id, token } = await join();
  for (let round = 0; round < 100; round++) {
    await signIn(parts, { email, password: goodPassword }, browser);
  }
  expect(await listSessions(database, id)).toHaveLength(100);
  expect(await find(token)).toBeNull();
});

test('a password that is changed ends all other sessions, and this one gets a new token', async () => {
  const { parts, database, join } = people;
  const { email, id, token, sessionId } = await join();
  const elsewhere = await signIn(parts, { email, password: goodPassword }, browser);
  let next: string | null = null;
  const change = (currentPassword: string, password: string) =>
    problemOfAsync(async () => {
      const person = { id, email, sessionId };
      const spec = { currentPassword, password };
      next = await changePassword(parts, person, spec, browser.address);
    });
  expect(await change('not the password', 'another lighthouse')).toMatchObject({
    code: 'unauthorized',
  });
  expect(await change(goodPassword, 'short')).toMatchObject({ code: 'invalid_parameter' });
  expect(await change(goodPassword, goodPassword)).toMatchObject({ code: 'invalid_parameter' });
  expect(await find(elsewhere.token)).not.toBeNull();

  expect(await change(goodPassword, 'another lighthouse')).toBeNull();
  expect(await find(elsewhere.token)).toBeNull();
  expect(await find(token)).toBeNull();
  expect(await find(next ?? '')).toMatchObject({ sessionId, isRotationDue: false });
  const old = () => signIn(parts, { email, password: goodPassword }, browser);
  expect(await problemOfAsync(old)).toMatchObject({ code: 'unauthorized' });
  expect(await signIn(parts, { email, password: 'another lighthouse' }, browser)).toBeTruthy();
  expect(await endSessions(database.query, id, { allBut: null })).toBe(2);
});

test('a reset sets a password once, within half an hour, and ends all sessions', async () => {
  const { parts, join, age, database } = people;
  const { email, token } = await join();
  const reset = async () =>
    tokenOf((await makeReset(parts, { email, by: command, mayResetOperators: false })).link);
  const use = (of: string, password = 'a new lighthouse') =>
    problemOfAsync(() => setPasswordByLink(parts, { token: of, password }, browser.address));

  const first = await reset();
  const second = await reset();
  const { rows } = await database.general.query('select links::text from links');
  expect(JSON.stringify(rows)).not.toContain(second);
  // The newest alone, and not for what is no password.
  expect(await use(first)).toMatchObject({ code: 'link_spent' });
  expect(await use(second, 'short')).toMatchObject({ code: 'invalid_parameter' });
  const all = await Promise.all(Array.from({ length: 50 }, () => use(second)));
  expect(all.filter((problem) => problem === null)).toHaveLength(1);
  expect(new Set(all.map((problem) => problem?.code))).toEqual(new Set([undefined, 'link_spent']));
  expect(await find(token)).toBeNull();
  expect(await signIn(parts, { email, password: 'a new lighthouse' }, browser)).toBeTruthy();

  const third = await reset();
  await age('links', '29 minutes');
  await age('links', '1 minute');
  expect(await use(third)).toMatchObject({ code: 'link_spent' });
  for (const never of ['', 'x', third.slice(1), `${third}x`]) {
    expect(await use(never)).toMatchObject({ code: 'link_spent' });
  }
});

test('of somebody who is not there no reset is made', async () => {
  const { parts } = people;
  const order = { email: 'nobody@people.example', by: command, mayResetOperators: true };
  expect(await problemOfAsync(() => makeReset(parts, order))).toMatchObject({
    code: 'person_not_found',
  });
});

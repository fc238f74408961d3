import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addKey, findKey, listKeyRecords } from '../accounts/key-records.ts';
import { problemOfAsync } from '../generation/testing.ts';
import { invite, listInvitations, sendAgain, withdrawInvitation } from './invitations.ts';
import { acceptInvitation, readOffer } from './join.ts';
import { changeRole, listMembers, removeMember } from './members.ts';
import { asActor } from './persons.ts';
import { findSession } from './sessions.ts';
import { browser, command, goodPassword, openPeople, tokenOf } from './testing/people.ts';

let people: Awaited<ReturnType<typeof openPeople>>;
beforeAll(async () => {
  people = await openPeople();
});
afterAll(() => people.drop());

const someEmail = () => `${randomUUID().slice(0, 8)}@people.example`;
const accept = (token: string, password = goodPassword) =>
  acceptInvitation(people.parts, { token, password, name: 'Somebody' }, browser);
const refused = (token: string, password = goodPassword) =>
  problemOfAsync(() => accept(token, password));

test('an invitation lets one person in, of fifty who come with it at once', async () => {
  const { parts, join, logged, database } = people;
  const { accountId } = await join();
  const email = someEmail();
  const { link, id } = await invite(parts, { accountId, email, role: 'developer' }, command);
  const token = tokenOf(link);
  expect(link).toBe(`https://films.example/sign-in/invitation#token=${token}`);
  expect(await readOffer(parts, token)).toMatchObject({ email, role: 'developer', isKnown: false });
  expect(await listInvitations(parts, accountId)).toMatchObject([{ id, email, isExpired: false }]);

  const all = await Promise.all(Array.from({ length: 50 }, () => refused(token)));
  expect(all.filter((problem) => problem === null)).toHaveLength(1);
  expect(await refused(token)).toMatchObject({ code: 'link_spent' });
  expect(await listInvitations(parts, accountId)).toEqual([]);
  const members = await listMembers(parts, accountId);
  expect(members.filter((one) => one.email === email)).toMatchObject([
    { name: 'Somebody', role: 'developer' },
  ]);
  const { rows } = await database.general.query('select from sessions where person_id = $1', [
    members.find((one) => one.email === email)?.id,
  ]);
  expect(rows).toHaveLength(1);
  const [entry] = (await logged('member.added')).filter(({ object_name: name }) => name === email);
  expect(entry).toMatchObject({ account_id: accountId, after: { role: 'developer' } });
});

test('whoever is known proves by the password to be that person', async () => {
  const { parts, join } = people;
  const known = await join('viewer');
  const { accountId } = await join();
  const spec = { accountId, email: known.email.toUpperCase(), role: 'billing' } as const;
  const token = tokenOf((await invite(parts, spec, command)).link);
  expect(await readOffer(parts, token)).toMatchObject({ isKnown: true });
  expect(await refused(token, 'another password')).toMatchObject({ code: 'unauthorized' });
  const { token: session } = await accept(token);
  // They act for the account that they have just joined.
  expect((await findSession(parts.database, session, null))?.account).toMatchObject({
    id: accountId,
    role: 'billing',
  });
  expect((await listMembers(parts, accountId)).map(({ id }) => id)).toContain(known.id);
});

test('an invitation is good for seven days; one that was sent again for seven more', async () => {
  const { parts, join, age } = people;
  const { accountId } = await join();
  const spec = { accountId, email: someEmail(), role: 'viewer' } as const;
  const made = await invite(parts, spec, command);
  await age('links', '6 days 23 hours');
  expect(await readOffer(parts, tokenOf(made.link))).toBeTruthy();
  await age('links', '1 hour');
  expect(await refused(tokenOf(made.link))).toMatchObject({ code: 'link_spent' });
  const { id } = made;
  expect(await listInvitations(parts, accountId)).toMatchObject([{ id, isExpired: true }]);

  const again = await sendAgain(parts, { accountId, id }, command);
  expect(again).toMatchObject({ id, email: spec.email, role: 'viewer' });
  expect(await refused(tokenOf(made.link))).toMatchObject({ code: 'link_spent' });
  await age('links', '6 days 23 hours');
  expect(await refused(tokenOf(again.link))).toBeNull();
  expect(await problemOfAsync(() => sendAgain(parts, { accountId, id }, command))).toMatchObject({
    code: 'invitation_not_found',
  });
});

test('one that was withdrawn, or made anew, does not work any more', async () => {
  const { parts, join } = people;
  const { accountId } = await join();
  const stranger = await join();
  const email = someEmail();
  const first = await invite(parts, { accountId, email, role: 'viewer' }, command);
  const second = await invite(parts, { accountId, email, role: 'owner' }, command);
  expect(await listInvitations(parts, accountId)).toMatchObject([{ id: second.id }]);
  expect(await refused(tokenOf(first.link))).toMatchObject({ code: 'link_spent' });

  const withdraw = (of: string) =>
    problemOfAsync(() => withdrawInvitation(parts, { accountId: of, id: second.id }, command));
  expect(await withdraw(stranger.accountId)).toMatchObject({ code: 'invitation_not_found' });
  expect(await withdraw(accountId)).toBeNull();
  expect(await withdraw(accountId)).toMatchObject({ code: 'invitation_not_found' });
  expect(await refused(tokenOf(second.link))).toMatchObject({ code: 'link_spent' });
});

test('who is a member is not invited, and an account has at most 200 people', async () => {
  const { parts, join } = people;
  const { accountId, email } = await join();
  const order = (who: string) => () =>
    invite(parts, { accountId, email: who, role: 'viewer' }, command);
  expect(await problemOfAsync(order(` ${email.toUpperCase()} `))).toMatchObject({
    code: 'already_member',
  });
  for (const none of ['', 'x', '@x', 'x@', 'a b@c', 'a@b\u0000c', `${'x'.repeat(250)}@x.example`]) {
    expect(await problemOfAsync(order(none))).toMatchObject({ code: 'invalid_parameter' });
  }
  await people.database.general.query(
    `insert into links (id, kind, hash, email, account_id, role, expires_at)
     select gen_random_uuid(), 'invitation', sha256(gen_random_uuid()::text::bytea), n || '@many.example', $1,
            'viewer', now() from generate_series(1, 190) n`,
    [accountId],
  );
  const made = await Promise.all(
    Array.from({ length: 20 }, () => problemOfAsync(order(someEmail()))),
  );
  expect(made.filter((problem) => problem === null)).toHaveLength(9);
  expect(await problemOfAsync(order(someEmail()))).toMatchObject({ code: 'member_limit' });
});

test('the last owner stays one, also where two leave at once', async () => {
  const { parts, join, logged } = people;
  const first = await join('owner');
  const { accountId } = first;
  const second = await join('owner', accountId);
  const lower = (id: string) => () => changeRole(parts, { accountId, id }, 'viewer', command);
  const remove = (id: string) => () =>
    removeMember(parts, { accountId, id, endsKeys: false }, command);

  const both = await Promise.all([lower(first.id), remove(second.id)].map(problemOfAsync));
  expect(both.filter((problem) => problem === null)).toHaveLength(1);
  expect(both.find((problem) => problem !== null)).toMatchObject({ code: 'last_owner' });
  const [last] = (await listMembers(parts, accountId)).filter(({ role }) => role === 'owner');
  for (const deed of [lower, remove]) {
    expect(await problemOfAsync(deed(last?.id ?? ''))).toMatchObject({ code: 'last_owner' });
  }
  const changes = [...(await logged('member.changed')), ...(await logged('member.removed'))];
  expect(changes.filter((one) => one.account_id === accountId)).toHaveLength(1);
});

test('who is removed acts for the account no longer, from that moment', async () => {
  const { parts, join, database } = people;
  const { accountId } = await join('owner');
  const { id, token } = await join('developer', accountId);
  const stranger = await join('owner');
  const foreign = { accountId: stranger.accountId, id, endsKeys: true };
  for (const deed of [
    () => removeMember(parts, foreign, command),
    () => changeRole(parts, foreign, 'owner', command),
  ]) {
    expect(await problemOfAsync(deed)).toMatchObject({ code: 'member_not_found' });
  }
  await changeRole(parts, { accountId, id }, 'viewer', command);
  expect(await findSession(database, token, null)).toMatchObject({
    account: { role: 'viewer' },
    isRotationDue: true,
  });
  await removeMember(parts, { accountId, id, endsKeys: false }, command);
  expect((await findSession(database, token, null))?.account).toBeNull();
  expect((await findSession(database, token, accountId))?.account).toBeNull();
});

test('the keys of who is removed stay, or end with them, as it is asked', async () => {
  const { parts, join, database, logged } = people;
  const { accountId } = await join('owner');
  const keysOf = async (endsKeys: boolean) => {
    const member = await join('developer', accountId);
    const by = asActor(member, browser.address);
    const mine = await addKey(database, { accountId, mode: 'test', name: 'mine' }, by);
    await addKey(database, { accountId, mode: 'test' }, command);
    const listed = (await listMembers(parts, accountId)).find(({ id }) => id === member.id);
    expect(listed?.keys).toMatchObject([{ id: mine.record.id, name: 'mine', mode: 'test' }]);
    const told = await removeMember(parts, { accountId, id: member.id, endsKeys }, command);
    expect(told).toEqual(listed?.keys);
    return {
      id: mine.record.id,
      record: await findKey(database, { accountId, id: mine.record.id }),
    };
  };
  expect((await keysOf(false)).record.revokedAt).toBeNull();
  const { id, record } = await keysOf(true);
  expect(record.revokedAt).not.toBeNull();
  const { records } = await listKeyRecords(database, {
    ...{ accountId, limit: 10, before: null, withRevoked: false },
  });
  expect(records).toHaveLength(3);
  expect((await logged('key.revoked')).map(({ object_id }) => object_id)).toEqual([id]);
});

test('keys end with the member or not at all', async () => {
  const { parts, join, database } = people;
  const { accountId, id } = await join('owner');
  const by = asActor({ id, email: 'owner@people.example' }, browser.address);
  const { record } = await addKey(database, { accountId, mode: 'test' }, by);
  const remove = () => removeMember(parts, { accountId, id, endsKeys: true }, command);
  expect(await problemOfAsync(remove)).toMatchObject({ code: 'last_owner' });
  expect((await findKey(database, { accountId, id: record.id })).revokedAt).toBeNull();
});

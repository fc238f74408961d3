import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../accounts/accounts.ts';
import { problemOfAsync } from '../generation/testing.ts';
import { invite } from './invitations.ts';
import { acceptInvitation } from './join.ts';
import { changePassword, makeReset, setPasswordByLink } from './own-password.ts';
import type { PeopleParts } from './parts.ts';
import { listSessions } from './sessions.ts';
import { signIn } from './sign-in.ts';
import {
  browser,
  command,
  goodPassword,
  openPeople,
  quickPasswords,
  tokenOf,
} from './testing/people.ts';

/** Whoever had the old password, and was let in by it a moment before it was changed. */

let people: Awaited<ReturnType<typeof openPeople>>;
beforeAll(async () => {
  people = await openPeople();
});
afterAll(() => people.drop());

/** The person's password is set by a link after the old one was found to be right. */
async function overtaken(email: string): Promise<PeopleParts> {
  const { parts } = people;
  const { link } = await makeReset(parts, { email, by: command, mayResetOperators: false });
  const set = { token: tokenOf(link), password: 'a new lighthouse' };
  return {
    ...parts,
    passwords: {
      ...quickPasswords,
      async matches(...asked) {
        const isRight = await quickPasswords.matches(...asked);
        await setPasswordByLink(parts, set, browser.address);
        return isRight;
      },
    },
  };
}

test('a sign-in with the password before begins no session', async () => {
  const { database, join } = people;
  const { email, id } = await join();
  const parts = await overtaken(email);
  expect(
    await problemOfAsync(() => signIn(parts, { email, password: goodPassword }, browser)),
  ).toMatchObject({ code: 'unauthorized' });
  expect(await listSessions(database, id)).toEqual([]);
});

test('an invitation accepted with the password before begins none either, and is not used up', async () => {
  const { database, join } = people;
  const { email, id } = await join();
  const { id: accountId } = await createAccount(database, { name: 'another' });
  const made = await invite(people.parts, { accountId, email, role: 'viewer' }, command);
  const token = tokenOf(made.link);
  const parts = await overtaken(email);
  expect(
    await problemOfAsync(() => acceptInvitation(parts, { token, password: goodPassword }, browser)),
  ).toMatchObject({ code: 'unauthorized' });
  expect(await listSessions(database, id)).toEqual([]);
  const accepted = { token, password: 'a new lighthouse' };
  expect(await acceptInvitation(people.parts, accepted, browser)).toBeTruthy();
});

test('a change from the password before does not undo the newer one', async () => {
  const { join } = people;
  const { email, id, sessionId } = await join();
  const parts = await overtaken(email);
  const change = { currentPassword: goodPassword, password: 'the thief’s own' };
  expect(
    await problemOfAsync(() =>
      changePassword(parts, { id, email, sessionId }, change, browser.address),
    ),
  ).toMatchObject({ code: 'unauthorized' });
  const password = 'a new lighthouse';
  expect(await signIn(people.parts, { email, password }, browser)).toBeTruthy();
});

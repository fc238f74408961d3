import { afterAll, beforeAll, expect, test } from 'vitest';
import { asActor } from './persons.ts';
import { problemOfAsync } from '../generation/testing.ts';
import { invite, listInvitations, sendAgain } from './invitations.ts';
import { acceptInvitation } from './join.ts';
import { changeRole, removeMember } from './members.ts';
import { browser, command, goodPassword, openPeople, tokenOf } from './testing/people.ts';

/** Links that were shown to somebody who could not make them any more. */

let people: Awaited<ReturnType<typeof openPeople>>;
beforeAll(async () => {
  people = await openPeople();
});
afterAll(() => people.drop());

const accept = (link: string) =>
  problemOfAsync(() =>
    acceptInvitation(people.parts, { token: tokenOf(link), password: goodPassword }, browser),
  );

test('what an owner has invited, or sent again, goes with them when they are removed or lowered', async () => {
  const { parts, join, logged } = people;
  const { accountId, ...first } = await join('owner');
  const second = await join('owner', accountId);
  const [by, other] = [first, second].map((one) => asActor(one, browser.address));
  if (!by || !other) throw new Error('there are two');
  const spec = (email: string) => ({ accountId, email, role: 'owner' }) as const;
  const ours = await invite(parts, spec('back@people.example'), by);
  const theirs = await invite(parts, spec('other@people.example'), other);
  const commands = await invite(parts, spec('command@people.example'), command);
  const sent = await sendAgain(parts, { accountId, id: commands.id }, by);

  await removeMember(parts, { accountId, id: first.id, endsKeys: false }, other);
  expect(await accept(ours.link)).toMatchObject({ code: 'link_spent' });
  expect(await accept(sent.link)).toMatchObject({ code: 'link_spent' });
  expect(await listInvitations(parts, accountId)).toMatchObject([{ id: theirs.id }]);
  expect((await logged('invitation.withdrawn')).map(({ object_id: id }) => id).toSorted()).toEqual(
    [ours.id, sent.id].toSorted(),
  );

  const third = await join('owner', accountId);
  await changeRole(parts, { accountId, id: second.id }, 'viewer', asActor(third, '192.0.2.7'));
  expect(await accept(theirs.link)).toMatchObject({ code: 'link_spent' });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { problemOfAsync } from '../generation/testing.ts';
import type { Letter } from '../mail/letters.ts';
import { prepareReset, wantReset } from './forgotten.ts';
import { invite, sendAgain } from './invitations.ts';
import { addOperator } from './operators.ts';
import { makeReset, setPasswordByLink } from './own-password.ts';
import type { PeopleParts } from './parts.ts';
import { asActor } from './persons.ts';
import { signIn } from './sign-in.ts';
import { browser, command, goodPassword, openPeople, tokenOf } from './testing/people.ts';
import { openMailbox } from './testing/mailbox.ts';

let people: Awaited<ReturnType<typeof openPeople>>;
let mailbox: ReturnType<typeof openMailbox>;
let parts: PeopleParts;
beforeAll(async () => {
  people = await openPeople();
  mailbox = openMailbox(people.database);
  parts = { ...people.parts, outbox: mailbox.outbox };
});
afterAll(() => people.drop());
beforeEach(async () => {
  await mailbox.take();
  await people.database.general.query('delete from sign_in_tries');
});

const want = (email: string, address = browser.address) =>
  wantReset(parts, { email, language: 'en' }, address);

async function prepared() {
  const letters = await mailbox.take();
  return Promise.all(
    letters.map((letter) => {
      if (letter.kind !== 'reset_wanted') throw new Error(letter.kind);
      return prepareReset(parts, letter, randomUUID());
    }),
  );
}

test('whoever has lost their password has a link mailed, in their language', async () => {
  const person = await people.join();
  const { database } = people;
  await database.general.query("update persons set language = 'zh' where id = $1", [person.id]);
  await want(person.email.toUpperCase());
  const [letter] = await prepared();
  expect(letter).toMatchObject({ kind: 'reset', to: person.email, language: 'zh', minutes: 30 });
  if (letter?.kind !== 'reset') return;
  expect(letter.link).toMatch(/^https:\/\/films\.example\/sign-in\/reset#token=/u);
  const password = 'another lighthouse';
  await setPasswordByLink(parts, { token: tokenOf(letter.link), password }, browser.address);
  await signIn(parts, { email: person.email, password }, browser);
});

test('a link that could not be sent at once is sent later', async () => {
  const person = await people.join();
  await want(person.email);
  const { rows } = await people.database.general.query<{ id: string }>('select id from mails');
  const wanted = { kind: 'reset_wanted', to: person.email, language: 'en' } as const;
  const letter = await prepareReset(parts, wanted, rows[0]?.id ?? '');
  expect(letter).toMatchObject({ kind: 'reset', to: person.email });
  expect(await mailbox.take()).toEqual([letter]);
});

test('nothing of a known address is told to who asks, nor is anybody looked for', async () => {
  const person = await people.join();
  expect(await want(person.email)).toBeUndefined();
  expect(await want('nobody@people.example')).toBeUndefined();
  const letters = await mailbox.take();
  expect(letters.map(({ kind }) => kind)).toEqual(['reset_wanted', 'reset_wanted']);
  const { rowCount } = await people.database.general.query(
    'select from links where person_id = $1',
    [person.id],
  );
  expect(rowCount).toBe(0);
});

test('nobody else is mailed: not who is unknown, no operator, and nobody twice at once', async () => {
  const operator = { email: 'operator@people.example', role: 'support' } as const;
  await addOperator(parts, operator, command);
  await want('nobody@people.example');
  await want(operator.email);
  expect(await prepared()).toEqual([null, null]);

  const person = await people.join();
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await want(person.email, address);
  const letters = (await prepared()).filter((letter) => letter !== null);
  expect(letters).toHaveLength(1);
});

test('a place asks five times for an address, and tries to sign in are counted apart', async () => {
  const person = await people.join();
  for (let count = 0; count < 5; count += 1) await want(person.email);
  const again = () => want(person.email);
  expect(await problemOfAsync(again)).toMatchObject({ code: 'rate_limited' });
  await signIn(parts, { email: person.email, password: goodPassword }, browser);
});

test('without a mail server nobody is promised a mail', async () => {
  const mute = () => wantReset({ ...parts, outbox: null }, { email: 'a@b.c', language: 'en' }, '');
  expect(await problemOfAsync(mute)).toMatchObject({ code: 'forbidden' });
});

test('invitations and links of operators are mailed, in the language of whom they are for', async () => {
  const owner = await people.join();
  const known = await people.join();
  const { general } = people.database;
  await general.query("update persons set language = 'zh' where id = $1", [known.id]);
  const by = asActor(owner, browser.address);
  const { accountId } = owner;
  const spec = { accountId, role: 'viewer', language: 'en' } as const;
  const made = await invite(parts, { ...spec, email: known.email }, by);
  await invite(parts, { ...spec, email: 'stranger@people.example' }, command);
  const again = await sendAgain(parts, { accountId, id: made.id }, by);
  const reset = await makeReset(parts, { email: known.email, by, mayResetOperators: false });
  expect([made.isMailed, again.isMailed, reset.isMailed]).toEqual([true, true, true]);
  const letters: Letter[] = await mailbox.take();
  expect(letters).toMatchObject([
    { kind: 'invitation', to: known.email, language: 'zh', by: owner.email, link: made.link },
    { kind: 'invitation', to: 'stranger@people.example', language: 'en', by: null },
    { kind: 'invitation', to: known.email, link: again.link },
    { kind: 'reset', to: known.email, language: 'zh', link: reset.link },
  ]);
  expect((await invite(people.parts, { ...spec, email: 'x@people.example' }, by)).isMailed).toBe(
    false,
  );
  expect(await mailbox.take()).toEqual([]);
});

test('a letter of what was undone is not there', async () => {
  const owner = await people.join();
  const remember = () => Promise.reject(new Error('undone'));
  const spec = {
    accountId: owner.accountId,
    email: 'undone@people.example',
    role: 'viewer',
  } as const;
  await expect(invite(parts, { ...spec, remember }, command)).rejects.toThrow('undone');
  expect(await mailbox.take()).toEqual([]);
});

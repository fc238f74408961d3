import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { setSuspended } from '../accounts/accounts.ts';
import { problemOfAsync } from '../generation/testing.ts';
import { moveCredits } from '../ledger/movements.ts';
import { changeMailWishes, readMailWishes } from './mail-wishes.ts';
import { dismissNotice, readNotices } from './notices.ts';
import { occasionRules, type OccasionParts } from './occasions.ts';
import { asActor } from './persons.ts';
import { signIn } from './sign-in.ts';
import { browser, command, goodPassword, openPeople } from './testing/people.ts';
import { openMailbox } from './testing/mailbox.ts';

let people: Awaited<ReturnType<typeof openPeople>>;
let mailbox: ReturnType<typeof openMailbox>;
let parts: OccasionParts;
beforeAll(async () => {
  people = await openPeople();
  mailbox = openMailbox(people.database);
  parts = { ...people.parts, outbox: mailbox.outbox, bookVersion: 'first', keptDays: 400 };
});
afterAll(() => people.drop());
beforeEach(async () => {
  await mailbox.take();
});

async function look(of = parts): Promise<void> {
  for (const { batch } of occasionRules(of)) await batch(1);
}

const notices = async (accountId: string, personId: string | null = null) =>
  (await readNotices(people.database, accountId, personId)).map(({ kind, object }) => ({
    kind,
    object,
  }));

async function told() {
  return (await mailbox.take()).map(({ kind, to }) => [kind, to]);
}

const credit = (accountId: string, amountMicros: bigint) =>
  moveCredits(people.database, {
    ...{ accountId, kind: 'adjustment', amountMicros, reason: 'a test' },
  });

test('a low balance is told once, and again once it had risen', async () => {
  const { accountId, email } = await people.join('owner');
  const billing = await people.join('billing', accountId);
  await people.join('developer', accountId);
  await look();
  expect([await notices(accountId), await told()]).toEqual([[], []]);

  const spec = { lowBalanceMicros: 10_000_000n };
  await changeMailWishes(people.database, accountId, spec, command);
  await look();
  const both = [email, billing.email].toSorted();
  const letters = await mailbox.take();
  expect(letters.map(({ kind, to }) => `${kind} ${to}`).toSorted()).toEqual(
    both.map((to) => `low_balance ${to}`),
  );
  await look();
  await look();
  expect(await told()).toEqual([]);
  expect(await notices(accountId)).toEqual([{ kind: 'low_balance', object: accountId }]);

  await credit(accountId, 10_000_000n);
  await look();
  expect([await notices(accountId), await told()]).toEqual([[], []]);
  await credit(accountId, -1n);
  await look();
  const [letter] = await mailbox.take();
  expect(letter).toMatchObject({ kind: 'low_balance', left: '9.999999', below: '10' });
  expect(await notices(accountId)).toHaveLength(1);

  await changeMailWishes(people.database, accountId, { lowBalanceMicros: null }, command);
  await look();
  expect([await notices(accountId), await told()]).toEqual([[], []]);
});

test('two that look at once tell once', async () => {
  const { accountId } = await people.join('owner');
  await changeMailWishes(people.database, accountId, { lowBalanceMicros: 1n }, command);
  await Promise.all(Array.from({ length: 5 }, () => look()));
  expect(await told()).toHaveLength(1);
});

test('an endpoint that gave up is told, with a mail where that is wished for', async () => {
  const { accountId, email } = await people.join('owner');
  const other = await people.join('owner');
  const { general } = people.database;
  for (const [id, account] of [
    ['whe_ours', accountId],
    ['whe_other', other.accountId],
  ]) {
    await general.query(
      `insert into webhook_endpoints (id, account_id, url, types, secret_sealed, enabled, disabled_because)
       values ($1, $2, 'https://receiver.example/x', '{task.succeeded}', '', false, 'failing')`,
      [id, account],
    );
  }
  await changeMailWishes(people.database, accountId, { endpointDisabled: true }, command);
  await look();
  expect(await told()).toEqual([['endpoint_disabled', email]]);
  expect(await notices(other.accountId)).toMatchObject([{ object: 'whe_other' }]);
  await general.query(
    "update webhook_endpoints set enabled = true, disabled_because = null where id = 'whe_ours'",
  );
  await look();
  expect(await notices(accountId)).toEqual([]);
  await general.query(
    "update webhook_endpoints set enabled = false, disabled_because = 'owner' where id = 'whe_ours'",
  );
  await look();
  expect([await notices(accountId), await told()]).toEqual([[], []]);
});

test('other prices are told once for each book, and the first one is no other', async () => {
  const { accountId, email } = await people.join('owner');
  await changeMailWishes(people.database, accountId, { priceChange: true }, command);
  await look();
  expect([await notices(accountId), await told()]).toEqual([[], []]);
  const next = { ...parts, bookVersion: 'second' };
  await look(next);
  expect(await told()).toEqual([['price_change', email]]);
  await look(next);
  await look(parts);
  await look(next);
  expect(await told()).toEqual([]);
  expect(await notices(accountId)).toEqual([{ kind: 'price_change', object: 'second' }]);
  await people.database.general.query("update notices set since = now() - interval '31 days'");
  await look(next);
  expect(await notices(accountId)).toEqual([]);
});

test('who goes in a week is told before', async () => {
  const { accountId, email } = await people.join('owner');
  await changeMailWishes(people.database, accountId, { retention: true }, command);
  const { general } = people.database;
  const finish = (days: number) =>
    general.query(
      `insert into tasks (id, account_id, key_id, mode, dialect, model, request, state, quote, quote_micros,
                          held_micros, charged_micros, created_at, finished_at, expires_at)
       values ($1, $2, gen_random_uuid(), 'test', 'platform', 'm', '{}', 'failed', '{}', 0, 0, 0,
               now() - interval '2 years', now() - make_interval(days => $3), now())`,
      [`task_${String(days)}`, accountId, days],
    );
  await finish(392);
  await look();
  expect([await notices(accountId), await told()]).toEqual([[], []]);
  await finish(394);
  await look();
  expect(await told()).toEqual([['retention', email]]);
  await look();
  expect(await told()).toEqual([]);
});

test('a sign-in from elsewhere is told to the person, where an account of theirs wishes it', async () => {
  const { accountId, email, id } = await people.join('owner');
  const mailing = { ...people.parts, outbox: mailbox.outbox };
  const from = (address: string, userAgent = browser.userAgent) =>
    signIn(mailing, { email, password: goodPassword }, { ...browser, address, userAgent });
  await from('203.0.113.1');
  expect(await told()).toEqual([]);
  await changeMailWishes(people.database, accountId, { signIn: true }, command);
  await from('203.0.113.1');
  await from(browser.address);
  expect(await told()).toEqual([]);
  await from('203.0.113.2');
  await from('203.0.113.1', 'another browser\r\nBcc: x@people.example');
  expect(await told()).toEqual([
    ['sign_in', email],
    ['sign_in', email],
  ]);
  expect(id).not.toBe('');
});

test('a notice is dismissed by each person for themselves, and by nobody of elsewhere', async () => {
  const owner = await people.join('owner');
  const { accountId } = owner;
  const other = await people.join('owner', accountId);
  const stranger = await people.join('owner');
  await changeMailWishes(people.database, accountId, { lowBalanceMicros: 1n }, command);
  await look();
  const [notice] = await readNotices(people.database, accountId, owner.id);
  const id = notice?.id ?? '';
  for (const foreign of [
    { accountId: stranger.accountId, id, personId: stranger.id },
    { accountId, id: 'nonsense', personId: owner.id },
    { accountId, id: owner.id, personId: owner.id },
  ]) {
    const problem = await problemOfAsync(() => dismissNotice(people.database, foreign));
    expect(problem).toMatchObject({ code: 'notice_not_found' });
  }
  const mine = { accountId, id, personId: owner.id };
  await Promise.all(Array.from({ length: 5 }, () => dismissNotice(people.database, mine)));
  expect(await notices(accountId, owner.id)).toEqual([]);
  expect(await notices(accountId, other.id)).toHaveLength(1);
});

test('a suspended account is told so for as long as it is', async () => {
  const { accountId, id } = await people.join('owner');
  const account = { id: accountId, name: 'late payer' };
  const set = (suspended: boolean) =>
    setSuspended(people.database, account, { suspended, reason: 'a test' }, command);
  expect([await set(true), await set(true)]).toEqual([true, false]);
  expect(await notices(accountId, id)).toEqual([{ kind: 'account_suspended', object: accountId }]);
  expect([await set(false), await set(false)]).toEqual([true, false]);
  expect(await notices(accountId, id)).toEqual([]);
  const [suspended, resumed] = [
    await people.logged('account.suspended'),
    await people.logged('account.resumed'),
  ];
  expect([suspended.length, resumed.length]).toEqual([1, 1]);
  expect(suspended[0]?.after).toEqual({ suspended: true, reason: 'a test' });
});

test('what is wished for is kept, and each change is in the log', async () => {
  const { accountId, id, email } = await people.join('owner');
  const by = asActor({ id, email }, browser.address);
  expect(await readMailWishes(people.database.query, accountId)).toEqual({
    ...{ lowBalanceMicros: null, endpointDisabled: false, priceChange: false },
    ...{ signIn: false, retention: false },
  });
  const first = { lowBalanceMicros: 5n, signIn: true };
  await changeMailWishes(people.database, accountId, first, by);
  const changed = await changeMailWishes(people.database, accountId, { signIn: false }, by);
  expect(changed).toMatchObject({ lowBalanceMicros: 5n, signIn: false });
  const log = (await people.logged('account.mails_changed')).filter(
    (one) => one.account_id === accountId,
  );
  expect(log.map(({ after }) => after)).toEqual([
    { lowBalanceMicros: '5', signIn: true },
    { signIn: false },
  ]);
});

test('what is over goes after thirty days', async () => {
  const { general } = people.database;
  await general.query("update notices set until = now() - interval '31 days' where until is null");
  await look();
  const { rowCount } = await general.query(
    "select from notices where until < now() - interval '30 days'",
  );
  expect(rowCount).toBe(0);
});

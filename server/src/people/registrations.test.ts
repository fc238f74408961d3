import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import { problemOfAsync } from '../generation/testing.ts';
import type { Letter } from '../mail/letters.ts';
import { checkLedger } from '../ledger/check.ts';
import { confirmRegistration } from './confirm.ts';
import { foldedEmail } from './emails.ts';
import type { PeopleParts, RegistrationTerms } from './parts.ts';
import { peopleRules } from './prune.ts';
import { register, type RegistrationWish } from './registrations.ts';
import { findSession } from './sessions.ts';
import { signIn } from './sign-in.ts';
import { browser, goodPassword, openPeople, quickPasswords, tokenOf } from './testing/people.ts';
import { openMailbox } from './testing/mailbox.ts';

let people: Awaited<ReturnType<typeof openPeople>>;
let mailbox: ReturnType<typeof openMailbox>;
beforeAll(async () => {
  people = await openPeople();
  mailbox = openMailbox(people.database);
});
afterAll(() => people.drop());
beforeEach(async () => {
  await mailbox.take();
  await people.database.general.query('delete from sign_in_tries');
  await people.database.general.query('delete from registrations where used_at is null');
});

const open: RegistrationTerms = {
  grantMicros: 20_000_000n,
  code: null,
  domains: null,
  perDay: 1_000,
};
let network = 0;

function partsWith(terms: Partial<RegistrationTerms> = {}): PeopleParts {
  return { ...people.parts, outbox: mailbox.outbox, registration: { ...open, ...terms } };
}

/** From a network of its own, unless told. */
function ask(spec: Partial<RegistrationWish>, parts = partsWith(), address?: string) {
  network += 1;
  const from = address ?? `198.51.${String(network >> 8)}.${String(network & 255)}`;
  const whole = { email: 'ada@people.example', password: goodPassword, ...spec };
  return register(parts, whole, { address: from, language: 'zh' });
}

function tokenIn(letter: Letter | undefined): string {
  if (letter?.kind !== 'registration') throw new Error(`a letter of ${letter?.kind ?? 'none'}`);
  return tokenOf(letter.link);
}

const confirm = (token: string, parts = partsWith()) => confirmRegistration(parts, token, browser);

async function confirmed(email: string): Promise<{ token: string }> {
  await ask({ email });
  const [letter] = await mailbox.take();
  return confirm(tokenIn(letter));
}

test('an account is made by the link alone, with its grant, an owner and a session', async () => {
  const { database } = people;
  await ask({ email: 'Ada@people.example', name: 'Ada', accountName: 'The shop' });
  const before = await database.general.query("select from persons where email_key like 'ada@%'");
  expect(before.rowCount).toBe(0);
  const [letter, ...others] = await mailbox.take();
  expect([letter, others]).toMatchObject([{ to: 'Ada@people.example', language: 'zh' }, []]);
  const { token } = await confirm(tokenIn(letter));
  const found = await findSession(database, token, null);
  expect(found).toMatchObject({
    person: { email: 'Ada@people.example', name: 'Ada', operatorRole: null, passwordDue: false },
    account: { name: 'The shop', role: 'owner', tier: null, isSuspended: false },
  });
  const wallet = await readWallet(database, found?.account?.id ?? '');
  expect(wallet).toEqual({ balanceMicros: 20_000_000n, heldMicros: 0n, debtMicros: 0n });
  expect((await checkLedger(database)).broken).toEqual([]);
  await signIn(people.parts, { email: 'ada@people.example', password: goodPassword }, browser);
  const { rows } = await database.general.query('select password, hash from registrations');
  expect(rows).toEqual([{ password: '', hash: null }]);
});

test('fifty who come with one link make one account', async () => {
  await ask({ email: 'fifty@people.example' });
  const token = tokenIn((await mailbox.take())[0]);
  const all = await Promise.all(
    Array.from({ length: 50 }, () => problemOfAsync(() => confirm(token))),
  );
  expect(all.filter((problem) => problem === null)).toHaveLength(1);
  const refused = all.flatMap((problem) => problem ?? []);
  expect(refused.every(({ code }) => code === 'link_spent')).toBe(true);
});

test('of several links for one letter box, at once, one is good', async () => {
  const { database } = people;
  for (const email of ['t.wo@gmail.com', 'two+a@gmail.com', 'TWO@googlemail.com']) {
    await ask({ email });
  }
  const tokens = (await mailbox.take()).map(tokenIn);
  expect(tokens).toHaveLength(3);
  const all = await Promise.all(tokens.map((token) => problemOfAsync(() => confirm(token))));
  expect(all.filter((problem) => problem === null)).toHaveLength(1);
  const { rows } = await database.general.query<{ count: number }>(
    `select count(*)::int as count from movements where reason = 'starting grant'
      and reference in (select 'registration ' || id from registrations where folded_email = 'two@gmail.com')`,
  );
  expect(rows).toEqual([{ count: 1 }]);
});

test.each([
  ['A.da+films@GMail.com', 'ada@gmail.com'],
  ['ada@googlemail.com', 'ada@gmail.com'],
  ['a.da+films@people.example', 'a.da@people.example'],
  ['ａda@people.example', 'ada@people.example'],
])('%s reaches the letter box %s', (email, folded) => {
  expect(foldedEmail(email)).toBe(folded);
});

test('who is known is answered alike, and told by mail', async () => {
  const member = await people.join();
  await confirmed('known.one@gmail.com');
  const waitBefore = await mailbox.take();
  expect(waitBefore).toEqual([]);
  for (const email of [member.email, 'knownone+x@gmail.com', 'nobody@people.example']) {
    expect(await ask({ email })).toBeUndefined();
  }
  expect((await mailbox.take()).map(({ kind, to }) => [kind, to])).toEqual([
    ['registered_before', member.email],
    ['registered_before', 'knownone+x@gmail.com'],
    ['registration', 'nobody@people.example'],
  ]);
});

test('as much is done for a known address as for an unknown one', async () => {
  const { email } = await people.join();
  let hashed = 0;
  const parts = {
    ...partsWith(),
    passwords: {
      ...quickPasswords,
      hash(password: string) {
        hashed += 1;
        return quickPasswords.hash(password, '');
      },
    },
  };
  const done = async (spec: string) => {
    hashed = 0;
    await ask({ email: spec }, parts);
    const { rows } = await people.database.general.query<{ count: number }>(
      'select count(*)::int as count from registrations where email = $1',
      [spec],
    );
    return { hashed, rows, letters: (await mailbox.take()).length };
  };
  expect(await done(email)).toEqual(await done('unknown@people.example'));
  expect(hashed).toBe(1);
});

describe('a network', () => {
  test('registers so many in a day, also where they come at once, and IPv6 counts by /64', async () => {
    const parts = partsWith({ perDay: 3 });
    const asked = Array.from({ length: 20 }, (_, index) =>
      problemOfAsync(() =>
        ask(
          { email: `many${String(index)}@people.example` },
          parts,
          `2001:db8:1:2:${String(index)}::1`,
        ),
      ),
    );
    const all = await Promise.all(asked);
    expect(all.filter((problem) => problem === null)).toHaveLength(3);
    const [refused] = all.flatMap((problem) => problem ?? []);
    expect(refused).toMatchObject({ code: 'rate_limited' });
    expect(refused?.retryAfterSeconds).toBeGreaterThan(86_000);
    const elsewhere = () => ask({ email: 'more@people.example' }, parts, '2001:db8:1:3::1');
    expect(await problemOfAsync(elsewhere)).toBeNull();
    await people.database.general.query(
      "update registrations set created_at = created_at - interval '25 hours'",
    );
    const later = () => ask({ email: 'later@people.example' }, parts, '2001:db8:1:2::9');
    expect(await problemOfAsync(later)).toBeNull();
  });
});

test('a letter box gets three letters in a day, whoever asks for them', async () => {
  for (let count = 0; count < 6; count += 1)
    await ask({ email: `flood+${String(count)}@x.example` });
  expect(await mailbox.take()).toHaveLength(3);
});

test('a code and mail domains are asked for where they are set', async () => {
  const parts = partsWith({ code: 'lighthouse', domains: ['people.example'] });
  const told = (spec: Partial<RegistrationWish>) => problemOfAsync(() => ask(spec, parts));
  expect(await told({})).toMatchObject({ code: 'invalid_parameter', field: 'code' });
  expect(await told({ code: 'lighthousE' })).toMatchObject({ field: 'code' });
  const elsewhere = { code: 'lighthouse', email: 'a@sub.people.example' };
  expect(await told(elsewhere)).toMatchObject({ field: 'email' });
  expect(await told({ code: 'lighthouse', email: 'Coded@People.Example' })).toBeNull();
  expect(await mailbox.take()).toHaveLength(1);
});

test('codes cannot be tried without end from a place', async () => {
  const parts = partsWith({ code: 'lighthouse' });
  const tries = Array.from({ length: 60 }, (_, index) =>
    problemOfAsync(() =>
      ask(
        { email: `guess${String(index)}@people.example`, code: String(index) },
        parts,
        '203.0.113.9',
      ),
    ),
  );
  const codes = (await Promise.all(tries)).map((problem) => problem?.code);
  expect(codes.filter((code) => code === 'invalid_parameter')).toHaveLength(50);
  expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(10);
});

test('nobody registers where it is off, or where no mail is sent', async () => {
  const off = { ...partsWith(), registration: null };
  const mute = { ...partsWith(), outbox: null };
  for (const parts of [off, mute]) {
    expect(await problemOfAsync(() => ask({}, parts))).toMatchObject({ code: 'forbidden' });
  }
});

test('what was not used in a day is of no use, and goes', async () => {
  await ask({ email: 'late@people.example' });
  const token = tokenIn((await mailbox.take())[0]);
  const { general } = people.database;
  await general.query('update registrations set expires_at = now() where used_at is null');
  expect(await problemOfAsync(() => confirm(token))).toMatchObject({ code: 'link_spent' });
  await general.query(
    "update registrations set created_at = now() - interval '49 hours' where used_at is null",
  );
  const rule = peopleRules(people.database).find(({ name }) => name === 'remove registrations');
  await rule?.batch(1);
  const { rowCount } = await general.query('select from registrations where used_at is null');
  expect(rowCount).toBe(0);
});

test('names of accounts that are taken are told by an ending, not refused', async () => {
  for (const email of ['same1@people.example', 'same2@people.example']) {
    await ask({ email, accountName: 'Same' });
  }
  const names: string[] = [];
  for (const letter of await mailbox.take()) {
    const { token } = await confirm(tokenIn(letter));
    names.push((await findSession(people.database, token, null))?.account?.name ?? '');
  }
  expect(names[0]).toBe('Same');
  expect(names[1]).toMatch(/^Same [\da-f]{4}$/u);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../accounts/accounts.ts';
import { readAudit } from '../audit/read.ts';
import { openDatabase, type Database } from '../postgres/database.ts';
import { rowsRead, testDatabase } from '../postgres/testing.ts';
import { listInvitations } from './invitations.ts';
import { findLink } from './links.ts';
import { listMembers } from './members.ts';
import { readNotices } from './notices.ts';
import { occasionRules } from './occasions.ts';
import { listOperators } from './operators.ts';
import { findByEmail, listMemberships } from './persons.ts';
import { peopleRules } from './prune.ts';
import { register } from './registrations.ts';
import { findSession, listSessions } from './sessions.ts';
import { openMailbox } from './testing/mailbox.ts';
import { goodPassword, quickPasswords } from './testing/people.ts';
import { takeTry } from './throttle.ts';

async function pruned(database: Database): Promise<void> {
  for (const rule of peopleRules(database)) await rule.batch(1);
}

/** What is asked with every request, or shown on a page, reads a few rows however many people there are. */
const persons = 20_000;
const changes = 20_000;

let own: Awaited<ReturnType<typeof testDatabase>>;
let accountId: string;
beforeAll(async () => {
  own = await testDatabase();
  const filling = openDatabase({ address: own.address, log: () => undefined });
  await fill(filling);
  // What it has read is counted when it ends.
  await filling.close();
}, 120_000);
afterAll(() => own.drop());

async function fill(database: Database): Promise<void> {
  const { general } = database;
  accountId = (await createAccount(database, { name: 'busy' })).id;
  const { id: other } = await createAccount(database, { name: 'other' });
  await general.query(
    `insert into persons (id, email, email_key, name, password)
     select gen_random_uuid(), n || '@people.example', n || '@people.example', 'n', 'kept'
       from generate_series(1, $1::int) n`,
    [persons],
  );
  // Of the busy account ten, of the other one all.
  await general.query(
    `insert into members (account_id, person_id, role)
     select $1::uuid, id, 'owner' from persons
     union all select $2::uuid, id, 'viewer' from (select id from persons order by email_key limit 10) p`,
    [other, accountId],
  );
  await general.query(
    `insert into sessions (id, person_id, hash, account_id, address, user_agent, expires_at)
     select gen_random_uuid(), id, sha256(email::bytea), null, '', '', now() + interval '1 day' from persons`,
  );
  await general.query(
    `insert into links (id, kind, hash, email, account_id, role, expires_at, used_at)
     select gen_random_uuid(), 'invitation', sha256(email::bytea), email, $1, 'viewer', now() + interval '1 day', now()
       from persons`,
    [accountId],
  );
  await general.query(
    `insert into sign_in_tries (subject, tries) select sha256(email::bytea), 1 from persons`,
  );
  await general.query(
    `insert into notices (id, account_id, kind, object, facts, until)
     select gen_random_uuid(), $1, 'price_change', n::text, '{"version":"1"}', now()
       from generate_series(1, $2::int) n`,
    [accountId, changes],
  );
  await general.query(
    `insert into registrations (id, email, folded_email, name, account_name, language, password, network, expires_at)
     select gen_random_uuid(), email, email, 'n', 'n', 'en', '', email, now() + interval '1 day' from persons`,
  );
  await general.query(
    `insert into audit_log (account_id, actor_kind, actor_name, action, object_kind, object_id, object_name)
     select case when n % 2 = 0 then $1::uuid else $2::uuid end, 'command', 'x', 'x', 'x', 'x', 'x'
       from generate_series(1, $3::int) n`,
    [accountId, other, changes],
  );
}

/** On connections of its own: one tells what it has read when it ends. */
async function rowsReadBy(ask: (database: Database) => Promise<unknown>): Promise<number> {
  const total = async (): Promise<bigint> => {
    const others = async (): Promise<number> => {
      const { rows } = await own.database.general.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
          where datname = current_database() and application_name like 'filmgate%' and pid <> pg_backend_pid()`,
      );
      return rows[0]?.count ?? 0;
    };
    await expect.poll(others, { interval: 5, timeout: 20_000 }).toBe(0);
    return (await rowsRead(own.database)).reduce((sum, { rows }) => sum + rows, 0n);
  };
  const before = await total();
  const database = openDatabase({ address: own.address, log: () => undefined });
  await ask(database);
  await database.close();
  return Number((await total()) - before);
}

const token = 'a'.repeat(43);
const statements: Record<string, (database: Database) => Promise<unknown>> = {
  'a session by its token': (database) => findSession(database, token, accountId),
  'a try to sign in': (database) =>
    takeTry(database, { email: `${randomUUID()}@x.example`, address: '192.0.2.1' }),
  'a person by the mail address': ({ query }) => findByEmail(query, '77@people.example'),
  'the accounts of a person': ({ query }) => listMemberships(query, randomUUID()),
  'the sessions of a person': (database) => listSessions(database, randomUUID()),
  'the members of an account': (database) => listMembers({ database }, accountId),
  'the open invitations of an account': (database) => listInvitations({ database }, accountId),
  'a link by its token': ({ query }) =>
    findLink(query, 'invitation', token).catch((error: unknown) => error),
  'the notices of an account': (database) => readNotices(database, accountId, randomUUID()),
  'what is to be known of accounts': async (database) => {
    const parts = { database, publicUrl: '', outbox: null, bookVersion: 'first', keptDays: 400 };
    for (const rule of occasionRules(parts)) await rule.batch(1);
  },
  'who registers': (database) =>
    register(
      {
        ...{ database, passwords: quickPasswords, publicUrl: '' },
        outbox: openMailbox(database).outbox,
        registration: { grantMicros: 0n, code: null, domains: null, perDay: 5 },
      },
      { email: `${randomUUID()}@x.example`, password: goodPassword },
      { address: '192.0.2.1', language: 'en' },
    ),
  operators: (database) => listOperators(database),
  'a page of the audit log': (database) => readAudit(database, { accountId, limit: 20 }),
  'a page far back in it': (database) => readAudit(database, { accountId, limit: 20, before: 99n }),
  'what is over': pruned,
};

describe.each(['before', 'after'])('%s statistics are gathered', (when) => {
  beforeAll(async () => {
    if (when === 'before') return;
    const database = openDatabase({ address: own.address, log: () => undefined });
    await database.general.query('vacuum analyze');
    await database.close();
  });

  test.each(Object.entries(statements))('%s reads few rows', async (_name, ask) => {
    expect(await rowsReadBy(ask)).toBeLessThanOrEqual(200);
  });
});

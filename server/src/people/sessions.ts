import { sql, type Kysely } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { audit } from '../audit/audit.ts';
import type { Language } from '../generation/problem-texts.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { AccountRole, OperatorRole, Tables } from '../postgres/tables.ts';
import { isId } from './ids.ts';
import { hashToken, makeToken } from './tokens.ts';

/** A person's stay, from a sign-in in one browser to its end. */

export const sessionDays = 30;
/** Without a request. */
const idleDays = 7;
/** A token that was replaced is good for requests that were under way. */
const formerSeconds = 60;
const seenEverySeconds = 60;

type Mode = 'live' | 'test';

/** Who has come with a token. */
export interface SignedIn {
  sessionId: string;
  mode: Mode;
  person: {
    id: string;
    email: string;
    name: string;
    operatorRole: OperatorRole | null;
    /** They must set a password of their own before anything else. */
    passwordDue: boolean;
  };
  /** For which they act now; null: for none, or one that they are no member of. */
  account: {
    id: string;
    name: string;
    tier: string | null;
    role: AccountRole;
    isSuspended: boolean;
  } | null;
  /** The token is to be replaced. */
  isRotationDue: boolean;
}

export interface Browser {
  address: string;
  userAgent: string;
  /** Of a session that it has already, and which ends; null: it has none. */
  token: string | null;
  /** That it asks for: letters to the person are in it from now on. */
  language?: Language;
}

const userAgentCharactersMost = 300;
/** Of a person: who begins more loses the oldest. */
const sessionsMost = 100;

/**
 * Begins a session for an account of the person; where none is named, the one that they acted for last, or the first.
 * Its token is shown this once.
 */
export async function beginSession(
  transaction: Kysely<Tables>,
  personId: string,
  browser: Browser,
  accountId: string | null = null,
): Promise<{ id: string; token: string }> {
  const { address, userAgent, language } = browser;
  const former = browser.token === null ? null : hashToken(browser.token);
  await transaction.deleteFrom('sessions').where('hash', '=', former).execute();
  if (language) {
    await transaction.updateTable('persons').set({ language }).where('id', '=', personId).execute();
  }
  const { token, hash } = makeToken();
  const id = uuidv7();
  await sql`
insert into sessions (id, person_id, hash, address, user_agent, account_id, mode, expires_at)
select ${id}, ${personId}, ${hash}, ${address}, ${userAgent.slice(0, userAgentCharactersMost).toWellFormed()},
       coalesce(${accountId}::uuid, last.account_id,
                (select m.account_id from members m join accounts a on a.id = m.account_id
                  where m.person_id = ${personId} order by a.name, a.id limit 1)),
       coalesce(last.mode, 'live'), now() + make_interval(days => ${sessionDays})
  from (select) one
  left join lateral (
    select s.account_id, s.mode from sessions s
      join members m on m.person_id = s.person_id and m.account_id = s.account_id
     where s.person_id = ${personId} order by s.created_at desc, s.id desc limit 1
  ) last on true`.execute(transaction);
  await sql`
delete from sessions where id in
  (select id from sessions where person_id = ${personId}
    order by created_at desc, id desc offset ${sessionsMost})`.execute(transaction);
  return { id, token };
}

interface SessionRow {
  id: string;
  mode: Mode;
  isRotationDue: boolean;
  isUnseen: boolean;
  personId: string;
  email: string;
  personName: string;
  operatorRole: OperatorRole | null;
  passwordDue: boolean;
  accountId: string | null;
  accountName: string;
  tier: string | null;
  role: AccountRole;
  isSuspended: boolean;
}

/**
 * Whom a token stands for; null: for nobody any more. `accountId` is the account that the request names, where it
 * does. Nothing is kept here, so an ended session ends at once in every process.
 */
export async function findSession(
  database: Pick<Database, 'reads' | 'general'>,
  token: string,
  accountId: string | null,
): Promise<SignedIn | null> {
  const hash = hashToken(token);
  if (hash === null) return null;
  const named = accountId !== null && isId(accountId) ? accountId : null;
  const { rows } = await database.reads.query<SessionRow>({
    name: 'session of token',
    text: `
select s.id, s.mode, s.is_rotation_due and s.hash = $1 as "isRotationDue",
       s.seen_at < now() - make_interval(secs => $3) as "isUnseen",
       p.id as "personId", p.email, p.name as "personName", p.operator_role as "operatorRole",
       p.password_due as "passwordDue",
       a.id as "accountId", a.name as "accountName", a.tier, m.role,
       a.suspended_at is not null as "isSuspended"
  from (select * from sessions where hash = $1
        union all
        select * from sessions where former_hash = $1 and former_until > now()) s
  join persons p on p.id = s.person_id
  left join members m on m.person_id = p.id
    and m.account_id = case when $4 then $2::uuid else s.account_id end
  left join accounts a on a.id = m.account_id
 where s.expires_at > now() and s.seen_at > now() - make_interval(days => $5)`,
    values: [hash, named, seenEverySeconds, accountId !== null, idleDays],
  });
  const [row] = rows;
  if (!row) return null;
  if (row.isUnseen) {
    await database.general.query('update sessions set seen_at = now() where id = $1', [row.id]);
  }
  return {
    sessionId: row.id,
    mode: row.mode,
    person: {
      id: row.personId,
      email: row.email,
      name: row.personName,
      operatorRole: row.operatorRole,
      passwordDue: row.passwordDue,
    },
    account:
      row.accountId === null
        ? null
        : {
            id: row.accountId,
            name: row.accountName,
            tier: row.tier,
            role: row.role,
            isSuspended: row.isSuspended,
          },
    isRotationDue: row.isRotationDue,
  };
}

/** A new token for a session whose token is due; null: somebody else had it replaced just now. */
export async function rotateToken(
  { general }: Pick<Database, 'general'>,
  token: string,
): Promise<string | null> {
  const { token: made, hash } = makeToken();
  const { rowCount } = await general.query(
    `update sessions set hash = $2, former_hash = hash, is_rotation_due = false,
            former_until = now() + make_interval(secs => $3)
      where hash = $1 and is_rotation_due`,
    [hashToken(token), hash, formerSeconds],
  );
  return rowCount === 1 ? made : null;
}

/**
 * A new token at once; the one before is good for nothing any more, so that who has a copy of it does not stay. Null:
 * the session has ended.
 */
export async function replaceTokenNow(
  transaction: Kysely<Tables>,
  sessionId: string,
): Promise<string | null> {
  const { token, hash } = makeToken();
  const { numUpdatedRows } = await transaction
    .updateTable('sessions')
    .set({ hash, former_hash: null, former_until: null, is_rotation_due: false })
    .where('id', '=', sessionId)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? token : null;
}

/** What the person may do has changed: each of their browsers gets a new token. */
export async function replaceTokens(transaction: Kysely<Tables>, personId: string): Promise<void> {
  await transaction
    .updateTable('sessions')
    .set({ is_rotation_due: true })
    .where('person_id', '=', personId)
    .execute();
}

export interface SessionChange {
  accountId?: string | undefined;
  mode?: Mode | undefined;
}

/** Throws forbidden for an account that the person is no member of, there or not. */
export async function changeSession(
  { query }: Pick<Database, 'query'>,
  { sessionId, personId }: { sessionId: string; personId: string },
  { accountId, mode }: SessionChange,
): Promise<void> {
  await query.transaction().execute(async (transaction) => {
    if (accountId !== undefined) {
      const member = isId(accountId)
        ? await transaction
            .selectFrom('members')
            .select('role')
            .where('person_id', '=', personId)
            .where('account_id', '=', accountId)
            .executeTakeFirst()
        : undefined;
      if (!member) throw notMember();
    }
    await transaction
      .updateTable('sessions')
      .set({
        ...(accountId === undefined ? {} : { account_id: accountId }),
        ...(mode === undefined ? {} : { mode }),
        seen_at: sql`now()`,
      })
      .where('id', '=', sessionId)
      .execute();
  });
}

function notMember(): ProblemError {
  return refuse('forbidden', 'You are no member of this account: GET /session lists yours.');
}

export interface ListedSession {
  id: string;
  address: string;
  userAgent: string;
  createdAtMs: number;
  seenAtMs: number;
  expiresAtMs: number;
}

/** Those of a person that go on, the newest first. */
export async function listSessions(
  { query }: Pick<Database, 'query'>,
  personId: string,
): Promise<ListedSession[]> {
  const rows = await query
    .selectFrom('sessions')
    .select(['id', 'address', 'user_agent', 'created_at', 'seen_at', 'expires_at'])
    .where('person_id', '=', personId)
    .where('expires_at', '>', sql<Date>`now()`)
    .where('seen_at', '>', sql<Date>`now() - make_interval(days => ${idleDays})`)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    address: row.address,
    userAgent: row.user_agent,
    createdAtMs: row.created_at.getTime(),
    seenAtMs: row.seen_at.getTime(),
    expiresAtMs: row.expires_at.getTime(),
  }));
}

/** Which of a person's sessions are to end. */
export type SessionsWanted = { id: string } | { allBut: string | null };

/** Resolves with how many there were. */
export async function endSessions(
  transaction: Kysely<Tables>,
  personId: string,
  wanted: SessionsWanted,
): Promise<number> {
  const all = transaction.deleteFrom('sessions').where('person_id', '=', personId);
  const chosen =
    'id' in wanted
      ? all.where('id', '=', isId(wanted.id) ? wanted.id : null)
      : wanted.allBut === null
        ? all
        : all.where('id', '!=', wanted.allBut);
  const { numDeletedRows } = await chosen.executeTakeFirst();
  return Number(numDeletedRows);
}

/** The same by the person themselves. */
export async function endOwnSessions(
  { query }: Pick<Database, 'query'>,
  person: { id: string; email: string },
  wanted: SessionsWanted,
  address: string,
): Promise<number> {
  return query.transaction().execute(async (transaction) => {
    const ended = await endSessions(transaction, person.id, wanted);
    if (ended > 0) {
      await audit(transaction, {
        by: { kind: 'person', id: person.id, name: person.email, address },
        accountId: null,
        action: 'person.sessions_ended',
        object: { kind: 'person', id: person.id, name: person.email },
      });
    }
    return ended;
  });
}

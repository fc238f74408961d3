import { sql, type Kysely } from 'kysely';
import { audit } from '../audit/audit.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import type { Tables } from '../postgres/tables.ts';
import type { PeopleParts } from './parts.ts';
import { wantsSignIns } from './mail-wishes.ts';
import { asActor, findByEmail, lockPerson, type PersonRow } from './persons.ts';
import { beginSession, endSessions, listSessions, type Browser } from './sessions.ts';
import { networkOf, takeTry } from './throttle.ts';

export interface Credentials {
  email: string;
  password: string;
}

/** Begins a session; its token is shown this once. Throws unauthorized, rate_limited, overloaded. */
export async function signIn(
  parts: PeopleParts,
  credentials: Credentials,
  browser: Browser,
): Promise<{ id: string; token: string }> {
  const { database } = parts;
  const person = await recognize(parts, credentials, browser.address);
  return database.query.transaction().execute(async (transaction) => {
    await requireSamePassword(transaction, person);
    await tellNewPlace(transaction, parts, person, browser);
    await transaction
      .updateTable('persons')
      .set({ signed_in_at: sql`now()` })
      .where('id', '=', person.id)
      .execute();
    await audit(transaction, {
      by: asActor(person, browser.address),
      accountId: null,
      action: 'person.signed_in',
      object: { kind: 'person', id: person.id, name: person.email },
    });
    return beginSession(transaction, person.id, browser);
  });
}

/** Where none of their sessions that go on is of the same network and browser. */
async function tellNewPlace(
  transaction: Kysely<Tables>,
  { outbox }: Pick<PeopleParts, 'outbox'>,
  { id, email: to, language }: PersonRow,
  { address, userAgent: browser }: Browser,
): Promise<void> {
  if (outbox === null || !(await wantsSignIns(transaction, id))) return;
  const sessions = await listSessions({ query: transaction }, id);
  const network = networkOf(address);
  const isKnown = sessions.some(
    (one) => networkOf(one.address) === network && one.userAgent === browser,
  );
  if (isKnown) return;
  const at = new Date().toISOString();
  await outbox.post(transaction, { kind: 'sign_in', to, language, address, browser, at });
}

/**
 * Whose mail address and password these are. It takes as long, and is refused in the same words, whether the address
 * is known or not. Throws unauthorized, rate_limited, overloaded.
 */
export async function recognize(
  { database, passwords }: Pick<PeopleParts, 'database' | 'passwords'>,
  { email, password }: Credentials,
  address: string,
): Promise<PersonRow> {
  const taken = await takeTry(database, { email, address });
  const person = await findByEmail(database.query, email);
  const isRight = await passwords.matches(person?.password ?? null, password, networkOf(address));
  if (!person || !isRight) throw wrong(taken.left);
  await taken.forgive();
  return person;
}

/**
 * In the transaction of what the password lets them do: it may have been changed since it was compared, and then the
 * sessions that were to end have ended already. Throws unauthorized.
 */
export async function requireSamePassword(
  transaction: Kysely<Tables>,
  { id, password }: Pick<PersonRow, 'id' | 'password'>,
): Promise<void> {
  const now = await lockPerson(transaction, id);
  if (now?.password === password) return;
  throw refuse('unauthorized', 'The password was changed just now: sign in with the new one.');
}

function wrong(left: number): ProblemError {
  const tries = left === 1 ? '1 try is left' : `${String(Math.max(left, 0))} tries are left`;
  return refuse('unauthorized', `The e-mail address or the password is wrong. ${tries}.`);
}

/** Of who leaves by themselves. */
export async function signOut(
  { database }: Pick<PeopleParts, 'database'>,
  person: { id: string; email: string; sessionId: string },
  address: string,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const ended = await endSessions(transaction, person.id, { id: person.sessionId });
    if (ended === 0) return;
    await audit(transaction, {
      by: asActor(person, address),
      accountId: null,
      action: 'person.signed_out',
      object: { kind: 'person', id: person.id, name: person.email },
    });
  });
}

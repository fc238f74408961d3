import { sql } from 'kysely';
import { refuse } from '../generation/problems.ts';
import type { AccountRole } from '../postgres/tables.ts';
import { findLink, useLink, type LinkRow } from './links.ts';
import { addMember, lockMembers, refuseMember } from './members.ts';
import type { PeopleParts } from './parts.ts';
import { checkPassword } from './passwords.ts';
import { addPerson, asActor, checkedName, findByEmail } from './persons.ts';
import { beginSession, type Browser } from './sessions.ts';
import { recognize, requireSamePassword } from './sign-in.ts';
import { networkOf } from './throttle.ts';

/** What somebody who was invited does with the link. */

export interface Offer {
  accountName: string;
  email: string;
  role: AccountRole;
  /** They have a password here: to join they give that one. */
  isKnown: boolean;
}

/** Throws link_spent. */
export async function readOffer(
  { database }: Pick<PeopleParts, 'database'>,
  token: string,
): Promise<Offer> {
  const { accountId, role, email } = toInvitation(
    await findLink(database.query, 'invitation', token),
  );
  const account = await database.query
    .selectFrom('accounts')
    .select('name')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const person = await findByEmail(database.query, email);
  return { accountName: account.name, email, role, isKnown: person !== undefined };
}

export interface Acceptance {
  token: string;
  /** Their own, or the one that they set. */
  password: string;
  name?: string | undefined;
}

/**
 * Joins the account and begins a session. Whoever is known here proves by the password to be that person: the link
 * was shown to whoever made it. Throws link_spent, unauthorized, invalid_parameter, already_member, rate_limited,
 * overloaded.
 */
export async function acceptInvitation(
  parts: PeopleParts,
  { token, password, name }: Acceptance,
  browser: Browser,
): Promise<{ id: string; token: string }> {
  const { database, passwords } = parts;
  const link = await findLink(database.query, 'invitation', token);
  const { accountId, role, email } = toInvitation(link);
  const isThere = (await findByEmail(database.query, email)) !== undefined;
  const known = isThere ? await recognize(parts, { email, password }, browser.address) : null;
  if (!known) checkPassword(password, email);
  const called = checkedName(name, email);
  const kept = known ? null : await passwords.hash(password, networkOf(browser.address));
  return database.query.transaction().execute(async (transaction) => {
    await lockMembers(transaction, accountId);
    await useLink(transaction, link);
    if (known) await requireSamePassword(transaction, known);
    const person = known ?? (await addPerson(transaction, { email, name: called, password: kept }));
    if (!person) {
      throw refuse('overloaded', 'Somebody with this address has just joined: send this again.', {
        retryAfterSeconds: 1,
      });
    }
    await refuseMember(transaction, accountId, email);
    const by = asActor({ id: person.id, email }, browser.address);
    await addMember(transaction, accountId, { id: person.id, email, role }, by);
    await transaction
      .updateTable('persons')
      .set({ signed_in_at: sql`now()` })
      .where('id', '=', person.id)
      .execute();
    return beginSession(transaction, person.id, browser, accountId);
  });
}

/** The schema says that an invitation has all of it. */
function toInvitation({ account_id: accountId, role, email }: LinkRow) {
  if (accountId === null || role === null) throw new Error('an invitation is to no account');
  return { accountId, role, email };
}

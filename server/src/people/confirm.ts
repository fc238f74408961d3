import { randomInt } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { insertAccount, type Account } from '../accounts/accounts.ts';
import { audit, type Actor } from '../audit/audit.ts';
import { moveWithin } from '../ledger/movements.ts';
import type { Tables } from '../postgres/tables.ts';
import { linkSpent } from './links.ts';
import { addMember } from './members.ts';
import type { PeopleParts } from './parts.ts';
import { addPerson, asActor } from './persons.ts';
import { isTaken, type RegistrationRow } from './registrations.ts';
import { beginSession, type Browser } from './sessions.ts';
import { hashToken } from './tokens.ts';

/**
 * Makes the person, the account with its starting grant, and a session, all at once, of whoever has the link that was
 * mailed. Throws link_spent.
 */
export async function confirmRegistration(
  { database, registration: terms }: Pick<PeopleParts, 'database' | 'registration'>,
  token: string,
  browser: Browser,
): Promise<{ id: string; token: string }> {
  return database.query.transaction().execute(async (transaction) => {
    const found = await useRegistration(transaction, token);
    const { email, name, language, password } = found;
    const added = await addPerson(transaction, { email, name, password });
    if (!added) throw linkSpent();
    const by = asActor({ id: added.id, email }, browser.address);
    const account = await nameAccount(transaction, found.account_name, by);
    await audit(transaction, {
      by,
      accountId: account.id,
      action: 'person.registered',
      object: { kind: 'person', id: added.id, name: email },
    });
    const owner = { id: added.id, email, role: 'owner' } as const;
    await addMember(transaction, account.id, owner, by);
    const amountMicros = terms?.grantMicros ?? 0n;
    if (amountMicros > 0n) {
      const reference = `registration ${found.id}`;
      const move = { accountId: account.id, kind: 'grant', amountMicros } as const;
      await moveWithin(transaction, { ...move, reason: 'starting grant', reference }, by);
    }
    await transaction
      .updateTable('persons')
      .set({ signed_in_at: sql`now()`, language })
      .where('id', '=', added.id)
      .execute();
    return beginSession(transaction, added.id, browser, account.id);
  });
}

/** Of many who come with a link of one letter box at once, one uses it. Throws link_spent. */
async function useRegistration(
  transaction: Kysely<Tables>,
  token: string,
): Promise<RegistrationRow> {
  const row = await transaction
    .selectFrom('registrations')
    .selectAll()
    .where('hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!row) throw linkSpent();
  const { id, email, folded_email: folded } = row;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`letter box ${folded}`}, 0))`.execute(
    transaction,
  );
  if (await isTaken(transaction, email, folded)) throw linkSpent();
  const used = await transaction
    .updateTable('registrations')
    // The person has the password from now on.
    .set({ used_at: sql<Date>`now()`, password: '', hash: null })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (used.numUpdatedRows !== 1n) throw linkSpent();
  return row;
}

const namesTried = 5;
const endings = 0x1_0000;

/** Names of accounts are unique: of several that are called alike, later ones have an ending. */
async function nameAccount(transaction: Kysely<Tables>, name: string, by: Actor): Promise<Account> {
  for (let tried = 0; tried < namesTried; tried += 1) {
    const ending = tried === 0 ? '' : ` ${randomInt(endings).toString(16).padStart(4, '0')}`;
    const short = Array.from(name).slice(0, 90).join('');
    const account = await insertAccount(transaction, { name: `${short}${ending}`, tier: null }, by);
    if (account) return account;
  }
  throw new Error('no name was found for an account');
}

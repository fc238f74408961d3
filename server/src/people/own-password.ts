import type { Kysely } from 'kysely';
import { audit, type Actor } from '../audit/audit.ts';
import { refuse } from '../generation/problems.ts';
import type { LetterOf } from '../mail/letters.ts';
import type { Tables } from '../postgres/tables.ts';
import {
  findLink,
  makeLink,
  resetMinutes,
  useLink,
  withdrawResets,
  type MadeLink,
} from './links.ts';
import type { PeopleParts } from './parts.ts';
import { checkPassword } from './passwords.ts';
import { asActor, findByEmail, lockPerson, type PersonRow } from './persons.ts';
import { recognize, requireSamePassword } from './sign-in.ts';
import { endSessions, replaceTokenNow } from './sessions.ts';
import { networkOf } from './throttle.ts';

/** Makes a link by which the person sets a password, without the one before. Throws person_not_found. */
export async function makeReset(
  { database, publicUrl, outbox }: Pick<PeopleParts, 'database' | 'publicUrl' | 'outbox'>,
  { email, by, mayResetOperators }: { email: string; by: Actor; mayResetOperators: boolean },
): Promise<MadeLink & { isMailed: boolean }> {
  return database.query.transaction().execute(async (transaction) => {
    const person = await findByEmail(transaction, email);
    const role = person && (await lockPerson(transaction, person.id))?.operator_role;
    // Whoever sets an operator's password is one.
    if (!person || (role !== null && !mayResetOperators)) {
      throw refuse('person_not_found', 'Nobody signs in with this e-mail address.', {
        field: 'email',
      });
    }
    const made = await makeResetOf(transaction, publicUrl, { person, by, minutes: resetMinutes });
    await outbox?.post(transaction, resetLetter(person, made));
    return { ...made, isMailed: outbox !== null };
  });
}

export function resetLetter(
  { email: to, language }: Pick<PersonRow, 'email' | 'language'>,
  { link }: Pick<MadeLink, 'link'>,
): LetterOf<'reset'> {
  return { kind: 'reset', to, language, link, minutes: resetMinutes };
}

export async function makeResetOf(
  transaction: Kysely<Tables>,
  publicUrl: string,
  { person, by, minutes }: { person: { id: string; email: string }; by: Actor; minutes: number },
): Promise<MadeLink> {
  await withdrawResets(transaction, person.id);
  const made = await makeLink(transaction, publicUrl, {
    kind: 'reset',
    email: person.email,
    personId: person.id,
    madeBy: by.id,
    minutes,
  });
  await audit(transaction, {
    by,
    accountId: null,
    action: 'person.reset_made',
    object: { kind: 'person', id: person.id, name: person.email },
  });
  return made;
}

/** Ends all of the person's sessions. Throws link_spent, invalid_parameter, overloaded. */
export async function setPasswordByLink(
  parts: PeopleParts,
  { token, password }: { token: string; password: string },
  address: string,
): Promise<void> {
  const { database, passwords } = parts;
  const link = await findLink(database.query, 'reset', token);
  checkPassword(password, link.email);
  const kept = await passwords.hash(password, networkOf(address));
  await database.query.transaction().execute(async (transaction) => {
    // The schema says that a reset has one.
    const personId = link.person_id ?? '';
    // Before the link, as whoever withdraws it does.
    await lockPerson(transaction, personId);
    await useLink(transaction, link);
    await keepPassword(transaction, { id: personId, email: link.email }, kept, address);
    await endSessions(transaction, personId, { allBut: null });
  });
}

/**
 * Ends the person's other sessions, and resolves with a new token for this one; null: it has ended. Throws unauthorized, invalid_parameter, rate_limited,
 * overloaded.
 */
export async function changePassword(
  parts: PeopleParts,
  person: Pick<PersonRow, 'id' | 'email'> & { sessionId: string },
  { currentPassword, password }: { currentPassword: string; password: string },
  address: string,
): Promise<string | null> {
  const { database, passwords } = parts;
  checkPassword(password, person.email);
  if (password === currentPassword) {
    throw refuse('invalid_parameter', 'password is the one that you have: choose another.', {
      field: 'password',
    });
  }
  const credentials = { email: person.email, password: currentPassword };
  const recognized = await recognize(parts, credentials, address);
  const kept = await passwords.hash(password, networkOf(address));
  return database.query.transaction().execute(async (transaction) => {
    await requireSamePassword(transaction, recognized);
    await keepPassword(transaction, person, kept, address);
    await endSessions(transaction, person.id, { allBut: person.sessionId });
    await withdrawResets(transaction, person.id);
    return replaceTokenNow(transaction, person.sessionId);
  });
}

async function keepPassword(
  transaction: Kysely<Tables>,
  person: { id: string; email: string },
  kept: string,
  address: string,
): Promise<void> {
  await transaction
    .updateTable('persons')
    .set({ password: kept, password_due: false })
    .where('id', '=', person.id)
    .execute();
  await audit(transaction, {
    by: asActor(person, address),
    accountId: null,
    action: 'person.password_set',
    object: { kind: 'person', id: person.id, name: person.email },
  });
}

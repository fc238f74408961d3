import { randomBytes } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { audit, type Actor } from '../audit/audit.ts';
import { refuse } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { OperatorRole, Tables } from '../postgres/tables.ts';
import { checkedEmail } from './emails.ts';
import { invitationDays, withdrawResets, type MadeLink } from './links.ts';
import { addMember } from './members.ts';
import { makeResetOf } from './own-password.ts';
import type { PeopleParts } from './parts.ts';
import { addPerson, checkedName, findByEmail, type PersonRow } from './persons.ts';
import { replaceTokens } from './sessions.ts';

/** Those who run the installation. */
export interface Operator {
  id: string;
  email: string;
  name: string;
  role: OperatorRole;
  /** They have a password. */
  canSignIn: boolean;
  signedInAt: Date | null;
}

/** By mail address. */
export async function listOperators({ lists }: Pick<Database, 'lists'>): Promise<Operator[]> {
  const rows = await lists.of('operators', (query) =>
    query
      .selectFrom('persons')
      .select(['id', 'email', 'name', 'operator_role', 'signed_in_at'])
      .select(sql<boolean>`password is not null`.as('canSignIn'))
      .where('operator_role', 'is not', null)
      .orderBy('email_key')
      .execute(),
  );
  return rows.flatMap(({ operator_role: role, signed_in_at: signedInAt, ...row }) =>
    role === null ? [] : [{ ...row, role, signedInAt }],
  );
}

export interface NewOperator {
  email: string;
  name?: string | undefined;
  role: OperatorRole;
  /** They sign in already, and it was made sure that it is this person: nobody has proved the mail address. */
  isKnown?: boolean;
}

/**
 * With a link to set a password by; null for one who has a password. Throws invalid_parameter where somebody signs in
 * with the address and that was not said.
 */
export async function addOperator(
  { database, publicUrl }: Pick<PeopleParts, 'database' | 'publicUrl'>,
  spec: NewOperator,
  by: Actor,
): Promise<{ id: string; email: string; role: OperatorRole; link: MadeLink | null }> {
  const email = checkedEmail(spec.email);
  const { role } = spec;
  return database.query.transaction().execute(async (transaction) => {
    const known = await findByEmail(transaction, email);
    if (known) {
      if (spec.isKnown !== true) throw isThere(known);
      await setRole(transaction, known, role, by);
      return { id: known.id, email: known.email, role, link: null };
    }
    const name = checkedName(spec.name, email);
    const added = await addPerson(transaction, { email, name, password: null, operatorRole: role });
    if (!added) throw new Error('somebody else has just added this person: try again');
    const person = { id: added.id, email };
    await auditRole(transaction, person, { before: null, after: role }, by);
    const minutes = invitationDays * 1_440;
    const link = await makeResetOf(transaction, publicUrl, { person, by, minutes });
    return { ...person, role, link };
  });
}

function isThere({ email, operator_role: role }: PersonRow): Error {
  const what = role === null ? 'somebody signs in' : `an operator (${role}) signs in`;
  return refuse(
    'invalid_parameter',
    `email: ${what} with ${email} already. Make sure that it is the person whom you mean, and say so with --known.`,
    { field: 'email' },
  );
}

/** Null: they are no operator any more. Throws person_not_found, last_owner. */
export async function setOperatorRole(
  { database }: Pick<PeopleParts, 'database'>,
  { email, role }: { email: string; role: OperatorRole | null },
  by: Actor,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const person = await findByEmail(transaction, email);
    if (!person || person.operator_role === null) {
      throw refuse('person_not_found', `There is no operator with the address ${email}.`);
    }
    await setRole(transaction, person, role, by);
  });
}

async function setRole(
  transaction: Kysely<Tables>,
  person: PersonRow,
  role: OperatorRole | null,
  by: Actor,
): Promise<void> {
  // Admins are locked, so that of two the last ones do not go at once.
  const admins = await transaction
    .selectFrom('persons')
    .select('id')
    .where('operator_role', '=', 'admin')
    .where('password', 'is not', null)
    .orderBy('email_key')
    .forNoKeyUpdate()
    .execute();
  const isAdmin = admins.some(({ id }) => id === person.id);
  if (isAdmin && role !== 'admin' && admins.length === 1) {
    throw refuse('last_owner', 'There must be an admin who can sign in: make another one first.');
  }
  await transaction
    .updateTable('persons')
    .set({ operator_role: role })
    .where('id', '=', person.id)
    .execute();
  await replaceTokens(transaction, person.id);
  // Whoever made a link for a customer has seen it, and need not be one who may reset operators.
  if (person.operator_role === null) await withdrawResets(transaction, person.id);
  await auditRole(transaction, person, { before: person.operator_role, after: role }, by);
}

async function auditRole(
  transaction: Kysely<Tables>,
  { id, email }: { id: string; email: string },
  { before, after }: { before: OperatorRole | null; after: OperatorRole | null },
  by: Actor,
): Promise<void> {
  const what = before === null ? 'added' : after === null ? 'removed' : 'changed';
  await audit(transaction, {
    by,
    accountId: null,
    action: `operator.${what}`,
    object: { kind: 'person', id, name: email },
    before: before && { role: before },
    after: after && { role: after },
  });
}

/** Of the first start: whoever has it sets a password of their own before anything else. */
export interface FirstSignIn {
  email: string;
  password: string;
}

const firstEmail = 'admin@localhost';

/**
 * An admin who owns this account as well, with a password that is shown once. Null: they are there, and have signed
 * in; a first start that was cut short is made up for.
 */
export async function addFirstAdmin(
  { database, passwords }: Pick<PeopleParts, 'database' | 'passwords'>,
  accountId: string,
  by: Actor,
): Promise<FirstSignIn | null> {
  const password = randomBytes(15).toString('base64url');
  const kept = await passwords.hash(password, by.name);
  const role = 'admin';
  return database.query.transaction().execute(async (transaction) => {
    const known = await findByEmail(transaction, firstEmail);
    if (known && known.signed_in_at !== null) return null;
    if (known) {
      await transaction
        .updateTable('persons')
        .set({ password: kept, password_due: true, operator_role: role })
        .where('id', '=', known.id)
        .execute();
    }
    const person =
      known ??
      (await addPerson(transaction, {
        email: firstEmail,
        name: 'admin',
        password: kept,
        passwordDue: true,
        operatorRole: role,
      }));
    if (!person) return null;
    const { id } = person;
    await auditRole(transaction, { id, email: firstEmail }, { before: null, after: role }, by);
    await addMember(transaction, accountId, { id, email: firstEmail, role: 'owner' }, by);
    return { email: firstEmail, password };
  });
}

/** Null: one has signed in before. Else whom a first sign-in is open to, if there is anybody. */
export async function findUnusedOperator(
  database: Pick<Database, 'lists'>,
): Promise<{ email: string | null } | null> {
  const operators = await listOperators(database);
  if (operators.some(({ signedInAt }) => signedInAt !== null)) return null;
  const admin = operators.find(({ role }) => role === 'admin');
  return { email: admin?.email ?? null };
}

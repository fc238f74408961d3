import type { Kysely, Selectable } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../audit/audit.ts';
import { refuse } from '../generation/problems.ts';
import { nameTrouble, normalName } from '../generation/names.ts';
import type { AccountRole, OperatorRole, Tables } from '../postgres/tables.ts';
import { emailKey } from './emails.ts';

export type PersonRow = Selectable<Tables['persons']>;

export async function findByEmail(
  query: Kysely<Tables>,
  email: string,
): Promise<PersonRow | undefined> {
  return query
    .selectFrom('persons')
    .selectAll()
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst();
}

/** Until the transaction ends, nobody else changes what lets the person in. */
export async function lockPerson(
  transaction: Kysely<Tables>,
  id: string,
): Promise<Pick<PersonRow, 'password' | 'operator_role'> | undefined> {
  return transaction
    .selectFrom('persons')
    .select(['password', 'operator_role'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export interface NewPerson {
  email: string;
  name: string;
  /** As it is kept. */
  password: string | null;
  passwordDue?: boolean;
  operatorRole?: OperatorRole | null;
}

/** Null where somebody else has made them in the meantime. */
export async function addPerson(
  transaction: Kysely<Tables>,
  person: NewPerson,
): Promise<{ id: string } | null> {
  const row = await transaction
    .insertInto('persons')
    .values({
      id: uuidv7(),
      email: person.email,
      email_key: emailKey(person.email),
      name: person.name,
      password: person.password,
      password_due: person.passwordDue ?? false,
      operator_role: person.operatorRole ?? null,
      signed_in_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row ?? null;
}

/** What people are called; where nothing is said, as their mail is before the @. Throws invalid_parameter. */
export function checkedName(name: string | undefined, email: string): string {
  if (name === undefined) return email.split('@')[0] ?? email;
  const normal = normalName(name);
  const trouble = nameTrouble(normal);
  if (trouble !== null) throw refuse('invalid_parameter', `name ${trouble}.`, { field: 'name' });
  return normal;
}

/** Somebody who acts for themselves. */
export function asActor({ id, email }: { id: string; email: string }, address: string): Actor {
  return { kind: 'person', id, name: email, address };
}

export interface Membership {
  id: string;
  name: string;
  role: AccountRole;
}

/** The accounts that a person is a member of, by name. */
export async function listMemberships(
  query: Kysely<Tables>,
  personId: string,
): Promise<Membership[]> {
  return query
    .selectFrom('members as m')
    .innerJoin('accounts as a', 'a.id', 'm.account_id')
    .select(['a.id', 'a.name', 'm.role'])
    .where('m.person_id', '=', personId)
    .orderBy('a.name')
    .orderBy('a.id')
    .execute();
}

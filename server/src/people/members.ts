import type { Kysely } from 'kysely';
import { endKeys, readKeysOfPeople, type KeyOfMember } from '../accounts/key-records.ts';
import { audit, type Actor } from '../audit/audit.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import type { AccountRole, Tables } from '../postgres/tables.ts';
import { emailKey } from './emails.ts';
import { isId } from './ids.ts';
import { withdrawInvitationsOf } from './links.ts';
import type { PeopleParts } from './parts.ts';
import { replaceTokens } from './sessions.ts';

export interface Member {
  /** Of the person. */
  id: string;
  email: string;
  name: string;
  role: AccountRole;
  joinedAtMs: number;
  signedInAtMs: number | null;
  /** That they made here and that are not revoked. */
  keys: KeyOfMember[];
}

/** By mail address. Throws overloaded. */
export function listMembers(
  { database }: Pick<PeopleParts, 'database'>,
  accountId: string,
): Promise<Member[]> {
  return database.lists.of(accountId, async (query) => {
    const rows = await select(query, accountId).execute();
    const keys = await readKeysOfPeople(query, accountId);
    // Here, as they are few: in the order of addresses all people there are would be read.
    return rows
      .map((row) => toMember(row, keys))
      .sort((a, b) => (emailKey(a.email) < emailKey(b.email) ? -1 : 1));
  });
}

function select(query: Kysely<Tables>, accountId: string) {
  return query
    .selectFrom('members as m')
    .innerJoin('persons as p', 'p.id', 'm.person_id')
    .select(['p.id', 'p.email', 'p.name', 'm.role', 'm.created_at', 'p.signed_in_at'])
    .where('m.account_id', '=', accountId);
}

type MemberRow = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number];

function toMember(row: MemberRow, keys: readonly KeyOfMember[]): Member {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    joinedAtMs: row.created_at.getTime(),
    signedInAtMs: row.signed_in_at?.getTime() ?? null,
    keys: keys.filter(({ madeBy }) => madeBy === row.id),
  };
}

interface MemberKey {
  accountId: string;
  id: string;
}

/** Throws member_not_found, last_owner. */
export async function changeRole(
  { database }: Pick<PeopleParts, 'database'>,
  { accountId, id }: MemberKey,
  role: AccountRole,
  by: Actor,
): Promise<Member> {
  return database.query.transaction().execute(async (transaction) => {
    const member = await findMember(transaction, { accountId, id });
    if (member.role === role) return member;
    if (member.role === 'owner') await requireOtherOwner(transaction, accountId, id);
    await transaction
      .updateTable('members')
      .set({ role })
      .where('account_id', '=', accountId)
      .where('person_id', '=', id)
      .execute();
    await replaceTokens(transaction, id);
    if (member.role === 'owner') await withdrawInvitationsOf(transaction, { accountId, id }, by);
    await audit(transaction, {
      by,
      accountId,
      action: 'member.changed',
      object: { kind: 'member', id, name: member.email },
      before: { role: member.role },
      after: { role },
    });
    return { ...member, role };
  });
}

/**
 * Resolves with the keys that they made, which end with them or stay. Throws member_not_found, last_owner.
 */
export async function removeMember(
  { database }: Pick<PeopleParts, 'database'>,
  { accountId, id, endsKeys }: MemberKey & { endsKeys: boolean },
  by: Actor,
): Promise<KeyOfMember[]> {
  return database.query.transaction().execute(async (transaction) => {
    const member = await findMember(transaction, { accountId, id });
    if (member.role === 'owner') await requireOtherOwner(transaction, accountId, id);
    await transaction
      .deleteFrom('members')
      .where('account_id', '=', accountId)
      .where('person_id', '=', id)
      .execute();
    await replaceTokens(transaction, id);
    await withdrawInvitationsOf(transaction, { accountId, id }, by);
    await audit(transaction, {
      by,
      accountId,
      action: 'member.removed',
      object: { kind: 'member', id, name: member.email },
      before: { role: member.role },
    });
    if (endsKeys) await endKeys(transaction, accountId, member.keys, by);
    return member.keys;
  });
}

/** Members of an account are changed one after the other. Throws member_not_found. */
async function findMember(
  transaction: Kysely<Tables>,
  { accountId, id }: MemberKey,
): Promise<Member> {
  await lockMembers(transaction, accountId);
  const row = isId(id)
    ? await select(transaction, accountId).where('m.person_id', '=', id).executeTakeFirst()
    : undefined;
  if (!row) throw refuse('member_not_found', 'There is no such member.');
  return toMember(row, await readKeysOfPeople(transaction, accountId));
}

/** Until the transaction ends, nobody else joins the account, leaves it, or becomes something else there. */
export async function lockMembers(transaction: Kysely<Tables>, accountId: string): Promise<void> {
  await transaction
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', accountId)
    .forNoKeyUpdate()
    .execute();
}

async function requireOtherOwner(
  transaction: Kysely<Tables>,
  accountId: string,
  id: string,
): Promise<void> {
  const other = await transaction
    .selectFrom('members')
    .select('person_id')
    .where('account_id', '=', accountId)
    .where('role', '=', 'owner')
    .where('person_id', '!=', id)
    .limit(1)
    .executeTakeFirst();
  if (!other) throw lastOwner();
}

function lastOwner(): ProblemError {
  return refuse('last_owner', 'An account needs at least one owner: make somebody else one first.');
}

/** The members are locked. Throws already_member. */
export async function refuseMember(
  transaction: Kysely<Tables>,
  accountId: string,
  email: string,
): Promise<void> {
  const member = await select(transaction, accountId)
    .where('p.email_key', '=', emailKey(email))
    .executeTakeFirst();
  if (member) {
    throw refuse('already_member', 'This person is a member already.', { field: 'email' });
  }
}

/** The members are locked. */
export async function addMember(
  transaction: Kysely<Tables>,
  accountId: string,
  { id, email, role }: { id: string; email: string; role: AccountRole },
  by: Actor,
): Promise<void> {
  await transaction
    .insertInto('members')
    .values({ account_id: accountId, person_id: id, role })
    .execute();
  await replaceTokens(transaction, id);
  await audit(transaction, {
    by,
    accountId,
    action: 'member.added',
    object: { kind: 'member', id, name: email },
    after: { role },
  });
}

import { sql, type Kysely, type Transaction } from 'kysely';
import { audit, type Actor } from '../audit/audit.ts';
import type { Language } from '../generation/problem-texts.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import type { AccountRole, Tables } from '../postgres/tables.ts';
import { checkedEmail, emailKey } from './emails.ts';
import { isId } from './ids.ts';
import { invitationDays, makeLink, renewInvitation } from './links.ts';
import { lockMembers, refuseMember } from './members.ts';
import type { PeopleParts } from './parts.ts';
import { findByEmail } from './persons.ts';

/** Invitations to an account, as its owners make and follow them. */

export interface Invitation {
  id: string;
  email: string;
  role: AccountRole;
  createdAtMs: number;
  expiresAtMs: number;
  /** It was not used in time: send it again, or withdraw it. */
  isExpired: boolean;
}

export type MadeInvitation = Omit<Invitation, 'createdAtMs' | 'isExpired'> & {
  /** Shown this once, and to nobody but the invited where it was mailed. */
  link: string;
  isMailed: boolean;
};

type InvitingParts = Pick<PeopleParts, 'database' | 'publicUrl' | 'outbox'>;

/** Members and open invitations together. */
const peopleMost = 200;

/** Throws invalid_parameter, already_member, member_limit. */
export async function invite(
  { database, publicUrl, outbox }: InvitingParts,
  spec: {
    accountId: string;
    email: string;
    role: AccountRole;
    /** Of the letter, where the invited have not signed in here. */
    language?: Language;
    /** Is told the id in the transaction that makes it. */
    remember?(transaction: Transaction<Tables>, id: string): Promise<void>;
  },
  by: Actor,
): Promise<MadeInvitation> {
  const { accountId, role } = spec;
  const email = checkedEmail(spec.email);
  return database.query.transaction().execute(async (transaction) => {
    await lockMembers(transaction, accountId);
    await refuseMember(transaction, accountId, email);
    await withdrawOf(transaction, accountId, email);
    await requireRoom(transaction, accountId);
    const madeBy = by.kind === 'person' ? by.id : null;
    const made = await makeLink(transaction, publicUrl, {
      kind: 'invitation',
      accountId,
      email,
      role,
      madeBy,
    });
    await spec.remember?.(transaction, made.id);
    await auditInvitation(transaction, { by, accountId, id: made.id, email, role }, 'made');
    const told = { ...made, email, role };
    await mail(transaction, outbox, { ...told, accountId, by, language: spec.language });
    return { ...told, isMailed: outbox !== null };
  });
}

/** With a new link, for another seven days. Throws invitation_not_found. */
export async function sendAgain(
  { database, publicUrl, outbox }: InvitingParts,
  { accountId, id, language }: { accountId: string; id: string; language?: Language },
  by: Actor,
): Promise<MadeInvitation> {
  return database.query.transaction().execute(async (transaction) => {
    await lockMembers(transaction, accountId);
    const madeBy = by.kind === 'person' ? by.id : null;
    const spec = { accountId, id, madeBy };
    const made = isId(id) ? await renewInvitation(transaction, publicUrl, spec) : null;
    if (!made) throw invitationNotFound();
    const { email, link, expiresAtMs } = made;
    const role = roleOf(made);
    await auditInvitation(transaction, { by, accountId, id, email, role }, 'sent_again');
    const told = { id: made.id, email, role, link, expiresAtMs };
    await mail(transaction, outbox, { ...told, accountId, by, language });
    return { ...told, isMailed: outbox !== null };
  });
}

async function mail(
  transaction: Kysely<Tables>,
  outbox: PeopleParts['outbox'],
  invitation: {
    accountId: string;
    email: string;
    role: AccountRole;
    link: string;
    by: Actor;
    language: Language | undefined;
  },
): Promise<void> {
  if (outbox === null) return;
  const { accountId, email: to, role, link, by } = invitation;
  const account = await transaction
    .selectFrom('accounts')
    .select('name')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const known = await findByEmail(transaction, to);
  const language = known?.language ?? invitation.language ?? 'en';
  const inviter = by.kind === 'person' ? by.name : null;
  const letter = { kind: 'invitation', to, language, link, role, by: inviter } as const;
  const facts = { accountName: account.name, days: invitationDays };
  await outbox.post(transaction, { ...letter, ...facts }, accountId);
}

/** Throws invitation_not_found. */
export async function withdrawInvitation(
  { database }: Pick<PeopleParts, 'database'>,
  { accountId, id }: { accountId: string; id: string },
  by: Actor,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const row = isId(id)
      ? await openOf(transaction, accountId).where('id', '=', id).forUpdate().executeTakeFirst()
      : undefined;
    if (!row) throw invitationNotFound();
    await withdraw(transaction, id);
    await auditInvitation(
      transaction,
      { by, accountId, id, email: row.email, role: roleOf(row) },
      'withdrawn',
    );
  });
}

/** Those that were neither used nor withdrawn, the oldest first. */
export async function listInvitations(
  { database }: Pick<PeopleParts, 'database'>,
  accountId: string,
): Promise<Invitation[]> {
  const rows = await openOf(database.query, accountId).orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: roleOf(row),
    createdAtMs: row.created_at.getTime(),
    expiresAtMs: row.expires_at.getTime(),
    isExpired: row.isExpired,
  }));
}

/** Throws invitation_not_found. */
export async function findInvitation(
  parts: Pick<PeopleParts, 'database'>,
  { accountId, id }: { accountId: string; id: string },
): Promise<Invitation> {
  const found = (await listInvitations(parts, accountId)).find((one) => one.id === id);
  if (!found) throw invitationNotFound();
  return found;
}

function openOf(query: Kysely<Tables>, accountId: string) {
  return query
    .selectFrom('links')
    .select(['id', 'email', 'role', 'created_at', 'expires_at'])
    .select(sql<boolean>`expires_at <= now()`.as('isExpired'))
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null);
}

/** The schema says that an invitation has one. */
function roleOf({ role }: { role: AccountRole | null }): AccountRole {
  if (role === null) throw new Error('an invitation has no role');
  return role;
}

/** Who is asked once more has the newest link alone. */
async function withdrawOf(
  transaction: Kysely<Tables>,
  accountId: string,
  email: string,
): Promise<void> {
  const open = await openOf(transaction, accountId).execute();
  for (const one of open) {
    if (emailKey(one.email) === emailKey(email)) await withdraw(transaction, one.id);
  }
}

async function withdraw(transaction: Kysely<Tables>, id: string): Promise<void> {
  await transaction
    .updateTable('links')
    .set({ withdrawn_at: sql`now()` })
    .where('id', '=', id)
    .execute();
}

async function requireRoom(transaction: Kysely<Tables>, accountId: string): Promise<void> {
  const { rows } = await sql<{ people: number }>`
select (select count(*) from members where account_id = ${accountId})::int
     + (select count(*) from links
         where account_id = ${accountId} and used_at is null and withdrawn_at is null)::int as people
`.execute(transaction);
  if ((rows[0]?.people ?? 0) < peopleMost) return;
  throw refuse(
    'member_limit',
    `An account has at most ${String(peopleMost)} members and open invitations: withdraw some.`,
  );
}

interface AuditedInvitation {
  by: Actor;
  accountId: string;
  id: string;
  email: string;
  role: AccountRole;
}

async function auditInvitation(
  transaction: Kysely<Tables>,
  { by, accountId, id, email, role }: AuditedInvitation,
  what: 'made' | 'sent_again' | 'withdrawn',
): Promise<void> {
  await audit(transaction, {
    by,
    accountId,
    action: `invitation.${what}`,
    object: { kind: 'invitation', id, name: email },
    ...(what === 'withdrawn' ? { before: { role } } : { after: { role } }),
  });
}

function invitationNotFound(): ProblemError {
  return refuse('invitation_not_found', 'There is no such open invitation.');
}

import { sql, type Kysely, type Selectable } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { audit, type Actor } from '../audit/audit.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import type { Tables } from '../postgres/tables.ts';
import { hashToken, makeToken } from './tokens.ts';

/** Links that let somebody in once. They are shown to whoever makes them, who hands them on. */

export const invitationDays = 7;
export const resetMinutes = 30;

export type LinkRow = Selectable<Tables['links']>;

export interface MadeLink {
  id: string;
  /** Shown this once. */
  link: string;
  expiresAtMs: number;
}

type NewLink = { email: string; madeBy: string | null } & (
  | { kind: 'invitation'; accountId: string; role: LinkRow['role'] }
  | { kind: 'reset'; personId: string; minutes: number }
);

export async function makeLink(
  transaction: Kysely<Tables>,
  publicUrl: string,
  spec: NewLink,
): Promise<MadeLink> {
  const { token, hash } = makeToken();
  const ofKind =
    spec.kind === 'invitation'
      ? { account_id: spec.accountId, role: spec.role, person_id: null }
      : { account_id: null, role: null, person_id: spec.personId };
  const minutes = spec.kind === 'invitation' ? invitationDays * 1_440 : spec.minutes;
  const row = await transaction
    .insertInto('links')
    .values({
      id: uuidv7(),
      kind: spec.kind,
      hash,
      email: spec.email,
      made_by: spec.madeBy,
      used_at: null,
      withdrawn_at: null,
      expires_at: inMinutes(minutes),
      ...ofKind,
    })
    .returning(['id', 'expires_at'])
    .executeTakeFirstOrThrow();
  const link = linkOf(publicUrl, spec.kind, token);
  return { id: row.id, link, expiresAtMs: row.expires_at.getTime() };
}

/** The one before it does not work any more, and whoever renews it has seen the new one. Null: it is no open one. */
export async function renewInvitation(
  transaction: Kysely<Tables>,
  publicUrl: string,
  { id, accountId, madeBy }: { id: string; accountId: string; madeBy: string | null },
): Promise<(MadeLink & Pick<LinkRow, 'email' | 'role'>) | null> {
  const { token, hash } = makeToken();
  const row = await transaction
    .updateTable('links')
    .set({ hash, made_by: madeBy, expires_at: inMinutes(invitationDays * 1_440) })
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .returning(['id', 'email', 'role', 'expires_at'])
    .executeTakeFirst();
  if (!row) return null;
  const link = linkOf(publicUrl, 'invitation', token);
  return { ...row, link, expiresAtMs: row.expires_at.getTime() };
}

function inMinutes(minutes: number) {
  return sql<Date>`now() + make_interval(mins => ${minutes})`;
}

/** Behind a hash sign: browsers send that to no server, so that it stands in no log. */
function linkOf(publicUrl: string, kind: LinkRow['kind'], token: string): string {
  return `${publicUrl}/sign-in/${kind}#token=${token}`;
}

/** One that can still be used. Throws link_spent. */
export async function findLink(
  query: Kysely<Tables>,
  kind: LinkRow['kind'],
  token: string,
): Promise<LinkRow> {
  const row = await query
    .selectFrom('links')
    .selectAll()
    .where('hash', '=', hashToken(token))
    .where('kind', '=', kind)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (!row) throw linkSpent();
  return row;
}

/** Of many who come with it at once, one uses it. Throws link_spent for the others. */
export async function useLink(transaction: Kysely<Tables>, { id, hash }: LinkRow): Promise<void> {
  const row = await transaction
    .updateTable('links')
    .set({ used_at: sql`now()` })
    .where('id', '=', id)
    // It may have been sent again in the meantime.
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw linkSpent();
}

/** Of somebody who may invite nobody any more: they have seen the links. The members are locked. */
export async function withdrawInvitationsOf(
  transaction: Kysely<Tables>,
  { accountId, id }: { accountId: string; id: string },
  by: Actor,
): Promise<void> {
  const withdrawn = await transaction
    .updateTable('links')
    .set({ withdrawn_at: sql`now()` })
    .where('account_id', '=', accountId)
    .where('made_by', '=', id)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .returning(['id', 'email', 'role'])
    .execute();
  for (const { id: link, email, role } of withdrawn) {
    await audit(transaction, {
      by,
      accountId,
      action: 'invitation.withdrawn',
      object: { kind: 'invitation', id: link, name: email },
      before: { role },
    });
  }
}

/** Those of a person that are open: a newer one takes their place, or they are of no use any more. */
export async function withdrawResets(transaction: Kysely<Tables>, personId: string): Promise<void> {
  await transaction
    .updateTable('links')
    .set({ withdrawn_at: sql`now()` })
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute();
}

export function linkSpent(): ProblemError {
  return refuse(
    'link_spent',
    'This link does not work any more: it was used, withdrawn or is too old. Ask for another one.',
  );
}

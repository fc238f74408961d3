import type { Kysely } from 'kysely';
import { audit, type Actor } from '../../audit/audit.ts';
import type { Tables } from '../../postgres/tables.ts';
import type { Line } from './line.ts';

/** What was done to a line, in words of the audit log, and by whom. */
export interface LineDeed {
  what: 'added' | 'changed' | 'moved' | 'access_changed' | 'removed';
  by: Actor;
}

export async function auditLine(
  transaction: Kysely<Tables>,
  { what, by }: LineDeed,
  { before, after }: { before: Line | null; after: Line | null },
): Promise<void> {
  const line = after ?? before;
  if (!line) return;
  await audit(transaction, {
    by,
    accountId: null,
    action: `line.${what}`,
    object: { kind: 'line', id: line.id, name: line.name },
    before: before && factsOf(before),
    after: after && factsOf(after),
  });
}

/** Its version grows by itself, and its secret is no part of it. */
function factsOf({ id: _id, version: _version, ...facts }: Line) {
  return facts;
}

import type { Database } from '../postgres/database.ts';

export interface AuditRecord {
  /** Grows with time. */
  id: bigint;
  actor: { kind: 'person' | 'key' | 'command'; id: string | null; name: string };
  address: string | null;
  action: string;
  object: { kind: string; id: string; name: string };
  before: unknown;
  after: unknown;
  atMs: number;
}

export interface AuditFilter {
  accountId: string;
  limit: number;
  /** Id of the last one of the page before. */
  before?: bigint | undefined;
}

/** Of an account, the newest first; however long the log, a page costs the same. Throws overloaded. */
export function readAudit(
  { lists }: Pick<Database, 'lists'>,
  { accountId, limit, before }: AuditFilter,
): Promise<AuditRecord[]> {
  return lists.of(accountId, async (query) => {
    const all = query
      .selectFrom('audit_log')
      .selectAll()
      .where('account_id', '=', accountId)
      .orderBy('id', 'desc')
      .limit(limit);
    const rows = await (before === undefined ? all : all.where('id', '<', before)).execute();
    return rows.map((row) => ({
      id: row.id,
      actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
      address: row.address,
      action: row.action,
      object: { kind: row.object_kind, id: row.object_id, name: row.object_name },
      before: row.before,
      after: row.after,
      atMs: row.created_at.getTime(),
    }));
  });
}

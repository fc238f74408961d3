import { sql } from 'kysely';
import { audit, itself, type Actor } from '../audit/audit.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';

export interface Refund {
  taskId: string;
  /** Null: all that is left of the charge. */
  amountMicros: bigint | null;
  /** For the record. */
  reason: string;
}

export interface Refunded {
  /** By this call: 0 where nothing is left, or less than was wanted. */
  givenMicros: bigint;
  /** In all. */
  refundedMicros: bigint;
  /** What the task was charged; 0 where it was not. */
  chargedMicros: bigint;
}

/**
 * Gives back what a task was charged, never more than that in all refunds together. Its film stays. Null:
 * there is no such task. Whether its customer has deleted it makes no difference.
 */
export async function refundTask(
  { database, wake }: { database: Pick<Database, 'query'>; wake: Wake },
  { taskId, amountMicros, reason }: Refund,
  by: Actor = itself,
): Promise<Refunded | null> {
  const refunded = await database.query.transaction().execute(async (transaction) => {
    const { rows } = await sql<Refunded & { accountId: string }>`
select given_micros as "givenMicros", refunded_micros as "refundedMicros",
       charged_micros as "chargedMicros", (select account_id from tasks where id = ${taskId}) as "accountId"
  from refund_task(${taskId}, ${amountMicros}, ${reason})`.execute(transaction);
    const [row] = rows;
    if (!row || row.givenMicros === 0n) return row ?? null;
    await audit(transaction, {
      by,
      accountId: row.accountId,
      action: 'task.refunded',
      object: { kind: 'task', id: taskId, name: taskId },
      before: { refundedMicros: String(row.refundedMicros - row.givenMicros) },
      after: { refundedMicros: String(row.refundedMicros), reason },
    });
    return row;
  });
  if (!refunded) return null;
  const { givenMicros, refundedMicros, chargedMicros } = refunded;
  if (givenMicros > 0n) {
    wake.tell('refunded');
    wake.tell('events');
  }
  return { givenMicros, refundedMicros, chargedMicros };
}

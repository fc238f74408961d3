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
  { database, wake }: { database: Database; wake: Wake },
  { taskId, amountMicros, reason }: Refund,
): Promise<Refunded | null> {
  const { rows } = await database.general.query<{
    given_micros: bigint;
    refunded_micros: bigint;
    charged_micros: bigint;
  }>('select * from refund_task($1, $2, $3)', [taskId, amountMicros, reason]);
  const [row] = rows;
  if (!row) return null;
  if (row.given_micros > 0n) {
    wake.tell('refunded');
    wake.tell('events');
  }
  return {
    givenMicros: row.given_micros,
    refundedMicros: row.refunded_micros,
    chargedMicros: row.charged_micros,
  };
}

import { sql, type Kysely } from 'kysely';
import { audit, itself, type Actor } from '../audit/audit.ts';
import type { Database } from '../postgres/database.ts';
import type { MovementKind, Tables } from '../postgres/tables.ts';

/** Credits that come to a wallet or leave it, but for charges, which are settled with their tasks. */
export interface CreditMove {
  accountId: string;
  kind: Exclude<MovementKind, 'charge' | 'refund'>;
  /** Above 0; an adjustment below 0 takes. */
  amountMicros: bigint;
  reason: string;
  /** A move that the account has under this kind and reference already is not made again. */
  reference?: string;
}

export interface MovedCredits {
  balanceMicros: bigint;
  /** What the wallet owes: the next credits pay it. */
  debtMicros: bigint;
  /** What this move brought or took. */
  movedMicros: bigint;
  /** What it could not take. */
  owedMicros: bigint;
  /** True: its reference was known, and nothing was done. */
  repeated: boolean;
}

/** Null: there is no such account. */
export async function moveCredits(
  database: Pick<Database, 'query'>,
  move: CreditMove,
  by: Actor = itself,
): Promise<MovedCredits | null> {
  return database.query.transaction().execute((transaction) => moveWithin(transaction, move, by));
}

/** The same, in a transaction of the caller's. */
export async function moveWithin(
  transaction: Kysely<Tables>,
  move: CreditMove,
  by: Actor,
): Promise<MovedCredits | null> {
  const { accountId, kind, amountMicros, reason, reference = null } = move;
  const { rows } = await sql<MovedCredits>`
select balance_micros as "balanceMicros", debt_micros as "debtMicros", moved_micros as "movedMicros",
       owed_micros as "owedMicros", repeated
  from move_credits(${accountId}, ${kind}, ${amountMicros}, ${reason}, null, ${reference})`.execute(
    transaction,
  );
  const [moved] = rows;
  if (!moved || moved.repeated) return moved ?? null;
  await audit(transaction, {
    by,
    accountId,
    action: `credits.${kind}`,
    object: { kind: 'wallet', id: accountId, name: reason },
    after: {
      movedMicros: String(moved.movedMicros),
      balanceMicros: String(moved.balanceMicros),
      debtMicros: String(moved.debtMicros),
      reason,
      reference,
    },
  });
  return moved;
}

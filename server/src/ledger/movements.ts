import type { Database } from '../postgres/database.ts';
import type { MovementKind } from '../postgres/tables.ts';

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
  database: Database,
  move: CreditMove,
): Promise<MovedCredits | null> {
  const { rows } = await database.general.query<{
    balance_micros: bigint;
    debt_micros: bigint;
    moved_micros: bigint;
    owed_micros: bigint;
    repeated: boolean;
  }>(
    `select balance_micros, debt_micros, moved_micros, owed_micros, repeated
       from move_credits($1, $2, $3, $4, null, $5)`,
    [move.accountId, move.kind, move.amountMicros, move.reason, move.reference ?? null],
  );
  const [row] = rows;
  return row
    ? {
        balanceMicros: row.balance_micros,
        debtMicros: row.debt_micros,
        movedMicros: row.moved_micros,
        owedMicros: row.owed_micros,
        repeated: row.repeated,
      }
    : null;
}

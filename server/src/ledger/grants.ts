import type { Database } from '../postgres/database.ts';

/** Gives an account credits. Resolves with its new balance in micro-credits, or null: no such account. */
export async function grantCredits(
  database: Database,
  grant: { accountId: string; amountMicros: bigint; reason: string },
): Promise<bigint | null> {
  const { rows } = await database.general.query<{ balance_micros: bigint }>(
    'select balance_micros from grant_credits($1, $2, $3)',
    [grant.accountId, grant.amountMicros, grant.reason],
  );
  return rows[0]?.balance_micros ?? null;
}

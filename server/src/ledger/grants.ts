import type { Database } from '../postgres/database.ts';
import { moveCredits, type CreditMove } from './movements.ts';

/** Gives an account credits. Resolves with its new balance in micro-credits, or null: no such account. */
export async function grantCredits(
  database: Database,
  grant: Omit<CreditMove, 'kind'>,
): Promise<bigint | null> {
  const moved = await moveCredits(database, { kind: 'grant', ...grant });
  return moved?.balanceMicros ?? null;
}

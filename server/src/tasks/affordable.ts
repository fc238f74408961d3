import { createAvailable } from '../accounts/accounts.ts';
import { refuse } from '../generation/problems.ts';
import type { PriceBook } from '../pricing/book.ts';
import type { Database } from '../postgres/database.ts';
import type { EarlierRequests } from './idempotency.ts';
import { leastOfAsk, leastOfDialects } from './least-price.ts';
import type { Draft } from './plan.ts';

/**
 * Refuses live creates that the account can certainly not pay, before anybody works for them: to read megabytes and
 * to fetch media costs us, and nobody pays for a create that is refused. The wallet itself decides later.
 */
export interface Affordable {
  /** Before a large body is read, of which nothing is known but in which dialects it may be. */
  beforeBody(who: Payer, dialectNames: readonly string[], key: string | null): Promise<void>;
  /** Before the media of a new request are looked at. */
  beforeMedia(who: Payer, drafted: Draft): Promise<void>;
}

export interface Payer {
  accountId: string;
  mode: 'live' | 'test';
  tier: string | null;
}

export interface AffordableParts {
  database: Database;
  book: PriceBook;
  earlier: Pick<EarlierRequests, 'isKnown'>;
}

export function createAffordable({ database, book, earlier }: AffordableParts): Affordable {
  const available = createAvailable(database);
  /** By dialects and tier, of which there are few. */
  const known = new Map<string, bigint>();

  function leastOf(dialectNames: readonly string[], tier: string | null): bigint {
    const inForce = tier !== null && book.tiers.has(tier) ? tier : null;
    const name = JSON.stringify([inForce, dialectNames]);
    const least = known.get(name) ?? leastOfDialects(book, dialectNames, inForce);
    known.set(name, least);
    return least;
  }

  return {
    async beforeBody({ accountId, mode, tier }, dialectNames, key) {
      if (mode === 'test') return;
      const least = leastOf(dialectNames, tier);
      if (least === 0n || (await available(accountId)) >= least) return;
      // Its first answer took the credits, and is given again.
      if (key !== null && (await earlier.isKnown({ accountId, mode, operation, key }))) return;
      throw tooFew(least, 'any request here');
    },
    async beforeMedia({ accountId, mode, tier }, drafted) {
      if (mode === 'test' || drafted.ask.media.length === 0) return;
      const least = leastOfAsk(book, drafted, tier);
      if (least > 0n && (await available(accountId)) < least) throw tooFew(least, 'this request');
    },
  };
}

const operation = 'tasks.create';

function tooFew(least: bigint, what: string): Error {
  return refuse(
    'insufficient_credits',
    `The account has too few credits for ${what}, which costs at least ${creditsText(least)}: add credits, or ask for less.`,
  );
}

export function creditsText(micros: bigint): string {
  const amount = String(Number(micros) / 1_000_000);
  return amount === '1' ? '1 credit' : `${amount} credits`;
}

import { createAvailable } from '../accounts/accounts.ts';
import { creditsInWords, microsToDecimal, oneUnit } from '../generation/money.ts';
import { refuse } from '../generation/problems.ts';
import type { PriceBook } from '../pricing/book.ts';
import type { Database } from '../postgres/database.ts';
import { leastOfAsk, leastOfCatalogues } from './least-price.ts';
import type { Origin } from './origin.ts';
import type { Draft } from './plan.ts';

/**
 * Refuses live creates that the account can certainly not pay, before anybody works for them: to read megabytes and
 * to fetch media costs us, and nobody pays for a create that is refused. The wallet itself decides later.
 */
export interface Affordable {
  /** Before a large body is read, of which nothing is known but in which dialects it may be. */
  beforeBody(who: Payer, dialects: readonly Seller[]): Promise<void>;
  /** Before the media of a new request are looked at. */
  beforeMedia(who: Payer, drafted: Draft): Promise<void>;
  /** What to throw where the wallet did not have `requiredMicros`. */
  refusal(who: Pick<Payer, 'accountId'>, requiredMicros: bigint): Promise<Error>;
}

type Seller = Pick<Origin, 'name' | 'catalogue'>;

interface Payer {
  accountId: string;
  mode: 'live' | 'test';
  tier: string | null;
}

export interface AffordableParts {
  database: Database;
  book: PriceBook;
}

export function createAffordable({ database, book }: AffordableParts): Affordable {
  const available = createAvailable(database);
  /** By dialects and tier, of which there are few. */
  const known = new Map<string, bigint>();

  function leastOf(dialects: readonly Seller[], tier: string | null): bigint {
    const inForce = tier !== null && book.tiers.has(tier) ? tier : null;
    const name = JSON.stringify([inForce, dialects.map((one) => one.name)]);
    const catalogues = dialects.map(({ catalogue }) => catalogue);
    const least = known.get(name) ?? leastOfCatalogues(book, catalogues, inForce);
    known.set(name, least);
    return least;
  }

  return {
    async beforeBody({ accountId, mode, tier }, dialects) {
      if (mode === 'test') return;
      const least = leastOf(dialects, tier);
      if (least === 0n) return;
      const availableMicros = await available(accountId);
      if (availableMicros >= least) return;
      throw tooFew('any request here', { least: true, requiredMicros: least, availableMicros });
    },
    async beforeMedia({ accountId, mode, tier }, drafted) {
      if (mode === 'test' || drafted.ask.media.length === 0) return;
      const least = leastOfAsk(book, drafted, tier);
      if (least === 0n) return;
      const availableMicros = await available(accountId);
      if (availableMicros >= least) return;
      throw tooFew('this request', { least: true, requiredMicros: least, availableMicros });
    },
    async refusal({ accountId }, requiredMicros) {
      // Read after the wallet has decided: what came to it since is no reason to refuse less.
      const availableMicros = await available(accountId);
      return tooFew('this request', { least: false, requiredMicros, availableMicros });
    },
  };
}

interface Shortage {
  /** Whether more than that may be required, once all is known. */
  least: boolean;
  requiredMicros: bigint;
  availableMicros: bigint;
}

function tooFew(what: string, { least, requiredMicros, availableMicros }: Shortage): Error {
  const shortMicros = requiredMicros - availableMicros;
  const credits = creditsInWords(requiredMicros);
  const verb = requiredMicros === oneUnit ? 'is' : 'are';
  const required = `${least ? 'at least ' : ''}${credits} ${verb} required`;
  const begin = `The account has too few credits for ${what}: ${required}`;
  if (shortMicros > 0n) {
    const facts = `${isOrAre(availableMicros)} available, ${isOrAre(shortMicros)} short`;
    return refuse('insufficient_credits', `${begin}, ${facts}. Add credits, or ask for less.`);
  }
  return refuse(
    'insufficient_credits',
    `${begin}, and a moment ago fewer were available: send it again.`,
    { retryAfterSeconds: 1 },
  );
}

function isOrAre(micros: bigint): string {
  return `${microsToDecimal(micros)} ${micros === oneUnit ? 'is' : 'are'}`;
}

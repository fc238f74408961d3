import type { Database } from '../postgres/database.ts';
import type { PriceBook } from '../pricing/book.ts';

/** How many accounts each tier has, of those that any has. */
export async function countByTier(database: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.general.query<{ tier: string; accounts: number }>(
    'select tier, count(*)::int as accounts from accounts where tier is not null group by tier order by tier',
  );
  return new Map(rows.map(({ tier, accounts }) => [tier, accounts]));
}

/** A tier that the price book lacks, with the accounts that have it: they pay the list price. */
export interface StrayTier {
  tier: string;
  /** By name, at most `namesMax`. */
  names: string[];
  accounts: number;
}

const namesMax = 20;

export async function findStrayTiers(
  database: Database,
  { tiers }: Pick<PriceBook, 'tiers'>,
): Promise<StrayTier[]> {
  const { rows } = await database.general.query<StrayTier>(
    `select tier, count(*)::int as accounts, (array_agg(name order by name))[1:$2] as names
       from accounts where tier is not null and tier <> all ($1::text[])
      group by tier order by tier`,
    [[...tiers.keys()], namesMax],
  );
  return rows;
}

import { refuse, type Rate } from '../../generation/problems.ts';
import { createBatcher } from '../../postgres/batcher.ts';
import type { Database } from '../../postgres/database.ts';
import { failsWhole } from '../../postgres/transient.ts';

/** A key and the most creates a minute that it may make; null: as many as it likes. */
interface Rated {
  keyId: string;
  createsPerMinute: number | null;
}

export interface CreateRates {
  /**
   * Takes one from the key's rate, which all processes share, and resolves with what is left. Throws rate_limited; who
   * waits as long as that says gets through, if nobody else uses the key. Undefined: it has no rate, and there is
   * nothing to wait for.
   */
  take(key: Rated): Promise<Rate> | undefined;
}

/** Of a minute, what may come at once; the others follow at the rate. */
const burstSeconds = 10;

export function createRates(database: Pick<Database, 'claims'>): CreateRates {
  const takes = createBatcher<RatedKey, Taken>({
    maxItems: 256,
    failsWhole,
    run: (keys) => takeOfRates(database, keys),
  });
  return {
    take({ keyId, createsPerMinute }) {
      if (createsPerMinute === null) return undefined;
      return takes.add({ keyId, perMinute: createsPerMinute }).then(({ isTaken, ...now }) => {
        const rate = rateOf(createsPerMinute, now);
        if (isTaken) return rate;
        throw tooMany(createsPerMinute, rate);
      });
    },
  };
}

interface RatedKey {
  keyId: string;
  perMinute: number;
}

/** What can be taken now, and in how many seconds there is one more. */
interface Left {
  left: number;
  moreSeconds: number;
}

interface Taken extends Left {
  isTaken: boolean;
}

async function takeOfRates(
  { claims }: Pick<Database, 'claims'>,
  keys: readonly RatedKey[],
): Promise<Taken[]> {
  const byKey = [...Map.groupBy(keys, ({ keyId }) => keyId)];
  const { rows } = await claims.query<{
    key_id: string;
    taken: number;
    left_now: number;
    more_seconds: number;
  }>({
    name: 'take of rates',
    text: `select key_id, taken, left_now, more_seconds from take_of_rates($1::uuid[], $2::int[], $3::int[], $4)`,
    values: [
      byKey.map(([keyId]) => keyId),
      byKey.map(([, of]) =>
        of.reduce((least, { perMinute }) => Math.min(least, perMinute), Infinity),
      ),
      byKey.map(([, of]) => of.length),
      burstSeconds,
    ],
  });
  const found = new Map(rows.map((row) => [row.key_id, { ...row }]));
  return keys.map(({ keyId }) => {
    const of = found.get(keyId);
    const left = of?.left_now ?? 0;
    const moreSeconds = of?.more_seconds ?? 0;
    if (!of || of.taken <= 0) return { isTaken: false, left, moreSeconds };
    of.taken -= 1;
    return { isTaken: true, left, moreSeconds };
  });
}

/** What a key could make now; nothing is taken. Null: it has no rate. */
export async function readRate(
  { general }: Pick<Database, 'general'>,
  { keyId, createsPerMinute }: Rated,
): Promise<Rate | null> {
  if (createsPerMinute === null) return null;
  const { rows } = await general.query<Left>(
    `select available as left,
            extract(epoch from b.first_at - now())::float8 + available / b.rate as "moreSeconds"
       from bucket_of(coalesce((select next_at from key_rates where key_id = $1), '-infinity'), $2, $3, now()) b`,
    [keyId, createsPerMinute, burstSeconds],
  );
  const [{ left, moreSeconds } = { left: 0, moreSeconds: 0 }] = rows;
  const most = Math.max(1, Math.floor((burstSeconds * createsPerMinute) / 60) + 1);
  return rateOf(createsPerMinute, {
    left,
    moreSeconds: left >= most ? 0 : Math.max(0, moreSeconds),
  });
}

/** Of an answer and of a refusal: as headers tell it. */
function rateOf(perMinute: number, { left, moreSeconds }: Left): Rate {
  return { name: 'key-creates', quota: perMinute, windowSeconds: 60, left, moreSeconds };
}

function tooMany(perMinute: number, rate: Rate): Error {
  const retryAfterSeconds = Math.max(1, Math.ceil(rate.moreSeconds));
  const creates = perMinute === 1 ? '1 create' : `${String(perMinute)} creates`;
  return refuse(
    'rate_limited',
    `This key may make ${creates}, uploads and changes a minute: send this one again in ${String(retryAfterSeconds)} s.`,
    // Others with the same key may have taken what came since, and this one is behind them.
    { retryAfterSeconds, rate: { ...rate, left: 0, moreSeconds: retryAfterSeconds } },
  );
}

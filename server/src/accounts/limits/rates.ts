import { refuse } from '../../generation/problems.ts';
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
   * Takes one from the key's rate, which all processes share. Throws rate_limited; who waits as long as that says
   * gets through, if nobody else uses the key. Undefined: it has no rate, and there is nothing to wait for.
   */
  take(key: Rated): Promise<void> | undefined;
}

/** Of a minute, what may come at once; the others follow at the rate. */
const burstSeconds = 10;

export function createRates(database: Pick<Database, 'claims'>): CreateRates {
  const takes = createBatcher<RatedKey, number | null>({
    maxItems: 256,
    failsWhole,
    run: (keys) => takeCreates(database, keys),
  });
  return {
    take({ keyId, createsPerMinute }) {
      if (createsPerMinute === null) return undefined;
      return takes.add({ keyId, perMinute: createsPerMinute }).then((waitSeconds) => {
        if (waitSeconds !== null) throw tooMany(createsPerMinute, waitSeconds);
      });
    },
  };
}

interface RatedKey {
  keyId: string;
  perMinute: number;
}

/** Of each: null where it was taken, or in how many seconds the next can be. */
async function takeCreates(
  { claims }: Pick<Database, 'claims'>,
  keys: readonly RatedKey[],
): Promise<(number | null)[]> {
  const byKey = [...Map.groupBy(keys, ({ keyId }) => keyId)];
  const { rows } = await claims.query<{ key_id: string; taken: number; wait_seconds: number }>({
    name: 'take creates',
    text: 'select key_id, taken, wait_seconds from take_creates($1::uuid[], $2::int[], $3::int[], $4)',
    values: [
      byKey.map(([keyId]) => keyId),
      byKey.map(([, of]) =>
        of.reduce((least, { perMinute }) => Math.min(least, perMinute), Infinity),
      ),
      byKey.map(([, of]) => of.length),
      burstSeconds,
    ],
  });
  const taken = new Map(rows.map((row) => [row.key_id, { ...row }]));
  return keys.map(({ keyId }) => {
    const of = taken.get(keyId);
    if (!of || of.taken <= 0) return of?.wait_seconds ?? 0;
    of.taken -= 1;
    return null;
  });
}

function tooMany(perMinute: number, waitSeconds: number): Error {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitSeconds));
  const creates = perMinute === 1 ? '1 create' : `${String(perMinute)} creates`;
  return refuse(
    'rate_limited',
    `This key may make ${creates}, uploads and changes a minute: send this one again in ${String(retryAfterSeconds)} s.`,
    { retryAfterSeconds },
  );
}

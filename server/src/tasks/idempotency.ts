import { refuse } from '../generation/problems.ts';
import { createBatcher } from '../postgres/batcher.ts';
import type { Database } from '../postgres/database.ts';
import { failsWhole } from '../postgres/transient.ts';

/** What an idempotency key stands for; kept for 24 hours. */
export interface EarlierRequest {
  /** What the request made, by its id. */
  subjectId: string;
  /** Lower-case hex. */
  fingerprint: string;
}

export interface EarlierRequests {
  /**
   * Looks the key up and runs `work` with what is known of it. While that runs, the same key is
   * refused in this process; between processes the key's unique record decides, in the transaction
   * that makes the task.
   */
  exclusively<Result>(
    key: IdempotencyKey,
    work: (known: EarlierRequest | null) => Promise<Result>,
  ): Promise<Result>;
  /** Whether a request with this key was accepted, or is being worked on in this process. */
  isKnown(key: IdempotencyKey): Promise<boolean>;
}

/** A key belongs to one mode of an account and to one operation. */
export interface IdempotencyKey {
  accountId: string;
  mode: 'live' | 'test';
  operation: 'tasks.create';
  key: string;
}

export function createEarlierRequests(database: Database): EarlierRequests {
  const running = new Set<string>();
  const lookUps = createBatcher<IdempotencyKey, EarlierRequest | null>({
    maxItems: 256,
    failsWhole,
    run: (keys) => lookUp(database, keys),
    // What cannot be stored was never used.
    refused: () => null,
  });
  return {
    async exclusively(key, work) {
      const name = nameOf(key);
      if (running.has(name)) {
        throw refuse(
          'idempotency_running',
          'Idempotency-Key belongs to a request that is still being worked on: send it again in a moment.',
          { retryAfterSeconds: 1 },
        );
      }
      running.add(name);
      try {
        return await work(await lookUps.add(key));
      } finally {
        running.delete(name);
      }
    },
    isKnown: async (key) => running.has(nameOf(key)) || (await lookUps.add(key)) !== null,
  };
}

/** Different for different keys. */
export function nameOf({ accountId, mode, operation, key }: IdempotencyKey): string {
  return `${accountId} ${mode} ${operation} ${key}`;
}

async function lookUp(
  database: Database,
  keys: readonly IdempotencyKey[],
): Promise<(EarlierRequest | null)[]> {
  const { rows } = await database.reads.query<{
    position: bigint;
    subject_id: string;
    fingerprint: Buffer;
  }>({
    name: 'look up idempotency keys',
    text: `
select k.position, i.subject_id, i.fingerprint
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) with ordinality
         k (account_id, mode, operation, key, position)
 cross join lateral (
   select * from idempotency d
    where d.account_id = k.account_id and d.mode = k.mode and d.operation = k.operation
      and d.key = k.key
      and d.created_at + interval '24 hours' > now()
    limit 1) i`,
    values: [
      keys.map((one) => one.accountId),
      keys.map((one) => one.mode),
      keys.map((one) => one.operation),
      keys.map((one) => one.key),
    ],
  });
  const found = new Map(rows.map((row) => [Number(row.position), row]));
  return keys.map((_, index) => {
    const row = found.get(index + 1);
    return row ? { subjectId: row.subject_id, fingerprint: row.fingerprint.toString('hex') } : null;
  });
}

const pruneBatch = 1_000;

/** Removes records older than 24 hours, in small batches. Resolves with how many are gone. */
export async function pruneIdempotency(database: Database): Promise<number> {
  let pruned = 0;
  for (;;) {
    const { rowCount } = await database.general.query(
      `delete from idempotency where ctid = any (array(
         select ctid from idempotency where created_at < now() - interval '24 hours'
          order by created_at limit $1))`,
      [pruneBatch],
    );
    pruned += rowCount ?? 0;
    if ((rowCount ?? 0) < pruneBatch) return pruned;
  }
}

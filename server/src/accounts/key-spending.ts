import { sql, type Kysely } from 'kysely';
import { ProblemError } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import type { KeyHolder } from './key-check.ts';

export interface KeySpending {
  name: string;
  chargedMicros: bigint;
}

/** Movements that are added up at a time, and how many times for one who asks. */
const addedAtOnce = 10_000;
const additionsMost = 10;

/**
 * What the tasks made with a key were charged, less what was given back. Reads what has come since somebody
 * asked last. Throws overloaded where that is much: then it goes on from there the next time.
 */
export function readKeySpending(
  { lists }: Pick<Database, 'lists'>,
  { accountId, keyId }: Pick<KeyHolder, 'accountId' | 'keyId'>,
): Promise<KeySpending> {
  return lists.of(accountId, async (query) => {
    await addUpSpending(query, accountId);
    const { rows } = await sql<{ name: string; charged: bigint }>`
select k.name, coalesce(s.charged_micros, 0) as charged
  from keys k left join key_spending s on s.key_id = k.id
 where k.id = ${keyId} and k.account_id = ${accountId}`.execute(query);
    const [row] = rows;
    return { name: row?.name ?? '', chargedMicros: row?.charged ?? 0n };
  });
}

async function addUpSpending(query: Kysely<Tables>, accountId: string): Promise<void> {
  for (let addition = 0; addition < additionsMost; addition++) {
    const { rows } = await sql<{ isAll: boolean }>`
select add_up_key_spending(${accountId}, ${addedAtOnce}) as "isAll"`.execute(query);
    if (rows[0]?.isAll === true) return;
  }
  throw new ProblemError({
    code: 'overloaded',
    message: 'What the keys were charged is still being added up: ask again shortly.',
    retryAfterSeconds: 1,
  });
}

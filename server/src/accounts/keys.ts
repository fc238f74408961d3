import { sql, type Kysely } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { nameTrouble, normalName } from '../generation/names.ts';
import { ProblemError } from '../generation/problems.ts';
import { createBatcher } from '../postgres/batcher.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { failsWhole } from '../postgres/transient.ts';
import { hashKey, makeKey, parseKey } from './key-format.ts';
import { unlimitedKey, type Scope } from './scopes.ts';

/** In a task's record where no key asked for it: an operator did, on this machine. */
export const noKeyId = '00000000-0000-0000-0000-000000000000';

export interface CreatedKey {
  id: string;
  /** Shown this once: only its hash is kept. */
  key: string;
}

/**
 * Its name says what it is for; several keys may have the same. Throws where it is none. `prefix` is the
 * installation's, where that has one of its own.
 */
export async function createKey(
  database: Database,
  order: { accountId: string; mode: 'live' | 'test'; name?: string; prefix?: string },
): Promise<CreatedKey> {
  const key = makeKey(order.mode, order.prefix);
  const parsed = parseKey(key);
  if (!parsed) throw new Error('a key that was just made does not parse');
  const name = normalName(order.name ?? '');
  const trouble = name === '' ? null : nameTrouble(name);
  if (trouble !== null) throw new Error(`name: ${trouble}`);
  const id = uuidv7();
  await database.query
    .insertInto('keys')
    .values({
      id,
      account_id: order.accountId,
      mode: order.mode,
      name,
      prefix: parsed.prefix,
      last_four: parsed.lastFour,
      hash: hashKey(key),
      revoked_at: null,
    })
    .execute();
  return { id, key };
}

export interface RevokedKey {
  id: string;
  accountId: string;
  /** False: it was revoked before. */
  wasInUse: boolean;
}

/** By its id or by the key itself. Null: there is no such key. */
export async function revokeKey(database: Database, idOrKey: string): Promise<RevokedKey | null> {
  const parsed = parseKey(idOrKey);
  if (!parsed && !/^[0-9a-f-]{36}$/i.test(idOrKey)) return null;
  const { rows } = await database.general.query<RevokedKey>(
    `with found as materialized (
       select id, account_id, revoked_at from keys
        where ${parsed ? 'hash' : 'id'} = $1 for no key update
     ), revoked as (
       update keys k set revoked_at = now() from found f where k.id = f.id and f.revoked_at is null
     )
     select id, account_id as "accountId", revoked_at is null as "wasInUse" from found`,
    [parsed ? hashKey(idOrKey) : idOrKey],
  );
  return rows[0] ?? null;
}

export interface ListedKey {
  id: string;
  /** Its name. */
  account: string;
  name: string;
  mode: 'live' | 'test';
  prefix: string;
  lastFour: string;
  createdAt: Date;
  revokedAt: Date | null;
}

/** All keys, or those of one account, without what they could be used with; the oldest first. */
export async function listKeys(database: Database, accountId: string | null): Promise<ListedKey[]> {
  const { rows } = await database.general.query<ListedKey>(
    `select k.id, a.name as account, k.name, k.mode, k.prefix, k.last_four as "lastFour",
            k.created_at as "createdAt", k.revoked_at as "revokedAt"
       from keys k join accounts a on a.id = k.account_id
       ${accountId === null ? '' : 'where k.account_id = $1'}
      order by a.name, k.created_at, k.id`,
    accountId === null ? [] : [accountId],
  );
  return rows;
}

/** The account and mode that a key stands for. */
export interface KeyHolder {
  accountId: string;
  keyId: string;
  mode: 'live' | 'test';
  tier: string | null;
  scopes: ReadonlySet<Scope>;
}

export interface KeyCheck {
  /** Null for a key that is unknown or revoked. A wrong checksum never reaches the database. */
  check(key: string): Promise<KeyHolder | null>;
}

/** So short that a revoked key ends within a second on every process, without any message. */
const cacheMs = 700;
const cacheSize = 10_000;
/** After so long no process takes a revoked key any more. */
export const keyEndsMs = 1_000;

export function createKeyCheck(database: Database, now: () => number = Date.now): KeyCheck {
  const cache = new Map<string, { holder: Promise<KeyHolder | null>; until: number }>();
  const lookUps = createBatcher<Buffer, KeyHolder | null>({
    maxItems: 256,
    failsWhole,
    run: (hashes) => readHolders(database, hashes),
  });
  return {
    check(key) {
      const cached = cache.get(key);
      const at = now();
      if (cached && cached.until > at) return cached.holder;
      if (!parseKey(key)) return Promise.resolve(null);
      if (cache.size >= cacheSize) cache.clear();
      const holder = lookUps.add(hashKey(key));
      cache.set(key, { holder, until: at + cacheMs });
      holder.then(
        (found) => {
          if (!found) cache.delete(key);
        },
        () => cache.delete(key),
      );
      return holder;
    },
  };
}

async function readHolders(
  database: Database,
  hashes: readonly Buffer[],
): Promise<(KeyHolder | null)[]> {
  const { rows } = await database.reads.query<{
    hash: Buffer;
    id: string;
    account_id: string;
    mode: 'live' | 'test';
    tier: string | null;
  }>({
    name: 'key holders',
    text: `
select k.hash, k.id, k.account_id, k.mode, a.tier
  from keys k join accounts a on a.id = k.account_id
 where k.hash = any ($1::bytea[]) and k.revoked_at is null`,
    values: [hashes],
  });
  const byHash = new Map(
    rows.map((row) => [
      row.hash.toString('hex'),
      {
        accountId: row.account_id,
        keyId: row.id,
        mode: row.mode,
        tier: row.tier,
        scopes: unlimitedKey,
      },
    ]),
  );
  return hashes.map((hash) => byHash.get(hash.toString('hex')) ?? null);
}

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

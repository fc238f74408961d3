import type { Language } from '../generation/problem-texts.ts';
import { refuse } from '../generation/problems.ts';
import { createBatcher } from '../postgres/batcher.ts';
import type { Database } from '../postgres/database.ts';
import { failsWhole } from '../postgres/transient.ts';
import { hashKey, parseKey } from './key-format.ts';
import { networksOf, type Networks } from './networks.ts';
import { unlimitedKey, type Scope } from './scopes.ts';

/** The account and mode that a key stands for, and what it may. Null: without such a limit. */
export interface KeyHolder {
  accountId: string;
  keyId: string;
  mode: 'live' | 'test';
  tier: string | null;
  scopes: ReadonlySet<Scope>;
  /** Of the secret that was shown: a key that was rolled has two for a while. */
  lastFour: string;
  /** By the names that clients write. */
  models: ReadonlySet<string> | null;
  createsPerMinute: number | null;
  /** From where it may be used. */
  networks: Networks | null;
  /** In which its account wants to be refused by dialects. */
  language: Language;
  /** Its account: what is there is read, and nothing new is made. */
  isSuspended: boolean;
}

export interface KeyCheck {
  /**
   * Null for a key that is unknown or revoked. A wrong checksum never reaches the database. Throws unauthorized for
   * one that is disabled or has expired.
   */
  check(key: string): Promise<KeyHolder | null>;
}

/** So short that a revoked key ends within a second on every process, without any message. */
const cacheMs = 700;
const cacheSize = 10_000;
/** After so long no process takes a revoked key any more. */
export const keyEndsMs = 1_000;

/** What a key of the database is found to be. */
type Found = KeyHolder | 'disabled' | 'expired' | null;

export function createKeyCheck(database: Database, now: () => number = Date.now): KeyCheck {
  const cache = new Map<string, { holder: Promise<KeyHolder | null>; until: number }>();
  const lookUps = createBatcher<Buffer, Found>({
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
      const holder = lookUps.add(hashKey(key)).then(goodHolder);
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

function goodHolder(found: Found): KeyHolder | null {
  if (found === 'disabled') {
    throw refuse('unauthorized', 'This API key is disabled: enable it, or use another one.');
  }
  if (found === 'expired') {
    throw refuse('unauthorized', 'This API key has expired: move its end, or use another one.');
  }
  return found;
}

/** Throws forbidden where the key may not be used from there. */
export function checkAddress({ networks }: Pick<KeyHolder, 'networks'>, address: string): void {
  if (networks === null || networks.has(address)) return;
  throw refuse(
    'forbidden',
    `This key may not be used from ${address}: use one that may, or have that address added to its list.`,
  );
}

interface HolderRow {
  hash: Buffer;
  id: string;
  account_id: string;
  mode: 'live' | 'test';
  tier: string | null;
  last_four: string;
  scopes: Scope[] | null;
  models: string[] | null;
  addresses: string[] | null;
  creates_per_minute: number | null;
  problem_language: Language;
  is_disabled: boolean;
  is_expired: boolean;
  is_suspended: boolean;
}

async function readHolders(database: Database, hashes: readonly Buffer[]): Promise<Found[]> {
  const { rows } = await database.reads.query<HolderRow>({
    name: 'key holders',
    text: `
select s.hash, s.last_four, k.id, k.account_id, k.mode, a.tier, k.scopes, k.models, k.addresses,
       k.creates_per_minute, a.problem_language, k.disabled_at is not null as is_disabled,
       coalesce(k.expires_at <= now(), false) as is_expired,
       a.suspended_at is not null as is_suspended
  from (select hash, id, last_four from keys where hash = any ($1::bytea[])
        union all
        select hash, key_id, last_four from former_key_secrets
         where hash = any ($1::bytea[]) and until > now()) s
  join keys k on k.id = s.id
  join accounts a on a.id = k.account_id
 where k.revoked_at is null`,
    values: [hashes],
  });
  const byHash = new Map(rows.map((row) => [row.hash.toString('hex'), found(row)]));
  return hashes.map((hash) => byHash.get(hash.toString('hex')) ?? null);
}

function found(row: HolderRow): Found {
  if (row.is_disabled) return 'disabled';
  if (row.is_expired) return 'expired';
  return {
    accountId: row.account_id,
    keyId: row.id,
    mode: row.mode,
    tier: row.tier,
    scopes: row.scopes === null ? unlimitedKey : new Set(row.scopes),
    lastFour: row.last_four,
    models: row.models === null ? null : new Set(row.models),
    createsPerMinute: row.creates_per_minute,
    networks: row.addresses === null ? null : networksOf(row.addresses),
    language: row.problem_language,
    isSuspended: row.is_suspended,
  };
}

import type { Kysely } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { nameTrouble, normalName } from '../generation/names.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { hashKey, makeKey, parseKey } from './key-format.ts';
import { noLimits, setLimits, type Limits } from './limits/limits.ts';
import type { Scope } from './scopes.ts';

/** In a task's record where no key asked for it: an operator did, on this machine. */
export const noKeyId = '00000000-0000-0000-0000-000000000000';

export interface CreatedKey {
  id: string;
  /** Shown this once: only its hash is kept. */
  key: string;
}

/** What a key may do, and how much. Null: without such a limit. */
export interface KeyTerms extends Limits {
  scopes: readonly Scope[] | null;
  /** By the names that clients write. */
  models: readonly string[] | null;
  /** Addresses and networks from which it may be used. */
  addresses: readonly string[] | null;
  expiresAt: Date | null;
  createsPerMinute: number | null;
}

export interface KeyOrder {
  accountId: string;
  mode: 'live' | 'test';
  /** It says what the key is for; several keys may have the same. */
  name?: string | undefined;
  /** The installation's, where that has one of its own. */
  prefix?: string | undefined;
  /** What is not said is not limited. */
  terms?: Partial<KeyTerms> | undefined;
  /** The person who makes it; absent: none. */
  madeBy?: string | null | undefined;
}

/** Throws where its name is none. */
export function createKey(database: Database, order: KeyOrder): Promise<CreatedKey> {
  return database.query.transaction().execute((trx) => insertKey(trx, order));
}

/** The same, in a transaction of the caller's. */
export async function insertKey(trx: Kysely<Tables>, order: KeyOrder): Promise<CreatedKey> {
  const secret = newSecret(order.mode, order.prefix);
  const name = normalName(order.name ?? '');
  const trouble = name === '' ? null : nameTrouble(name);
  if (trouble !== null) throw new Error(`name: ${trouble}`);
  const id = uuidv7();
  const { accountId, mode, terms = {}, madeBy = null } = order;
  await trx
    .insertInto('keys')
    .values({
      id,
      account_id: accountId,
      mode,
      name,
      made_by: madeBy,
      ...secret.columns,
      ...columnsOf(terms),
    })
    .execute();
  const limits = { ...noLimits, ...terms };
  if (hasLimits(limits)) await setLimits(trx, { accountId, subjectId: id }, limits);
  return { id, key: secret.key };
}

function hasLimits({ budget, heldMostMicros, tasksAtOnce }: Limits): boolean {
  return budget !== null || heldMostMicros !== null || tasksAtOnce !== null;
}

/** A key's text, and what of it is kept. */
export function newSecret(mode: 'live' | 'test', ofInstallation?: string) {
  const key = makeKey(mode, ofInstallation);
  const parsed = parseKey(key);
  if (!parsed) throw new Error('a key that was just made does not parse');
  const { prefix, lastFour } = parsed;
  return { key, columns: { prefix, last_four: lastFour, hash: hashKey(key) } };
}

/** As they stand in the row of a key; what is undefined is left as it is. */
export function columnsOf(terms: Partial<KeyTerms>) {
  const { scopes, models, addresses, expiresAt, createsPerMinute } = terms;
  return {
    ...(scopes !== undefined && { scopes: scopes && [...scopes] }),
    ...(models !== undefined && { models: models && [...models] }),
    ...(addresses !== undefined && { addresses: addresses && [...addresses] }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(createsPerMinute !== undefined && { creates_per_minute: createsPerMinute }),
  };
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
  const which = parsed
    ? 'hash = $1 or id in (select key_id from former_key_secrets where hash = $1)'
    : 'id = $1';
  const { rows } = await database.general.query<RevokedKey>(
    `with found as materialized (
       select id, account_id, revoked_at from keys where ${which} for no key update
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
  disabledAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

/** All keys, or those of one account, without what they could be used with; the oldest first. */
export async function listKeys(database: Database, accountId: string | null): Promise<ListedKey[]> {
  const { rows } = await database.general.query<ListedKey>(
    `select k.id, a.name as account, k.name, k.mode, k.prefix, k.last_four as "lastFour",
            k.created_at as "createdAt", k.disabled_at as "disabledAt", k.expires_at as "expiresAt",
            k.revoked_at as "revokedAt", k.last_used_at as "lastUsedAt"
       from keys k join accounts a on a.id = k.account_id
       ${accountId === null ? '' : 'where k.account_id = $1'}
      order by a.name, k.created_at, k.id`,
    accountId === null ? [] : [accountId],
  );
  return rows;
}

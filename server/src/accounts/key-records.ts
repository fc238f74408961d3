import { sql, type Kysely, type Transaction } from 'kysely';
import { audit, itself, type Actor } from '../audit/audit.ts';
import { microsToDecimal } from '../generation/money.ts';
import { nameTrouble, normalName } from '../generation/names.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { columnsOf, insertKey, newSecret, type KeyOrder, type KeyTerms } from './keys.ts';
import { changedLimits, noLimits, readLimits, setLimits, type LimitUse } from './limits/limits.ts';
import type { Scope } from './scopes.ts';

/** Keys as the people of their account see and change them. All throw ProblemError for what cannot be done. */

/** Most keys of an account that are not revoked. */
export const keysMax = 200;
/** Most former secrets of a key that are good at one time. */
export const formerSecretsMax = 5;

export interface KeyRecord extends Omit<KeyTerms, 'budget' | 'heldMostMicros' | 'tasksAtOnce'> {
  id: string;
  accountId: string;
  name: string;
  mode: 'live' | 'test';
  prefix: string;
  lastFour: string;
  createdAt: Date;
  disabledAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  isExpired: boolean;
  /** Null: it has neither a budget nor a bound of tasks or holds. */
  limits: LimitUse | null;
  /** Secrets of before that are still good, the newest first. */
  formerSecrets: FormerSecret[];
}

interface FormerSecret {
  lastFour: string;
  until: Date;
}

/** Which key of which account. */
export interface KeyName {
  accountId: string;
  id: string;
}

/** Throws key_limit, and invalid_parameter for its name. */
export async function addKey(
  { query }: Pick<Database, 'query'>,
  order: KeyOrder & {
    /** Is told the id in the transaction that adds it. */
    remember?: ((transaction: Transaction<Tables>, id: string) => Promise<void>) | undefined;
  },
  by: Actor = itself,
): Promise<{ record: KeyRecord; key: string }> {
  const name = checkedName(order.name ?? '');
  return query.transaction().execute(async (trx) => {
    // The account's row is locked before its keys are counted, so that no two are the last one.
    await trx
      .selectFrom('accounts')
      .select('id')
      .where('id', '=', order.accountId)
      .forNoKeyUpdate()
      .execute();
    const { count } = await trx
      .selectFrom('keys')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('account_id', '=', order.accountId)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (count >= BigInt(keysMax)) throw tooManyKeys();
    const madeBy = by.kind === 'person' ? by.id : null;
    const { id, key } = await insertKey(trx, { ...order, name, madeBy });
    await order.remember?.(trx, id);
    const record = await readKey(trx, { accountId: order.accountId, id });
    await auditKey(trx, 'added', { by, before: null, after: record });
    return { record, key };
  });
}

export interface KeyPage {
  records: KeyRecord[];
  /** The id to go on after; null: that was all. */
  next: string | null;
}

/** Those that are not revoked, or all of them; the newest first. */
export async function listKeyRecords(
  { query }: Pick<Database, 'query'>,
  page: { accountId: string; limit: number; before: string | null; withRevoked: boolean },
): Promise<KeyPage> {
  let rows = keyRows(query, page.accountId)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.before !== null) rows = rows.where('id', '<', page.before);
  if (!page.withRevoked) rows = rows.where('revoked_at', 'is', null);
  const found = await rows.execute();
  const shown = found.slice(0, page.limit);
  return {
    records: await recordsOf(query, shown),
    next: found.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** Throws key_not_found. */
export function findKey({ query }: Pick<Database, 'query'>, which: KeyName): Promise<KeyRecord> {
  return readKey(query, which);
}

/** Null: there is no such key, or it is revoked. */
export async function accountOfKey(
  { query }: Pick<Database, 'query'>,
  id: string,
): Promise<string | null> {
  if (!isId(id)) return null;
  const row = await query
    .selectFrom('keys')
    .select('account_id')
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row?.account_id ?? null;
}

/** What is undefined is left as it is. */
export interface KeyChange extends Partial<KeyTerms> {
  name?: string | undefined;
  disabled?: boolean | undefined;
}

/** Throws key_not_found, also for one that is revoked, and invalid_parameter for its name. */
export async function changeKey(
  { query }: Pick<Database, 'query'>,
  which: KeyName,
  change: KeyChange,
  by: Actor = itself,
): Promise<KeyRecord> {
  const name = change.name === undefined ? undefined : checkedName(change.name);
  return query.transaction().execute(async (trx) => {
    const before = await lockKey(trx, which);
    const { disabled } = change;
    await trx
      .updateTable('keys')
      .set({
        ...columnsOf(change),
        ...(name !== undefined && { name }),
        ...(disabled !== undefined && {
          disabled_at: disabled ? (before.disabledAt ?? sql<Date>`now()`) : null,
        }),
        // Something has to be set.
        prefix: before.prefix,
      })
      .where('id', '=', which.id)
      .execute();
    await changeLimits(trx, before, change);
    const after = await readKey(trx, which);
    await auditKey(trx, 'changed', { by, before, after });
    return after;
  });
}

async function changeLimits(
  trx: Kysely<Tables>,
  { id, accountId, limits }: KeyRecord,
  change: KeyChange,
): Promise<void> {
  const { budget, heldMostMicros, tasksAtOnce } = change;
  if (budget === undefined && heldMostMicros === undefined && tasksAtOnce === undefined) return;
  await setLimits(trx, { accountId, subjectId: id }, changedLimits(limits ?? noLimits, change));
}

/**
 * Gives a key another secret, shown this once; the one before stays good for so long, and at 0 the new one alone is.
 * Nothing else of the key changes.
 * Throws key_not_found, and key_limit where too many former ones are still good.
 */
export async function rollKey(
  { query }: Pick<Database, 'query'>,
  which: KeyName,
  { overlapSeconds, prefix }: { overlapSeconds: number; prefix: string },
  by: Actor = itself,
): Promise<{ record: KeyRecord; key: string }> {
  return query.transaction().execute(async (trx) => {
    const before = await lockKey(trx, which);
    await sql`
delete from former_key_secrets
 where key_id = ${which.id} and (until <= now() or ${overlapSeconds <= 0})`.execute(trx);
    if (overlapSeconds > 0) {
      if (before.formerSecrets.length >= formerSecretsMax) throw tooManySecrets(before);
      await sql`
insert into former_key_secrets (hash, key_id, last_four, until)
select hash, id, last_four, now() + make_interval(secs => ${overlapSeconds})
  from keys where id = ${which.id}`.execute(trx);
    }
    const secret = newSecret(before.mode, prefix);
    await trx.updateTable('keys').set(secret.columns).where('id', '=', which.id).execute();
    const record = await readKey(trx, which);
    await auditKey(trx, 'rolled', { by, before, after: record });
    return { record, key: secret.key };
  });
}

/** For ever. Throws key_not_found, also for one that was revoked before. */
export async function endKey(
  { query }: Pick<Database, 'query'>,
  which: KeyName,
  by: Actor = itself,
): Promise<void> {
  await query.transaction().execute(async (trx) => {
    const before = await lockKey(trx, which);
    await trx
      .updateTable('keys')
      .set({ revoked_at: sql<Date>`now()` })
      .where('id', '=', which.id)
      .execute();
    await auditKey(trx, 'revoked', { by, before, after: null });
  });
}

async function auditKey(
  trx: Kysely<Tables>,
  what: 'added' | 'changed' | 'rolled' | 'revoked',
  { by, before, after }: { by: Actor; before: KeyRecord | null; after: KeyRecord | null },
): Promise<void> {
  const key = after ?? before;
  if (!key) return;
  await audit(trx, {
    by,
    accountId: key.accountId,
    action: `key.${what}`,
    object: { kind: 'key', id: key.id, name: key.name },
    before: before && factsOf(before),
    after: after && factsOf(after),
  });
}

/** What people set of a key, and by what it is known; amounts as they are written. */
function factsOf(record: KeyRecord) {
  const { name, mode, lastFour, scopes, models, addresses, expiresAt, disabledAt } = record;
  const { createsPerMinute, limits } = record;
  return {
    name,
    mode,
    lastFour,
    scopes,
    models,
    addresses,
    expiresAt,
    disabledAt,
    createsPerMinute,
    budget: limits?.budget
      ? { credits: microsToDecimal(limits.budget.mostMicros), period: limits.budget.period }
      : null,
    heldMost: limits?.heldMostMicros == null ? null : microsToDecimal(limits.heldMostMicros),
    tasksAtOnce: limits?.tasksAtOnce ?? null,
  };
}

/** One that is in use, as it is before it is changed. */
async function lockKey(trx: Kysely<Tables>, which: KeyName): Promise<KeyRecord> {
  if (!isId(which.id)) throw keyNotFound();
  await trx.selectFrom('keys').select('id').where('id', '=', which.id).forNoKeyUpdate().execute();
  const record = await readKey(trx, which);
  if (record.revokedAt !== null) throw keyNotFound();
  return record;
}

async function readKey(query: Kysely<Tables>, { accountId, id }: KeyName): Promise<KeyRecord> {
  if (!isId(id)) throw keyNotFound();
  const rows = await keyRows(query, accountId).where('id', '=', id).execute();
  const [record] = await recordsOf(query, rows);
  if (!record) throw keyNotFound();
  return record;
}

function isId(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);
}

function keyRows(query: Kysely<Tables>, accountId: string) {
  return query
    .selectFrom('keys')
    .where('account_id', '=', accountId)
    .select(['id', 'name', 'mode', 'prefix', 'models', 'addresses'])
    .select(['account_id as accountId', 'last_four as lastFour', 'created_at as createdAt'])
    .select(['disabled_at as disabledAt', 'revoked_at as revokedAt', 'expires_at as expiresAt'])
    .select(['last_used_at as lastUsedAt', 'creates_per_minute as createsPerMinute'])
    .select(sql<Scope[] | null>`scopes`.as('scopes'))
    .select(sql<boolean>`coalesce(expires_at <= now(), false)`.as('isExpired'));
}

type KeyRow = Omit<KeyRecord, 'limits' | 'formerSecrets'>;

async function recordsOf(query: Kysely<Tables>, rows: readonly KeyRow[]): Promise<KeyRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const limits = await readLimits(query, ids);
  const former = await query
    .selectFrom('former_key_secrets')
    .select(['key_id', 'last_four as lastFour', 'until'])
    .where('key_id', 'in', ids)
    .where('until', '>', sql<Date>`now()`)
    .orderBy('until', 'desc')
    .execute();
  const ofKey = Map.groupBy(former, (row) => row.key_id);
  return rows.map((row) => ({
    ...row,
    limits: limits.get(row.id) ?? null,
    formerSecrets: (ofKey.get(row.id) ?? []).map(({ lastFour, until }) => ({ lastFour, until })),
  }));
}

function checkedName(text: string): string {
  const name = normalName(text);
  const trouble = name === '' ? null : nameTrouble(name);
  if (trouble === null) return name;
  throw refuse('invalid_parameter', `name: ${trouble}.`, { field: 'name' });
}

function keyNotFound(): ProblemError {
  return refuse('key_not_found', 'There is no such key, or it is another account’s.');
}

function tooManyKeys(): ProblemError {
  return refuse(
    'key_limit',
    `The account has ${String(keysMax)} keys that are not revoked, as many as it may: revoke one that nobody uses.`,
  );
}

function tooManySecrets({ formerSecrets }: KeyRecord): ProblemError {
  const soonest = formerSecrets.at(-1)?.until.toISOString() ?? '';
  return refuse(
    'key_limit',
    `${String(formerSecretsMax)} former secrets of this key are still good, the first until ${soonest}: roll it then, or without an overlap.`,
  );
}

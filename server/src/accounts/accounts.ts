import { sql, type Kysely, type Selectable } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { audit, itself, type Actor } from '../audit/audit.ts';
import type { Balance } from '../dialects/mechanism.ts';
import { nameKey, nameTrouble, normalName } from '../generation/names.ts';
import { createBatcher } from '../postgres/batcher.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { failsWhole } from '../postgres/transient.ts';

export interface Account {
  id: string;
  name: string;
  tier: string | null;
  /** Since then it is read and nothing new is made. */
  suspendedAt: Date | null;
}

const looksLikeUuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Throws where the name is taken, whatever its case, or is none. */
export async function createAccount(
  database: Database,
  account: { name: string; tier?: string | null },
  by: Actor = itself,
): Promise<Account> {
  const name = normalName(account.name);
  const trouble = accountNameTrouble(name);
  if (trouble !== null) throw new Error(`name: ${trouble}`);
  return database.query.transaction().execute(async (trx) => {
    const created = await insertAccount(trx, { name, tier: account.tier ?? null }, by);
    if (!created) throw isTaken((await findAccount(database, name))?.name ?? name);
    return created;
  });
}

/** What is wrong with a name that is normal: words after the field's name, or null. */
export function accountNameTrouble(name: string): string | null {
  if (!looksLikeUuid.test(name)) return nameTrouble(name);
  return 'looks like an id; give a name that people can tell apart';
}

/** In a transaction of the caller's, with a name that is one. Null: the name is taken. */
export async function insertAccount(
  trx: Kysely<Tables>,
  { name, tier }: Pick<Account, 'name' | 'tier'>,
  by: Actor,
): Promise<Account | null> {
  const created = { id: uuidv7(), name, tier };
  const row = await trx
    .insertInto('accounts')
    .values({ ...created, name_key: nameKey(name) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!row) return null;
  await trx.insertInto('wallets').values({ account_id: created.id }).execute();
  await audit(trx, {
    by,
    accountId: created.id,
    action: 'account.created',
    object: { kind: 'account', id: created.id, name },
    after: { name, tier },
  });
  return { ...created, suspendedAt: null };
}

function isTaken(name: string): Error {
  return new Error(`name: an account named "${name}" stands already`);
}

/** By id or by name; of two names of before that are the same without case, the one that is written so. */
export async function findAccount(database: Database, idOrName: string): Promise<Account | null> {
  const accounts = database.query
    .selectFrom('accounts')
    .select(['id', 'name', 'tier', 'suspended_at as suspendedAt']);
  const found = looksLikeUuid.test(idOrName)
    ? accounts.where('id', '=', idOrName)
    : accounts
        .where((where) =>
          where.or([where('name', '=', idOrName), where('name_key', '=', nameKey(idOrName))]),
        )
        .orderBy((order) => order('name', '=', idOrName), 'desc')
        .limit(1);
  return (await found.executeTakeFirst()) ?? null;
}

/** Null: the list price. Counts for what is asked for from now on. */
export async function setTier(
  database: Pick<Database, 'query'>,
  { id, name }: Pick<Account, 'id' | 'name'>,
  tier: string | null,
  by: Actor,
): Promise<void> {
  await database.query.transaction().execute(async (trx) => {
    const former = await trx
      .selectFrom('accounts')
      .select('tier')
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirst();
    await trx.updateTable('accounts').set({ tier }).where('id', '=', id).execute();
    await audit(trx, {
      by,
      accountId: id,
      action: 'account.tier_set',
      object: { kind: 'account', id, name },
      before: { tier: former?.tier ?? null },
      after: { tier },
    });
  });
}

/**
 * Suspends an account, or lets it go on. It is told everywhere within a second; what was accepted before ends as it
 * would. False: it is so already.
 */
export async function setSuspended(
  { query }: Pick<Database, 'query'>,
  { id, name }: Pick<Account, 'id' | 'name'>,
  { suspended, reason }: { suspended: boolean; reason: string },
  by: Actor,
): Promise<boolean> {
  return query.transaction().execute(async (trx) => {
    const changed = await trx
      .updateTable('accounts')
      .set({ suspended_at: suspended ? sql<Date>`now()` : null })
      .where('id', '=', id)
      .where('suspended_at', suspended ? 'is' : 'is not', null)
      .returning('id')
      .executeTakeFirst();
    if (!changed) return false;
    await audit(trx, {
      by,
      accountId: id,
      action: suspended ? 'account.suspended' : 'account.resumed',
      object: { kind: 'account', id, name },
      before: { suspended: !suspended },
      after: { suspended, reason },
    });
    return true;
  });
}

export interface ListedAccount extends Account, Wallet {
  createdAt: Date;
}

/** All of them, by name. */
export async function listAccounts(database: Database): Promise<ListedAccount[]> {
  const rows = await database.query
    .selectFrom('accounts as a')
    .innerJoin('wallets as w', 'w.account_id', 'a.id')
    .select(['a.id', 'a.name', 'a.tier', 'a.created_at', 'a.suspended_at'])
    .select(['w.balance_micros', 'w.held_micros', 'w.debt_micros'])
    .orderBy('a.name')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    tier: row.tier,
    suspendedAt: row.suspended_at,
    createdAt: row.created_at,
    balanceMicros: row.balance_micros,
    heldMicros: row.held_micros,
    debtMicros: row.debt_micros,
  }));
}

export interface Wallet {
  balanceMicros: bigint;
  heldMicros: bigint;
  /** What the next credits pay first; it cannot be spent. */
  debtMicros: bigint;
}

export async function readWallet(database: Database, accountId: string): Promise<Wallet | null> {
  const row = await database.query
    .selectFrom('wallets')
    .select(['balance_micros', 'held_micros', 'debt_micros'])
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row ? toWallet(row) : null;
}

/** What may be spent: neither held for tasks nor owed. Whoever owes more than is there has nothing. */
export function availableOf({ balanceMicros, heldMicros, debtMicros }: Wallet): bigint {
  const free = balanceMicros - heldMicros - debtMicros;
  return free > 0n ? free : 0n;
}

/** What accounts may spend right now; nothing for one without a wallet. Those asked together share one statement. */
export function createAvailable(database: Database): (accountId: string) => Promise<bigint> {
  const batcher = createBatcher<string, bigint>({
    maxItems: 256,
    failsWhole,
    async run(accountIds) {
      const { rows } = await database.reads.query<WalletRow & { account_id: string }>({
        name: 'available credits',
        text: `
select account_id, balance_micros, held_micros, debt_micros
  from wallets where account_id = any ($1::uuid[])`,
        values: [accountIds],
      });
      const byId = new Map(rows.map((row) => [row.account_id, availableOf(toWallet(row))]));
      return accountIds.map((id) => byId.get(id) ?? 0n);
    },
  });
  return (accountId) => batcher.add(accountId);
}

/** What an account is told of its credits, all of one moment. */
export async function readBalance(
  database: Pick<Database, 'general'>,
  accountId: string,
): Promise<Balance & Wallet> {
  const { rows } = await database.general.query<WalletRow & { charged: bigint }>(
    `select balance_micros, held_micros, debt_micros, charged_of_account(account_id) as charged
       from wallets where account_id = $1`,
    [accountId],
  );
  const [row] = rows;
  const wallet = row ? toWallet(row) : { balanceMicros: 0n, heldMicros: 0n, debtMicros: 0n };
  return { ...wallet, availableMicros: availableOf(wallet), chargedMicros: row?.charged ?? 0n };
}

type WalletRow = Pick<
  Selectable<Tables['wallets']>,
  'balance_micros' | 'held_micros' | 'debt_micros'
>;

function toWallet(row: WalletRow): Wallet {
  return {
    balanceMicros: row.balance_micros,
    heldMicros: row.held_micros,
    debtMicros: row.debt_micros,
  };
}

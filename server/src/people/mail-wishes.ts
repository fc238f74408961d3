import { sql, type Kysely } from 'kysely';
import { audit, type Actor } from '../audit/audit.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';

/** What the owners of an account want to be told by mail. */
export interface MailWishes {
  /** Below it credits are low; null: that is not told. */
  lowBalanceMicros: bigint | null;
  endpointDisabled: boolean;
  priceChange: boolean;
  /** Of each member, from where they had not signed in. */
  signIn: boolean;
  retention: boolean;
}

const none: MailWishes = {
  lowBalanceMicros: null,
  endpointDisabled: false,
  priceChange: false,
  signIn: false,
  retention: false,
};

export async function readMailWishes(
  query: Kysely<Tables>,
  accountId: string,
): Promise<MailWishes> {
  const row = await query
    .selectFrom('mail_wishes')
    .selectAll()
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (!row) return none;
  return {
    lowBalanceMicros: row.low_balance_micros,
    endpointDisabled: row.endpoint_disabled,
    priceChange: row.price_change,
    signIn: row.sign_in,
    retention: row.retention,
  };
}

/** What is undefined is left as it is. */
export async function changeMailWishes(
  { query }: Pick<Database, 'query'>,
  accountId: string,
  change: { [Wish in keyof MailWishes]?: MailWishes[Wish] | undefined },
  by: Actor,
): Promise<MailWishes> {
  return query.transaction().execute(async (transaction) => {
    const account = await transaction
      .selectFrom('accounts')
      .select('name')
      .where('id', '=', accountId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    const before = await readMailWishes(transaction, accountId);
    const said = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    );
    const after: MailWishes = { ...before, ...said };
    const columns = {
      low_balance_micros: after.lowBalanceMicros,
      endpoint_disabled: after.endpointDisabled,
      price_change: after.priceChange,
      sign_in: after.signIn,
      retention: after.retention,
    };
    await transaction
      .insertInto('mail_wishes')
      .values({ account_id: accountId, ...columns })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(columns))
      .execute();
    await audit(transaction, {
      by,
      accountId,
      action: 'account.mails_changed',
      object: { kind: 'account', id: accountId, name: account.name },
      before: factsOf(before),
      after: factsOf(after),
    });
    return after;
  });
}

function factsOf({ lowBalanceMicros, ...switches }: MailWishes) {
  return { ...switches, lowBalanceMicros: lowBalanceMicros && String(lowBalanceMicros) };
}

/** Whether one of the accounts that the person acts for wants new sign-ins to be told. */
export async function wantsSignIns(query: Kysely<Tables>, personId: string): Promise<boolean> {
  const { rows } = await sql<{ wanted: boolean }>`
select exists (select from members m join mail_wishes w on w.account_id = m.account_id
                where m.person_id = ${personId} and w.sign_in) as wanted`.execute(query);
  return rows[0]?.wanted ?? false;
}

import { sql, type Kysely, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { microsToDecimal } from '../generation/money.ts';
import { languages } from '../generation/problem-texts.ts';
import type { FinishedLetter } from '../mail/letters.ts';
import type { Tables } from '../postgres/tables.ts';
import type { HousekeepingRule } from '../work/housekeeping.ts';
import { occasionSchema, type Occasion } from './notices.ts';
import type { PeopleParts } from './parts.ts';

/**
 * Looks for what is to be known of accounts. Each occasion is one row for as long as it lasts, and whoever wants it
 * told by mail is told once, in the transaction that writes the row.
 */
export interface OccasionParts extends Pick<PeopleParts, 'database' | 'publicUrl' | 'outbox'> {
  /** Of the price book in force. */
  bookVersion: string;
  /** After so many days tasks go that nobody was charged for. */
  keptDays: number;
}

export function occasionRules(parts: OccasionParts): HousekeepingRule[] {
  return [
    {
      name: 'notice balances and endpoints',
      on: 'database',
      everySeconds: 60,
      async batch() {
        await tell(parts, lowBalances, balancesThatRose);
        await tell(parts, disabledEndpoints, endpointsThatGoOn);
        return false;
      },
    },
    {
      name: 'notice prices and retention',
      on: 'database',
      everySeconds: 3_600,
      async batch() {
        if (await isNewBook(parts)) await tell(parts, otherPrices(parts.bookVersion), pastNotices);
        await tell(parts, oldTasks(parts.keptDays), pastNotices);
        return false;
      },
    },
    {
      name: 'remove notices',
      on: 'database',
      everySeconds: 3_600,
      async batch() {
        const { rowCount } = await parts.database.general.query(
          `delete from notices where id in
             (select id from notices where until < now() - make_interval(days => $2)
               order by until limit $1)`,
          [batch, keptAfterDays],
        );
        return rowCount === batch;
      },
    },
  ];
}

const batch = 1_000;
/** When it is over. */
const keptAfterDays = 30;
/** What has no end of its own. */
const lastsDays = 30;
const aheadDays = 7;
/** Of old tasks, at one look. */
const tasksMost = 10_000;
const noAccount = '00000000-0000-0000-0000-000000000000';

type Statement = RawBuilder<unknown>;

/** What is spent already counts, and what is held does not: else each task would end and begin it. */
const lowBalances = sql`
select w.account_id, 'low_balance', w.account_id::text,
       jsonb_build_object('leftMicros', (w.balance_micros - w.debt_micros)::text,
                          'belowMicros', m.low_balance_micros::text)
  from mail_wishes m join wallets w on w.account_id = m.account_id
 where m.low_balance_micros is not null
   and w.balance_micros - w.debt_micros < m.low_balance_micros`;

const balancesThatRose = sql`
update notices n set until = now()
 where n.kind = 'low_balance' and n.until is null
   and not exists (select from mail_wishes m join wallets w on w.account_id = m.account_id
                    where m.account_id = n.account_id
                      and w.balance_micros - w.debt_micros < m.low_balance_micros)`;

const disabledEndpoints = sql`
select account_id, 'endpoint_disabled', id, jsonb_build_object('url', url, 'because', disabled_because)
  from webhook_endpoints where disabled_because in ('gone', 'failing')`;

const endpointsThatGoOn = sql`
update notices n set until = now()
 where n.kind = 'endpoint_disabled' and n.until is null
   and not exists (select from webhook_endpoints e
                    where e.id = n.object and e.disabled_because in ('gone', 'failing'))`;

const otherPrices = (version: string) => sql`
select id, 'price_change', ${version}::text, jsonb_build_object('version', ${version}::text)
  from accounts`;

const oldTasks = (keptDays: number) => sql`
select distinct account_id, 'retention', account_id::text, jsonb_build_object('days', ${keptDays}::int)
  from (select account_id from tasks
         where finished_at is not null and coalesce(charged_micros, 0) = 0
           and finished_at < now() - make_interval(days => ${keptDays - aheadDays})
         order by finished_at limit ${tasksMost}) old`;

const pastNotices = sql`
update notices set until = now()
 where kind in ('price_change', 'retention') and until is null and account_id <> ${noAccount}
   and since < now() - make_interval(days => ${lastsDays})`;

/**
 * Whether a book with this version has never been in force here; the first one that is seen at all is none that
 * anybody had been told of another price by.
 */
async function isNewBook({ database, bookVersion }: OccasionParts): Promise<boolean> {
  const { rows } = await database.general.query<{ known: boolean; is_new: boolean }>(
    `with known as materialized (
       select exists (select from notices where account_id = $1 and kind = 'price_change'
                                      and until is null) as known),
     noted as (
       insert into notices (id, account_id, kind, object, facts)
       values (gen_random_uuid(), $1, 'price_change', $2, jsonb_build_object('version', $2::text))
       on conflict (account_id, kind, object) where until is null do nothing returning id)
     select known.known, exists (select from noted) as is_new from known`,
    [noAccount, bookVersion],
  );
  return rows[0]?.known === true && rows[0].is_new;
}

const begun = z.object({ account_id: z.string(), kind: z.string(), facts: z.unknown() });

async function tell(parts: OccasionParts, found: Statement, over: Statement): Promise<void> {
  const { database, outbox } = parts;
  await database.query.transaction().execute(async (transaction) => {
    await over.execute(transaction);
    const { rows } = await sql`
insert into notices (id, account_id, kind, object, facts)
select gen_random_uuid(), f.* from (${found}) f (account_id, kind, object, facts)
on conflict (account_id, kind, object) where until is null do nothing
returning account_id, kind, facts`.execute(transaction);
    if (outbox === null) return;
    for (const row of rows.map((one) => begun.parse(one))) {
      const occasion = occasionSchema.parse(row);
      for (const reader of await readersOf(transaction, row.account_id, occasion.kind)) {
        await outbox.post(transaction, letterOf(occasion, reader, parts.publicUrl), row.account_id);
      }
    }
  });
}

/** Which switch lets it be mailed. */
const switches = {
  low_balance: sql`w.low_balance_micros is not null`,
  endpoint_disabled: sql`w.endpoint_disabled`,
  price_change: sql`w.price_change`,
  retention: sql`w.retention`,
} as const;

const readerSchema = z.object({
  email: z.string(),
  language: z.enum(languages),
  accountName: z.string(),
});
type Reader = z.infer<typeof readerSchema>;

/** Owners, and whoever pays. */
async function readersOf(
  transaction: Kysely<Tables>,
  accountId: string,
  kind: Occasion['kind'],
): Promise<Reader[]> {
  const { rows } = await sql`
select p.email, p.language, a.name as "accountName"
  from mail_wishes w
  join accounts a on a.id = w.account_id
  join members m on m.account_id = w.account_id and m.role in ('owner', 'billing')
  join persons p on p.id = m.person_id
 where w.account_id = ${accountId} and ${switches[kind]}
 order by p.id`.execute(transaction);
  return rows.map((row) => readerSchema.parse(row));
}

function letterOf(
  occasion: Occasion,
  { email: to, language, accountName }: Reader,
  publicUrl: string,
): FinishedLetter {
  const common = { to, language, accountName };
  switch (occasion.kind) {
    case 'low_balance': {
      const { leftMicros, belowMicros } = occasion.facts;
      const [left, below] = [microsToDecimal(leftMicros), microsToDecimal(belowMicros)];
      return { ...common, kind: 'low_balance', left, below, url: `${publicUrl}/topup` };
    }
    case 'endpoint_disabled': {
      const { url: endpoint, because } = occasion.facts;
      const why = reasons[language][because];
      const url = `${publicUrl}/webhooks`;
      return { ...common, kind: 'endpoint_disabled', endpoint, why, url };
    }
    case 'price_change':
      return { ...common, ...occasion.facts, kind: 'price_change', url: `${publicUrl}/models` };
    case 'retention':
      return { ...common, ...occasion.facts, kind: 'retention', url: `${publicUrl}/tasks` };
  }
}

const reasons = {
  en: { gone: 'it answered 410', failing: 'it has failed for days' },
  zh: { gone: '它回答了 410', failing: '它已连续多天失败' },
} as const;

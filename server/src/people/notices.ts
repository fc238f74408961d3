import { sql } from 'kysely';
import { z } from 'zod';
import { refuse } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import { isId } from './ids.ts';

/** What is to be known of an account, for as long as it lasts. */

const micros = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);

export const occasionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('low_balance'),
    facts: z.object({ leftMicros: micros, belowMicros: micros }),
  }),
  z.object({
    kind: z.literal('endpoint_disabled'),
    facts: z.object({ url: z.string(), because: z.enum(['gone', 'failing']) }),
  }),
  z.object({ kind: z.literal('price_change'), facts: z.object({ version: z.string() }) }),
  z.object({ kind: z.literal('retention'), facts: z.object({ days: z.int() }) }),
]);

export type Occasion = z.infer<typeof occasionSchema>;

export interface Notice {
  id: string;
  kind: Occasion['kind'] | 'account_suspended';
  /** What it is about: an endpoint, a price book, or the account itself. */
  object: string;
  since: Date;
}

const noticesMost = 100;

/** Those that last, and that the person has not dismissed, the newest first. */
export async function readNotices(
  { general }: Pick<Database, 'general'>,
  accountId: string,
  personId: string | null,
): Promise<Notice[]> {
  const { rows } = await general.query<Notice>({
    name: 'notices of account',
    text: `
(select n.id::text as id, n.kind, n.object, n.since from notices n
  where n.account_id = $1 and n.until is null
    and not exists (select from notice_dismissals d where d.notice_id = n.id and d.person_id = $2)
  order by n.since desc, n.id limit $3)
union all
select 'account_suspended', 'account_suspended', id::text, suspended_at
  from accounts where id = $1 and suspended_at is not null
order by since desc, id`,
    values: [accountId, personId, noticesMost],
  });
  return rows;
}

/** For this person alone. Throws notice_not_found. */
export async function dismissNotice(
  { query }: Pick<Database, 'query'>,
  { accountId, id, personId }: { accountId: string; id: string; personId: string },
): Promise<void> {
  const { rows } = isId(id)
    ? await sql`
with found as (select id, account_id from notices where id = ${id} and account_id = ${accountId}),
     noted as (insert into notice_dismissals (notice_id, person_id, account_id)
               select id, ${personId}::uuid, account_id from found on conflict do nothing)
select id from found`.execute(query)
    : { rows: [] };
  if (rows.length === 0) throw refuse('notice_not_found', 'There is no such notice.');
}

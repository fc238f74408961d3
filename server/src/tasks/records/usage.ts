import { sql, type Kysely } from 'kysely';
import { noKeyId } from '../../accounts/keys.ts';
import { refuse } from '../../generation/problems.ts';
import type { Database } from '../../postgres/database.ts';
import type { Tables } from '../../postgres/tables.ts';

/** What an account was charged and got back in a time, added up once and told by what it is asked by. */

export const usageDimensions = ['day', 'model', 'key', 'endUser', 'api', 'resolution'] as const;
export type UsageDimension = (typeof usageDimensions)[number];

export const usageDaysMost = 366;

export interface UsageQuestion {
  accountId: string;
  /** Days of the zone, as ISO 8601 writes them, both included. */
  from: string;
  to: string;
  /** By its IANA name. */
  timeZone: string;
  by: ReadonlySet<UsageDimension>;
}

export interface Usage {
  /** Null where it is not told by them. */
  day: string | null;
  model: string | null;
  /** Empty: an operator made it without one. */
  keyId: string | null;
  /** Empty: the request named none. */
  endUser: string | null;
  /** The API that it was asked for in. */
  api: string | null;
  resolution: string | null;
  films: number;
  seconds: number;
  tokens: number;
  chargedMicros: bigint;
  refundedMicros: bigint;
}

/** Movements that are added up at a time, and how many times for one who asks. */
const addedAtOnce = 10_000;
const additionsMost = 10;

const rowsMost = 10_000;

/**
 * In the order of days. Adds up what has come since somebody asked last. Throws overloaded where that is much: then it
 * goes on from there the next time; and invalid_parameter where the answer would have too many rows, or the database
 * knows no such zone.
 */
export function readUsage(
  { lists }: Pick<Database, 'lists'>,
  question: UsageQuestion,
): Promise<Usage[]> {
  return lists.of(question.accountId, async (query) => {
    await addUp(query, question.accountId);
    const rows = await readAdded(query, question).catch(refuseUnknownZone);
    if (rows.length <= rowsMost) return rows;
    throw refuse(
      'invalid_parameter',
      `The answer would have more than ${String(rowsMost)} rows: ask for fewer days, or by less.`,
      { field: 'by' },
    );
  });
}

/** Of a value that is none: of all that is asked with, the zone alone can be. */
const invalidValue = '22023';

/** Node.js and PostgreSQL each have a list of zones, and one may be newer. */
function refuseUnknownZone(error: unknown): never {
  const { code }: { code?: unknown } = Object(error);
  if (code !== invalidValue) throw error;
  throw refuse(
    'invalid_parameter',
    "timeZone is none that is known here: send a name of the IANA's list, such as Asia/Shanghai.",
    { field: 'timeZone' },
  );
}

/** Adds up what came since somebody asked last. Throws overloaded where that is much. */
export async function addUp(query: Kysely<Tables>, accountId: string): Promise<void> {
  for (let addition = 0; addition < additionsMost; addition++) {
    const { rows } = await sql<{ isAll: boolean }>`
select add_up_usage(${accountId}, ${addedAtOnce}) as "isAll"`.execute(query);
    if (rows[0]?.isAll === true) return;
  }
  throw refuse('overloaded', 'The usage is still being added up: ask again shortly.', {
    retryAfterSeconds: 1,
  });
}

async function readAdded(
  query: Kysely<Tables>,
  { accountId, from, to, timeZone, by }: UsageQuestion,
): Promise<Usage[]> {
  const told = (dimension: UsageDimension, column: ReturnType<typeof sql>) =>
    by.has(dimension) ? column : sql`null::text`;
  const { rows } = await sql<Usage>`
select ${told('day', sql`to_char(u.quarter at time zone ${timeZone}, 'YYYY-MM-DD')`)} as day,
       ${told('model', sql`u.model`)} as model,
       ${told('key', sql`coalesce(nullif(u.key_id::text, ${noKeyId}), '')`)} as "keyId",
       ${told('endUser', sql`u.end_user`)} as "endUser",
       ${told('api', sql`u.dialect`)} as api,
       ${told('resolution', sql`u.resolution`)} as resolution,
       sum(u.films)::int as films, sum(u.seconds)::float8 as seconds, sum(u.tokens)::float8 as tokens,
       sum(u.charged_micros)::bigint as "chargedMicros",
       sum(u.refunded_micros)::bigint as "refundedMicros"
  from usage_quarters u
 where u.account_id = ${accountId}
   and u.quarter >= (${from}::date)::timestamp at time zone ${timeZone}
   and u.quarter < (${to}::date + 1)::timestamp at time zone ${timeZone}
 group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6 limit ${rowsMost + 1}`.execute(query);
  return rows;
}

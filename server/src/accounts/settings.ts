import { sql, type Kysely } from 'kysely';
import type { Language } from '../generation/problem-texts.ts';
import { refuse } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import {
  changedLimits,
  noLimits,
  readLimits,
  setLimits,
  type Limits,
  type LimitUse,
} from './limits/limits.ts';
import { isTimeZone } from './limits/time-zones.ts';

/** What an account's owner sets for all of its keys. */
export interface AccountSettings {
  id: string;
  name: string;
  /** By which its days and months begin. */
  timeZone: string;
  /** In which dialects tell its keys what is wrong. */
  problemLanguage: Language;
  /** Since then it is read and nothing new is made. */
  suspendedAt: Date | null;
  /** Null: it has none. */
  limits: LimitUse | null;
}

/** Throws where there is no such account: whoever is known has one. */
export async function readSettings(
  query: Kysely<Tables>,
  accountId: string,
): Promise<AccountSettings> {
  const account = await query
    .selectFrom('accounts')
    .select([
      'id',
      'name',
      'time_zone as timeZone',
      'problem_language as problemLanguage',
      'suspended_at as suspendedAt',
    ])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const limits = await readLimits(query, [accountId]);
  return { ...account, limits: limits.get(accountId) ?? null };
}

export interface SettingsChange extends Partial<Limits> {
  timeZone?: string | undefined;
  problemLanguage?: Language | undefined;
}

/** What is undefined is left as it is. Throws invalid_parameter for a time zone that is none. */
export async function changeSettings(
  database: Pick<Database, 'query' | 'general'>,
  accountId: string,
  { timeZone, problemLanguage, ...limits }: SettingsChange,
): Promise<AccountSettings> {
  if (timeZone !== undefined && !(await isTimeZone(database, timeZone))) {
    throw refuse(
      'invalid_parameter',
      `timeZone is none that is known here: send a name of the IANA's list, such as Asia/Shanghai.`,
      { field: 'timeZone' },
    );
  }
  return database.query.transaction().execute(async (trx) => {
    // First, so that what two of them change at once is changed one after the other.
    await sql`select from wallets where account_id = ${accountId} for no key update`.execute(trx);
    if (timeZone !== undefined) {
      await sql`select set_time_zone(${accountId}, ${timeZone})`.execute(trx);
    }
    if (problemLanguage !== undefined) {
      await trx
        .updateTable('accounts')
        .set({ problem_language: problemLanguage })
        .where('id', '=', accountId)
        .execute();
    }
    if (Object.values(limits).some((limit) => limit !== undefined)) {
      const before = (await readSettings(trx, accountId)).limits ?? noLimits;
      await setLimits(trx, { accountId, subjectId: accountId }, changedLimits(before, limits));
    }
    return readSettings(trx, accountId);
  });
}

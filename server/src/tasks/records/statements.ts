import { sql, type Kysely } from 'kysely';
import { noKeyId } from '../../accounts/keys.ts';
import { refuse } from '../../generation/problems.ts';
import type { Database } from '../../postgres/database.ts';
import type { Tables } from '../../postgres/tables.ts';
import { movementsOfTime } from '../../ledger/history.ts';
import {
  readBalances,
  readMonth,
  readMonths,
  readWritten,
  writeMonth,
  type MonthBalances,
  type MonthNames,
  type StatementMonth,
} from './statement-months.ts';
import { addUp } from './usage.ts';

/** What an account was charged and got back in a month, told apart by whom it was for. */
export interface Statement extends StatementMonth, MonthBalances {
  account: { id: string; name: string };
  /** Of all films of the month. */
  total: StatementSums;
  /** What else came to the wallet, less what was taken: credits that were bought or given, and those that ended. */
  otherMicros: bigint;
  byKey: StatementLine[];
  /** By who made the key; null: a command did, or it is not known. */
  byMember: StatementLine[];
  byEndUser: StatementLine[];
  /** Null: by none was asked for. */
  byMetadata: StatementLine[] | null;
}

export interface StatementSums {
  films: number;
  seconds: number;
  tokens: number;
  chargedMicros: bigint;
  refundedMicros: bigint;
}

export interface StatementLine extends StatementSums {
  /** Null: none is named, or it is all the others together. */
  id: string | null;
  name: string;
  /** How many others a last line holds; 0 in all lines before it. */
  others: number;
}

export interface StatementQuestion {
  accountId: string;
  /** As `2026-11`. */
  month: string;
  /** Of a member of the metadata; null: none. */
  metadataName: string | null;
}

const linesMost = 5_000;
const groupsMost = 50_000;
const movementsMost = 100_000;

/** The months of which there are statements, the newest first. Throws overloaded. */
export function listMonths(
  { lists }: Pick<Database, 'lists'>,
  accountId: string,
): Promise<StatementMonth[]> {
  return lists.of(accountId, (query) => readMonths(query, accountId));
}

/**
 * The same whenever it is asked for once the month is over: all sums are of movements, and what is no movement is kept
 * from the first time on. Null: the account had nothing then. Throws overloaded, and invalid_parameter where there is
 * too much to tell apart.
 */
export function readStatement(
  { lists }: Pick<Database, 'lists'>,
  { accountId, month, metadataName }: StatementQuestion,
): Promise<Statement | null> {
  return lists.of(accountId, async (query) => {
    const found = await readMonth(query, accountId, month);
    if (!found) return null;
    await addUp(query, accountId);
    const groups = await readGroups(query, accountId, found);
    const kept =
      (found.isOver ? await readWritten(query, accountId, found) : null) ??
      (await nameMonth(query, accountId, found, groups));
    const byMetadata =
      metadataName === null ? null : await readMetadata(query, accountId, found, metadataName);
    return statementOf({ accountId, found, groups, kept, byMetadata });
  });
}

interface Group extends StatementSums {
  keyId: string;
  endUser: string;
}

const sumColumns = sql.raw(`
       sum(u.films)::int as films, sum(u.seconds)::float8 as seconds, sum(u.tokens)::float8 as tokens,
       sum(u.charged_micros)::bigint as "chargedMicros",
       sum(u.refunded_micros)::bigint as "refundedMicros"`);

async function readGroups(
  query: Kysely<Tables>,
  accountId: string,
  { beganAtMs, endedAtMs }: StatementMonth,
): Promise<Group[]> {
  const { rows } = await sql<Group>`
select u.key_id as "keyId", u.end_user as "endUser", ${sumColumns}
  from usage_quarters u
 where u.account_id = ${accountId}
   and u.quarter >= to_timestamp(${beganAtMs / 1_000}::float8)
   and u.quarter < to_timestamp(${endedAtMs / 1_000}::float8)
 group by 1, 2 limit ${groupsMost + 1}`.execute(query);
  if (rows.length > groupsMost) throw tooMuch(`${String(groupsMost)} keys and end users`);
  return rows;
}

type Kept = MonthBalances & { names: MonthNames };

/** What is kept of the month, if it is over: whoever was first has decided. */
async function nameMonth(
  query: Kysely<Tables>,
  accountId: string,
  found: StatementMonth,
  groups: readonly Group[],
): Promise<Kept> {
  const keyIds = [...new Set(groups.map(({ keyId }) => keyId))];
  const kept = {
    ...(await readBalances(query, accountId, found)),
    names: await readNames(query, accountId, keyIds),
  };
  if (!found.isOver) return kept;
  await writeMonth(query, accountId, { ...found, ...kept });
  return (await readWritten(query, accountId, found)) ?? kept;
}

interface NameRow {
  id: string;
  name: string;
  lastFour: string;
  madeBy: string | null;
  email: string | null;
}

async function readNames(
  query: Kysely<Tables>,
  accountId: string,
  keyIds: readonly string[],
): Promise<MonthNames> {
  const { name: account } = await query
    .selectFrom('accounts')
    .select('name')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const { rows } = await sql<NameRow>`
select k.id, k.name, k.last_four as "lastFour", k.made_by as "madeBy",
       (select p.email from persons p where p.id = k.made_by) as email
  from keys k where k.account_id = ${accountId} and k.id = any (${[...keyIds]}::uuid[])`.execute(
    query,
  );
  return {
    account,
    keys: Object.fromEntries(
      rows.map(({ id, name, lastFour, madeBy }) => [id, { name, lastFour, madeBy }]),
    ),
    members: Object.fromEntries(
      rows.flatMap(({ madeBy, email }) => (madeBy === null ? [] : [[madeBy, email ?? madeBy]])),
    ),
  };
}

async function readMetadata(
  query: Kysely<Tables>,
  accountId: string,
  { beganAtMs: fromMs, endedAtMs: toMs }: StatementMonth,
  name: string,
): Promise<StatementLine[]> {
  const looked = sql`
  select m.task_id, m.kind, m.amount_micros from movements m
   where m.account_id = ${accountId} and m.kind in ('charge', 'refund')
     and ${movementsOfTime({ accountId, before: null, fromMs, toMs })}
   order by m.version limit ${movementsMost + 1}`;
  const { rows } = await sql<StatementSums & { id: string; looked: number }>`
select coalesce(case when pg_input_is_valid(t.metadata #>> '{}', 'jsonb')
                     then (t.metadata #>> '{}')::jsonb ->> ${name} end, '') as id,
       count(*)::int as looked,
       (count(*) filter (where m.kind = 'charge'))::int as films,
       coalesce(sum((t.output ->> 'seconds')::bigint) filter (where m.kind = 'charge'), 0)::float8 as seconds,
       coalesce(sum((t.output ->> 'completionTokens')::bigint) filter (where m.kind = 'charge'), 0)::float8
         as tokens,
       coalesce(sum(m.amount_micros) filter (where m.kind = 'charge'), 0)::bigint as "chargedMicros",
       coalesce(sum(m.amount_micros) filter (where m.kind = 'refund'), 0)::bigint as "refundedMicros"
  from (${looked}) m
 cross join lateral (select * from tasks o where o.id = m.task_id limit 1) t
 group by 1`.execute(query);
  const count = rows.reduce((sum, row) => sum + row.looked, 0);
  if (count > movementsMost) throw tooMuch(`${String(movementsMost)} charges and refunds`);
  return linesOf(
    rows,
    ({ id }) => id,
    (id) => id,
  );
}

function tooMuch(what: string): Error {
  return refuse(
    'invalid_parameter',
    `The month has more than ${what}: export its deductions instead, with POST /platform/v1/exports.`,
    { field: 'metadata' },
  );
}

interface Parts {
  accountId: string;
  found: StatementMonth;
  groups: readonly Group[];
  kept: Kept;
  byMetadata: StatementLine[] | null;
}

function statementOf({ accountId, found, groups, kept, byMetadata }: Parts): Statement {
  const { names, openingMicros, closingMicros } = kept;
  const total = groups.reduce<StatementSums>(plus, nothing);
  const makerOf = (keyId: string): string => names.keys[keyId]?.madeBy ?? '';
  return {
    ...found,
    openingMicros,
    closingMicros,
    account: { id: accountId, name: names.account },
    total,
    otherMicros: closingMicros - openingMicros + total.chargedMicros - total.refundedMicros,
    byKey: linesOf(
      groups,
      ({ keyId }) => (keyId === noKeyId ? '' : keyId),
      (id) => keyName(names.keys[id]),
    ),
    byMember: linesOf(
      groups,
      ({ keyId }) => makerOf(keyId),
      (id) => names.members[id] ?? id,
    ),
    byEndUser: linesOf(
      groups,
      ({ endUser }) => endUser,
      (id) => id,
    ),
    byMetadata,
  };
}

function keyName(key: MonthNames['keys'][string] | undefined): string {
  if (!key) return '';
  return key.name === '' ? `…${key.lastFour}` : key.name;
}

const nothing: StatementSums = {
  films: 0,
  seconds: 0,
  tokens: 0,
  chargedMicros: 0n,
  refundedMicros: 0n,
};

function plus(a: StatementSums, b: StatementSums): StatementSums {
  return {
    films: a.films + b.films,
    seconds: a.seconds + b.seconds,
    tokens: a.tokens + b.tokens,
    chargedMicros: a.chargedMicros + b.chargedMicros,
    refundedMicros: a.refundedMicros + b.refundedMicros,
  };
}

/** Those that cost most first, and where there are very many, the others together. An empty id is none. */
function linesOf<Row extends StatementSums>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  nameOf: (id: string) => string,
): StatementLine[] {
  const lines = [...Map.groupBy(rows, idOf)].map(([id, here]): StatementLine => ({
    ...here.reduce<StatementSums>(plus, nothing),
    id: id === '' ? null : id,
    name: nameOf(id),
    others: 0,
  }));
  lines.sort(byCost);
  if (lines.length <= linesMost) return lines;
  const rest = lines.slice(linesMost);
  const sums = rest.reduce<StatementSums>(plus, nothing);
  return [...lines.slice(0, linesMost), { ...sums, id: null, name: '', others: rest.length }];
}

function byCost(a: StatementLine, b: StatementLine): number {
  const [costA, costB] = [a, b].map((one) => one.chargedMicros - one.refundedMicros);
  if (costA !== costB) return (costA ?? 0n) > (costB ?? 0n) ? -1 : 1;
  return (a.id ?? '') < (b.id ?? '') ? -1 : 1;
}

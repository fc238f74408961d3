import { Readable } from 'node:stream';
import { sql, type Kysely, type Transaction } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { audit, type Actor } from '../../../audit/audit.ts';
import { refuse, type ProblemError } from '../../../generation/problems.ts';
import type { Database } from '../../../postgres/database.ts';
import type { ExportFormat, ExportKind, Tables } from '../../../postgres/tables.ts';
import type { HousekeepingRule } from '../../../work/housekeeping.ts';
import { exportQueue } from '../../../work/queues.ts';
import { tableFiles } from '../tables/table-file.ts';
import { exportFilter, type ExportFilter } from './export-table.ts';

/** Records of an account as one file, made in the background, had by whoever asked for it, for a day. */
export interface RecordsExport {
  id: string;
  kind: ExportKind;
  format: ExportFormat;
  filter: ExportFilter;
  timeZone: string;
  state: 'queued' | 'running' | 'ready' | 'failed';
  /** So far. */
  rows: number;
  /** Of the file; 0 until it is ready. */
  bytes: number;
  /** Whether it ends before the records do, as it would be too long. */
  isCut: boolean;
  failure: string | null;
  createdAtMs: number;
  finishedAtMs: number | null;
  expiresAtMs: number;
}

/** Of an account that have not expired. */
export const exportsMost = 10;
const retryAfterSeconds = 600;

/** Of the one who asked for it. */
export interface ExportName {
  accountId: string;
  makerId: string;
  id: string;
}

export interface ExportOrder {
  accountId: string;
  makerId: string;
  kind: ExportKind;
  format: ExportFormat;
  filter: ExportFilter;
  timeZone: string;
  /** Is told the id in the transaction that makes it. */
  remember(transaction: Transaction<Tables>, id: string): Promise<void>;
}

/** Throws rate_limited where the account has too many. */
export async function makeExport(
  { query }: Pick<Database, 'query'>,
  order: ExportOrder,
  by: Actor,
): Promise<RecordsExport> {
  const { accountId, makerId, kind, format, filter, timeZone } = order;
  return query.transaction().execute(async (trx) => {
    // The account's row is locked before they are counted, so that no two are the last one.
    await trx
      .selectFrom('accounts')
      .select('id')
      .where('id', '=', accountId)
      .forNoKeyUpdate()
      .execute();
    await checkRoom(trx, accountId);
    const id = uuidv7();
    await trx
      .insertInto('exports')
      .values({
        id,
        account_id: accountId,
        made_by_kind: by.kind === 'person' ? 'person' : 'key',
        made_by: makerId,
        kind,
        format,
        filter: sql`${JSON.stringify(filter)}::jsonb`,
        time_zone: timeZone,
      })
      .execute();
    await trx
      .insertInto('work')
      .values({ step: 'export', subject_id: id, queue: exportQueue, account_id: accountId })
      .execute();
    await order.remember(trx, id);
    await auditExport(trx, 'made', { accountId, id, kind, by, after: { format, filter } });
    return readExport(trx, { accountId, makerId, id });
  });
}

async function checkRoom(trx: Kysely<Tables>, accountId: string): Promise<void> {
  const { count } = await trx
    .selectFrom('exports')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('account_id', '=', accountId)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirstOrThrow();
  if (count < BigInt(exportsMost)) return;
  throw refuse(
    'rate_limited',
    `The account has ${String(exportsMost)} exports, as many as it may: delete one, or wait until one expires.`,
    { retryAfterSeconds },
  );
}

interface Audited {
  accountId: string;
  id: string;
  kind: ExportKind;
  by: Actor;
  after?: Readonly<Record<string, unknown>>;
}

async function auditExport(
  trx: Kysely<Tables>,
  what: 'made' | 'fetched' | 'deleted',
  { accountId, id, kind, by, after }: Audited,
): Promise<void> {
  await audit(trx, {
    by,
    accountId,
    action: `export.${what}`,
    object: { kind: 'export', id, name: kind },
    after: after ?? null,
  });
}

function exportRows(query: Kysely<Tables>, accountId: string, makerId: string) {
  return query
    .selectFrom('exports')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('made_by', '=', makerId)
    .where('expires_at', '>', sql<Date>`now()`);
}

/** The newest first. */
export async function listExports(
  { query }: Pick<Database, 'query'>,
  { accountId, makerId }: Omit<ExportName, 'id'>,
): Promise<RecordsExport[]> {
  const rows = await exportRows(query, accountId, makerId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(exportsMost)
    .execute();
  return rows.map(exportOf);
}

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** Throws export_not_found. */
export async function readExport(
  query: Kysely<Tables>,
  { accountId, makerId, id }: ExportName,
): Promise<RecordsExport> {
  const row = idForm.test(id)
    ? await exportRows(query, accountId, makerId).where('id', '=', id).executeTakeFirst()
    : undefined;
  if (row) return exportOf(row);
  throw notFound();
}

type ExportRow = Awaited<ReturnType<ReturnType<typeof exportRows>['executeTakeFirstOrThrow']>>;

function exportOf(row: ExportRow): RecordsExport {
  const { id, kind, format, state } = row;
  return {
    id,
    kind,
    format,
    filter: exportFilter.parse(row.filter),
    timeZone: row.time_zone,
    state,
    rows: Number(row.rows),
    bytes: state === 'ready' ? Number(row.bytes) : 0,
    isCut: row.is_cut,
    failure: row.failure,
    createdAtMs: row.created_at.getTime(),
    finishedAtMs: row.finished_at && row.finished_at.getTime(),
    expiresAtMs: row.expires_at.getTime(),
  };
}

function notFound(): ProblemError {
  return refuse(
    'export_not_found',
    'There is no such export: it has expired, was deleted, or somebody else asked for it.',
  );
}

/** Throws export_not_found. */
export async function deleteExport(
  { query }: Pick<Database, 'query'>,
  which: ExportName,
  by: Actor,
): Promise<void> {
  const { accountId, id } = which;
  await query.transaction().execute(async (trx) => {
    const { kind } = await readExport(trx, which);
    await trx.deleteFrom('exports').where('id', '=', id).execute();
    // Whoever is at it finds it gone.
    await auditExport(trx, 'deleted', { accountId, id, kind, by });
  });
}

export interface ExportFile {
  about: RecordsExport;
  /** Read part by part. */
  body: Readable;
}

/** Throws export_not_found and not_finished. */
export async function openExport(
  { query, general }: Pick<Database, 'query' | 'general'>,
  which: ExportName,
  by: Actor,
): Promise<ExportFile> {
  const { accountId, id } = which;
  const about = await query.transaction().execute(async (trx) => {
    const found = await readExport(trx, which);
    if (found.state !== 'ready') throw notReady(found);
    await auditExport(trx, 'fetched', { accountId, id, kind: found.kind, by });
    return found;
  });
  return { about, body: Readable.from(partsOf({ general }, about), { objectMode: false }) };
}

function notReady({ state, failure }: RecordsExport): ProblemError {
  return refuse(
    'not_finished',
    state === 'failed'
      ? `There is no file: ${failure ?? 'it could not be made'}. Make another export.`
      : `There is no file: the export is ${state}. Read it until it is ready.`,
  );
}

async function* partsOf(
  { general }: Pick<Database, 'general'>,
  { id, format, bytes }: RecordsExport,
): AsyncGenerator<Buffer> {
  const { served } = tableFiles[format];
  let left = bytes;
  for (let number = 1; left > 0; number += 1) {
    const { rows } = await general.query<{ bytes: Buffer }>({
      name: 'read a part of an export',
      text: 'select bytes from export_chunks where export_id = $1 and number = $2',
      values: [id, number],
    });
    const [row] = rows;
    // It has expired meanwhile: who reads it must not take it for the whole.
    if (!row) throw new Error('a part of an export is gone');
    const part = served(row.bytes);
    left -= part.length;
    yield part;
  }
}

const removedAtOnce = 5;

export function exportRules({ general }: Pick<Database, 'general'>): HousekeepingRule[] {
  return [
    {
      name: 'remove exports',
      on: 'database',
      everySeconds: 300,
      async batch() {
        const { rowCount } = await general.query(
          `with gone as (
             delete from exports where id in
               (select id from exports where expires_at < now() order by expires_at limit $1)
             returning id),
           done as (delete from work where step = 'export' and subject_id in (select id::text from gone))
           select from gone`,
          [removedAtOnce],
        );
        return rowCount === removedAtOnce;
      },
    },
  ];
}

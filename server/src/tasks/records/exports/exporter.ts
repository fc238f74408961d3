import type { Logger } from 'pino';
import { ProblemError } from '../../../generation/problems.ts';
import type { Database } from '../../../postgres/database.ts';
import type { ExportFormat, ExportKind } from '../../../postgres/tables.ts';
import { claim, finish, release, type Claimed } from '../../../work/claim.ts';
import { createJobPool } from '../../../work/job-pool.ts';
import { exportQueue } from '../../../work/queues.ts';
import { tableFiles, type Piece } from '../tables/table-file.ts';
import type { XlsxState } from '../tables/xlsx.ts';
import { exportFilter, exportTable } from './export-table.ts';

/**
 * Makes exports, one at a time in each process, page by page: each page is written with the place where the next one
 * begins, so that whoever goes on after a crash has neither a page twice nor one too few. After some pages it is
 * another's turn.
 */
export interface Exporter {
  /** Starts what is due and does not wait for it. Resolves true where it started something. */
  turn(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface ExporterParts {
  database: Database;
  log: Logger;
  limits?: Partial<ExportLimits>;
}

interface ExportLimits {
  pageRows: number;
  /** Of one turn. */
  pages: number;
  /** Of a file; then it ends, and says so. Excel takes no more rows. */
  rows: number;
  /** As it is kept. */
  storedBytes: number;
  /** A sheet's part of an archive holds no more. */
  sheetBytes: number;
}

const usualLimits: ExportLimits = {
  pageRows: 500,
  pages: 20,
  rows: 1_000_000,
  storedBytes: 268_435_456,
  sheetBytes: 3_500_000_000,
};

const step = 'export';
const leaseSeconds = 60;
const busySeconds = 5;
/** One that ends its process again and again must end, too. */
const claimsMax = 20;

export function createExporter({ database, log, limits: given }: ExporterParts): Exporter {
  const limits = { ...usualLimits, ...given };
  const stopping = new AbortController();
  const jobs = createJobPool({ pool: database.claims, step, max: 1, leaseSeconds, log });

  async function carryOut(claimed: Claimed): Promise<void> {
    const again = (afterSeconds: number): Promise<void> =>
      release(database.claims, step, [{ ...claimed, afterSeconds, uncounted: true }]);
    try {
      if (claimed.claims > claimsMax) {
        await fail(database, claimed.subjectId, 'it was interrupted too often');
        await finish(database.claims, step, [claimed]);
        return;
      }
      for (let page = 0; page < limits.pages; page += 1) {
        if (stopping.signal.aborted) break;
        if (await writePage(database, claimed.subjectId, limits)) {
          await finish(database.claims, step, [claimed]);
          return;
        }
      }
      await again(0);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { code, message, retryAfterSeconds = busySeconds } = error.problem;
      if (code === 'overloaded') {
        await again(retryAfterSeconds);
        return;
      }
      await fail(database, claimed.subjectId, message);
      await finish(database.claims, step, [claimed]);
    }
  }

  return {
    async turn() {
      if (stopping.signal.aborted) return false;
      const limit = jobs.free();
      const order = { step, queue: exportQueue, limit, leaseSeconds } as const;
      const claimed = await claim(database.claims, order);
      for (const one of claimed) jobs.start(one, () => carryOut(one));
      return claimed.length > 0;
    },
    async stop() {
      stopping.abort();
      await jobs.drain();
    },
  };
}

interface OpenExport {
  id: string;
  accountId: string;
  kind: ExportKind;
  format: ExportFormat;
  filter: unknown;
  timeZone: string;
  cursor: string | null;
  rows: bigint;
  chunks: number;
  stored: bigint;
  writer: XlsxState | null;
  askedAtMs: number;
}

/** Resolves true where there is no more to do. */
async function writePage(database: Database, id: string, limits: ExportLimits): Promise<boolean> {
  const open = await readOpen(database, id);
  if (!open) return true;
  const { accountId, kind, timeZone, askedAtMs, cursor, chunks, writer } = open;
  const filter = exportFilter.parse(open.filter);
  const table = exportTable(database, { accountId, kind, filter, timeZone, askedAtMs });
  const file = tableFiles[open.format];
  if (chunks === 0) {
    await write(database, open, { ...file.begin(table.head), cursor: null, rows: 0 });
    return false;
  }
  const rowsLeft = limits.rows - Number(open.rows);
  const isFull =
    rowsLeft <= 0 ||
    open.stored >= BigInt(limits.storedBytes) ||
    (writer?.plainBytes ?? 0) >= limits.sheetBytes;
  // The end was read already, and is told by an empty cursor.
  if (cursor === ended || isFull) {
    const isCut = cursor !== ended;
    await write(database, open, { ...file.end(writer), cursor: ended, rows: 0, done: { isCut } });
    return true;
  }
  const page = await table.read({ limit: Math.min(limits.pageRows, rowsLeft), cursor });
  const piece = file.rows(page.rows, writer);
  await write(database, open, { ...piece, cursor: page.next ?? ended, rows: page.rows.length });
  return false;
}

const ended = '';

async function readOpen({ general }: Database, id: string): Promise<OpenExport | null> {
  const { rows } = await general.query<OpenExport>({
    name: 'read an open export',
    text: `
select id, account_id as "accountId", kind, format, filter, time_zone as "timeZone", cursor, rows, chunks,
       stored_bytes as stored, writer, (extract(epoch from created_at) * 1000)::float8 as "askedAtMs"
  from exports where id = $1 and finished_at is null and expires_at > now()`,
    values: [id],
  });
  return rows[0] ?? null;
}

interface Step extends Piece {
  cursor: string | null;
  rows: number;
  done?: { isCut: boolean };
}

/** Whose lease ran out has been overtaken, and writes nothing. */
async function write(
  { general }: Database,
  { id, chunks }: OpenExport,
  { stored, bytes, state, cursor, rows, done }: Step,
): Promise<void> {
  await general.query({
    name: 'write a part of an export',
    text: `
with moved as (
  update exports
     set state = case when $8 then 'ready' else 'running' end, cursor = $4, rows = rows + $5,
         chunks = chunks + 1, bytes = bytes + $6, stored_bytes = stored_bytes + octet_length($3::bytea),
         writer = $7::jsonb, is_cut = $9, finished_at = case when $8 then now() end
   where id = $1 and chunks = $2 and finished_at is null
  returning id, account_id, chunks
)
insert into export_chunks (export_id, number, account_id, bytes)
select id, chunks, account_id, $3 from moved`,
    values: [
      id,
      chunks,
      stored,
      cursor,
      rows,
      bytes,
      state && JSON.stringify(state),
      done !== undefined,
      done?.isCut ?? false,
    ],
  });
}

/** What was written of it is of no use. */
async function fail({ general }: Database, id: string, failure: string): Promise<void> {
  await general.query({
    name: 'fail an export',
    text: `
with failed as (
  update exports set state = 'failed', failure = $2, finished_at = now()
   where id = $1 and finished_at is null
  returning id
)
delete from export_chunks where export_id in (select id from failed)`,
    values: [id, failure],
  });
}

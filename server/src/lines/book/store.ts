import { CompiledQuery, type Kysely } from 'kysely';
import { itself, type Actor } from '../../audit/audit.ts';
import { base36Id } from '../../dialects/ids.ts';
import { nameKey } from '../../generation/names.ts';
import type { Database } from '../../postgres/database.ts';
import type { Tables } from '../../postgres/tables.ts';
import { randomBytes } from 'node:crypto';
import { lineQueuePrefix, lostQueue } from '../../work/queues.ts';
import { auditLine, type LineDeed } from './audited.ts';
import type { Line } from './line.ts';
import { seal } from '../../postgres/seal.ts';
import { usualUnknownHours } from '../../tasks/silence.ts';

/** Lines as the database keeps them. */

/** Of the key that seals their secrets. */
export const lineSecretPurpose = 'line secrets';

interface LineRow {
  id: string;
  name: string;
  dialect: string;
  base_url: string;
  secret_sealed: Buffer | null;
  models: Line['models'];
  priority: number;
  weight: number;
  call_rates: Line['callRates'];
  callbacks: boolean;
  allow_private_host: boolean;
  enabled: boolean;
  draining: boolean;
  resend_lost: boolean;
  rerun_failed: boolean;
  cancel: Line['cancel'];
  unknown_hours: number;
  version: bigint;
}

/** With the secret, still sealed. */
export interface StoredLine {
  line: Line;
  secretSealed: Buffer | null;
}

const columns = `id, name, dialect, base_url, secret_sealed, models, priority, weight, call_rates,
  callbacks, allow_private_host, enabled, draining, resend_lost, rerun_failed, cancel, unknown_hours, version`;

/** All that were not removed, by name. */
export async function readLines(database: Database): Promise<StoredLine[]> {
  const { rows } = await database.general.query<LineRow>(
    `select ${columns} from lines where removed_at is null order by name`,
  );
  return rows.map(storedLine);
}

/** By its id or its name, whatever its case; null where there is none, or it was removed. */
export async function findLine(database: Database, idOrName: string): Promise<StoredLine | null> {
  const { rows } = await database.general.query<LineRow>(
    `select ${columns} from lines where (id = $1 or name = $1 or name_key = $2) and removed_at is null
      order by id = $1 desc, name = $1 desc limit 1`,
    [idOrName, nameKey(idOrName)],
  );
  const [row] = rows;
  return row ? storedLine(row) : null;
}

type Given = 'enabled' | 'resendLost' | 'rerunFailed' | 'cancel' | 'unknownHours';
export interface NewLine
  extends Omit<Line, 'id' | 'draining' | 'version' | Given>, Partial<Pick<Line, Given>> {
  secret: string | null;
}

/** Throws what PostgreSQL says where the name is taken (code 23505). */
export async function addLine(
  database: Pick<Database, 'query'>,
  key: Buffer,
  line: NewLine,
  by: Actor = itself,
): Promise<Line> {
  const id = `line_${base36Id({ atMs: Date.now(), random: randomBytes(10) }, 20)}`;
  const {
    secret,
    enabled = true,
    resendLost = false,
    rerunFailed = false,
    cancel = null,
    unknownHours = usualUnknownHours,
    ...rest
  } = line;
  const insert = CompiledQuery.raw(
    `insert into lines (id, name, dialect, base_url, secret_sealed, models, priority, weight,
                        call_rates, callbacks, allow_private_host, enabled, resend_lost, rerun_failed,
                        cancel, unknown_hours, name_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      id,
      line.name,
      line.dialect,
      line.baseUrl,
      secret === null ? null : seal(key, id, secret),
      JSON.stringify(line.models),
      line.priority,
      line.weight,
      JSON.stringify(line.callRates),
      line.callbacks,
      line.allowPrivateHost,
      enabled,
      resendLost,
      rerunFailed,
      cancel,
      unknownHours,
      nameKey(line.name),
    ],
  );
  const added: Line = {
    ...rest,
    id,
    enabled,
    resendLost,
    rerunFailed,
    cancel,
    unknownHours,
    draining: false,
    version: 1,
  };
  await database.query.transaction().execute(async (transaction) => {
    await transaction.executeQuery(insert);
    await auditLine(transaction, { what: 'added', by }, { before: null, after: added });
  });
  return added;
}

/** Of a line, what may change while it has work under way. */
type Terms = Omit<Line, 'id' | 'name' | 'dialect' | 'baseUrl' | 'draining' | 'version'>;

/** Its models, limits and place among the lines: at once, for all that begins from now on. */
export async function changeTerms(
  database: Pick<Database, 'query'>,
  id: string,
  terms: Terms,
  by: Actor = itself,
): Promise<void> {
  const update = CompiledQuery.raw(
    `update lines
        set models = $2, priority = $3, weight = $4, call_rates = $5, callbacks = $6,
            allow_private_host = $7, enabled = $8, resend_lost = $9, rerun_failed = $10,
            cancel = $11, unknown_hours = $12, updated_at = now()
      where id = $1`,
    [
      id,
      JSON.stringify(terms.models),
      terms.priority,
      terms.weight,
      JSON.stringify(terms.callRates),
      terms.callbacks,
      terms.allowPrivateHost,
      terms.enabled,
      terms.resendLost,
      terms.rerunFailed,
      terms.cancel,
      terms.unknownHours,
    ],
  );
  await audited(database, id, { what: 'changed', by }, async (transaction) => {
    await transaction.executeQuery(update);
    return true;
  });
}

/** Where a line leads and with which key: together they say which account there has its tasks. */
export interface Access {
  dialect: string;
  baseUrl: string;
  /** Undefined: as it is. */
  secret?: string | null;
}

/**
 * Leads a line elsewhere, or gives it another key. What it has under way could not be read there, so it
 * must be draining and have nothing left, unless it is the `sameAccount` upstream. What was given up there is
 * not asked about any more. False: it is not so, and nothing was done.
 */
export async function changeAccess(
  database: Pick<Database, 'query'>,
  key: Buffer,
  id: string,
  access: Access,
  { sameAccount, by = itself }: { sameAccount: boolean; by?: Actor },
): Promise<boolean> {
  // A line that drains begins nothing: what this statement does not see cannot come to be meanwhile.
  const change = CompiledQuery.raw(
    `with changed as (
       update lines l
          set dialect = $2, base_url = $3, updated_at = now(),
              secret_sealed = case when $7 then $4::bytea else l.secret_sealed end
        where l.id = $1
          and ($5 or l.draining
                     and not exists (select from line_slots s where s.line = l.id and s.taken > 0)
                     and not exists (select from work w
                                      where w.step in ('follow', 'collect') and w.queue = $6))
       returning l.id
     ), let_go as (
       delete from work w using changed
        where not $5 and w.step = 'absorb' and w.queue in ($6, $8)
     )
     select from changed`,
    [
      id,
      access.dialect,
      access.baseUrl,
      access.secret ? seal(key, id, access.secret) : null,
      sameAccount,
      lineQueuePrefix + id,
      access.secret !== undefined,
      lostQueue(id),
    ],
  );
  const what = access.secret === undefined ? 'moved' : 'access_changed';
  return audited(database, id, { what, by }, async (transaction) => {
    const { rows } = await transaction.executeQuery(change);
    return rows.length === 1;
  });
}

/** No new tasks from now on; `false` takes them again. */
export async function drainLine(
  database: Pick<Database, 'query'>,
  id: string,
  draining: boolean,
  by: Actor = itself,
): Promise<void> {
  const update = CompiledQuery.raw(
    'update lines set draining = $2, updated_at = now() where id = $1',
    [id, draining],
  );
  await audited(database, id, { what: 'changed', by }, async (transaction) => {
    await transaction.executeQuery(update);
    return true;
  });
}

/**
 * Removes a line that has nothing under way, and its secret with it. What was given up there is not asked about
 * any more. False: it has something, and nothing was done. The lock of the line keeps a new attempt from
 * beginning meanwhile.
 */
export async function removeLine(
  database: Pick<Database, 'query'>,
  id: string,
  by: Actor = itself,
): Promise<boolean> {
  const removal = CompiledQuery.raw(
    `with removed as (
       select remove_line($1) as open
        where not exists (select from work where step in ('follow', 'collect') and queue = $2)
     ), let_go as (
       delete from work w using removed
        where removed.open = 0 and w.step = 'absorb' and w.queue in ($2, $3)
     )
     select open from removed`,
    [id, lineQueuePrefix + id, lostQueue(id)],
  );
  return audited(database, id, { what: 'removed', by }, async (transaction) => {
    const { rows } = await transaction.executeQuery<{ open: number }>(removal);
    return rows[0]?.open === 0;
  });
}

/** Changes a line and writes that down. False, and nothing written: it could not be done. */
async function audited(
  { query }: Pick<Database, 'query'>,
  id: string,
  { what, by }: LineDeed,
  change: (transaction: Kysely<Tables>) => Promise<boolean>,
): Promise<boolean> {
  return query.transaction().execute(async (transaction) => {
    const before = await readLine(transaction, id);
    const done = await change(transaction);
    const after = done && what !== 'removed' ? await readLine(transaction, id) : null;
    if (done) await auditLine(transaction, { what, by }, { before, after });
    return done;
  });
}

async function readLine(transaction: Kysely<Tables>, id: string): Promise<Line | null> {
  const { rows } = await transaction.executeQuery<LineRow>(
    CompiledQuery.raw(`select ${columns} from lines where id = $1`, [id]),
  );
  const [row] = rows;
  return row ? storedLine(row).line : null;
}

/** What a line still has to do for tasks that it was given. */
export interface UnderWay {
  /**
   * Attempts that have not come to their end, or whose end is just being settled; those of absorbed cancels
   * among them.
   */
  inFlight: number;
  /** Results that are not in our storage yet: the upstream is asked for them with the line's key. */
  uncollected: number;
}

/** By the ids of the lines that have any. */
export async function countUnderWay(database: Database): Promise<Map<string, UnderWay>> {
  const { rows } = await database.general.query<{ line: string } & UnderWay>(
    `select line, greatest(sum(open), sum(followed))::int as "inFlight",
            sum(uncollected)::int as uncollected
       from (select line, taken as open, 0 as followed, 0 as uncollected
               from line_slots where taken > 0
             union all
             select substr(queue, length($1) + 1), 0,
                    (step = 'follow')::int, (step = 'collect')::int
               from work where step in ('follow', 'collect') and starts_with(queue, $1)) one
      group by line`,
    [lineQueuePrefix],
  );
  return new Map(rows.map(({ line, ...underWay }) => [line, underWay]));
}

function storedLine(row: LineRow): StoredLine {
  return {
    line: {
      id: row.id,
      name: row.name,
      dialect: row.dialect,
      baseUrl: row.base_url,
      models: row.models,
      priority: row.priority,
      weight: row.weight,
      callRates: row.call_rates,
      callbacks: row.callbacks,
      allowPrivateHost: row.allow_private_host,
      enabled: row.enabled,
      draining: row.draining,
      resendLost: row.resend_lost,
      rerunFailed: row.rerun_failed,
      cancel: row.cancel,
      unknownHours: row.unknown_hours,
      version: Number(row.version),
    },
    secretSealed: row.secret_sealed,
  };
}

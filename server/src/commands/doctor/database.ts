import type { Logger } from 'pino';
import { findStrayTiers, type StrayTier } from '../../accounts/tiers.ts';
import type { Config } from '../../boot/config.ts';
import { openBeside } from '../../boot/connect.ts';
import { skewMsMax } from '../../boot/installation.ts';
import type { Database } from '../../postgres/database.ts';
import type { PriceBook } from '../../pricing/book.ts';
import { findSecret } from '../../boot/secret.ts';
import { fail, ok, warn, type Check } from './check.ts';
import { checkInstallation } from './installation.ts';
import { checkSecrets } from './secrets.ts';

/** What the database says of itself. */
export interface DatabaseFacts {
  /** Such as `18.4`. */
  version: string;
  fsync: string;
  fullPageWrites: string;
  synchronousCommit: string;
  /** Its clock less ours. */
  skewMs: number;
}

/**
 * Connects to the database that a server would use, or starts our own for the moment. The price book is null where
 * it cannot be read.
 */
export async function checkDatabase(
  config: Config,
  book: PriceBook | null,
  log: Logger,
): Promise<Check[]> {
  const where = config.databaseUrl === null ? `our own, in ${config.dataDir}` : 'at DATABASE_URL';
  try {
    const connected = await openBeside(config, log);
    try {
      const { database } = connected;
      const checks = judgeDatabase(await readFacts(database), where);
      // No server has been started on it yet.
      if (await isEmpty(database)) return book ? [...checks, judgeTiers([])] : checks;
      if (book) checks.push(await checkTiers(database, book));
      const secret = config.secret ?? findSecret(config.dataDir);
      if (secret !== null) checks.push(await checkSecrets(database, secret));
      return [...checks, await checkInstallation(config, database, book)];
    } finally {
      await connected.close();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const wayOut = config.databaseUrl === null ? '' : ' Check DATABASE_URL and that it runs.';
    return [fail('database', `The database ${where} cannot be used: ${why}.${wayOut}`)];
  }
}

async function readFacts({ general }: Database): Promise<DatabaseFacts> {
  const { rows } = await general.query<Omit<DatabaseFacts, 'skewMs'>>(`
    select current_setting('server_version') as "version",
           current_setting('fsync') as "fsync",
           current_setting('full_page_writes') as "fullPageWrites",
           current_setting('synchronous_commit') as "synchronousCommit"`);
  const [facts] = rows;
  if (!facts) throw new Error('it says nothing of itself');
  const beforeMs = Date.now();
  const { rows: clocks } = await general.query<{ now_ms: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms',
  );
  const hereMs = (beforeMs + Date.now()) / 2;
  return { ...facts, skewMs: Math.round((clocks[0]?.now_ms ?? Number.NaN) - hereMs) };
}

async function isEmpty({ general }: Database): Promise<boolean> {
  const { rows } = await general.query<{ isEmpty: boolean }>(
    `select to_regclass('former_platforms') is null as "isEmpty"`,
  );
  return rows[0]?.isEmpty === true;
}

async function checkTiers(database: Database, book: PriceBook): Promise<Check> {
  return judgeTiers(await findStrayTiers(database, book));
}

export function judgeTiers(strays: readonly StrayTier[]): Check {
  if (strays.length === 0) return ok('tiers', 'Every tier of an account is in the price book.');
  const each = strays.map(({ tier, names, accounts }) => {
    const more = accounts > names.length ? [`${String(accounts - names.length)} more`] : [];
    const who = [...names, ...more];
    const last = who.pop() ?? '';
    const all = who.length === 0 ? last : `${who.join(', ')} and ${last}`;
    const pay = accounts === 1 ? 'it pays' : 'they pay';
    return `The tier ${tier} of ${all} is not in the price book: ${pay} the list price.`;
  });
  return warn(
    'tiers',
    `${each.join(' ')} Add it to the book, or give another with "filmgate accounts set-tier".`,
  );
}

const neededMajor = 15;

export function judgeDatabase(facts: DatabaseFacts, where: string): Check[] {
  const name = `PostgreSQL ${facts.version}, ${where}`;
  const isOld = Number.parseInt(facts.version, 10) < neededMajor;
  return [
    isOld
      ? fail('database', `${name}, is too old: version ${String(neededMajor)} or later is needed.`)
      : ok('database', `${name}.`),
    judgeDurability(facts),
    judgeClock(facts),
  ];
}

/** A task that was accepted must outlive a power cut, with its hold. */
function judgeDurability({ fsync, fullPageWrites, synchronousCommit }: DatabaseFacts): Check {
  const off = Object.entries({
    fsync,
    full_page_writes: fullPageWrites,
    synchronous_commit: synchronousCommit,
  }).flatMap(([setting, value]) => (value === 'off' ? [setting] : []));
  if (off.length === 0) return ok('durability', 'What the database accepts outlives a power cut.');
  return fail(
    'durability',
    `${off.join(' and ')} off: a power cut would lose accepted tasks and credits. Turn it on in the settings of PostgreSQL.`,
  );
}

/** Leases and deadlines are the database's time, links and webhook signatures are ours. */
function judgeClock({ skewMs }: DatabaseFacts): Check {
  const seconds = `${(Math.abs(skewMs) / 1000).toFixed(1)} s`;
  const apart = `The clock of the database is ${seconds} ${skewMs < 0 ? 'behind' : 'ahead of'} this machine’s`;
  const wayOut = 'keep both right, for example with NTP';
  if (Math.abs(skewMs) > 60_000) return fail('clock', `${apart}: ${wayOut}.`);
  if (Math.abs(skewMs) > skewMsMax) return warn('clock', `${apart}: ${wayOut}.`);
  return ok('clock', 'This machine and the database tell the same time.');
}

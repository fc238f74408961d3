import pg from 'pg';
import { Kysely, PostgresDialect } from 'kysely';
import type { Tables } from './tables.ts';

/** Where the database is: a URL, or the socket of the embedded server. */
export type DatabaseAddress =
  { url: string } | { host: string; port: number; user: string; database: string };

/** For pg. A socket never speaks TLS, whatever PGSSLMODE says in the environment. */
export function connectionTo(address: DatabaseAddress): pg.ConnectionConfig {
  return 'url' in address ? { connectionString: address.url } : { ...address, ssl: false };
}

export interface DatabaseOptions {
  address: DatabaseAddress;
  log: (message: string, details: object) => void;
}

/**
 * The connections of one process, by purpose, so that none waits behind another kind of work.
 * Submits and settles have one lane each: one batch at a time is the fastest at moderate load.
 */
export interface Database {
  readonly submits: pg.Pool;
  readonly settles: pg.Pool;
  readonly reads: pg.Pool;
  /** What holders of claims do. */
  readonly work: pg.Pool;
  /**
   * Claims, their ends and hints. A crash of the database may take the newest of them back: a lease that
   * was lost is a lease that has run out. So nobody waits for the disk here; whatever is written down
   * afterwards takes them along.
   */
  readonly claims: pg.Pool;
  /** Everything else. */
  readonly general: pg.Pool;
  readonly query: Kysely<Tables>;
  readonly address: DatabaseAddress;
  close(): Promise<void>;
}

const int8 = 20;
const int8Array = 1016;

type Parser = (text: string) => unknown;

// pg's own signatures list the types by name; a number is what it is called with.
const builtin = pg.types.getTypeParser as (oid: number, format?: string) => Parser;

function typeParser(oid: number, format?: string): Parser {
  if (oid === int8 && format !== 'binary') return BigInt;
  if (oid === int8Array && format !== 'binary') return parseBigints;
  return builtin(oid, format);
}

const types = { getTypeParser: typeParser as pg.CustomTypesConfig['getTypeParser'] };

function parseBigints(text: string): bigint[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(BigInt);
}

/**
 * A plan that was cached while a table was empty keeps reading it whole, by table or by index, when it
 * has grown. The hot statements are few, and all of them want to look up each of their rows by its key.
 */
const pinnedPlans =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off';

export function openDatabase(options: DatabaseOptions): Database {
  const { address, log } = options;
  let closing = false;
  const open = (name: string, max: number, options?: string): pg.Pool => {
    const pool = new pg.Pool({
      ...connectionTo(address),
      application_name: `filmgate ${name}`,
      max,
      types,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      // A statement of ours takes milliseconds; one that hangs must not hold a lane for ever.
      statement_timeout: 30_000,
      ...(options === undefined ? {} : { options }),
    });
    // Without these a dropped idle connection would end the process.
    pool.on('error', (error) => {
      // A connection that is just being closed may hear of the server's end first.
      if (closing) return;
      log('a database connection was lost', { pool: name, error: error.message });
    });
    pool.on('connect', (client) => {
      client.on('error', () => {
        // The pool reports it too, and the statement under way rejects.
      });
    });
    return pool;
  };
  const submits = open('submits', 1, pinnedPlans);
  const settles = open('settles', 1, pinnedPlans);
  const reads = open('reads', 2, pinnedPlans);
  const work = open('work', 2, pinnedPlans);
  const claims = open('claims', 2, `${pinnedPlans} -c synchronous_commit=off`);
  const general = open('general', 4);
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: general }) });
  return {
    submits,
    settles,
    reads,
    work,
    claims,
    general,
    query,
    address,
    async close() {
      closing = true;
      const pools = [submits, settles, reads, work, claims];
      await Promise.all([...pools.map((pool) => pool.end()), query.destroy()]);
      // Kysely ends its pool only where it was asked for something itself.
      if (!general.ending) await general.end();
    },
  };
}

/** SQLSTATE classes of a lost or ending connection and of a server that starts or stops. */
const lostClasses = new Set(['08', '57', '53']);

/** Of a socket. One of them, EPIPE, looks like an SQLSTATE. */
const lostSockets = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT']);

/** True where the same statement may pass once the database is back, and nothing is wrong with it. */
export function isConnectionTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (lostSockets.has(code)) return true;
  if (/^[0-9A-Z]{5}$/.test(code)) return lostClasses.has(code.slice(0, 2)) && code !== '57014';
  return /connection (terminated|ended|timeout)|timeout exceeded when trying to connect|not queryable/i.test(
    error.message,
  );
}

import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { Kysely, PostgresDialect } from 'kysely';
import { createHealth, type Health } from './health.ts';
import { createLists, healthOfLists, listMs, listPlans, listsAtOnce, type Lists } from './lists.ts';
import { observePool } from './observe-pool.ts';
import { startRecovery } from './probe.ts';
import type { Tables } from './tables.ts';
import { isTransient, partTroubleKind } from './transient.ts';

/** Where the database is: a URL, or the socket of the embedded server. */
export type DatabaseAddress =
  { url: string } | { host: string; port: number; user: string; database: string };

/** For pg. A socket never speaks TLS, whatever PGSSLMODE says in the environment. */
export function connectionTo(address: DatabaseAddress): pg.ConnectionConfig {
  return 'url' in address ? { connectionString: address.url } : { ...address, ssl: false };
}

export interface DatabaseOptions {
  address: DatabaseAddress;
  log: (level: 'error' | 'warn' | 'info', message: string, details: object) => void;
}

/**
 * The connections of one process, by purpose, so that none waits behind another kind of work.
 * Submits and settles have one lane each: one batch at a time is the fastest at moderate load.
 */
export interface Database {
  readonly submits: pg.Pool;
  readonly settles: pg.Pool;
  readonly reads: pg.Pool;
  readonly lists: Lists;
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
  /** How each of them did when it was last needed. */
  readonly health: Health;
  /** From now on statements that still run after a moment are cancelled: whoever waits for them stops. */
  hurry(): void;
  /** Hurries, and cuts off what does not even hear that: it always ends. */
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

/** How long a statement may take, in milliseconds. */
interface Patience {
  /** Of the server, which ends it cleanly. */
  statementMs: number;
  /** Behind a row that somebody else holds. */
  lockMs: number;
}

/** Of what clients wait for. */
const soon: Patience = { statementMs: 6_000, lockMs: 1_000 };
const short: Patience = { statementMs: listMs, lockMs: 1_000 };
const patient: Patience = { statementMs: 30_000, lockMs: 10_000 };

/** A server that has fallen silent never says that the time is over: so much later we do. */
const silenceMs = 1_500;

/** A connection without a word is asked whether it lives after so long. */
export const keepAliveMs = 10_000;

/** At a close: what still runs then is cancelled, and what does not even hear that is cut. */
const cancelAfterMs = 3_000;
const cutAfterMs = 1_000;

export function openDatabase(options: DatabaseOptions): Database {
  const { address, log } = options;
  const pools = new Map<string, pg.Pool>();
  const health = createHealth({
    name: 'database',
    kindOf: partTroubleKind,
    log,
    began: () => {
      recovery.began();
    },
  });
  const recovery = startRecovery(pools, health);
  const clients = new Set<pg.Client>();
  let closing = false;
  let hurrying: NodeJS.Timeout | null = null;
  const open = (
    name: string,
    max: number,
    { statementMs, lockMs }: Patience,
    options = '',
    told = health,
  ): pg.Pool => {
    const pool = new pg.Pool({
      ...connectionTo(address),
      application_name: `filmgate ${name}`,
      max,
      types,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMs,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      // A statement of ours takes milliseconds; one that hangs must not hold a lane for ever.
      statement_timeout: statementMs,
      lock_timeout: lockMs,
      query_timeout: statementMs + silenceMs,
      ...(options === '' ? {} : { options }),
    });
    observePool(pool, name, told);
    pools.set(name, pool);
    // Without these a dropped idle connection would end the process.
    pool.on('error', (error) => {
      // A connection that is just being closed may hear of the server's end first.
      if (closing) return;
      if (isTransient(error)) health.failed(name, error);
      else log('warn', 'a database connection was lost', { pool: name, error: error.message });
    });
    pool.on('connect', (client) => {
      clients.add(client);
      client.on('end', () => clients.delete(client));
      client.on('error', () => {
        // The pool reports it too, and the statement under way rejects.
      });
    });
    return pool;
  };
  const submits = open('submits', 1, soon, pinnedPlans);
  const settles = open('settles', 1, soon, pinnedPlans);
  const reads = open('reads', 2, soon, pinnedPlans);
  const work = open('work', 2, patient, pinnedPlans);
  const claims = open('claims', 2, patient, `${pinnedPlans} -c synchronous_commit=off`);
  const general = open('general', 4, patient);
  const lists = createLists(open('lists', listsAtOnce, short, listPlans, healthOfLists(health)));
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: general }) });
  return {
    submits,
    settles,
    reads,
    lists,
    work,
    claims,
    general,
    query,
    address,
    health,
    hurry() {
      hurrying ??= setInterval(() => void cancelAll(address, clients), cancelAfterMs).unref();
    },
    async close() {
      closing = true;
      recovery.stop();
      if (hurrying) clearInterval(hurrying);
      const ended = (async () => {
        // Kysely ends its pool where it was asked for something itself.
        await Promise.all([query.destroy(), lists.close()]);
        const open = [...pools.values()].filter((pool) => !pool.ending);
        await Promise.all(open.map((pool) => pool.end()));
      })();
      const late = setTimeout(() => void cutAll(address, clients), cancelAfterMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** So long may take what reads all there is. */
const unhurriedMs = 6 * 3_600_000;

/**
 * For what may take its time, such as the proof of all books: `ask` lifts our own deadline of a statement. The
 * server's is the transaction's to lift.
 */
export async function unhurried<Result>(
  { general }: Pick<Database, 'general'>,
  work: (
    client: pg.PoolClient,
    ask: (text: string) => { text: string; query_timeout: number },
  ) => Promise<Result>,
): Promise<Result> {
  const client = await general.connect();
  try {
    return await work(client, (text) => ({ text, query_timeout: unhurriedMs }));
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** What the types leave out: the server's process behind a connection. */
function processIdOf(client: pg.Client): unknown {
  return 'processID' in client ? client.processID : null;
}

/** What runs on these connections; one that does not end by it is cut off. */
async function cutAll(address: DatabaseAddress, clients: ReadonlySet<pg.Client>): Promise<void> {
  await cancelAll(address, clients);
  await wait(cutAfterMs);
  for (const client of clients) client.connection.stream.destroy();
}

async function cancelAll(address: DatabaseAddress, clients: ReadonlySet<pg.Client>): Promise<void> {
  const pids = [...clients].map(processIdOf);
  const canceller = new pg.Client({
    ...connectionTo(address),
    application_name: 'filmgate cancel',
    connectionTimeoutMillis: cutAfterMs,
    query_timeout: cutAfterMs,
  });
  canceller.on('error', () => undefined);
  try {
    await canceller.connect();
    await canceller.query('select pg_cancel_backend(pid) from unnest($1::int[]) pid', [pids]);
  } catch {
    // The server does not hear us.
  }
  canceller.end().catch(() => undefined);
}

import { createHash, randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { refuse, type ProblemError } from '../generation/problems.ts';
import { createBatcher } from '../postgres/batcher.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { failsWhole } from '../postgres/transient.ts';
import { lookWhenTold } from '../work/look-when-told.ts';
import type { Wake } from '../work/wake.ts';

/** What an idempotency key stands for; kept for 24 hours. */
export interface EarlierRequest {
  /** What the request made, by its id. */
  subjectId: string;
  /** Lower-case hex. */
  fingerprint: string;
}

export interface EarlierRequests {
  /**
   * Looks the key up, and takes it where no request has used it: one at a time works under a key, in whatever
   * process, and others wait here until it is over. Throws overloaded where that takes too long, and what
   * `over` says, which is asked now and then.
   */
  take(key: IdempotencyKey, over?: () => Error | null): Promise<KeyTurn>;
}

/** A turn under a key: of one request at a time, or of many that repeat what was made. */
export interface KeyTurn {
  /** Null: this request makes what the key will stand for. */
  readonly known: EarlierRequest | null;
  /** The work begins: the key stays taken for as long as it takes. Before that, for some seconds. */
  keep(): void;
  /** To be called in the end, and not only once. `made`: the key has its record now. */
  end(made: boolean): void;
}

/** A key belongs to one mode of an account and to one operation. */
export interface IdempotencyKey {
  accountId: string;
  mode: 'live' | 'test';
  /** `tasks.create`, or a route of the platform API. */
  operation: string;
  key: string;
}

export interface EarlierRequestsOptions {
  database: Database;
  wake: Wake;
  /** How long a request waits for another with its key. */
  waitMs?: number;
}

/** A process that died holds a key for as long. */
const leaseSeconds = 8;
const renewAfterMs = 3_000;
const renewEveryMs = 1_000;
/** Whoever waits is told; it looks by itself, too. */
const lookMs = 1_000;
const batchSize = 256;

export function createEarlierRequests({
  database,
  wake,
  waitMs = 20_000,
}: EarlierRequestsOptions): EarlierRequests {
  const looks = createBatcher<Wanted, Look>({
    maxItems: batchSize,
    failsWhole,
    run: (wanted) => look(database, wanted),
    // What cannot be stored was never used.
    refused: () => 'taken',
  });
  const releases = createBatcher<Wanted, null>({
    maxItems: batchSize,
    failsWhole,
    run: (wanted) => release(database, wanted),
  });
  const renew = keepRenewed(database);

  function turnOf(wanted: Wanted): KeyTurn {
    let isOver = false;
    return {
      known: null,
      keep() {
        if (!isOver) renew.begin(wanted);
      },
      end(made) {
        if (isOver) return;
        isOver = true;
        renew.end(wanted);
        const tell = (): void => wake.tell('creates', wanted.short);
        // The record answers before the key is asked for: it may stay taken until its time is over.
        if (made) tell();
        // Where the database cannot be reached, it is free when its time is over.
        else releases.add(wanted).then(tell, () => undefined);
      },
    };
  }

  async function wait(wanted: Wanted, over: () => Error | null): Promise<KeyTurn> {
    const looking = { topic: 'creates', queue: wanted.short, withinMs: waitMs, lookMs } as const;
    const turn = await lookWhenTold(wake, looking, async () => {
      const found = asTurn(await looks.add(wanted), wanted);
      const trouble = found ? null : over();
      if (trouble) throw trouble;
      return found;
    });
    if (!turn) throw stillRunning();
    return turn;
  }

  function asTurn(found: Look, wanted: Wanted): KeyTurn | null {
    if (found === 'busy') return null;
    return found === 'taken' ? turnOf(wanted) : replayOf(found);
  }

  return {
    async take(key, over = () => null) {
      const name = nameOf(key);
      const short = createHash('sha1').update(name).digest('base64url').slice(0, shortCharacters);
      const wanted = { key, name, short, token: randomUUID() };
      return asTurn(await looks.add(wanted), wanted) ?? wait(wanted, over);
    },
  };
}

/**
 * Writes what a key stands for, in the transaction of what was made. Throws overloaded where another request has made
 * something under it meanwhile: nothing of this one stays.
 */
export async function rememberCreate(
  transaction: Transaction<Tables>,
  { accountId, mode, operation, key }: IdempotencyKey,
  { subjectId, fingerprint }: EarlierRequest,
): Promise<void> {
  const { rows } = await sql`
    insert into idempotency as i (account_id, mode, operation, key, fingerprint, subject_id)
    values (${accountId}, ${mode}, ${operation}, ${key}, decode(${fingerprint}, 'hex'), ${subjectId})
    -- Only a record older than 24 hours may give way.
    on conflict (account_id, mode, operation, key) do update
      set fingerprint = excluded.fingerprint, subject_id = excluded.subject_id, created_at = now()
      where i.created_at + interval '24 hours' <= now()
    returning i.key`.execute(transaction);
  if (rows.length === 0) throw stillRunning();
}

function replayOf(known: EarlierRequest): KeyTurn {
  return { known, keep: () => undefined, end: () => undefined };
}

function stillRunning(): Error {
  return refuse(
    'overloaded',
    'Idempotency-Key belongs to a request that is still being worked on: send it again in a moment, under the same key.',
    { retryAfterSeconds: 1 },
  );
}

/** Different for different keys. */
export function nameOf({ accountId, mode, operation, key }: IdempotencyKey): string {
  return `${accountId} ${mode} ${operation} ${key}`;
}

/** Many of them fit into one notification; two keys with one name only look once too often. */
const shortCharacters = 16;

/** A key that a request asks for. */
interface Wanted {
  key: IdempotencyKey;
  name: string;
  /** By which others are told of its end. */
  short: string;
  /** Of whoever has taken it. */
  token: string;
}

/** `busy`: somebody else has taken it. */
type Look = EarlierRequest | 'taken' | 'busy';

/** Of several that ask for one key together, the first may get it. */
async function look(database: Database, wanted: readonly Wanted[]): Promise<Look[]> {
  const firsts = new Map<string, Wanted>();
  for (const one of wanted) if (!firsts.has(one.name)) firsts.set(one.name, one);
  const asked = [...firsts.values()];
  const { rows } = await database.reads.query<{
    position: bigint | null;
    subject_id: string | null;
    fingerprint: Buffer | null;
    token: string | null;
  }>({
    name: 'take idempotency keys',
    // In the order of keys, so that batches of two processes never deadlock.
    text: `
with asked as materialized (
  select k.*, i.subject_id, i.fingerprint
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[]) with ordinality
           k (account_id, mode, operation, key, token, position)
    left join lateral (
     select * from idempotency d
      where d.account_id = k.account_id and d.mode = k.mode and d.operation = k.operation
        and d.key = k.key
        and d.created_at + interval '24 hours' > now()
      limit 1) i on true
), taken as (
  insert into creates_under_way as u (account_id, mode, operation, key, token, until)
  select account_id, mode, operation, key, token, now() + make_interval(secs => $6)
    from asked a
   where subject_id is null
     and not exists (
       select from creates_under_way c
        where c.account_id = a.account_id and c.mode = a.mode and c.operation = a.operation
          and c.key = a.key and c.until > now())
   order by account_id, mode, operation, key
  on conflict (account_id, mode, operation, key) do update
    set token = excluded.token, until = excluded.until where u.until <= now()
  returning u.token
)
select position, subject_id, fingerprint, null::uuid as token from asked where subject_id is not null
union all
select null, null, null, token from taken`,
    values: [...columnsOf(asked), leaseSeconds],
  });
  const taken = new Set<string>();
  const known = new Map<string, EarlierRequest>();
  for (const { position, subject_id: subjectId, fingerprint, token } of rows) {
    if (token !== null) taken.add(token);
    const one = asked[Number(position) - 1];
    if (!one || subjectId === null || fingerprint === null) continue;
    known.set(one.name, { subjectId, fingerprint: fingerprint.toString('hex') });
  }
  return wanted.map(({ name, token }) => known.get(name) ?? (taken.has(token) ? 'taken' : 'busy'));
}

/** As parameters: an array of each column. */
function columnsOf(wanted: readonly Wanted[]): string[][] {
  return [
    wanted.map(({ key }) => key.accountId),
    wanted.map(({ key }) => key.mode),
    wanted.map(({ key }) => key.operation),
    wanted.map(({ key }) => key.key),
    wanted.map(({ token }) => token),
  ];
}

const ofWanted = `
  unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[])
         k (account_id, mode, operation, key, token)
 where u.account_id = k.account_id and u.mode = k.mode and u.operation = k.operation
   and u.key = k.key and u.token = k.token`;

async function release(database: Database, wanted: readonly Wanted[]): Promise<null[]> {
  await database.reads.query({
    name: 'release idempotency keys',
    text: `delete from creates_under_way u using ${ofWanted}`,
    values: columnsOf(wanted),
  });
  return wanted.map(() => null);
}

/** Moves the ends of those forward whose work takes longer: one statement for all of them. */
function keepRenewed(database: Database) {
  const renewedMs = new Map<Wanted, number>();
  let timer: NodeJS.Timeout | null = null;

  async function renew(): Promise<void> {
    const nowMs = performance.now();
    const due = [...renewedMs].flatMap(([one, ms]) => (nowMs - ms >= renewAfterMs ? [one] : []));
    if (due.length === 0) return;
    for (const one of due) renewedMs.set(one, nowMs);
    await database.reads.query({
      name: 'keep idempotency keys',
      text: `update creates_under_way u set until = now() + make_interval(secs => $6) from ${ofWanted}`,
      values: [...columnsOf(due), leaseSeconds],
    });
  }

  function tick(): void {
    if (renewedMs.size > 0) {
      // The next one tries again, and the record decides where all of them fail.
      renew().catch(() => undefined);
      return;
    }
    if (timer) clearInterval(timer);
    timer = null;
  }

  return {
    begin(one: Wanted): void {
      renewedMs.set(one, performance.now());
      timer ??= setInterval(tick, renewEveryMs).unref();
    },
    end(one: Wanted): void {
      renewedMs.delete(one);
    },
  };
}

export const pruneBatch = 1_000;

/** Removes records older than 24 hours, some at a time, and keys that nobody holds. Resolves with how many records are gone. */
export async function pruneIdempotency(database: Database): Promise<number> {
  await database.general.query(
    `delete from creates_under_way where ctid = any (array(
       select ctid from creates_under_way where until < now() for update skip locked))`,
  );
  const { rowCount } = await database.general.query(
    `delete from idempotency where ctid = any (array(
       select ctid from idempotency where created_at < now() - interval '24 hours'
        order by created_at limit $1))`,
    [pruneBatch],
  );
  return rowCount ?? 0;
}

/** What is answered where a key came with another request before. */
export function keyOfAnother(): ProblemError {
  return refuse(
    'idempotency_mismatch',
    'Idempotency-Key was used for another request before: send that request again, or use a new key.',
  );
}

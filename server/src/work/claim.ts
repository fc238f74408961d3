import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { WorkStep } from '../postgres/tables.ts';

/**
 * The one claim that dispatch, collect, absorb, deliveries and assets share. Open work is a row of `work`;
 * a claim sets its token and moves `due_at` to the end of the lease, so whatever a dead holder left
 * is due again by itself. All times are the database's. Attempts that are followed are held by nobody: see `looks.ts`.
 */
export interface Claimed {
  subjectId: string;
  token: string;
  /** 1 for the first time that this step of the subject is claimed. */
  claims: number;
}

export interface ClaimOrder {
  step: WorkStep;
  queue: string;
  limit: number;
  leaseSeconds: number;
}

// Ids first, then the rows by key: joined to a limited subquery the update would cost 20 times more.
const claimByDue = `
update work w
   set claim_token = $1, claimed_at = clock_timestamp(), claims = w.claims + 1,
       due_at = now() + make_interval(secs => $5)
 where w.step = $2 and w.subject_id = any (array(
   select subject_id from work
    where step = $2 and queue = $3 and due_at <= now() and step <> 'dispatch'
    order by due_at limit $4 for update skip locked))
returning w.subject_id, w.claims`;

// Dispatch goes by fair turns, and moves the queue's clock to where newcomers enter.
const claimByTurn = `
with mine as (
  update work w
     set claim_token = $1, claimed_at = clock_timestamp(), claims = w.claims + 1,
         due_at = now() + make_interval(secs => $5)
   where w.step = $2 and w.subject_id = any (array(
     select subject_id from work
      where step = 'dispatch' and queue = $3 and due_at <= now()
      order by turn, subject_id limit $4 for update skip locked))
  returning w.subject_id, w.claims, w.turn
), clock as (
  insert into turn_clocks (queue, turn)
  select $3, max(turn) from mine having count(*) > 0
  on conflict (queue) do update set turn = greatest(turn_clocks.turn, excluded.turn)
)
select subject_id, claims from mine order by turn, subject_id`;

export async function claim(pool: pg.Pool, order: ClaimOrder): Promise<Claimed[]> {
  if (order.limit < 1) return [];
  const token = randomUUID();
  const byTurn = order.step === 'dispatch';
  const { rows } = await pool.query<{ subject_id: string; claims: number }>({
    name: byTurn ? 'claim by turn' : 'claim by due time',
    text: byTurn ? claimByTurn : claimByDue,
    values: [token, order.step, order.queue, order.limit, order.leaseSeconds],
  });
  return rows.map((row) => ({ subjectId: row.subject_id, token, claims: row.claims }));
}

/**
 * A hinted look goes before all that are merely due, however far behind those are; hinted ones keep
 * their order.
 */
export const hintedDueAt = "clock_timestamp() - interval '1 day'";

/** Statements that take many rows take them in this order, so that two of them never wait for each other. */
function byId(a: Release, b: Release): number {
  return a.subjectId < b.subjectId ? -1 : 1;
}

export interface Release {
  subjectId: string;
  token: string;
  /** When it is due again; a hint that came during the claim brings it forward to now. */
  afterSeconds: number;
  /** For a trouble of our own: this claim says nothing against the subject. */
  uncounted?: boolean;
}

/** Hands claims back. A claim whose lease ran out and went to another holder is left alone. */
export async function release(
  pool: pg.Pool,
  step: WorkStep,
  given: readonly Release[],
): Promise<void> {
  if (given.length === 0) return;
  const releases = given.toSorted(byId);
  await pool.query({
    name: 'release',
    text: `
update work w
   set claim_token = null, claims = w.claims - r.uncounted::int,
       due_at = case when w.hinted_at > w.claimed_at then ${hintedDueAt}
                     else now() + make_interval(secs => r.after_seconds) end
  from unnest($2::text[], $3::uuid[], $4::float8[], $5::boolean[])
         r (subject_id, token, after_seconds, uncounted)
 where w.step = $1 and w.subject_id = r.subject_id and w.claim_token = r.token`,
    values: [
      step,
      releases.map((one) => one.subjectId),
      releases.map((one) => one.token),
      releases.map((one) => one.afterSeconds),
      releases.map((one) => one.uncounted === true),
    ],
  });
}

/** Keeps claims whose holder is still at it. One that went to another holder is left alone. */
export async function renew(
  pool: pg.Pool,
  step: WorkStep,
  claimed: readonly Pick<Claimed, 'subjectId' | 'token'>[],
  leaseSeconds: number,
): Promise<void> {
  if (claimed.length === 0) return;
  await pool.query({
    name: 'renew',
    text: `
update work w set due_at = now() + make_interval(secs => $4)
  from unnest($2::text[], $3::uuid[]) c (subject_id, token)
 where w.step = $1 and w.subject_id = c.subject_id and w.claim_token = c.token`,
    values: [
      step,
      claimed.map((one) => one.subjectId),
      claimed.map((one) => one.token),
      leaseSeconds,
    ],
  });
}

/** Ends work that its holder has done. */
export async function finish(
  pool: pg.Pool,
  step: WorkStep,
  done: readonly Pick<Claimed, 'subjectId' | 'token'>[],
): Promise<void> {
  if (done.length === 0) return;
  await pool.query({
    name: 'finish',
    text: `
delete from work w using unnest($2::text[], $3::uuid[]) d (subject_id, token)
 where w.step = $1 and w.subject_id = d.subject_id and w.claim_token = d.token`,
    values: [step, done.map((one) => one.subjectId), done.map((one) => one.token)],
  });
}

/**
 * Says that something is worth looking at now. It changes no state and is never believed. Resolves with
 * the queues whose holders may be woken.
 */
export async function hint(
  pool: pg.Pool,
  step: WorkStep,
  subjectIds: readonly string[],
): Promise<string[]> {
  if (subjectIds.length === 0) return [];
  const { rows } = await pool.query<{ queue: string }>({
    name: 'hint',
    text: `
update work w
   set hinted_at = clock_timestamp(),
       due_at = case when w.claim_token is null then least(w.due_at, ${hintedDueAt}) else w.due_at end
  from unnest($2::text[]) h (subject_id)
 where w.step = $1 and w.subject_id = h.subject_id
returning w.queue`,
    values: [step, [...new Set(subjectIds)].sort()],
  });
  return [...new Set(rows.map(({ queue }) => queue))];
}

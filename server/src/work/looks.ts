import type pg from 'pg';
import { hintedDueAt, type ClaimOrder } from './claim.ts';

/** When work that is only looked at is looked at next. All in seconds. */
export interface LookTimes {
  /** What one look may take: nobody else looks before that. */
  holdSeconds: number;
  soonestSeconds: number;
  latestSeconds: number;
}

interface LookAge {
  /** Since the line took it. */
  elapsedSeconds: number;
  /** How long such tasks have taken there; null where nobody knows. */
  expectedSeconds: number | null;
}

const shareOfLeft = 0.5;
const shareOfLate = 0.1;
const shareOfUnknown = 0.2;

/**
 * Until it can be over, half of what is left each time; from then on a tenth more of what it has taken.
 * Where nobody knows how long it takes, a fifth more.
 */
export function nextLookSeconds(
  times: LookTimes,
  { elapsedSeconds, expectedSeconds }: LookAge,
): number {
  const left = expectedSeconds === null ? 0 : expectedSeconds - elapsedSeconds;
  const late = elapsedSeconds * (expectedSeconds === null ? shareOfUnknown : shareOfLate);
  const seconds = left > 0 ? left * shareOfLeft : late;
  return Math.min(times.latestSeconds, Math.max(times.soonestSeconds, seconds));
}

/** The same of the columns `elapsed` and `expected`, with $5 and $6 for the soonest and the latest. */
const nextLook = `
least($6, greatest($5, case
  when expected > elapsed then (expected - elapsed) * ${String(shareOfLeft)}
  when expected is null then elapsed * ${String(shareOfUnknown)}
  else elapsed * ${String(shareOfLate)} end))`;

/** Of work that is looked at: nobody holds it, and it is due again by itself. */
export interface Look {
  subjectId: string;
  /** Which look it is, by which it is known whether another one has begun. */
  look: number;
  /** Until the next one, as it stands now. */
  nextSeconds: number;
}

/**
 * Takes what is due for a look, and sets when the next one is, in the same stroke: a look that brings nothing new
 * writes no more. A hint brings the next one forward at any time. All times are the database's.
 */
export async function claimLooks(
  pool: pg.Pool,
  { queue, limit }: Pick<ClaimOrder, 'queue' | 'limit'>,
  { holdSeconds, soonestSeconds, latestSeconds }: LookTimes,
): Promise<Look[]> {
  if (limit < 1) return [];
  const { rows } = await pool.query<{ subject_id: string; look: number; next_seconds: number }>({
    name: 'claim looks',
    text: `
update work w
   set claim_token = null, claimed_at = clock_timestamp(), claims = w.claims + 1,
       due_at = now() + make_interval(secs => greatest($3, coalesce((
         select ${nextLook}
           from (select extract(epoch from now() - coalesce(t.started_at, t.updated_at))::float8 as elapsed,
                        t.expected_seconds::float8 as expected
                   from tasks t where t.id = w.subject_id) age), $3)))
 where w.step = 'follow' and w.subject_id = any (array(
   select subject_id from work
    where step = $4 and queue = $1 and due_at <= now() and step <> 'dispatch'
    order by due_at limit $2 for update skip locked))
returning w.subject_id, w.claims as look, extract(epoch from w.due_at - now())::float8 as next_seconds`,
    values: [queue, limit, holdSeconds, 'follow', soonestSeconds, latestSeconds],
  });
  return rows.map((row) => ({
    subjectId: row.subject_id,
    look: row.look,
    nextSeconds: row.next_seconds,
  }));
}

export interface NearerLook extends Look {
  afterSeconds: number;
  /** Nothing was found out: a hint of the last minute, which may have led to this look, still holds. */
  inVain: boolean;
}

/** Brings next looks forward. A hint that came meanwhile holds; what another look has taken is left alone. */
export async function bringLooksForward(
  pool: pg.Pool,
  looks: readonly NearerLook[],
): Promise<void> {
  if (looks.length === 0) return;
  const inOrder = looks.toSorted((a, b) => (a.subjectId < b.subjectId ? -1 : 1));
  await pool.query({
    name: 'bring looks forward',
    text: `
update work w
   set due_at = case when w.hinted_at > w.claimed_at
                       or (l.in_vain and w.hinted_at > now() - interval '1 minute') then ${hintedDueAt}
                     else now() + make_interval(secs => l.after_seconds) end
  from unnest($1::text[], $2::int[], $3::float8[], $4::boolean[]) l (subject_id, look, after_seconds, in_vain)
 where w.step = 'follow' and w.subject_id = l.subject_id and w.claims = l.look and w.claim_token is null`,
    values: [
      inOrder.map((one) => one.subjectId),
      inOrder.map((one) => one.look),
      inOrder.map((one) => one.afterSeconds),
      inOrder.map((one) => one.inVain),
    ],
  });
}

import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Claimed } from './claim.ts';

/** Of which there is an index by due time, over all queues. */
type EachStep = 'deliver' | 'fetch' | 'picture';

/** Of claimed work, with the queue that it was taken from. */
export interface ClaimedFromQueue extends Claimed {
  queue: string;
}

export interface ClaimFromEachOrder {
  step: EachStep;
  /** The queues to look at; null: all of the step. */
  queues: readonly string[] | null;
  /** How many more of each queue may be claimed. */
  room: QueueCapacity;
  /** Likewise of each owner: what stands in a queue's name before its first slash. */
  ownerRoom: QueueCapacity;
  limit: number;
  leaseSeconds: number;
}

export interface QueueCapacity {
  each: number;
  /** Of the ones that have another room than `each`. */
  of: ReadonlyMap<string, number>;
}

/**
 * Claims from many queues of a step at once, from each as much as it has room for: a queue in which everything
 * hangs takes no turn from another, and an owner with many such queues none from another owner. The queues
 * are found by jumps through the index, however long each one is.
 */
export async function claimFromEach(
  pool: pg.Pool,
  order: ClaimFromEachOrder,
): Promise<ClaimedFromQueue[]> {
  const { step, queues, room, ownerRoom } = order;
  if (order.limit < 1 || queues?.length === 0) return [];
  const token = randomUUID();
  const { rows } = await pool.query<{ subject_id: string; claims: number; queue: string }>({
    name: `${queues ? 'claim from queues' : 'claim from each queue'} of ${step}`,
    text: claimFrom(queues ? 'queues (queue) as (select unnest($10::text[]))' : queuesOf(step)),
    values: [
      token,
      order.limit,
      order.leaseSeconds,
      room.each,
      [...room.of.keys()],
      [...room.of.values()],
      ownerRoom.each,
      JSON.stringify(Object.fromEntries(ownerRoom.of)),
      step,
      ...(queues ? [queues] : []),
    ],
  });
  return rows.map(({ subject_id: subjectId, claims, queue }) => ({
    subjectId,
    token,
    claims,
    queue,
  }));
}

/** Where no more than so much is due, it is read as it is. */
const fewRows = 512;

// Said by a parameter, so that the index by due time over all queues cannot offer itself for one queue.
const isStep = (work: string): string => `${work}.step = $9 and ${work}.step <> 'dispatch'`;

// Of a thousand receivers most have nothing due: their work waits for its next try. So first the work that is
// due is read, and only where there is much of it the queues are found by jumps, for one may have it all.
function queuesOf(step: EachStep): string {
  return `
due (queue) as materialized (
  select w.queue from work w where w.step = '${step}' and w.due_at <= now()
   order by w.due_at limit ${String(fewRows + 1)}),
jumps (queue) as (
  (select w.queue from work w
    where ${isStep('w')} and (select count(*) from due) > ${String(fewRows)}
    order by w.queue limit 1)
  union all
  select (select w.queue from work w
           where ${isStep('w')} and w.queue > j.queue order by w.queue limit 1)
    from jumps j where j.queue is not null),
queues (queue) as (
  select distinct queue from due where (select count(*) from due) <= ${String(fewRows)}
  union all
  select queue from jumps where queue is not null)`;
}

// By chance among the candidates: no queue's name is better than another's. Only what is chosen is locked,
// and due is asked once more under the lock: another claimer may have been faster.
function claimFrom(queues: string): string {
  return `
with recursive ${queues},
candidates as (
  select c.subject_id, split_part(q.queue, '/', 1) as owner
    from queues q
    left join unnest($5::text[], $6::int[]) r (queue, room) on r.queue = q.queue
   cross join lateral (
     select o.subject_id from work o
      where ${isStep('o')} and o.queue = q.queue and o.due_at <= now()
      order by o.due_at limit coalesce(r.room, $4::int)) c),
placed as (
  select subject_id, owner, row_number() over (partition by owner order by random()) as place
    from candidates),
chosen as (
  select subject_id from placed
   where place <= coalesce(($8::jsonb ->> owner)::int, $7::int)
   order by random() limit $2)
update work w
   set claim_token = $1, claimed_at = clock_timestamp(), claims = w.claims + 1,
       due_at = now() + make_interval(secs => $3)
 where w.step = $9 and w.subject_id = any (array(
   select o.subject_id from chosen c join work o on o.step = $9 and o.subject_id = c.subject_id
    where o.due_at <= now() for update of o skip locked))
returning w.subject_id, w.claims, w.queue`;
}

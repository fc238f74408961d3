import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Claimed } from './claim.ts';
import type { WorkStep } from './tables.ts';

/** Of claimed work, with the queue that it was taken from. */
export interface ClaimedFromQueue extends Claimed {
  queue: string;
}

export interface ClaimFromEachOrder {
  step: Exclude<WorkStep, 'dispatch'>;
  /** The queues to look at; null: all of the step. */
  queues: readonly string[] | null;
  /** How many more of each queue may be claimed. */
  room: Room;
  /** Likewise of each owner: what stands in a queue's name before its first slash. */
  ownerRoom: Room;
  limit: number;
  leaseSeconds: number;
}

export interface Room {
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
  const { queues, room, ownerRoom } = order;
  if (order.limit < 1 || queues?.length === 0) return [];
  const token = randomUUID();
  const { rows } = await pool.query<{ subject_id: string; claims: number; queue: string }>({
    name: queues ? 'claim from queues' : 'claim from each queue',
    text: claimFrom(queues ? 'select unnest($10::text[])' : allQueues),
    values: [
      token,
      order.step,
      order.limit,
      order.leaseSeconds,
      room.each,
      [...room.of.keys()],
      [...room.of.values()],
      ownerRoom.each,
      JSON.stringify(Object.fromEntries(ownerRoom.of)),
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

const allQueues = `
  (select w.queue from work w where w.step = $2 and w.step <> 'dispatch' order by w.queue limit 1)
  union all
  select (select w.queue from work w
           where w.step = $2 and w.step <> 'dispatch' and w.queue > q.queue
           order by w.queue limit 1)
    from queues q where q.queue is not null`;

// By chance among the candidates: no queue's name is better than another's. Only what is chosen is locked,
// and due is asked once more under the lock: another claimer may have been faster.
function claimFrom(queues: string): string {
  return `
with recursive queues (queue) as (${queues}),
candidates as (
  select c.subject_id, split_part(q.queue, '/', 1) as owner
    from queues q
    left join unnest($6::text[], $7::int[]) r (queue, room) on r.queue = q.queue
   cross join lateral (
     select o.subject_id from work o
      where o.step = $2 and o.step <> 'dispatch' and o.queue = q.queue and o.due_at <= now()
      order by o.due_at limit coalesce(r.room, $5::int)) c
   where q.queue is not null),
placed as (
  select subject_id, owner, row_number() over (partition by owner order by random()) as place
    from candidates),
chosen as (
  select subject_id from placed
   where place <= coalesce(($9::jsonb ->> owner)::int, $8::int)
   order by random() limit $3)
update work w
   set claim_token = $1, claimed_at = clock_timestamp(), claims = w.claims + 1,
       due_at = now() + make_interval(secs => $4)
 where w.step = $2 and w.subject_id = any (array(
   select o.subject_id from chosen c join work o on o.step = $2 and o.subject_id = c.subject_id
    where o.due_at <= now() for update of o skip locked))
returning w.subject_id, w.claims, w.queue`;
}

import { Pool } from 'undici';
import { z } from 'zod';
import { attemptId } from '../server/src/making/driver.ts';
import { lineQueuePrefix } from '../server/src/work/queues.ts';
import type { Database } from '../server/src/postgres/database.ts';

/** Where tasks are created upstream, and under which line they are written down. */
export interface Handover {
  database: Database;
  upstreamUrl: string;
  lineId: string;
  /** Body of a create of theirs, without the words that are ours to say of an attempt. */
  order: Record<string, unknown>;
  callbackUrl(attemptId: string): string;
}

const connections = 32;
const chunk = 500;
const created = z.object({ id: z.string() });

/**
 * What dispatch does, in large steps: creates tasks that wait at the upstream, and writes down what it
 * answered. For more of them than dispatch would send in the time that a benchmark has.
 */
export async function handOver(handover: Handover, taskIds: readonly string[]): Promise<void> {
  const pool = new Pool(handover.upstreamUrl, { connections });
  const left = [...taskIds];
  const handSome = async (): Promise<void> => {
    for (let ids = left.splice(0, chunk); ids.length > 0; ids = left.splice(0, chunk)) {
      const upstreamIds: string[] = [];
      for (const id of ids) upstreamIds.push(await create(pool, handover, attemptId(id, 1)));
      await write(handover, ids, upstreamIds);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, handSome));
  } finally {
    await pool.close();
  }
}

async function create(pool: Pool, { order, callbackUrl }: Handover, name: string): Promise<string> {
  const answer = await pool.request({
    method: 'POST',
    path: '/api/v3/contents/generations/tasks',
    headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
    body: JSON.stringify({ ...order, safety_identifier: name, callback_url: callbackUrl(name) }),
  });
  return created.parse(await answer.body.json()).id;
}

async function write(
  { database, lineId }: Handover,
  taskIds: readonly string[],
  upstreamIds: readonly string[],
): Promise<void> {
  await database.work.query(
    `
with handed as (
  select * from unnest($1::text[], $2::text[]) h (id, upstream_id)
), attempt as (
  insert into attempts (task_id, number, line, family, resolution, state, upstream_id, answered_at)
  select h.id, 1, $3, t.request ->> 'family', t.request ->> 'resolution', 'accepted', h.upstream_id, now()
    from handed h join tasks t on t.id = h.id
), task as (
  update tasks t
     set state = 'running', attempts = 1, line = $3, started_at = now(), updated_at = now()
    from handed h where t.id = h.id
)
update work w
   set step = 'follow', queue = $4, turn = 0, claims = 0, due_at = now() + random() * interval '2 minutes'
  from handed h where w.step = 'dispatch' and w.subject_id = h.id`,
    [taskIds, upstreamIds, lineId, lineQueuePrefix + lineId],
  );
}

import type { Database } from '../postgres/database.ts';
import { viewColumns, type TaskRow } from '../tasks/rows.ts';

export interface Delivery {
  id: string;
  accountId: string;
  url: string;
  dialect: string;
  /** How many tries stand in the record. */
  tries: number;
  task: TaskRow;
}

export async function readDeliveries(
  database: Database,
  ids: readonly string[],
): Promise<Delivery[]> {
  if (ids.length === 0) return [];
  const { rows } = await database.work.query<
    TaskRow & { delivery_id: string; url: string; tries: number }
  >({
    name: 'read deliveries',
    text: `
select d.id as delivery_id, d.url,
       (select coalesce(max(number), 0) from delivery_tries y where y.delivery_id = d.id) as tries,
       ${viewColumns}
  from deliveries d join tasks t on t.id = d.task_id
 where d.id = any ($1::text[])`,
    values: [ids],
  });
  return rows.map(({ delivery_id: id, url, tries, ...task }) => ({
    id,
    accountId: task.account_id,
    url,
    dialect: task.dialect,
    tries,
    task,
  }));
}

export interface DeliveryTry {
  deliveryId: string;
  number: number;
  url: string;
  /** As they were sent, signatures shortened. */
  headers: Record<string, string>;
  request: string;
  status: number | null;
  answer: string | null;
  error: string | null;
  tookMs: number;
}

export async function writeTry(database: Database, one: DeliveryTry): Promise<void> {
  await database.query
    .insertInto('delivery_tries')
    .values({
      delivery_id: one.deliveryId,
      number: one.number,
      url: one.url,
      headers: JSON.stringify(one.headers),
      status: one.status,
      request: one.request,
      // PostgreSQL stores no NUL, and a receiver may send anything.
      answer: one.answer?.replaceAll('\0', '') ?? null,
      error: one.error,
      took_ms: one.tookMs,
    })
    // A holder whose lease ran out may have written it already.
    .onConflict((conflict) => conflict.columns(['delivery_id', 'number']).doNothing())
    .execute();
}

export async function endDelivery(
  database: Database,
  id: string,
  state: 'delivered' | 'failed',
): Promise<void> {
  await database.query
    .updateTable('deliveries')
    .set({ state, finished_at: new Date() })
    .where('id', '=', id)
    .execute();
}

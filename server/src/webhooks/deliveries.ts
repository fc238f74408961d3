import type { Database } from '../postgres/database.ts';
import { viewColumns, type TaskRow } from '../tasks/rows.ts';

/** Deliveries as the deliverer takes them up. */

export interface Delivery {
  id: string;
  accountId: string;
  type: string;
  happenedAtMs: number;
  /** How many tries stand in the record, and how many of them are of earlier rounds. */
  tries: number;
  triesBefore: number;
  to: ReceiverState;
  /** Null for a test event. */
  task: TaskRow | null;
  /** Null where it tells of none. */
  refund: Refund | null;
}

/** What of a task's charge was given back, in an event of its own. */
export interface Refund {
  /** By this refund. */
  nowMicros: bigint;
  /** By it and those before it. */
  soFarMicros: bigint;
}

type ReceiverState =
  /** The address that the request itself named. */
  | { kind: 'callback'; url: string }
  | EndpointReceiver
  /** An endpoint that was removed meanwhile. */
  | { kind: 'none' };

export interface EndpointReceiver {
  kind: 'endpoint';
  id: string;
  url: string;
  enabled: boolean;
  secretSealed: Buffer;
  /** Of before a rotation, while deliveries are signed with it as well. */
  formerSecretSealed: Buffer | null;
}

interface DeliveryRow {
  delivery_id: string;
  owner_id: string;
  type: string;
  happened_ms: number;
  tries: number;
  tries_before: number;
  url: string | null;
  endpoint_id: string | null;
  enabled: boolean;
  secret_sealed: Buffer;
  former_secret_sealed: Buffer | null;
  refund_now: bigint | null;
  refund_so_far: bigint | null;
}

/** By their ids; one that is missing has no record any more. */
export async function readDeliveries(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, Delivery>> {
  if (ids.length === 0) return new Map();
  const { rows } = await database.work.query<(TaskRow | { id: null }) & DeliveryRow>({
    name: 'read deliveries',
    text: `
select d.id as delivery_id, d.account_id as owner_id, d.type, d.tries_before,
       floor(extract(epoch from d.created_at) * 1000)::float8 as happened_ms,
       -- Null of one from before its tries were counted.
       coalesce(d.tries, (select max(number) from delivery_tries y where y.delivery_id = d.id), 0) as tries,
       coalesce(d.url, e.url) as url, e.id as endpoint_id, e.enabled, e.secret_sealed,
       case when e.former_until > now() then e.former_secret_sealed end as former_secret_sealed,
       r.now as refund_now, r.so_far as refund_so_far, ${viewColumns}
  from deliveries d
  left join webhook_endpoints e on e.id = d.endpoint_id and e.account_id = d.account_id
  left join tasks t on t.id = d.task_id
  left join lateral (
    select sum(n.refunded_micros)::bigint as so_far,
           max(n.refunded_micros) filter (where n.number = d.event_number) as now
      from events n where n.task_id = d.task_id and n.number <= d.event_number) r
    on d.type = 'task.refunded'
 where d.id = any ($1::text[])`,
    values: [ids],
  });
  return new Map(
    rows.map((row) => [
      row.delivery_id,
      {
        id: row.delivery_id,
        accountId: row.owner_id,
        type: row.type,
        happenedAtMs: row.happened_ms,
        tries: row.tries,
        triesBefore: row.tries_before,
        to: receiverOf(row),
        task: row.id === null ? null : row,
        refund: refundOf(row),
      },
    ]),
  );
}

function refundOf({ refund_now: now, refund_so_far: soFar }: DeliveryRow): Refund | null {
  return now === null || soFar === null ? null : { nowMicros: now, soFarMicros: soFar };
}

function receiverOf({ url, endpoint_id: id, ...row }: DeliveryRow): ReceiverState {
  if (url === null) return { kind: 'none' };
  if (id === null) return { kind: 'callback', url };
  return {
    kind: 'endpoint',
    id,
    url,
    enabled: row.enabled,
    secretSealed: row.secret_sealed,
    formerSecretSealed: row.former_secret_sealed,
  };
}

import { sql, type RawBuilder } from 'kysely';
import { refuse, type ProblemError } from '../generation/problems.ts';
import {
  testEventType,
  type EndpointKey,
  type EndpointOwner,
  type WebhookParts,
} from './endpoint.ts';
import { lookWhenTold } from '../work/look-when-told.ts';
import { endpointNotFound, modesOf } from './endpoints.ts';

/** The delivery log as accounts see it, kept for 30 days: what was sent where, and what came back. */

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface DeliveryRecord<Try = TrySummary> {
  /** The `webhook-id` of every try. */
  id: string;
  type: string;
  /** Null for a test event. */
  taskId: string | null;
  /** Null: it goes to the address that the request itself named. */
  endpointId: string | null;
  /** Only of such an address; an endpoint's stands in its tries. */
  url: string | null;
  state: DeliveryState;
  /** Why it was given up. */
  failure: string | null;
  /** When the event happened. Milliseconds since 1970, as all times here. */
  createdAtMs: number;
  finishedAtMs: number | null;
  /** Null while a try is under way, while its endpoint is disabled, and when it is over. */
  nextTryAtMs: number | null;
  /** The last ones: it may have been sent again many times. */
  tries: readonly Try[];
}

export interface TrySummary {
  /** From 1. */
  number: number;
  atMs: number;
  url: string;
  /** Of HTTP; null with the reason in `error`. */
  status: number | null;
  error: string | null;
  tookMs: number;
}

export interface TryRecord extends TrySummary {
  /** As sent; signatures are shortened. */
  headers: Record<string, string>;
  /** The body that was sent. */
  request: string;
  /** The first kilobyte of what came back. */
  answer: string | null;
}

export interface DeliveryFilter {
  accountId: string;
  endpointId?: string | undefined;
  taskId?: string | undefined;
  state?: DeliveryState | undefined;
  limit: number;
  /** Id of the last one of the page before. */
  before?: string | undefined;
}

/** The newest first; however long the log, a page costs the same. Throws overloaded. */
export function listDeliveries(
  { database }: Pick<WebhookParts, 'database'>,
  filter: DeliveryFilter,
): Promise<DeliveryRecord[]> {
  return database.lists.of(filter.accountId, async (query) => {
    // Ids first: an index has these and their order.
    const { rows } = await sql<DeliveryRecord>`
with page as materialized (
  select d.id from deliveries d where ${matching(filter)} order by d.id desc limit ${filter.limit}
)
select ${sql.raw(columns)}, ${sql.raw(triesAs(trySummary))} as tries
  from page p cross join lateral (select * from deliveries d where d.id = p.id limit 1) d
  ${sql.raw(openWork)}
 order by p.id desc`.execute(query);
    return rows;
  });
}

/** What is asked for, of the filters that are given: an index serves only what a statement says. */
function matching(filter: DeliveryFilter): RawBuilder<unknown> {
  const { accountId, endpointId, taskId, state, before } = filter;
  const conditions = [sql`d.account_id = ${accountId}`];
  if (endpointId !== undefined) conditions.push(sql`d.endpoint_id = ${endpointId}`);
  if (taskId !== undefined) conditions.push(sql`d.task_id = ${taskId}`);
  if (state !== undefined) conditions.push(sql`d.state = ${state}`);
  if (before !== undefined) conditions.push(sql`d.id < ${before}`);
  return sql.join(conditions, sql` and `);
}

/** With all that was sent and what came back. Throws delivery_not_found. */
export async function readDelivery(
  { database }: WebhookParts,
  { accountId, id }: DeliveryKey,
): Promise<DeliveryRecord<TryRecord>> {
  const { rows } = await database.general.query<DeliveryRecord<TryRecord>>(
    `select ${columns}, ${triesAs(tryRecord)} as tries
       from deliveries d ${openWork} where d.account_id = $1 and d.id = $2`,
    [accountId, id],
  );
  const [row] = rows;
  if (!row) throw deliveryNotFound();
  return row;
}

/** One delivery of one account. All are read; what goes to an endpoint is sent again from its own mode alone. */
export interface DeliveryKey extends EndpointOwner {
  id: string;
}

/**
 * Sends a delivery once more, under its id, whatever became of it, with the schedule begun anew. Throws
 * delivery_not_found; endpoint_not_found where its endpoint was removed; invalid_parameter where that is
 * disabled.
 */
export async function resendDelivery(
  { database, wake }: WebhookParts,
  { accountId, mode, id }: DeliveryKey,
): Promise<void> {
  const { rows } = await database.general.query<Receiver>(
    `select d.endpoint_id is null as "isCallback", e.enabled
       from deliveries d left join webhook_endpoints e on e.id = d.endpoint_id
      where d.account_id = $1 and d.id = $2 and (e.mode is null or e.mode = any ($3))`,
    [accountId, id, modesOf(mode)],
  );
  const [receiver] = rows;
  if (!receiver) throw deliveryNotFound();
  if (!receiver.isCallback) checkReceiver(receiver);
  await database.general.query('select resend_deliveries(array[$1])', [id]);
  wake.tell('events');
}

/** Most that one call of `resendRange` sends again, the oldest first. */
export const resendMax = 10_000;

export interface ResendRange extends EndpointOwner {
  endpointId: string;
  /** Of the events, both included. Milliseconds since 1970. */
  fromMs: number;
  toMs: number;
  states: readonly DeliveryState[];
}

/**
 * Sends again what an endpoint was told of in a time. Resolves with how many that are, at most `resendMax`.
 * Throws endpoint_not_found; invalid_parameter where it is disabled; overloaded.
 */
export async function resendRange(
  { database, wake }: WebhookParts,
  range: ResendRange,
): Promise<number> {
  const { accountId, mode, endpointId, fromMs, toMs, states } = range;
  const { rows: receivers } = await database.general.query<Receiver>(
    'select enabled from webhook_endpoints where account_id = $1 and id = $2 and mode = any ($3)',
    [accountId, endpointId, modesOf(mode)],
  );
  checkReceiver(receivers[0]);
  const ids = await database.lists.of(accountId, async (query) => {
    const { rows } = await sql<{ id: string }>`
select d.id from deliveries d
 where d.account_id = ${accountId} and d.endpoint_id = ${endpointId}
   and d.state = any (${[...states]}::text[])
   and d.id > delivery_id_at(to_timestamp(${fromMs / 1_000}::float8))
   and d.id < delivery_id_at(to_timestamp(${(toMs + 1) / 1_000}::float8))
 order by d.id limit ${resendMax}`.execute(query);
    return rows.map(({ id }) => id);
  });
  const { rows } = await database.general.query<{ count: number }>(
    'select resend_deliveries($1::text[]) as count',
    [ids],
  );
  wake.tell('events');
  return rows[0]?.count ?? 0;
}

/**
 * Sends an event of type `test.ping`, once, to an endpoint that may be disabled. Resolves with the id of the
 * delivery. Throws endpoint_not_found.
 */
export async function sendTestEvent(
  { database, wake }: WebhookParts,
  { accountId, mode, id }: EndpointKey,
): Promise<string> {
  const { rows } = await database.general.query<{ id: string }>(
    `with told as (
       insert into deliveries (id, account_id, endpoint_id, type, tries)
       select new_delivery_id(), account_id, id, $3, 0 from webhook_endpoints
        where account_id = $1 and id = $2 and mode = any ($4)
       returning id, account_id, endpoint_id
     ), open as (
       insert into work (step, subject_id, queue, account_id)
       select 'deliver', id, delivery_queue(account_id, endpoint_id, null), account_id from told
     )
     select id from told`,
    [accountId, id, testEventType, modesOf(mode)],
  );
  const [told] = rows;
  if (!told) throw endpointNotFound();
  wake.tell('events');
  return told.id;
}

/** A receiver has fifteen seconds to answer. */
const testMs = 20_000;
const testLookMs = 1_000;

/** The first try of a test event; null: it was not made in some twenty seconds, or nothing could be sent. */
export async function awaitTest(
  parts: WebhookParts,
  key: DeliveryKey,
): Promise<Pick<DeliveryRecord, 'state' | 'failure'> & { tried: TrySummary | null }> {
  const read = () => readDelivery(parts, key);
  const over = await lookWhenTold(
    parts.wake,
    { topic: 'tested', queue: key.id, withinMs: testMs, lookMs: testLookMs },
    async () => {
      const found = await read();
      return found.state === 'pending' && found.tries.length === 0 ? null : found;
    },
  );
  const { state, failure, tries } = over ?? (await read());
  return { state, failure, tried: tries[0] ?? null };
}

interface Receiver {
  isCallback: boolean;
  /** Of the endpoint; null where that was removed. */
  enabled: boolean | null;
}

function checkReceiver(endpoint: Pick<Receiver, 'enabled'> | undefined): void {
  if (endpoint?.enabled === true) return;
  if (endpoint?.enabled !== false) throw endpointNotFound();
  throw refuse('invalid_parameter', 'The endpoint is disabled: enable it first.');
}

export function deliveryNotFound(): ProblemError {
  return refuse('delivery_not_found', 'There is no such delivery.');
}

const openWork = "left join work w on w.step = 'deliver' and w.subject_id = d.id";

const columns = `
  d.id, d.type, d.task_id as "taskId", d.endpoint_id as "endpointId", d.url, d.state, d.failure,
  ${msOf('d.created_at')} as "createdAtMs", ${msOf('d.finished_at')} as "finishedAtMs",
  case when w.claim_token is null then ${msOf('w.due_at')} end as "nextTryAtMs"`;

const trySummary = `
  'number', y.number, 'atMs', ${msOf('y.at')}, 'url', y.url, 'status', y.status, 'error', y.error,
  'tookMs', y.took_ms`;
const tryRecord = `${trySummary}, 'headers', y.headers, 'request', y.request, 'answer', y.answer`;

/** Twice as many as one schedule has. */
export const triesShown = 20;

function triesAs(fields: string): string {
  return `coalesce((select jsonb_agg(jsonb_build_object(${fields}) order by y.number)
                      from (select * from delivery_tries z where z.delivery_id = d.id
                             order by z.number desc limit ${String(triesShown)}) y), '[]')`;
}

function msOf(column: string): string {
  return `floor(extract(epoch from ${column}) * 1000)::float8`;
}

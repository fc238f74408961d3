import { wellFormed } from '../generation/well-formed.ts';
import { createBatcher } from '../postgres/batcher.ts';
import { finish, release, type Claimed } from '../work/claim.ts';
import type { Database } from '../postgres/database.ts';
import { failsWhole, refusesRow } from '../postgres/transient.ts';
import type { Delivery } from './deliveries.ts';
import { goneWords, isGone, type Outcome } from './outcome.ts';
import { testEventType } from './endpoint.ts';

/** A try that was made, and what follows from it. */
interface TryResult {
  claimed: Claimed;
  delivery: Delivery;
  number: number;
  url: string;
  /** As they were sent, signatures shortened. */
  headers: Record<string, string>;
  /** The bytes that were sent. */
  request: string;
  status: number | null;
  answer: string | null;
  error: string | null;
  tookMs: number;
  outcome: Outcome;
}

export interface Recorder {
  /** Puts a try on record, ends the delivery or says when it is due again, and keeps count of failures. */
  record(result: TryResult): Promise<void>;
}

/** How long nothing but failures is borne, and after which pause they count anew. */
const failingDaysMax = 5;
/** Above the schedule's longest wait, with its jitter. */
const pauseHours = 30;

export function createRecorder(database: Database): Recorder {
  const batcher = createBatcher<TryResult, undefined>({
    maxItems: 64,
    keyOf: ({ delivery }) => delivery.id,
    failsWhole,
    async run(results) {
      await recordAll(database, results);
      return results.map(() => undefined);
    },
    refused: (result, { message }) => recordPlain(database, result, message),
  });
  return { record: (result) => batcher.add(result) };
}

async function recordAll(database: Database, results: readonly TryResult[]): Promise<void> {
  const { rows } = await database.work.query<{ failing_id: string }>({
    name: 'record tries',
    text: recordTries,
    values: [JSON.stringify(results.map(toItem)), failingDaysMax, pauseHours],
  });
  for (const { failing_id: id } of rows) await disableEndpoint(database, id, 'failing');
  for (const { delivery, status } of results) {
    if (isGone(status) && delivery.to.kind === 'endpoint') {
      await disableEndpoint(database, delivery.to.id, 'gone');
      await giveUp(database, delivery.accountId, delivery.to.id);
    }
  }
  const again = results.flatMap(({ claimed, outcome }) =>
    outcome.kind === 'again' ? { ...claimed, afterSeconds: outcome.afterSeconds } : [],
  );
  await release(database.claims, 'deliver', again);
  const over = results.filter(({ outcome }) => outcome.kind !== 'again');
  await finish(
    database.work,
    'deliver',
    over.map(({ claimed }) => claimed),
  );
}

/** A try with words that cannot be kept is on record without them; where even that is refused, its delivery ends. */
async function recordPlain(
  database: Database,
  result: TryResult,
  reason: string,
): Promise<undefined> {
  const error = `What belongs to this try cannot be kept: ${reason}`;
  try {
    await recordAll(database, [
      { ...result, headers: {}, request: '', status: null, answer: null, error, tookMs: 0 },
    ]);
  } catch (again) {
    if (!refusesRow(again)) throw again;
    await endUntried(database, result.claimed, error);
  }
}

// A holder whose lease ran out may have written the same number already: then its try stands for both.
// What an endpoint's row says of failures is to the minute, so that a dead one does not write it all the time.
const recordTries = `
with results as (
  select * from jsonb_to_recordset($1::jsonb) as (
    delivery_id text, account_id uuid, number int, url text, headers jsonb, request text, status int,
    answer text, error text, took_ms int, state text, failure text, endpoint_id text, ok boolean)
), tried as (
  insert into delivery_tries (delivery_id, account_id, number, url, headers, request, status, answer, error,
                              took_ms)
  select delivery_id, account_id, number, url, headers, request, status, answer, error, took_ms from results
  on conflict (delivery_id, number) do nothing
), counted as (
  update deliveries d
     set tries = greatest(d.tries, r.number),
         state = case when r.state = 'pending' then d.state else r.state end,
         failure = case when r.state = 'pending' then d.failure else r.failure end,
         finished_at = case when r.state = 'pending' then d.finished_at else now() end
    from results r where d.id = r.delivery_id
), told as (
  select endpoint_id, bool_or(ok) as ok from results where endpoint_id is not null group by endpoint_id
), well as (
  update webhook_endpoints e set failing_since = null, last_failed_at = null
    from told t where e.id = t.endpoint_id and t.ok and e.failing_since is not null
), failing as (
  update webhook_endpoints e
     set failing_since = case when e.last_failed_at > now() - make_interval(hours => $3)
                              then e.failing_since else now() end,
         last_failed_at = now()
    from told t
   where e.id = t.endpoint_id and not t.ok
     and (e.last_failed_at is null or e.last_failed_at < now() - interval '1 minute')
  returning e.id, e.failing_since, e.enabled
)
select id as failing_id from failing where enabled and failing_since < now() - make_interval(days => $2)`;

function toItem({ delivery, outcome, ...result }: TryResult): object {
  const counts = delivery.to.kind === 'endpoint' && delivery.type !== testEventType;
  return {
    delivery_id: delivery.id,
    account_id: delivery.accountId,
    number: result.number,
    url: result.url,
    headers: result.headers,
    request: result.request,
    status: result.status,
    // A receiver may send anything.
    answer: result.answer === null ? null : wellFormed(result.answer),
    error: result.error,
    took_ms: result.tookMs,
    state: outcome.kind === 'again' ? 'pending' : outcome.kind,
    failure: outcome.kind === 'failed' ? outcome.why : null,
    endpoint_id: counts && delivery.to.kind === 'endpoint' ? delivery.to.id : null,
    ok: outcome.kind === 'delivered',
  };
}

async function disableEndpoint(
  { work }: Database,
  id: string,
  because: 'gone' | 'failing',
): Promise<void> {
  await work.query('select disable_endpoint($1, $2)', [id, because]);
}

async function giveUp({ work }: Database, accountId: string, endpointId: string): Promise<void> {
  await work.query('select give_up_deliveries($1, $2, $3)', [accountId, endpointId, goneWords]);
}

/** Ends a delivery that was not tried, and says why. */
export async function endUntried(database: Database, claimed: Claimed, why: string): Promise<void> {
  await database.work.query({
    name: 'end delivery',
    text: `
update deliveries set state = 'failed', failure = $2, finished_at = now()
 where id = $1 and state = 'pending'`,
    values: [claimed.subjectId, why],
  });
  await finish(database.work, 'deliver', [claimed]);
}

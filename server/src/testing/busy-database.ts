import { randomUUID } from 'node:crypto';
import { lineQueuePrefix, familyQueue } from '../work/queues.ts';
import type { Database } from '../postgres/database.ts';

/** What is in it. The busy account's newest tasks wait; all others are over. */
export interface BusyDatabase {
  accountId: string;
  keyId: string;
  taskId(number: number): string;
  lineId: string;
  endpointId: string;
  waitingQueue: string;
  followQueue: string;
}

export interface BusyDatabaseSize {
  /** Of the busy account. */
  tasks: number;
  /** How many of these wait, none of them for too long, and how many a line makes. */
  waiting: number;
  running: number;
  /** Beside it. */
  accounts: number;
  /** Of each of those. */
  tasksEach: number;
}

/** One in so many failed, was cancelled and expired; one in a thousand is of another model. */
const failedEach = 200;

/** Fills an empty database with a history of six days, of one busy account among many. */
export async function fillBusyDatabase(
  { general }: Pick<Database, 'general'>,
  { tasks, waiting, running, accounts, tasksEach }: BusyDatabaseSize,
): Promise<BusyDatabase> {
  const accountId = randomUUID();
  const keyId = randomUUID();
  const lineId = 'line_busy';
  const endpointId = 'whe_busy';
  const waitingQueue = familyQueue('seedance-2.0');
  const followQueue = lineQueuePrefix + lineId;
  await general.query(
    `insert into accounts (id, name)
     select case when n = 0 then $1::uuid else gen_random_uuid() end, 'account ' || n
       from generate_series(0, $2::int) n`,
    [accountId, accounts],
  );
  await general.query(`insert into wallets (account_id) select id from accounts`);
  await general.query(
    `insert into keys (id, account_id, mode, prefix, last_four, hash)
     select case when id = $1 then $2::uuid else gen_random_uuid() end, id, 'live', 'fg_live_', 'abcd',
            sha256(id::text::bytea) from accounts`,
    [accountId, keyId],
  );
  // In the order of their times, as they come: the busy account's among all others'.
  await general.query(
    `with counted as (
       select a.id as account_id, n, case when a.id = $1 then $2::int else $3::int end as total
         from accounts a, lateral generate_series(1, case when a.id = $1 then $2::int else $3::int end) n
     ), aged as (
       select *, now() - interval '6 days' + interval '6 days' * (n::float8 / (total + 1)) as at,
              account_id = $1 and n > total - $4::int as waits,
              account_id = $1 and n between total - $4::int - $8::int + 1 and total - $4::int as runs
         from counted
     )
     insert into tasks (id, account_id, key_id, mode, dialect, model, state, request, quote, quote_micros,
                        held_micros, charged_micros, line, attempts, output, failure,
                        created_at, updated_at, finished_at, expires_at)
     select case when account_id = $1 then 'task_' || lpad(n::text, 8, '0')
                 else 'other_' || account_id || '_' || n end,
            account_id, $5, 'live', 'ark', case when n % 1000 = 7 then 'seedance-2.0-fast' else 'seedance-2.0' end,
            case when waits then 'queued' when runs then 'running' when n % $6::int = 1 then 'failed' when n % $6::int = 2 then 'cancelled'
                 when n % $6::int = 3 then 'expired' else 'succeeded' end,
            jsonb_build_object('prompt', repeat('a river in autumn ', 40), 'family', 'seedance-2.0',
                               'media', '[]'::jsonb, 'resolution', '720p', 'seconds', 5),
            '{}', 10, case when waits or runs then 10 else 0 end,
            case when not waits and not runs and n % $6::int not in (1, 2, 3) then 10 end,
            case when not waits then $7 end, case when waits then 0 else 1 end, null, null,
            at, at, case when not waits and not runs then at + interval '1 minute' end, now() + interval '2 days'
       from aged order by at`,
    [accountId, tasks, tasksEach, waiting, keyId, failedEach, lineId, running],
  );
  await general.query(
    `insert into attempts (task_id, number, line, family, resolution, state, upstream_id, cost_micros,
                           intended_at, answered_at, ended_at)
     select id, 1, $1, 'seedance-2.0', '720p', case state when 'running' then 'accepted' when 'succeeded' then 'succeeded' else 'failed' end,
            'up-' || id, 7, created_at, created_at, finished_at
       from tasks where state <> 'queued' order by created_at`,
    [lineId],
  );
  await general.query(
    `insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros, current_micros,
                            version, task_id, created_at)
     select account_id, 'charge', 'wallet:' || account_id, 'platform:revenue', 10, 1000000 - 10 * v + 10,
            1000000 - 10 * v, v, id, finished_at
       from (select *, row_number() over (partition by account_id order by finished_at, id) as v
               from tasks where charged_micros > 0) t
      order by finished_at`,
  );
  await general.query(
    `insert into work (step, subject_id, queue, turn)
     select 'dispatch', id, $1, row_number() over (order by id) from tasks where state = 'queued'
     union all
     select 'follow', id, $2, 0 from tasks where state = 'running'`,
    [waitingQueue, followQueue],
  );
  await general.query(
    `insert into idempotency (account_id, mode, operation, key, fingerprint, subject_id, created_at)
     select account_id, 'live', 'tasks.create', 'k-' || id, '\\x00', id, now() - interval '1 hour' from tasks`,
  );
  await general.query(
    `insert into webhook_endpoints (id, account_id, url, types, secret_sealed)
     values ($1, $2, 'https://receiver.example/', '{task.failed}', '\\x00')`,
    [endpointId, accountId],
  );
  await general.query(
    `with told as (
       insert into deliveries (id, account_id, task_id, endpoint_id, type, state, created_at, finished_at)
       select delivery_id_at(finished_at) || lpad(to_hex(row_number() over ()), 16, '0'), account_id, id, $1,
              'task.' || state, case when state = 'succeeded' then 'delivered' else 'failed' end,
              finished_at, finished_at
         from tasks where finished_at is not null
       returning id)
     insert into delivery_tries (delivery_id, number, url, headers, request, took_ms)
     select id, 1, 'https://receiver.example/', '{}', '{}', 1 from told`,
    [endpointId],
  );
  await general.query(
    `insert into assets (id, account_id, shelf, kind, name, state, counted_bytes, sha256, content_type, bytes)
     select 'asset-' || a.id || '-' || n, a.id, 'media', 'image', 'portrait ' || n, 'active', 1,
            repeat('ab', 32), 'image/png', 1
       from accounts a, lateral generate_series(1, case when a.id = $1 then 1000 else 20 end) n`,
    [accountId],
  );
  return {
    accountId,
    keyId,
    lineId,
    endpointId,
    waitingQueue,
    followQueue,
    taskId: (number) => `task_${String(number).padStart(8, '0')}`,
  };
}

import type { Database } from '../postgres/database.ts';

/** A create, a change or a refusal. Its texts hold no media and no secrets any more. */
export interface LoggedRequest {
  /** Begins with the time: see `atMsOf`. */
  id: string;
  /** Milliseconds since 1970. */
  atMs: number;
  accountId: string;
  /** Of the caller, which is one of both. */
  keyId: string | null;
  personId: string | null;
  mode: 'live' | 'test';
  /** The dialect, or `platform`. */
  api: string;
  method: string;
  /** As it is documented. */
  route: string;
  /** As it was called. */
  path: string;
  status: number;
  /** Of the catalogue of problems, with its words. */
  code: string | null;
  detail: string | null;
  tookMs: number;
  taskId: string | null;
  address: string;
  /** JSON. */
  body: string | null;
}

/** Who is counted, where requests are not written one by one. */
export type Counted = Pick<LoggedRequest, 'accountId' | 'keyId' | 'route'>;

/** In place of a key where a person asked. */
export const noKey = '00000000-0000-0000-0000-000000000000';

/** Of one caller, one route and one minute. `unlisted`: creates, changes and refusals that are not written one by one. */
export interface CountedRequests extends Counted {
  minuteAtMs: number;
  reads: number;
  unlisted: number;
}

type Claims = Pick<Database, 'claims'>;

export async function writeRequests(
  { claims }: Claims,
  requests: readonly LoggedRequest[],
): Promise<void> {
  await claims.query({
    name: 'write requests',
    // What was written before its connection was lost comes again.
    text: `
insert into request_log (at, id, account_id, key_id, person_id, mode, api, method, route, path, status, code, detail,
                         took_ms, task_id, address, body)
select to_timestamp(at_ms / 1000), id, account_id, key_id, person_id, mode, api, method, route, path, status, code,
       detail, took_ms, task_id, address, body
  from unnest($1::float8[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::int[], $12::text[], $13::text[], $14::int[], $15::text[], $16::text[],
              $17::text[])
       u (at_ms, id, account_id, key_id, person_id, mode, api, method, route, path, status, code, detail, took_ms,
          task_id, address, body)
    on conflict do nothing`,
    values: [
      requests.map(({ atMs }) => atMs),
      requests.map(({ id }) => id),
      requests.map(({ accountId }) => accountId),
      requests.map(({ keyId }) => keyId),
      requests.map(({ personId }) => personId),
      requests.map(({ mode }) => mode),
      requests.map(({ api }) => api),
      requests.map(({ method }) => method),
      requests.map(({ route }) => route),
      requests.map(({ path }) => path),
      requests.map(({ status }) => status),
      requests.map(({ code }) => code),
      requests.map(({ detail }) => detail),
      requests.map(({ tookMs }) => tookMs),
      requests.map(({ taskId }) => taskId),
      requests.map(({ address }) => address),
      requests.map(({ body }) => body),
    ],
  });
}

export async function writeCounts(
  { claims }: Claims,
  counts: readonly CountedRequests[],
): Promise<void> {
  await claims.query({
    name: 'write counts of requests',
    // In one order, so that two processes never wait for each other. A row may be written once.
    text: `
insert into request_counts as c (minute, account_id, key_id, route, reads, unlisted)
select to_timestamp(minute_at_ms / 1000), account_id, key_id, route, sum(reads), sum(unlisted)
  from unnest($1::float8[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::int[])
       u (minute_at_ms, account_id, key_id, route, reads, unlisted)
 group by 1, 2, 3, 4
 order by 1, 2, 3, 4
on conflict (account_id, minute, key_id, route) do update
   set reads = c.reads + excluded.reads, unlisted = c.unlisted + excluded.unlisted`,
    values: [
      counts.map(({ minuteAtMs }) => minuteAtMs),
      counts.map(({ accountId }) => accountId),
      counts.map(({ keyId }) => keyId ?? noKey),
      counts.map(({ route }) => route),
      counts.map(({ reads }) => reads),
      counts.map(({ unlisted }) => unlisted),
    ],
  });
}

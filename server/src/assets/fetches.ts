import type { Failure } from '../generation/problems.ts';
import type { MediaKind } from '../generation/request.ts';
import type { TakenMedium } from '../media/intake.ts';
import type { Claimed } from '../work/claim.ts';
import type { Database } from '../postgres/database.ts';

/** The statements of fetching. */

/** An asset that is being fetched. */
export interface Fetching {
  id: string;
  account_id: string;
  kind: MediaKind;
  source_url: string;
  /** Tries that failed in passing. */
  faults: number;
}

/** Those that were deleted meanwhile are not among them. */
export async function readFetching(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, Fetching>> {
  if (ids.length === 0) return new Map();
  const { rows } = await database.work.query<Fetching>({
    name: 'read fetching',
    text: `
select id, account_id, kind, source_url, faults from assets
 where id = any ($1::text[]) and state = 'processing'`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

export async function noteFault(database: Database, id: string): Promise<void> {
  await database.work.query({
    name: 'note fetch fault',
    text: 'update assets set faults = faults + 1 where id = $1',
    values: [id],
  });
}

export type Fetched = { medium: TakenMedium } | { failure: Failure };

/**
 * Ends the work and the state together, and gives back the room that the asset turned out not to need.
 * It does nothing for a claim whose lease ran out and went to another holder.
 */
const endStatement = `
with done as (
  delete from work where step = 'fetch' and subject_id = $1 and claim_token = $2 returning subject_id
), before as (
  select a.id, a.account_id, a.counted_bytes
    from done join assets a on a.id = done.subject_id
   where a.state = 'processing' for update of a
), ended as (
  update assets a
     set state = $3, failure = $4, sha256 = $5, content_type = $6, bytes = $7::bigint, width = $8, height = $9,
         seconds = $10, counted_bytes = coalesce($7::bigint, 0), updated_at = now()
    from before b where a.id = b.id
  returning a.account_id, b.counted_bytes - a.counted_bytes as freed_bytes
)
update asset_room r set bytes = r.bytes - e.freed_bytes
  from ended e where r.account_id = e.account_id`;

export async function endFetch(
  database: Database,
  { subjectId, token }: Claimed,
  end: Fetched,
): Promise<void> {
  const medium = 'medium' in end ? end.medium : null;
  await database.work.query({
    name: 'end fetch',
    text: endStatement,
    values: [
      subjectId,
      token,
      medium === null ? 'failed' : 'active',
      'failure' in end ? JSON.stringify(end.failure) : null,
      medium?.sha256,
      medium?.contentType,
      medium?.bytes,
      medium?.width,
      medium?.height,
      medium?.seconds,
    ],
  });
}

import { sweepTimes } from '../media/store/unused-files.ts';
import type { Database } from '../postgres/database.ts';
import type { HousekeepingRule } from '../work/housekeeping.ts';

/**
 * Deletes an asset and gives its room back; false for a missing and for another account's alike. The file is
 * watched from then on: results and requests may name the same bytes. A fetch under way comes to nothing.
 */
export async function deleteAsset(
  database: Database,
  accountId: string,
  id: string,
): Promise<boolean> {
  const { rowCount } = await database.work.query({
    name: 'delete asset',
    text: `
with gone as (
  delete from assets where id = $2 and account_id = $1 returning account_id, counted_bytes, sha256
), let_go as (
  insert into watched_files (sha256, look_at)
  select sha256, now() + make_interval(secs => $3) from gone where sha256 is not null
  on conflict (sha256) do update set look_at = excluded.look_at, unnamed = false
)
update asset_room r
   set assets = r.assets - 1, bytes = r.bytes - gone.counted_bytes
  from gone where r.account_id = gone.account_id`,
    values: [accountId, id, sweepTimes.keptSeconds],
  });
  return rowCount === 1;
}

const expireBatch = 256;

/** Deletes the assets whose time is over, some at a time. Resolves with how many. */
export async function expireAssets(database: Database): Promise<number> {
  const { rows } = await database.work.query<{ id: string; account_id: string }>({
    name: 'expired assets',
    text: 'select id, account_id from assets where expires_at <= now() order by expires_at limit $1',
    values: [expireBatch],
  });
  let deleted = 0;
  for (const { id, account_id: accountId } of rows) {
    if (await deleteAsset(database, accountId, id)) deleted += 1;
  }
  return deleted;
}

export function assetRules(database: Database): HousekeepingRule[] {
  return [
    {
      name: 'expire assets',
      on: 'database',
      everySeconds: 60,
      batch: async () => (await expireAssets(database)) === expireBatch,
    },
  ];
}

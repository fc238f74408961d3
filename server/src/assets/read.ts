import type { AssetShelf, AssetState } from '../generation/asset.ts';
import type { MediaKind } from '../generation/request.ts';
import type { Database } from '../postgres/database.ts';
import { assetColumns, assetFileName, type AssetRow } from './rows.ts';

/** In the order of `ids`; null for a missing and for another account's asset alike. */
export async function readAssets(
  database: Database,
  accountId: string,
  ids: readonly string[],
): Promise<(AssetRow | null)[]> {
  if (ids.length === 0) return [];
  // One look into the primary key for each, as for tasks.
  const { rows } = await database.reads.query<AssetRow>({
    name: 'read assets',
    text: `
select a.*
  from unnest($2::text[]) k (id)
 cross join lateral (
   select ${assetColumns} from assets a where a.id = k.id and a.account_id = $1 limit 1) a`,
    values: [accountId, [...new Set(ids)]],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

export interface AssetListOrder {
  accountId: string;
  shelf?: AssetShelf | undefined;
  states?: readonly AssetState[] | undefined;
  kinds?: readonly MediaKind[] | undefined;
  /** Part of a name, whatever the case. */
  name?: string | undefined;
  /** From 1. */
  page: number;
  pageSize: number;
  sortBy: 'created' | 'updated';
  descending: boolean;
}

export interface AssetPage {
  rows: AssetRow[];
  /** Of all pages. */
  total: number;
}

const orders = {
  created: { up: 'created_at, id', down: 'created_at desc, id desc' },
  updated: { up: 'updated_at, id', down: 'updated_at desc, id desc' },
} as const;

/**
 * Pages by number, since the platforms that have such lists count them so. It reads all assets of the
 * account, which its room bounds, and never anybody else's.
 */
export async function listAssets(database: Database, order: AssetListOrder): Promise<AssetPage> {
  const sort = orders[order.sortBy][order.descending ? 'down' : 'up'];
  const { rows } = await database.reads.query<{ total: number; page: AssetRow[] }>({
    name: `list assets by ${sort}`,
    text: `
with mine as materialized (
  select * from assets a
   where a.account_id = $1
     and ($2::text is null or a.shelf = $2)
     and ($3::text[] is null or a.state = any ($3))
     and ($4::text[] is null or a.kind = any ($4))
     and ($5::text is null or strpos(lower(a.name), lower($5)) > 0)
), page as (
  select ${assetColumns} from mine a order by ${sort} limit $6 offset $7
)
select (select count(*)::float8 from mine) as total,
       (select coalesce(jsonb_agg(to_jsonb(page)), '[]') from page) as page`,
    values: [
      order.accountId,
      order.shelf ?? null,
      order.states ?? null,
      order.kinds ?? null,
      order.name ?? null,
      order.pageSize,
      (order.page - 1) * order.pageSize,
    ],
  });
  const [found] = rows;
  return { rows: found?.page ?? [], total: found?.total ?? 0 };
}

/** The hash of an asset's file by its name in signed URLs. The signed URL is the permission. */
export async function findAssetFile(database: Database, fileName: string): Promise<string | null> {
  const id = fileName.slice(0, fileName.indexOf('.'));
  const { rows } = await database.reads.query<Pick<AssetRow, 'id' | 'sha256' | 'content_type'>>({
    name: 'find asset file',
    text: 'select id, sha256, content_type from assets where id = $1',
    values: [id],
  });
  const [row] = rows;
  return row && assetFileName(row) === fileName ? row.sha256 : null;
}

import { sql, type RawBuilder } from 'kysely';
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

const columns = { created: sql`a.created_at`, updated: sql`a.updated_at` } as const;

/**
 * Pages by number, since the platforms that have such lists count them so. It reads all assets of the
 * account, which its room bounds, and never anybody else's. Throws overloaded.
 */
export function listAssets(
  { lists }: Pick<Database, 'lists'>,
  order: AssetListOrder,
): Promise<AssetPage> {
  const column = columns[order.sortBy];
  const direction = order.descending ? sql`desc` : sql`asc`;
  return lists.of(order.accountId, async (query) => {
    const { rows } = await sql<{ total: number; page: AssetRow[] }>`
with mine as materialized (
  select * from assets a where ${matching(order)}
), page as (
  select ${sql.raw(assetColumns)} from mine a
   order by ${column} ${direction}, a.id ${direction}
   limit ${order.pageSize} offset ${(order.page - 1) * order.pageSize}
)
select (select count(*)::float8 from mine) as total,
       (select coalesce(jsonb_agg(to_jsonb(page)), '[]') from page) as page`.execute(query);
    const [found] = rows;
    return { rows: found?.page ?? [], total: found?.total ?? 0 };
  });
}

/** Of the filters that are given. */
function matching({ accountId, shelf, states, kinds, name }: AssetListOrder): RawBuilder<unknown> {
  const conditions = [sql`a.account_id = ${accountId}`];
  if (shelf !== undefined) conditions.push(sql`a.shelf = ${shelf}`);
  if (states) conditions.push(sql`a.state = any (${[...states]}::text[])`);
  if (kinds) conditions.push(sql`a.kind = any (${[...kinds]}::text[])`);
  if (name !== undefined) conditions.push(sql`strpos(lower(a.name), lower(${name})) > 0`);
  return sql.join(conditions, sql` and `);
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

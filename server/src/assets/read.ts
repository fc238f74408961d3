import { sql, type RawBuilder } from 'kysely';
import type { AssetShelf, AssetState } from '../generation/asset.ts';
import type { MediaKind } from '../generation/request.ts';
import type { Database } from '../postgres/database.ts';
import { refuse } from '../generation/problems.ts';
import { roomLimits, type AssetParts } from './parts.ts';
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

interface AssetFilter {
  accountId: string;
  shelf?: AssetShelf | undefined;
  states?: readonly AssetState[] | undefined;
  kinds?: readonly MediaKind[] | undefined;
  /** Part of a name, whatever the case. */
  name?: string | undefined;
}

export interface AssetListOrder extends AssetFilter {
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

export interface AssetSearch extends AssetFilter {
  limit: number;
  /** The last asset of the page before. */
  after: string | null;
}

/** The newest first, of all shelves. Throws overloaded, and invalid_parameter for an `after` that is no asset of the account. */
export function listAssetsAfter(
  { lists }: Pick<Database, 'lists'>,
  search: AssetSearch,
): Promise<AssetRow[]> {
  const { accountId, limit, after } = search;
  return lists.of(accountId, async (query) => {
    const ofAfter = sql`select a.created_at, a.id from assets a
           where a.id = ${after} and a.account_id = ${accountId}`;
    if (after !== null && (await ofAfter.execute(query)).rows.length === 0) {
      throw refuse(
        'invalid_parameter',
        'cursor is none of this list, or its asset was deleted: begin anew without it.',
        { field: 'cursor' },
      );
    }
    const before = after === null ? sql`true` : sql`(a.created_at, a.id) < (${ofAfter})`;
    const { rows } = await sql<AssetRow>`
select ${sql.raw(assetColumns)} from assets a where ${matching(search)} and ${before}
 order by a.created_at desc, a.id desc limit ${limit}`.execute(query);
    return rows;
  });
}

export interface AssetRoom {
  assets: number;
  assetsMost: number;
  bytes: number;
  bytesMost: number;
}

/** What the account keeps, and may keep. */
export async function readAssetRoom(
  { database, limits = roomLimits }: Pick<AssetParts, 'database' | 'limits'>,
  accountId: string,
): Promise<AssetRoom> {
  const { rows } = await database.reads.query<{ assets: number; bytes: number }>({
    name: 'asset room',
    text: 'select assets, bytes::float8 as bytes from asset_room where account_id = $1',
    values: [accountId],
  });
  const [{ assets, bytes } = { assets: 0, bytes: 0 }] = rows;
  return { assets, assetsMost: limits.assetsMax, bytes, bytesMost: limits.bytesMax };
}

/** Of the filters that are given. */
function matching({ accountId, shelf, states, kinds, name }: AssetFilter): RawBuilder<unknown> {
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

import type { AssetShelf, AssetState, AssetView } from '../generation/asset.ts';
import type { Failure } from '../generation/problems.ts';
import type { MediaKind } from '../generation/request.ts';
import { extensionOf } from '../media/file-types.ts';

/** An asset as the database keeps it, with the columns that a view is made of. */
export interface AssetRow {
  id: string;
  account_id: string;
  shelf: AssetShelf;
  kind: MediaKind;
  name: string;
  state: AssetState;
  source_url: string | null;
  /** Of the stored bytes. This and the next ones are null until it is active. */
  sha256: string | null;
  content_type: string | null;
  bytes: number | null;
  width: number | null;
  height: number | null;
  seconds: number | null;
  failure: Failure | null;
  created_ms: number;
  updated_ms: number;
  /** Null: it is kept until it is deleted. */
  expires_ms: number | null;
}

export const assetColumns = `
  a.id, a.account_id, a.shelf, a.kind, a.name, a.state, a.source_url, a.sha256, a.content_type,
  a.bytes::float8 as bytes, a.width, a.height, a.seconds, a.failure,
  (extract(epoch from a.created_at) * 1000)::float8 as created_ms,
  (extract(epoch from a.updated_at) * 1000)::float8 as updated_ms,
  (extract(epoch from a.expires_at) * 1000)::float8 as expires_ms`;

/** Name of an asset's file in signed URLs, such as `asset-….jpg`; null until it is active. */
export function assetFileName({
  id,
  content_type: contentType,
}: Pick<AssetRow, 'id' | 'content_type'>): string | null {
  return contentType === null ? null : id + extensionOf(contentType);
}

/** `sign` makes the absolute URL of a file name. */
export function toAssetView(row: AssetRow, sign: (fileName: string) => string): AssetView {
  const fileName = assetFileName(row);
  return {
    id: row.id,
    name: row.name,
    shelf: row.shelf,
    kind: row.kind,
    state: row.state,
    sourceUrl: row.source_url,
    url: fileName === null ? null : sign(fileName),
    contentType: row.content_type,
    bytes: row.bytes,
    failure: row.failure,
    createdAtMs: Math.floor(row.created_ms),
    updatedAtMs: Math.floor(row.updated_ms),
  };
}

import { CompiledQuery, type Transaction } from 'kysely';
import type { AssetShelf } from '../generation/asset.ts';
import { refuse } from '../generation/problems.ts';
import type { MediaKind } from '../generation/request.ts';
import type { Upload } from '../generation/upload.ts';
import { takeMedia } from '../media/intake.ts';
import { invalid, isDataUrl, isWebUrl, unreachable, type Ask } from '../media/sources.ts';
import type { Tables } from '../postgres/tables.ts';
import { fetchQueue } from '../work/queues.ts';
import { assetLimits, roomLimits, type AssetParts, type RoomLimits } from './parts.ts';
import { readAssetRoom } from './read.ts';
import { assetColumns, type AssetRow } from './rows.ts';

interface NewAsset {
  accountId: string;
  /** Made by the caller, in the look of its dialect: letters, digits, `-` and `_`. */
  id: string;
  shelf: AssetShelf;
  name: string;
}

/** Is told the id in the transaction that adds it. */
type Remember = (transaction: Transaction<Tables>, id: string) => Promise<void>;

interface Remembered extends NewAsset {
  remember?: Remember | undefined;
}

export interface AssetByUrl extends NewAsset {
  kind: MediaKind;
  /** http(s) or data URL. */
  url: string;
  /** Where the URL stands in the client's own words, for errors. */
  field: string;
}

export interface AssetFromFile extends NewAsset {
  upload: Upload;
  /** Where the file stands in the client's own words, for errors. */
  field: string;
  /** From now, after which it is deleted; it is kept without. */
  expiresSeconds?: number;
}

/**
 * An asset from a web server is `processing`: it is fetched as soon as a worker has room. One that came
 * whole, in a data URL, is measured at once and `active`. Throws ProblemError: `media_invalid` and
 * `media_unreachable` with the field, `overloaded`, or `asset_limit`.
 */
export async function createAsset(
  parts: AssetParts,
  asset: AssetByUrl,
  remember?: Remember,
): Promise<AssetRow> {
  const { url, kind, field } = asset;
  if (isDataUrl(url)) return insertMeasured(parts, { ...asset, remember }, { url, kind, field });
  if (!isWebUrl(url)) throw invalid(field, 'must be an http(s) URL or a data URL');
  const trouble = parts.checkUrl(url);
  if (trouble !== null) throw unreachable(field, trouble);
  const row = await insertAsset(
    parts,
    { ...asset, remember },
    {
      kind,
      state: 'processing',
      source_url: url,
      counted_bytes: assetLimits[kind].bytesMax,
    },
  );
  parts.wake.tell('fetch');
  return row;
}

/** Measures an upload that is stored already: it is `active` on return. Throws as `createAsset` does. */
export function createAssetFromFile(
  parts: AssetParts,
  asset: AssetFromFile,
  remember?: Remember,
): Promise<AssetRow> {
  const { upload, field } = asset;
  const ask: Ask = { url: upload.fileName, upload, kind: null, field };
  return insertMeasured(parts, { ...asset, remember }, ask, asset.expiresSeconds);
}

async function insertMeasured(
  parts: AssetParts,
  asset: Remembered,
  ask: Ask,
  expiresSeconds: number | null = null,
): Promise<AssetRow> {
  await checkRoom(parts, asset.accountId, ask.upload?.bytes ?? 0);
  const [medium] = await takeMedia([ask], parts.intake, {
    accountId: asset.accountId,
    limits: assetLimits,
  });
  if (medium === undefined) throw new Error('one ask gives one medium');
  const { kind, sha256, contentType, bytes, width, height, seconds } = medium;
  return insertAsset(parts, asset, {
    kind,
    state: 'active',
    sha256,
    content_type: contentType,
    bytes,
    width,
    height,
    seconds,
    counted_bytes: bytes,
    expires_seconds: expiresSeconds,
  });
}

/** Before a file is kept that nobody will name. The statement that adds an asset decides. */
async function checkRoom(parts: AssetParts, accountId: string, bytes: number): Promise<void> {
  const limits = parts.limits ?? roomLimits;
  const taken = await readAssetRoom(parts, accountId);
  const hasRoom =
    taken.assets < limits.assetsMax && taken.bytes + Math.max(bytes, 1) <= limits.bytesMax;
  if (!hasRoom) throw noRoom(limits);
}

interface AssetFacts {
  kind: MediaKind;
  state: 'processing' | 'active';
  counted_bytes: number;
  source_url?: string;
  sha256?: string;
  content_type?: string;
  bytes?: number;
  width?: number;
  height?: number;
  seconds?: number;
  expires_seconds?: number | null;
}

/**
 * The account's room is taken by an upsert that counts under the lock of its row, whatever else is
 * created at the same time; without room nothing is written.
 */
const insertStatement = `
with room as (
  insert into asset_room as r (account_id, assets, bytes)
  select $1::uuid, 1, $4::bigint where $2::int > 0 and $4::bigint <= $3::bigint
  on conflict (account_id) do update
     set assets = r.assets + 1, bytes = r.bytes + excluded.bytes
   where r.assets < $2::int and r.bytes + excluded.bytes <= $3::bigint
  returning account_id
), a as (
  insert into assets (id, account_id, shelf, kind, name, state, source_url, sha256, content_type, bytes,
                      width, height, seconds, counted_bytes, expires_at)
  select i.id, room.account_id, i.shelf, i.kind, i.name, i.state, i.source_url, i.sha256, i.content_type,
         i.bytes, i.width, i.height, i.seconds, $4::bigint, now() + make_interval(secs => i.expires_seconds)
    from room, jsonb_to_record($5::jsonb) as i (
           id text, shelf text, kind text, name text, state text, source_url text, sha256 text,
           content_type text, bytes bigint, width int, height int, seconds float8, expires_seconds float8)
  returning *
), open as (
  insert into work (step, subject_id, queue, account_id)
  select 'fetch', id, $6, account_id from a where state = 'processing'
)
select ${assetColumns} from a`;

async function insertAsset(
  parts: AssetParts,
  { accountId, id, shelf, name, remember }: Remembered,
  facts: AssetFacts,
): Promise<AssetRow> {
  const limits = parts.limits ?? roomLimits;
  const values = [
    accountId,
    limits.assetsMax,
    limits.bytesMax,
    facts.counted_bytes,
    JSON.stringify({ id, shelf, name, ...facts }),
    fetchQueue(accountId),
  ];
  if (remember) return insertRemembered(parts, { id, remember, values }, limits);
  const { rows } = await parts.database.work.query<AssetRow>({
    name: 'insert asset',
    text: insertStatement,
    values,
  });
  const [row] = rows;
  if (!row) throw noRoom(limits);
  return row;
}

async function insertRemembered(
  { database }: AssetParts,
  { id, remember, values }: { id: string; remember: Remember; values: unknown[] },
  limits: RoomLimits,
): Promise<AssetRow> {
  return database.query.transaction().execute(async (transaction) => {
    const insert = CompiledQuery.raw(insertStatement, values);
    const { rows } = await transaction.executeQuery<AssetRow>(insert);
    const [row] = rows;
    if (!row) throw noRoom(limits);
    await remember(transaction, id);
    return row;
  });
}

function noRoom({ assetsMax, bytesMax }: RoomLimits): Error {
  const gigabytes = String(Math.round((bytesMax / 1_073_741_824) * 100) / 100);
  return refuse(
    'asset_limit',
    `The account has no room for another asset: it may keep ${String(assetsMax)} assets and ${gigabytes} GB; delete some first.`,
  );
}

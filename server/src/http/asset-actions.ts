import { randomBytes } from 'node:crypto';
import { createAsset, createAssetFromFile } from '../assets/create.ts';
import { deleteAsset } from '../assets/delete.ts';
import type { AssetParts } from '../assets/parts.ts';
import { listAssets, readAssets } from '../assets/read.ts';
import { toAssetView, type AssetRow } from '../assets/rows.ts';
import type { AssetOrder, Dialect } from '../dialects/mechanism.ts';
import type { AssetView } from '../generation/asset.ts';
import { ProblemError, refuse } from '../generation/problems.ts';
import type { PlainActions, Principal } from './door.ts';

type AssetActions = Pick<
  PlainActions,
  | 'assetCreate'
  | 'assetCreateMany'
  | 'assetUpload'
  | 'assetGet'
  | 'assetGetMany'
  | 'assetList'
  | 'assetDelete'
>;

/** A file that is uploaded to be named in a request soon, and not to be kept. */
const uploadSeconds = 3 * 86_400;

/** Assets as the dialects ask for them. */
export function assetActions(parts: AssetParts, sign: (fileName: string) => string): AssetActions {
  const viewOf = (row: AssetRow): AssetView => toAssetView(row, sign);
  const create = async (
    { accountId }: Principal,
    { name, kind, shelf, url, field }: AssetOrder,
    dialect: Dialect,
  ): Promise<AssetView> => {
    const id = newAssetId(dialect);
    return viewOf(await createAsset(parts, { accountId, id, shelf, name, kind, url, field }));
  };
  return {
    assetCreate: create,
    assetCreateMany: (principal, { orders }, dialect) =>
      Promise.all(
        orders.map((order) =>
          create(principal, order, dialect).then((asset) => ({ asset }), unlessProblem),
        ),
      ),
    async assetUpload({ accountId }, { upload, expiresSeconds = uploadSeconds }, dialect) {
      const row = await createAssetFromFile(parts, {
        accountId,
        id: newAssetId(dialect),
        shelf: 'media',
        name: upload.fileName,
        upload,
        field: 'file',
        ...(expiresSeconds !== null && { expiresSeconds }),
      });
      return viewOf(row);
    },
    async assetGet({ accountId }, { id }) {
      const [row] = await readAssets(parts.database, accountId, [id]);
      if (!row) throw assetNotFound();
      return viewOf(row);
    },
    async assetGetMany({ accountId }, { ids }) {
      const rows = await readAssets(parts.database, accountId, ids);
      return rows.map((row) => row && viewOf(row));
    },
    async assetList({ accountId }, { order, limit, ...command }) {
      const { rows, total } = await listAssets(parts.database, {
        ...command,
        accountId,
        pageSize: limit,
        descending: order === 'newest',
      });
      return { assets: rows.map(viewOf), total, page: command.page, limit };
    },
    async assetDelete({ accountId }, { id }) {
      if (!(await deleteAsset(parts.database, accountId, id))) throw assetNotFound();
      return { id };
    },
  };
}

/** One URL that will not do is that entry's trouble, not the others'. */
function unlessProblem(error: unknown): { problem: ProblemError['problem'] } {
  if (error instanceof ProblemError) return { problem: error.problem };
  throw error;
}

function newAssetId(dialect: Dialect): string {
  if (!dialect.assetId) throw new Error(`${dialect.name} has assets, but no look of their ids`);
  return dialect.assetId({ atMs: Date.now(), random: randomBytes(10) });
}

function assetNotFound(): Error {
  return refuse('asset_not_found', 'There is no such asset; check the id that its creation gave.');
}

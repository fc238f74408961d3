/** Assets in three ways: audits of the Full line, the SP library, and its whitelist of portraits. */
import type { AssetState, AssetView } from '../../generation/asset.ts';
import { mediaKinds } from '../../generation/request.ts';
import type { MediaKind } from '../../generation/request.ts';
import { isUsableId, neededId, typedOperation, unsayable } from '../codec.ts';
import type { Loose } from '../loosely.ts';
import type { AssetOrder, AssetReport, Results } from '../mechanism.ts';
import { refuse } from '../../generation/problems.ts';
import { ourWord, unixSeconds } from '../values.ts';
import { enveloped, okText, okZero, spRoot } from './envelope.ts';
import * as wire from './wire.ts';

const auditRoot = '/api/open-api/v1/seedance/assets';

const statusOf = {
  processing: 'Processing',
  active: 'Active',
  failed: 'Failed',
} as const satisfies Record<AssetState, wire.AssetStatus>;

function stateOf(status: string | null | undefined): AssetState | null {
  return ourWord(statusOf, status) ?? null;
}

/** Where its bytes can be seen: with us once they are here, else where they came from. */
function addressOf({ url, sourceUrl }: AssetView): string {
  return url ?? sourceUrl ?? '';
}

const auditLists = { image: 'imageUrls', video: 'videoUrls', audio: 'audioUrls' } as const;

function decodeAudit(body: wire.Audit): { orders: AssetOrder[] } {
  const orders = mediaKinds.flatMap((kind) => {
    const key = auditLists[kind];
    return (body[key] ?? []).map((url, index): AssetOrder => ({
      name: '',
      kind,
      shelf: 'media',
      url,
      field: `${key}[${String(index)}]`,
    }));
  });
  if (orders.length > 0) return { orders };
  throw refuse(
    'missing_parameter',
    'Nothing to audit: give URLs as imageUrls, videoUrls or audioUrls.',
  );
}

function encodeAudit({ orders }: { orders: readonly AssetOrder[] }) {
  if (orders.some(({ shelf }) => shelf === 'portraits')) {
    return unsayable('portraits are submitted one by one');
  }
  const urlsOf = (kind: MediaKind): string[] =>
    orders.filter((order) => order.kind === kind).map(({ url }) => url);
  const sorted = mediaKinds.flatMap(urlsOf);
  if (orders.some(({ url }, index) => url !== sorted[index])) {
    return unsayable('images stand before videos, and videos before audios');
  }
  if (orders.some(({ name }) => name !== '')) return unsayable('an audit takes no names');
  return {
    body: {
      imageUrls: urlsOf('image'),
      videoUrls: urlsOf('video'),
      audioUrls: urlsOf('audio'),
    },
  };
}

type Audited = Results['assetCreateMany'][number];

const audit = typedOperation({
  does: 'assetCreateMany',
  method: 'POST',
  path: `${auditRoot}/audit`,
  status: 200,
  asks: {
    schemas: { body: wire.audit },
    decode: ({ body }) => decodeAudit(body),
    encode: encodeAudit,
  },
  answers: {
    schema: wire.audited,
    encode: (results) =>
      enveloped(okText, {
        items: results.flatMap((result) => ('asset' in result ? [auditItem(result.asset)] : [])),
        failedItems: results.flatMap(failedItem),
      }),
    decode: ({ data }) =>
      [...(data?.items ?? []), ...(data?.failedItems ?? [])].flatMap(auditReport),
  },
});

function auditItem(asset: AssetView) {
  return { assetId: asset.id, url: addressOf(asset), status: statusOf[asset.state] };
}

function failedItem(result: Audited) {
  if ('problem' in result) return [{ assetId: '', errorMessage: result.problem.message }];
  const { id, failure } = result.asset;
  return failure ? [{ assetId: id, errorMessage: failure.message }] : [];
}

interface ToldItem {
  readonly assetId?: string | null;
  readonly url?: string | null;
  readonly status?: string | null;
  readonly errorMessage?: string | null;
}

function auditReport({ assetId, url, status, errorMessage }: ToldItem): AssetReport[] {
  if (!isUsableId(assetId)) return [];
  if (errorMessage) {
    return [
      {
        id: assetId,
        state: 'failed',
        failure: { code: 'media_fetch_failed', message: errorMessage },
      },
    ];
  }
  return [{ id: assetId, state: stateOf(status), url: url || undefined }];
}

const auditStatus = typedOperation({
  does: 'assetGetMany',
  method: 'GET',
  path: `${auditRoot}/status`,
  status: 200,
  asks: {
    schemas: { query: wire.auditQuery },
    decode: ({ query }) => ({
      ids: [query.assetIds].flat().flatMap((ids) => ids.split(',').filter((id) => id !== '')),
    }),
    encode: ({ ids }) => ({ query: { assetIds: ids.join(',') } }),
  },
  answers: {
    schema: wire.auditStatus,
    encode: (found) => {
      const known = found.flatMap((asset) => asset ?? []);
      return enveloped(okText, {
        items: known.map(({ id, state }) => ({ assetId: id, status: statusOf[state] })),
        failedItems: known.flatMap((asset) => failedItem({ asset })),
      });
    },
    decode: ({ data }) =>
      [...(data?.items ?? []), ...(data?.failedItems ?? [])].flatMap(auditReport),
  },
});

const upload = typedOperation({
  does: 'assetCreate',
  method: 'POST',
  path: `${spRoot}/assets/upload`,
  status: 200,
  asks: {
    schemas: { body: wire.newAsset },
    decode: ({ body: { name, type, url } }): AssetOrder => ({
      name,
      kind: type,
      shelf: 'media',
      url,
      field: 'url',
    }),
    encode: ({ name, kind, shelf, url }) =>
      shelf === 'media'
        ? { body: { name, type: kind, url } }
        : unsayable('a portrait is submitted elsewhere'),
  },
  answers: {
    schema: wire.uploadedAsset,
    encode: ({ id }) => enveloped(okZero, { asset_id: id }),
    decode: ({ data }) => ({ id: neededId(data?.asset_id, 'data.asset_id'), state: null }),
  },
});

const byId = {
  schemas: { body: wire.assetId },
  decode: ({ body }: { body: wire.AssetId }) => ({ id: body.asset_id }),
  encode: ({ id }: { id: string }) => ({ body: { asset_id: id } }),
};

const byIds = {
  schemas: { body: wire.assetIds },
  decode: ({ body }: { body: wire.AssetIds }) => ({ ids: body.asset_ids }),
  encode: ({ ids }: { ids: readonly string[] }) => ({ body: { asset_ids: ids } }),
};

function encodeAsset(asset: AssetView): wire.AssetData {
  return {
    asset_id: asset.id,
    official_id: asset.id,
    status: statusOf[asset.state],
    name: asset.name,
    image_url: addressOf(asset),
    created_at: unixSeconds(asset.createdAtMs),
  };
}

function encodePortrait(asset: AssetView): wire.PortraitData {
  return {
    asset_id: asset.id,
    official_id: asset.id,
    status: statusOf[asset.state],
    asset_ref: asset.state === 'active' ? `asset://${asset.id}` : null,
    name: asset.name,
    url: addressOf(asset),
    created_at: unixSeconds(asset.createdAtMs),
  };
}

function decodeAsset(told: Loose<wire.AssetData> | null | undefined): AssetReport {
  return {
    id: neededId(told?.asset_id, 'data.asset_id'),
    state: stateOf(told?.status),
    url: told?.image_url || undefined,
  };
}

function decodePortrait(told: Loose<wire.PortraitData> | null | undefined): AssetReport {
  return {
    id: neededId(told?.asset_id, 'data.asset_id'),
    state: stateOf(told?.status),
    url: told?.url || undefined,
  };
}

const detail = typedOperation({
  does: 'assetGet',
  method: 'POST',
  path: `${spRoot}/assets/detail`,
  status: 200,
  asks: byId,
  answers: {
    schema: wire.asset,
    encode: (asset) => enveloped(okZero, encodeAsset(asset)),
    decode: ({ data }) => decodeAsset(data),
  },
});

const status = typedOperation({
  does: 'assetGetMany',
  method: 'POST',
  path: `${spRoot}/assets/status`,
  status: 200,
  asks: byIds,
  answers: {
    schema: wire.assets,
    encode: (found) =>
      enveloped(okZero, { items: found.flatMap((asset) => asset ?? []).map(encodeAsset) }),
    decode: ({ data }) => (data?.items ?? []).filter(hasId).map(decodeAsset),
  },
});

const submitPortrait = typedOperation({
  does: 'assetCreate',
  method: 'POST',
  path: `${spRoot}/realperson/submit`,
  status: 200,
  asks: {
    schemas: { body: wire.newPortrait },
    decode: ({ body: { name, url } }): AssetOrder => ({
      name,
      kind: 'image',
      shelf: 'portraits',
      url,
      field: 'url',
    }),
    encode: ({ name, kind, shelf, url }) =>
      shelf === 'portraits' && kind === 'image'
        ? { body: { name, url } }
        : unsayable('only pictures of people are submitted as portraits'),
  },
  answers: {
    schema: wire.portrait,
    encode: (asset) => enveloped(okZero, encodePortrait(asset)),
    decode: ({ data }) => decodePortrait(data),
  },
});

const portraitStatus = typedOperation({
  does: 'assetGet',
  method: 'POST',
  path: `${spRoot}/realperson/status`,
  status: 200,
  asks: byId,
  answers: {
    schema: wire.portrait,
    encode: (asset) => enveloped(okZero, encodePortrait(asset)),
    decode: ({ data }) => decodePortrait(data),
  },
});

const portraitStatuses = typedOperation({
  does: 'assetGetMany',
  method: 'POST',
  path: `${spRoot}/realperson/batch-status`,
  status: 200,
  asks: byIds,
  answers: {
    schema: wire.portraits,
    encode: (found) =>
      enveloped(okZero, { items: found.flatMap((asset) => asset ?? []).map(encodePortrait) }),
    decode: ({ data }) => (data?.items ?? []).filter(hasId).map(decodePortrait),
  },
});

function hasId({ asset_id: id }: { readonly asset_id?: string | null }): boolean {
  return isUsableId(id);
}

export const auditOperations = [audit, auditStatus] as const;
export const libraryOperations = [
  upload,
  detail,
  status,
  submitPortrait,
  portraitStatus,
  portraitStatuses,
] as const;

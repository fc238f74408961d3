/** 3hei's assets: four actions, and what an asset is called in them. */
import type { AssetState, AssetView } from '../../generation/asset.ts';
import type { Failure } from '../../generation/problems.ts';
import type { MediaKind } from '../../generation/request.ts';
import { neededId, typedOperation, unsayable } from '../codec.ts';
import type { Loose } from '../loosely.ts';
import type { AssetListCommand, AssetOrder, AssetReport } from '../mechanism.ts';
import { decodeNativeFailure } from '../native-errors.ts';
import { knownWords, ourWord } from '../values.ts';
import { actionAnswer, prefixes } from './actions.ts';
import * as wire from './asset-wire.ts';

/** Whatever model it is for, an account has one library. This is the name that is printed. */
const model = 'huoshan-seedance-2-0';

const stateWords = {
  processing: 'Processing',
  active: 'Active',
  failed: 'Failed',
} as const satisfies Record<AssetState, wire.Asset['Status']>;
const stateOf = inverted(stateWords);

const typeWords = {
  image: 'Image',
  video: 'Video',
  audio: 'Audio',
} as const satisfies Record<MediaKind, wire.Asset['AssetType']>;
const kindOf = inverted(typeWords);

function inverted<Ours extends string, Theirs extends string>(
  words: Readonly<Record<Ours, Theirs>>,
): Readonly<Record<Theirs, Ours>> {
  const pairs = Object.entries(words).map(([ours, theirs]) => [theirs, ours]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each word stands for one of ours
  return Object.fromEntries(pairs) as Record<Theirs, Ours>;
}

function operationsUnder(prefix: string) {
  const create = typedOperation({
    does: 'assetCreate',
    method: 'POST',
    path: `${prefix}CreateAsset`,
    status: 200,
    asks: {
      schemas: { body: wire.newAsset },
      decode: ({ body }): AssetOrder => ({
        name: body.Name ?? '',
        kind: kindOf[body.AssetType],
        shelf: 'media',
        url: body.URL,
        field: 'URL',
      }),
      encode: ({ name, kind, shelf, url }) =>
        shelf === 'media'
          ? { body: { Model: model, URL: url, Name: name, AssetType: typeWords[kind] } }
          : noPortraits,
    },
    answers: {
      schema: wire.answerOf(wire.assetId),
      encode: ({ id }) => actionAnswer('CreateAsset', { Id: id }),
      decode: ({ Result }) => ({ id: neededId(Result?.Id, 'Result.Id'), state: null }),
    },
  });
  const get = typedOperation({
    does: 'assetGet',
    method: 'POST',
    path: `${prefix}GetAsset`,
    status: 200,
    asks: byId,
    answers: {
      schema: wire.answerOf(wire.asset),
      encode: (asset) => actionAnswer('GetAsset', encodeAsset(asset)),
      decode: ({ Result }) => decodeAsset(neededId(Result?.Id, 'Result.Id'), Result ?? {}),
    },
  });
  const list = typedOperation({
    does: 'assetList',
    method: 'POST',
    path: `${prefix}ListAssets`,
    status: 200,
    asks: {
      schemas: { body: wire.assetQuery },
      decode: ({ body }) => decodeList(body),
      encode: encodeList,
    },
    answers: {
      schema: wire.answerOf(wire.assetPage),
      encode: ({ assets, total, page, limit }) =>
        actionAnswer('ListAssets', {
          Items: assets.map(encodeAsset),
          TotalCount: total,
          PageNumber: page,
          PageSize: limit,
        }),
      decode: ({ Result }) => ({
        assets: (Result?.Items ?? []).flatMap((item) =>
          item.Id ? [decodeAsset(item.Id, item)] : [],
        ),
        total: Result?.TotalCount ?? undefined,
      }),
    },
  });
  const remove = typedOperation({
    does: 'assetDelete',
    method: 'POST',
    path: `${prefix}DeleteAsset`,
    status: 200,
    asks: byId,
    answers: {
      schema: wire.answerOf(wire.assetId),
      encode: ({ id }) => actionAnswer('DeleteAsset', { Id: id }),
      decode: ({ Result }) => ({ id: Result?.Id ?? undefined }),
    },
  });
  return [create, get, list, remove] as const;
}

const noPortraits = unsayable('3hei keeps no portraits apart');

const byId = {
  schemas: { body: wire.idQuery },
  decode: ({ body }: { body: wire.IdQuery }) => ({ id: body.Id }),
  encode: ({ id }: { id: string }) => ({ body: { Model: model, Id: id } }),
};

export const assetOperations = prefixes.flatMap(operationsUnder);

const defaultPageSize = 20;

function decodeList({ Filter = {}, ...query }: wire.AssetQuery): AssetListCommand {
  const { GroupType, Name } = Filter;
  return {
    page: query.PageNumber ?? 1,
    limit: query.PageSize ?? defaultPageSize,
    shelf: GroupType === undefined ? undefined : 'media',
    states: statesOf(Filter),
    name: Name,
    sortBy: query.SortBy === 'UpdateTime' ? 'updated' : 'created',
    order: query.SortOrder === 'Asc' ? 'oldest' : 'newest',
  };
}

/** None at all where the filter is such as no asset can pass. */
function statesOf({
  GroupType = wire.onlyGroup,
  Statuses = [],
}: NonNullable<wire.AssetQuery['Filter']>): AssetState[] | undefined {
  if (GroupType !== wire.onlyGroup) return [];
  // No word of a state is a wish for all of them.
  if (Statuses.length === 0) return undefined;
  return knownWords(wire.statusWord.options, Statuses).map((word) => stateOf[word]);
}

function encodeList({ page, limit, shelf, states, kinds, name, sortBy, order }: AssetListCommand) {
  if (shelf === 'portraits') return noPortraits;
  if (kinds !== undefined) return unsayable('3hei lists assets of every type');
  if (states?.length === 0) return unsayable('3hei lists assets of some state, or of all');
  return {
    body: {
      Model: model,
      Filter: {
        GroupType: shelf === undefined ? undefined : wire.onlyGroup,
        Statuses: states?.map((state) => stateWords[state]),
        Name: name,
      },
      PageNumber: page,
      PageSize: limit,
      SortBy: sortBy === 'updated' ? 'UpdateTime' : 'CreateTime',
      SortOrder: order === 'oldest' ? 'Asc' : 'Desc',
    },
  };
}

/** UTC, to the second. */
function timeOf(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/u, 'Z');
}

function encodeAsset(asset: AssetView): wire.Asset {
  return {
    Id: asset.id,
    Name: asset.name,
    Status: stateWords[asset.state],
    AssetType: typeWords[asset.kind],
    URL: asset.url ?? undefined,
    Error: asset.state === 'failed' ? encodeFailure(asset.failure) : undefined,
    CreateTime: timeOf(asset.createdAtMs),
    UpdateTime: timeOf(asset.updatedAtMs),
  };
}

function decodeAsset(id: string, told: Loose<wire.Asset>): AssetReport {
  return {
    id,
    state: ourWord(stateWords, told.Status) ?? null,
    url: told.URL ?? undefined,
    failure: told.Error ? decodeFailure(told.Error) : undefined,
  };
}

function encodeFailure(failure: Failure | null): wire.AssetError {
  const wasFetched = failure?.code !== 'media_fetch_failed';
  return {
    Code: wasFetched ? 'InvalidParameter' : wire.downloadFailed,
    Message: failure?.message ?? 'The file cannot be used.',
  };
}

function decodeFailure({ Code: code, Message: message }: Loose<wire.AssetError>) {
  return decodeNativeFailure({ code, message });
}

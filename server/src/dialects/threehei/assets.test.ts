import { describe, expect, test } from 'vitest';
import type { AssetView } from '../../generation/asset.ts';
import { problemOf } from '../../generation/testing.ts';
import { decodeCall } from '../codec.ts';
import type { AssetListCommand } from '../mechanism.ts';
import { callWith, operationOf } from '../testing/operations.ts';
import { threehei } from './dialect.ts';

const create = operationOf(threehei, 'assetCreate');
const get = operationOf(threehei, 'assetGet');
const list = operationOf(threehei, 'assetList');
const remove = operationOf(threehei, 'assetDelete');

const id = 'asset-20260615202842-k2l5m';

function asset(more: Partial<AssetView> = {}): AssetView {
  return {
    id,
    name: 'clip',
    shelf: 'media',
    kind: 'video',
    state: 'active',
    sourceUrl: 'https://example.com/a.mp4',
    url: 'https://…mp4',
    contentType: 'video/mp4',
    bytes: 5,
    failure: null,
    createdAtMs: Date.UTC(2026, 5, 15, 12, 28, 42, 900),
    updatedAtMs: Date.UTC(2026, 5, 15, 12, 29, 10),
    ...more,
  };
}

/** The documented text, with any request id. */
function text(answer: unknown): string {
  return JSON.stringify(answer).replace(/"RequestId":"[0-9A-F]{16}"/u, '"RequestId":"…"');
}

const times = '"CreateTime":"2026-06-15T12:28:42Z","UpdateTime":"2026-06-15T12:29:10Z"';
const active = `{"Id":"${id}","Name":"clip","Status":"Active","AssetType":"Video","URL":"https://…mp4",${times}}`;

describe('answers are the documented text', () => {
  test('to CreateAsset', () => {
    expect(text(create.answers.encode(asset({ state: 'processing' })))).toBe(
      `{"ResponseMetadata":{"RequestId":"…","Action":"CreateAsset"},"Result":{"Id":"${id}"}}`,
    );
  });

  test.each<[string, Partial<AssetView>, string]>([
    ['active', {}, active],
    [
      'still being fetched',
      { state: 'processing', url: null, kind: 'image' },
      `{"Id":"${id}","Name":"clip","Status":"Processing","AssetType":"Image",${times}}`,
    ],
    [
      'failed',
      { state: 'failed', url: null, failure: { code: 'media_fetch_failed', message: '…' } },
      `{"Id":"${id}","Name":"clip","Status":"Failed","AssetType":"Video","Error":{"Code":"InvalidParameter.DownloadFailed","Message":"…"},${times}}`,
    ],
    [
      'failed for another reason',
      { state: 'failed', url: null, failure: { code: 'provider_error', message: '…' } },
      `{"Id":"${id}","Name":"clip","Status":"Failed","AssetType":"Video","Error":{"Code":"InvalidParameter","Message":"…"},${times}}`,
    ],
  ])('to GetAsset: %s', (_state, more, result) => {
    expect(text(get.answers.encode(asset(more)))).toBe(
      `{"ResponseMetadata":{"RequestId":"…","Action":"GetAsset"},"Result":${result}}`,
    );
  });

  test('to ListAssets', () => {
    const page = { assets: [asset()], total: 1, page: 1, limit: 20 };
    expect(text(list.answers.encode(page))).toBe(
      `{"ResponseMetadata":{"RequestId":"…","Action":"ListAssets"},"Result":{"Items":[${active}],"TotalCount":1,"PageNumber":1,"PageSize":20}}`,
    );
  });

  test('to DeleteAsset', () => {
    expect(text(remove.answers.encode({ id }))).toBe(
      `{"ResponseMetadata":{"RequestId":"…","Action":"DeleteAsset"},"Result":{"Id":"${id}"}}`,
    );
  });

  test('with a request id that tells answers apart', () => {
    const [one, same, other] = ['a', 'a', 'b'].map((name) =>
      JSON.stringify(get.answers.encode(asset({ name }))),
    );
    expect(one).toBe(same);
    expect(one?.slice(0, 60)).not.toBe(other?.slice(0, 60));
  });
});

describe('actions are read', () => {
  const model = { Model: 'huoshan-seedance-2-0' };

  test('from the documented samples', () => {
    const sample = {
      ...model,
      URL: 'https://example.com/a.mp4',
      Name: 'clip',
      AssetType: 'Video',
    };
    const order = {
      name: 'clip',
      kind: 'video',
      shelf: 'media',
      url: 'https://example.com/a.mp4',
      field: 'URL',
    };
    expect(decodeCall(create, callWith(sample))).toEqual(order);
    expect(decodeCall(get, callWith({ ...model, Id: id }))).toEqual({ id });
    const page = { ...model, Filter: { GroupType: 'AIGC' }, PageNumber: 1, PageSize: 20 };
    expect(decodeCall(list, callWith(page))).toEqual({
      page: 1,
      limit: 20,
      shelf: 'media',
      sortBy: 'created',
      order: 'newest',
    });
  });

  test('with all that is optional left out', () => {
    const { name } = decodeCall(
      create,
      callWith({ URL: 'https://a.example/a.png', AssetType: 'Image' }),
    );
    expect(name).toBe('');
    expect(decodeCall(remove, callWith({ Id: id }))).toEqual({ id });
    const usual = { page: 1, limit: 20, sortBy: 'created', order: 'newest' };
    expect(decodeCall(list, callWith({}))).toEqual(usual);
    expect(decodeCall(list, callWith({ Filter: { Statuses: [] } }))).toEqual(usual);
    for (const filter of [{ Statuses: ['Ready'] }, { GroupType: 'LivenessFace' }]) {
      expect(decodeCall(list, callWith({ Filter: filter })).states).toEqual([]);
    }
  });

  test('with filters and an order', () => {
    const query = {
      Filter: { Statuses: ['Processing', 'Failed'], Name: 'cl' },
      SortBy: 'UpdateTime',
      SortOrder: 'Asc',
    };
    expect(decodeCall(list, callWith(query))).toMatchObject({
      states: ['processing', 'failed'],
      name: 'cl',
      sortBy: 'updated',
      order: 'oldest',
    });
  });

  test.each([
    ['URL', { URL: 'asset://a' }],
    ['URL', { URL: 'data:image/png;base64,AAAA' }],
    ['AssetType', { AssetType: 'image' }],
    ['Name', { Name: 'x'.repeat(65) }],
  ])('a wrong %s is refused by name: %j', (field, wrong) => {
    const whole = { URL: 'https://a.example/a.png', AssetType: 'Image', ...wrong };
    expect(problemOf(() => decodeCall(create, callWith(whole)))).toMatchObject({
      code: 'invalid_parameter',
      field,
    });
  });

  test('under three prefixes alike', () => {
    const paths = threehei.operations.flatMap(({ does, path }) =>
      does === 'assetGet' ? [path] : [],
    );
    expect(paths).toEqual([
      '/api/v1/open/GetAsset',
      '/volc/asset/GetAsset',
      '/v1/seedance/asset/GetAsset',
    ]);
  });
});

describe('what 3hei has no words for is unsayable', () => {
  const page: AssetListCommand = { page: 1, limit: 20, sortBy: 'created', order: 'newest' };
  test.each<[string, AssetListCommand]>([
    ['portraits', { ...page, shelf: 'portraits' }],
    ['kinds', { ...page, kinds: ['image'] }],
    ['more than a hundred', { ...page, limit: 101 }],
  ])('a list of %s', (_what, command) => {
    expect(list.asks.encode(command)).toHaveProperty('unsayable');
  });

  test('a portrait', () => {
    const order = { name: 'x', kind: 'image', url: 'https://a.example/a.png', field: 'f' } as const;
    expect(create.asks.encode({ ...order, shelf: 'portraits' })).toHaveProperty('unsayable');
    expect(create.asks.encode({ ...order, shelf: 'media' })).toHaveProperty('said');
  });
});

describe('answers of an upstream are read', () => {
  test('asset by asset', () => {
    expect(get.answers.decode(get.answers.encode(asset()))).toEqual({
      id,
      state: 'active',
      url: 'https://…mp4',
    });
    const failure = { code: 'media_fetch_failed', message: '…' } as const;
    const failed = asset({ state: 'failed', url: null, failure });
    expect(get.answers.decode(get.answers.encode(failed))).toEqual({
      id,
      state: 'failed',
      failure: { ...failure, upstream: { code: 'InvalidParameter.DownloadFailed' } },
    });
    expect(get.answers.decode({ Result: { Id: id, Status: 'Resting' } })).toEqual({
      id,
      state: null,
    });
  });

  test('of a list, by its readable items', () => {
    const Items = [{ Id: id, Status: 'Processing' }, { Status: 'Active' }, 'rubbish'];
    expect(list.answers.decode({ Result: { Items, TotalCount: 9 } })).toEqual({
      assets: [{ id, state: 'processing' }],
      total: 9,
    });
  });

  test('not at all, without an id', () => {
    expect(problemOf(() => create.answers.decode({ Result: {} }))?.code).toBe('malformed_body');
  });
});

describe('actions are refused in their metadata', () => {
  test.each([
    ['media_unreachable', 400, 'InvalidParameter.DownloadFailed'],
    ['invalid_parameter', 400, 'InvalidParameter'],
    ['unauthorized', 401, 'AuthenticationError'],
    ['asset_not_found', 404, 'AssetNotFound'],
  ] as const)('%s with %i %s', (code, status, word) => {
    const refusal = threehei.problem({ code, message: '…' }, get);
    expect(`${String(refusal.status)} ${text(refusal.body)}`).toBe(
      `${String(status)} {"ResponseMetadata":{"RequestId":"…","Action":"GetAsset","Error":{"Code":"${word}","Message":"…"}}}`,
    );
  });

  test('and read there', () => {
    const { status, body } = threehei.problem({ code: 'asset_not_found', message: 'None.' }, get);
    expect(threehei.refusal({ status, body }, get)).toEqual({
      kind: 'definite',
      isOwn: true,
      failure: {
        code: 'invalid_parameter',
        message: 'None.',
        upstream: { code: 'AssetNotFound' },
      },
    });
    expect(threehei.refusal({ status: 429, body: '<html>' }, get).kind).toBe('passing');
  });
});

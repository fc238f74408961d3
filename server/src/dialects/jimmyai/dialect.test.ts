import { describe, expect, test } from 'vitest';
import type { AssetView } from '../../generation/asset.ts';
import type { ProblemCode } from '../../generation/problems.ts';
import type { MediaAsk } from '../../generation/request.ts';
import { problemOf, taskOutput, taskView } from '../../generation/testing.ts';
import { Upload } from '../../generation/upload.ts';
import type { TaskView } from '../../generation/view.ts';
import { decodeCall } from '../codec.ts';
import type { AnyOperation, CreateCommand, Deed, ModelOffer } from '../mechanism.ts';
import { callWith } from '../testing/operations.ts';
import { jimmyai } from './dialect.ts';

/** The operation at the end of a path, of which this platform has several for one deed. */
function at<D extends Deed>(end: string, does: D) {
  const isIt = (op: AnyOperation): op is Extract<AnyOperation, { does: D }> =>
    op.does === does && op.path.endsWith(end);
  const found = jimmyai.operations.find(isIt);
  if (!found) throw new RangeError(`nothing does ${does} at ${end}`);
  return found;
}

const create = at('/seedance/videos', 'create');
const create2_5 = at('/seedance25/videos', 'create');
const get = at('/videos/{taskId}', 'get');

const finishedAtMs = Date.UTC(2026, 10, 21, 8, 1, 30);
const view = (more: Partial<TaskView> = {}) =>
  taskView({ id: 'video_1', model: 'seedance2.0-mini-sp', ...more });
const output = taskOutput({ videoUrl: 'https://v.mp4' });

describe('answers are the documented text', () => {
  test('to a create', () => {
    expect(JSON.stringify(create.answers.encode(view()))).toBe(
      '{"code":"20000","msg":"ok","data":{"task_id":"video_1","status":"queued","model":"seedance2.0-mini-sp","created_at":1795248000}}',
    );
  });

  const told = (status: string, progress: number, end: string, model = 'seedance2.0-mini-sp') =>
    `{"code":"20000","msg":"ok","data":{"task_id":"video_1","status":"${status}","progress":${String(progress)},"model":"${model}","created_at":1795248000,${end}}}`;
  const done = '"completed_at":1795248090';
  const made = '"result":{"video_url":"https://v.mp4","image_url":""},"error_message":""';
  const succeeded = { state: 'succeeded', progress: 100, output, finishedAtMs } as const;
  const gz = 'seedance2.0-gz-fast';

  test.each<[string, Partial<TaskView>, string]>([
    ['queued', {}, told('queued', 0, '"completed_at":0,"result":null,"error_message":""')],
    [
      'running',
      { state: 'running', progress: 37 },
      told('processing', 37, '"completed_at":0,"result":null,"error_message":""'),
    ],
    [
      'running, hardly begun',
      { state: 'running', progress: 0 },
      told('processing', 1, '"completed_at":0,"result":null,"error_message":""'),
    ],
    ['succeeded', succeeded, told('completed', 100, `${done},${made}`)],
    [
      'succeeded, on a line that is priced by tokens',
      { ...succeeded, model: gz, completionTokens: 108_900 },
      told(
        'completed',
        100,
        `${done},${made},"usage":{"completion_tokens":108900,"total_tokens":108900}`,
        gz,
      ),
    ],
    [
      'failed',
      {
        state: 'failed',
        progress: 42,
        finishedAtMs,
        failure: { code: 'content_policy', message: 'no' },
      },
      told('failed', 0, `${done},"result":null,"error_message":"no"`),
    ],
    [
      'cancelled, told as failed',
      { state: 'cancelled', finishedAtMs },
      told('failed', 0, `${done},"result":null,"error_message":"The task was cancelled."`),
    ],
    [
      'expired, told as failed',
      { state: 'expired', finishedAtMs },
      told(
        'failed',
        0,
        `${done},"result":null,"error_message":"The task expired before it was done."`,
      ),
    ],
  ])('to a query: %s', (_state, more, text) => {
    expect(JSON.stringify(get.answers.encode(view(more)))).toBe(text);
  });
});

test.each([
  ['pending', 'queued'],
  ['submitted', 'queued'],
  ['processing', 'running'],
  ['canceled', 'cancelled'],
  ['reticulating', null],
])('an upstream that says %s means %s', (status, state) => {
  const told = { code: '20000', msg: 'ok', data: { task_id: 'v', status, completed_at: 0 } };
  expect(get.answers.decode(told)).toEqual({ id: 'v', state });
});

test('an answer without a task is of no use', () => {
  expect(problemOf(() => get.answers.decode({ code: '20002', msg: 'no', data: null }))?.code).toBe(
    'malformed_body',
  );
});

const decode = (body: object) => decodeCall(create, callWith(body));
const sample = {
  model: 'seedance2.0-mini-sp',
  prompt: '一名美国本土模特展示衣服细节,转圈。',
  duration: 10,
  resolution: '720p',
  ratio: '9:16',
  images: ['https://example.com/ref-1.jpg'],
};

describe('a create is read', () => {
  test('from the documented sample', () => {
    expect(decode(sample)).toEqual({
      ask: {
        model: 'seedance2.0-mini-sp',
        prompt: sample.prompt,
        media: [
          {
            url: 'https://example.com/ref-1.jpg',
            kind: 'image',
            role: 'reference_image',
            field: 'images[0]',
          },
        ],
        seconds: 10,
        resolution: '720p',
        ratio: '9:16',
      },
    });
  });

  const plain = { model: 'm', prompt: 'a kite' };
  test('with every kind of medium in its own field', () => {
    const media = {
      first_image: 'https://f.png',
      last_image: 'https://l.png',
      reference_videos: ['https://v.mp4'],
      reference_audios: ['asset://asset_1'],
    };
    const { ask } = decode({ ...plain, ...media });
    expect(ask.media.map(({ url, role, field }) => [url, role, field])).toEqual([
      ['https://f.png', 'first_frame', 'first_image'],
      ['https://l.png', 'last_frame', 'last_image'],
      ['https://v.mp4', 'reference_video', 'reference_videos[0]'],
      ['asset://asset_1', 'reference_audio', 'reference_audios[0]'],
    ]);
  });

  test.each([
    [{ orientation: 'landscape' }, '16:9'],
    [{ orientation: 'portrait' }, '9:16'],
    [{ orientation: 'portrait', ratio: '1:1' }, '1:1'],
    [{ ratio: 'Adaptive' }, 'adaptive'],
    [{ aspect_ratio: '4:3' }, '4:3'],
    [{}, undefined],
  ])('%j is the ratio %s', (more, ratio) => {
    expect(decode({ ...plain, ...more }).ask.ratio).toBe(ratio);
  });

  test('by the newer names of its fields, but not by both', () => {
    const newer = {
      reference_images: ['https://i.png'],
      videos: ['https://v.mp4'],
      audios: ['https://a.wav'],
    };
    const { ask } = decode({ ...plain, ...newer });
    expect(ask.media.map(({ role, field }) => [role, field])).toEqual([
      ['reference_image', 'reference_images[0]'],
      ['reference_video', 'videos[0]'],
      ['reference_audio', 'audios[0]'],
    ]);
    expect(problemOf(() => decode({ ...plain, ...newer, images: [] }))).toMatchObject({
      field: 'reference_images',
      message: 'reference_images is another name for images: leave one out.',
    });
  });

  test.each([
    ['seed', 7],
    ['watermark', true],
    ['return_last_frame', true],
    ['callback_url', 'https://hooks.example/'],
    ['reference_mode', 'x'],
    ['face_processing', true],
    ['content', [{ type: 'text', text: 'x' }]],
  ])('%s would change what is made or told, and is refused by name', (field, value) => {
    const problem = problemOf(() => decode({ ...plain, [field]: value }));
    expect(problem).toMatchObject({ code: 'invalid_parameter', field });
  });

  test('at the path of its model only', () => {
    const newer = { ...plain, model: 'seedance2.5-gz' };
    expect(problemOf(() => decode(newer))).toMatchObject({
      field: 'model',
      message: 'model is seedance2.5-gz: send it to /api/open-api/v1/seedance25/videos.',
    });
    expect(decodeCall(create2_5, callWith(newer)).ask.model).toBe('seedance2.5-gz');
    expect(problemOf(() => decodeCall(create2_5, callWith(sample)))?.field).toBe('model');
  });
});

describe('a line says', () => {
  const picture: MediaAsk = {
    url: 'asset://a',
    kind: 'image',
    role: 'reference_image',
    field: 'm[0]',
  };
  const ask: CreateCommand['ask'] = {
    model: 'sd2_mx_2k',
    prompt: 'a kite',
    media: [picture],
    seconds: 5,
    resolution: '2k',
    ratio: 'adaptive',
    generateAudio: true,
  };

  test('a create, with a resolution that stands in the name of the model left to it', () => {
    expect(create.asks.encode({ ask })).toMatchObject({
      said: {
        body: {
          model: 'sd2_mx_2k',
          duration: 5,
          resolution: undefined,
          images: ['asset://a'],
          ratio: 'Adaptive',
          generate_audio: true,
        },
      },
    });
  });

  test.each<[string, Partial<CreateCommand['ask']>, RegExp]>([
    ['a resolution without a name', { model: 'seedance2.0-sp' }, /makes 2k only of models/],
    ['a seed', { seed: 7 }, /no seed/],
    ['a medium without a role', { media: [{ ...picture, role: null }] }, /no role/],
    ['a model of the other path', { model: 'seedance-2.5' }, /another path/],
  ])('nothing for %s', (_name, more, reason) => {
    const wire = create.asks.encode({ ask: { ...ask, ...more } });
    expect('unsayable' in wire ? wire.unsayable : '').toMatch(reason);
  });
});

const asset: AssetView = {
  id: 'asset_abc123',
  name: 'reference-1',
  shelf: 'media',
  kind: 'image',
  state: 'active',
  sourceUrl: 'https://example.com/ref.jpg',
  url: 'https://films.example/a.jpg',
  contentType: 'image/jpeg',
  bytes: 102_400,
  failure: null,
  createdAtMs: Date.UTC(2026, 10, 21, 8),
  updatedAtMs: Date.UTC(2026, 10, 21, 8),
};
const waiting: AssetView = { ...asset, state: 'processing', url: null };
const failure = { code: 'media_fetch_failed', message: 'The URL answered 404.' } as const;

describe('the SP library', () => {
  const upload = at('/assets/upload', 'assetCreate');
  const submit = at('/realperson/submit', 'assetCreate');

  test('takes the printed calls', () => {
    const url = 'https://example.com/ref.jpg';
    expect(decodeCall(upload, callWith({ name: 'reference-1', type: 'image', url }))).toEqual({
      name: 'reference-1',
      kind: 'image',
      shelf: 'media',
      url,
      field: 'url',
    });
    expect(decodeCall(submit, callWith({ name: 'portrait-front', url }))).toMatchObject({
      kind: 'image',
      shelf: 'portraits',
    });
    const one = callWith({ asset_id: 'asset_abc123' });
    expect(decodeCall(at('/assets/detail', 'assetGet'), one)).toEqual({ id: 'asset_abc123' });
    const ids = ['asset_abc123', 'asset_def456'];
    const many = callWith({ asset_ids: ids });
    expect(decodeCall(at('/assets/status', 'assetGetMany'), many)).toEqual({ ids });
    expect(decodeCall(at('/batch-status', 'assetGetMany'), many)).toEqual({ ids });
  });

  test('keeps no texts', () => {
    const body = { name: 'n', type: 'text', url: 'https://a.txt' };
    expect(problemOf(() => decodeCall(upload, callWith(body)))).toMatchObject({
      field: 'type',
      message: 'type is "text"; it must be image, video or audio.',
    });
  });

  test('answers with the number 0', () => {
    expect(JSON.stringify(upload.answers.encode(waiting))).toBe(
      '{"code":0,"msg":"ok","data":{"asset_id":"asset_abc123"}}',
    );
    const found =
      '{"asset_id":"asset_abc123","official_id":"asset_abc123","status":"Active","name":"reference-1","image_url":"https://films.example/a.jpg","created_at":1795248000}';
    expect(JSON.stringify(at('/assets/detail', 'assetGet').answers.encode(asset))).toBe(
      `{"code":0,"msg":"ok","data":${found}}`,
    );
    const many = at('/assets/status', 'assetGetMany').answers.encode([asset, null]);
    expect(JSON.stringify(many)).toBe(`{"code":0,"msg":"ok","data":{"items":[${found}]}}`);
  });

  test('names a portrait once it can be used', () => {
    const told = (status: string, ref: string, url: string) =>
      `{"code":0,"msg":"ok","data":{"asset_id":"asset_abc123","official_id":"asset_abc123","status":"${status}","asset_ref":${ref},"name":"reference-1","url":"${url}","created_at":1795248000}}`;
    expect(JSON.stringify(submit.answers.encode(waiting))).toBe(
      told('Processing', 'null', 'https://example.com/ref.jpg'),
    );
    const status = at('/realperson/status', 'assetGet');
    expect(JSON.stringify(status.answers.encode(asset))).toBe(
      told('Active', '"asset://asset_abc123"', 'https://films.example/a.jpg'),
    );
    expect(status.answers.decode(status.answers.encode(asset))).toEqual({
      id: 'asset_abc123',
      state: 'active',
      url: 'https://films.example/a.jpg',
    });
  });
});

describe('an audit', () => {
  const audit = at('/audit', 'assetCreateMany');
  const auditStatus = jimmyai.operations.find(({ path }) =>
    path.endsWith('/seedance/assets/status'),
  );

  test('takes several lists, one of which has something', () => {
    const lists = { imageUrls: ['https://i.png'], videoUrls: [], audioUrls: ['https://a.wav'] };
    const { orders } = decodeCall(audit, callWith(lists));
    expect(orders.map(({ kind, url, field }) => [kind, url, field])).toEqual([
      ['image', 'https://i.png', 'imageUrls[0]'],
      ['audio', 'https://a.wav', 'audioUrls[0]'],
    ]);
    expect(problemOf(() => decodeCall(audit, callWith({ imageUrls: [] })))?.code).toBe(
      'missing_parameter',
    );
  });

  test('tells what was taken and what was not', () => {
    const problem = { code: 'media_unreachable', message: 'No.' } as const;
    expect(JSON.stringify(audit.answers.encode([{ asset: waiting }, { problem }]))).toBe(
      '{"code":"20000","msg":"ok","data":{"items":[{"assetId":"asset_abc123","url":"https://example.com/ref.jpg","status":"Processing"}],"failedItems":[{"assetId":"","errorMessage":"No."}]}}',
    );
  });

  test('is looked at by ids', () => {
    if (auditStatus?.does !== 'assetGetMany') throw new RangeError('no status of audits');
    expect(auditStatus.method).toBe('GET');
    const call = { path: {}, query: { assetIds: 'a,,b' }, body: undefined };
    expect(decodeCall(auditStatus, call)).toEqual({ ids: ['a', 'b'] });
    const failed: AssetView = { ...waiting, state: 'failed', failure };
    expect(JSON.stringify(auditStatus.answers.encode([failed, null]))).toBe(
      '{"code":"20000","msg":"ok","data":{"items":[{"assetId":"asset_abc123","status":"Failed"}],"failedItems":[{"assetId":"asset_abc123","errorMessage":"The URL answered 404."}]}}',
    );
  });
});

describe('coins and files are told as numbers', () => {
  test('an upload', () => {
    const upload = at('/files/upload', 'assetUpload');
    const file = new Upload({ sha256: '', bytes: 1, fileName: 'photo.jpg', contentType: '' });
    expect(decodeCall(upload, callWith({ file }))).toEqual({ upload: file });
    expect(JSON.stringify(upload.answers.encode({ ...asset, name: 'photo.jpg' }))).toBe(
      '{"code":20000,"msg":"ok","data":{"url":"https://films.example/a.jpg","filename":"photo.jpg","size":102400,"mime_type":"image/jpeg"}}',
    );
  });

  test('a balance: what cannot be spent is used, what is used stays in the sum', () => {
    const balance = at('/user/balance', 'balance');
    const coin = 40_000_000n;
    const answer = balance.answers.encode({
      balanceMicros: 80n * coin + coin / 5n + 3n * coin,
      availableMicros: 80n * coin + coin / 5n,
      chargedMicros: 17n * coin + (3n * coin) / 10n,
    });
    expect(JSON.stringify(answer)).toBe(
      '{"code":20000,"msg":"ok","data":{"balance":100.5,"used_coin":20.3,"available":80.2}}',
    );
    expect(balance.answers.decode(answer)).toEqual({ availableMicros: 3_208_000_000n });
  });

  test('a key, which has no quota of its own', () => {
    const balance = at('/key/balance', 'keyBalance');
    const answer = balance.answers.encode({ name: 'k', chargedMicros: 80_000_000n });
    expect(JSON.stringify(answer)).toBe(
      '{"code":20000,"msg":"ok","data":{"name":"k","total_quota":0,"used_quota":2,"available_quota":0,"unlimited":true}}',
    );
    expect(balance.answers.decode(answer)).toEqual({ chargedMicros: 80_000_000n });
  });

  test('the catalogue, which needs no key and can be searched', () => {
    const catalog = at('/catalog', 'models');
    expect(catalog.open).toBe(true);
    const call = { path: {}, query: { search: 'mini' }, body: undefined };
    expect(decodeCall(catalog, call)).toEqual({ search: 'mini' });
    const offer: ModelOffer = {
      id: 'sd2-933-720p',
      title: 'Seedance 2.0 933 720p',
      seconds: [4],
      ratios: [],
      resolutions: ['720p'],
      per: 'second',
      rateMicros: { '720p': 1_916_000n },
      rateMicrosWithVideo: null,
      imageFactorThousandths: 1000,
    };
    expect(JSON.stringify(catalog.answers.encode([offer]))).toBe(
      '{"code":20000,"msg":"ok","data":{"list":[{"model":"sd2-933-720p","name":"Seedance 2.0 933 720p","model_type":"videos","billing_type":"per_second","prices":{"720p":0.0479},"video_prices":null}]}}',
    );
  });
});

function refused(code: ProblemCode, operation: AnyOperation | null): string {
  const { status, body } = jimmyai.problem({ code, message: 'm' }, operation);
  return `${String(status)} ${JSON.stringify(body)}`;
}

test('refusals have the code’s type of their endpoint, and HTTP 200 where they are business', () => {
  const balance = at('/user/balance', 'balance');
  const upload = at('/assets/upload', 'assetCreate');
  expect(refused('unauthorized', create)).toBe('200 {"code":"20001","msg":"m","data":null}');
  expect(refused('unauthorized', balance)).toBe('200 {"code":20001,"msg":"m","data":null}');
  expect(refused('asset_limit', upload)).toBe('200 {"code":20002,"msg":"m","data":null}');
  expect(refused('insufficient_credits', create)).toBe(
    '200 {"code":"20002","msg":"Insufficient balance: m","data":null}',
  );
  expect(refused('model_unavailable', create)).toBe(
    '200 {"code":"20002","msg":"Unsupported model: m","data":null}',
  );
  expect(refused('body_too_large', create)).toBe('413 {"code":"20002","msg":"m","data":null}');
  expect(refused('rate_limited', create)).toBe('429 {"code":"-1","msg":"m","data":null}');
  expect(refused('internal', null)).toBe('500 {"code":"-1","msg":"m","data":null}');
});

describe('refusals of an upstream are read by code and words', () => {
  test.each<[string, AnyOperation, unknown, string, string]>([
    ['a bad field', create, '20002', 'duration must be 4-15', 'definite'],
    ['a bad key', create, '20001', 'invalid key', 'passing'],
    ['a short balance', create, '20002', '余额不足', 'passing'],
    ['an unknown model', create, 20_002, 'configuration missing for x', 'passing'],
    ['a fault', create, '-1', 'server error', 'ambiguous'],
    ['a fault, of a read', get, -1, 'server error', 'passing'],
    ['a missing task', get, '20002', 'task not found', 'definite'],
  ])('%s', (_name, operation, code, msg, kind) => {
    const answer = { status: 200, body: { code, msg, data: null } };
    expect(jimmyai.refusal(answer, operation).kind).toBe(kind);
  });
});

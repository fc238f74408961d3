import { describe, expect, test } from 'vitest';
import type { AssetView } from '../../generation/asset.ts';
import type { ProblemCode } from '../../generation/problems.ts';
import { problemOf, taskOutput, taskView } from '../../generation/testing.ts';
import { Upload } from '../../generation/upload.ts';
import type { TaskView } from '../../generation/view.ts';
import { decodeCall } from '../codec.ts';
import type { CreateCommand, FileCommand, ListCommand, WireCall } from '../mechanism.ts';
import { callWith, operationOf } from '../testing/operations.ts';
import { openai, openaiWith } from './dialect.ts';

const create = operationOf(openai, 'create');
const get = operationOf(openai, 'get');
const list = operationOf(openai, 'list');
const remove = operationOf(openai, 'delete');
const models = operationOf(openai, 'models');

const createdAtMs = Date.UTC(2026, 10, 21, 8);
const finishedAtMs = createdAtMs + 95_250;
const view = (more: Partial<TaskView> = {}) =>
  taskView({ id: 'video_1', model: 'sora-2', prompt: 'a kite', ...more });
const text = (more: Partial<TaskView> = {}) => JSON.stringify(get.answers.encode(view(more)));

describe('a video object has all documented keys', () => {
  const told = (middle: string, rest: string) =>
    `{"id":"video_1","object":"video","model":"sora-2",${middle},"expires_at":null,${rest}`;
  const shape = '"seconds":"5","size":"1280x720","prompt":"a kite","remixed_from_video_id":null';

  test.each<[string, Partial<TaskView>, string, string]>([
    [
      'queued',
      {},
      '"status":"queued","progress":0,"created_at":1795248000,"completed_at":null',
      `${shape},"error":null}`,
    ],
    [
      'running',
      { state: 'running', progress: 42 },
      '"status":"in_progress","progress":42,"created_at":1795248000,"completed_at":null',
      `${shape},"error":null}`,
    ],
    [
      'succeeded',
      { state: 'succeeded', progress: 100, output: taskOutput({}), finishedAtMs },
      '"status":"completed","progress":100,"created_at":1795248000,"completed_at":1795248095',
      `${shape},"error":null,"pixels":"1280x720"}`,
    ],
    [
      'failed',
      {
        state: 'failed',
        progress: 42,
        finishedAtMs,
        failure: { code: 'content_policy', message: 'The prompt was refused.' },
      },
      '"status":"failed","progress":42,"created_at":1795248000,"completed_at":1795248095',
      `${shape},"error":{"code":"moderation_blocked","message":"The prompt was refused."}}`,
    ],
    [
      'cancelled, told as failed',
      { state: 'cancelled', finishedAtMs },
      '"status":"failed","progress":0,"created_at":1795248000,"completed_at":1795248095',
      `${shape},"error":{"code":"cancelled","message":"The task was cancelled."}}`,
    ],
    [
      'expired, told as failed',
      { state: 'expired', finishedAtMs },
      '"status":"failed","progress":0,"created_at":1795248000,"completed_at":1795248095',
      `${shape},"error":{"code":"expired","message":"The task expired before it was done."}}`,
    ],
  ])('%s', (_state, more, middle, rest) => {
    expect(text(more)).toBe(told(middle, rest));
    expect(JSON.stringify(create.answers.encode(view(more)))).toBe(text(more));
  });

  test('with the length and the pixels that were made', () => {
    const output = taskOutput({ seconds: 7, width: 854, height: 480 });
    const made = { seconds: 'auto', ratio: 'adaptive', output, state: 'succeeded' } as const;
    expect(text(made)).toContain('"seconds":"7","size":"854x480"');
  });

  test('with the size of OpenAI’s that was asked for, whatever the file has', () => {
    const asked = { size: '1024x1792', resolution: '1080p', ratio: '9:16' } as const;
    expect(JSON.parse(text(asked))).toMatchObject({ size: '1024x1792' });
    expect(JSON.parse(text(asked))).not.toHaveProperty('pixels');
    const output = taskOutput({ width: 1080, height: 1920, ratio: '9:16' });
    expect(JSON.parse(text({ ...asked, output, state: 'succeeded' }))).toMatchObject({
      size: '1024x1792',
      pixels: '1080x1920',
    });
  });

  test('with what is still open said so', () => {
    expect(text({ seconds: 'auto', ratio: 'adaptive' })).toContain('"seconds":"-1","size":"auto"');
  });
});

test('a list names its ends', () => {
  const tasks = [view({ id: 'video_2' }), view()];
  const page = { tasks, total: null, hasMore: true };
  expect(list.answers.encode(page)).toEqual({
    object: 'list',
    data: tasks.map(get.answers.encode),
    first_id: 'video_2',
    last_id: 'video_1',
    has_more: true,
  });
  expect(JSON.stringify(list.answers.encode({ tasks: [], total: null, hasMore: false }))).toBe(
    '{"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}',
  );
});

test('a delete and the models are answered as documented', () => {
  expect(JSON.stringify(remove.answers.encode({ id: 'video_1', became: 'cancelled' }))).toBe(
    '{"id":"video_1","deleted":true,"object":"video.deleted"}',
  );
  expect(models.answers.encode([])).toEqual({ object: 'list', data: [] });
});

describe('a model', () => {
  const model = operationOf(openai, 'model');

  test('is asked for by its name', () => {
    const call = { path: { model: 'sora-2' }, query: {}, body: undefined };
    expect(model.path).toBe('/v1/models/{model}');
    expect(decodeCall(model, call)).toEqual({ id: 'sora-2' });
  });

  test('that is not there is 404 there, and a wrong parameter of a create', () => {
    const unknown = { code: 'model_unavailable', message: 'm', field: 'model' } as const;
    expect(openai.problem(unknown, model)).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found', param: 'model' } },
    });
    expect(openai.problem(unknown, create).status).toBe(400);
  });
});

describe('a file', () => {
  const upload = operationOf(openai, 'assetUpload');
  const read = operationOf(openai, 'assetGet');
  const drop = operationOf(openai, 'assetDelete');
  const file = new Upload({
    sha256: '0'.repeat(64),
    bytes: 7,
    fileName: 'a.png',
    contentType: 'image/png',
  });
  const kept: AssetView = {
    id: 'file-1',
    name: 'a.png',
    shelf: 'media',
    kind: 'image',
    state: 'active',
    sourceUrl: null,
    url: 'https://films.example/a.png',
    contentType: 'image/png',
    bytes: 7,
    failure: null,
    createdAtMs,
    updatedAtMs: createdAtMs,
  };

  test('is kept until it is deleted, or for as long as it says', () => {
    const expiry = { anchor: 'created_at', seconds: '3600' };
    const asked = { file, purpose: 'vision' };
    expect(decodeCall(upload, callWith(asked))).toEqual({ upload: file, expiresSeconds: null });
    expect(decodeCall(upload, callWith({ ...asked, expires_after: expiry }))).toEqual({
      upload: file,
      expiresSeconds: 3600,
    });
    const short = { ...asked, expires_after: { ...expiry, seconds: '60' } };
    expect(problemOf(() => decodeCall(upload, callWith(short)))).toMatchObject({
      code: 'invalid_parameter',
      field: 'expires_after[seconds]',
    });
    expect(problemOf(() => decodeCall(upload, callWith({ purpose: 'vision' })))).toMatchObject({
      code: 'missing_parameter',
      field: 'file',
    });
  });

  test('is told as OpenAI tells one', () => {
    const told =
      '{"id":"file-1","object":"file","bytes":7,"created_at":1795248000,"filename":"a.png","purpose":"user_data","status":"processed"}';
    expect(JSON.stringify(upload.answers.encode(kept))).toBe(told);
    expect(JSON.stringify(read.answers.encode(kept))).toBe(told);
    expect(JSON.stringify(drop.answers.encode({ id: 'file-1' }))).toBe(
      '{"id":"file-1","object":"file","deleted":true}',
    );
  });
});

test('an operator may keep 402 for an empty purse', () => {
  const empty = { code: 'insufficient_credits', message: 'm' } as const;
  const kept = openaiWith({ noCreditsStatus: 402, model: 'seedance-2.0' });
  expect(kept.problem(empty, create)).toEqual({ ...openai.problem(empty, create), status: 402 });
});

describe('answers of an upstream are read', () => {
  test('as vLLM-Omni and SGLang write them', () => {
    const told = {
      id: 'video_gen_1',
      object: 'video',
      status: 'completed',
      progress: 100,
      created_at: 1_795_248_000,
      completed_at: 1_795_248_095,
      seconds: '5',
      size: '1280x720',
      url: 'https://storage.example/1.mp4',
      file_path: '/outputs/1.mp4',
      inference_time_s: 42.5,
    };
    expect(get.answers.decode(told)).toEqual({
      id: 'video_gen_1',
      state: 'succeeded',
      progress: 100,
      seconds: 5,
      videoUrl: 'https://storage.example/1.mp4',
      createdAtMs,
      finishedAtMs: createdAtMs + 95_000,
    });
    const failed = { id: 'v', status: 'failed', seconds: 4, error: { message: 'out of memory' } };
    expect(get.answers.decode(failed)).toEqual({
      id: 'v',
      state: 'failed',
      failure: { code: 'provider_error', message: 'out of memory' },
    });
  });

  test('a refused content by its words', () => {
    const error = { code: 'content_policy', message: 'no' };
    expect(get.answers.decode({ id: 'v', status: 'failed', error }).failure).toEqual(error);
  });

  test('a list without an id in one entry, or without a sign of more', () => {
    expect(list.answers.decode({ data: [{ id: 'v', status: 'queued' }, {}, null] })).toEqual({
      tasks: [{ id: 'v', state: 'queued' }],
    });
  });

  test.each([null, [], 'ok', {}, { id: '' }, { id: 7 }])('not at all: %j', (told) => {
    expect(problemOf(() => create.answers.decode(told))?.code).toBe('malformed_body');
  });
});

const decode = (body: object) => decodeCall(create, callWith(body));
const prompt = 'a kite over the sea';

describe('a create is read', () => {
  test('with the documented defaults', () => {
    expect(decode({ prompt })).toEqual({
      ask: {
        model: 'sora-2',
        prompt,
        media: [],
        seconds: 4,
        resolution: '720p',
        ratio: '9:16',
      },
    });
  });

  test('with its defaults only where the text says nothing else', () => {
    const { ask } = decode({ prompt: 'a kite --dur 8 --rs 1080p --ar 9:16' });
    expect(ask.seconds).toBeUndefined();
    expect(ask.resolution).toBeUndefined();
    expect(ask.ratio).toBe('9:16');
    expect(decode({ prompt: 'a kite --dur 8', seconds: '4' }).ask.seconds).toBe(4);
  });

  test('alike from the texts of a form and from JSON', () => {
    const form = {
      prompt,
      model: 'seedance-2.0',
      seconds: '8',
      size: '1280x720',
      generate_audio: 'false',
      seed: '7',
      watermark: 'true',
    };
    const json = { ...form, seconds: 8, generate_audio: false, seed: 7, watermark: true };
    expect(decode(form)).toEqual(decode(json));
    expect(decode(form).ask).toEqual({
      model: 'seedance-2.0',
      prompt,
      media: [],
      seconds: 8,
      resolution: '720p',
      ratio: '16:9',
      generateAudio: false,
      seed: 7,
      watermark: true,
      size: '1280x720',
    });
  });

  test.each([
    ['720x1280', '720p', '9:16'],
    ['1280x720', '720p', '16:9'],
    ['1024x1792', '1080p', '9:16'],
    ['1792x1024', '1080p', '16:9'],
    ['864x496', '480p', '16:9'],
    ['854x480', '480p', '16:9'],
    ['960x960', '720p', '1:1'],
    ['2560x1440', '2k', '16:9'],
    ['4398x1886', '4k', '21:9'],
  ])('with the size %s as %s in %s', (size, resolution, ratio) => {
    expect(decode({ prompt, size }).ask).toMatchObject({ resolution, ratio });
  });

  test('with a size of OpenAI’s kept as it is named, and no other', () => {
    for (const size of ['720x1280', '1280x720', '1024x1792', '1792x1024']) {
      expect(decode({ prompt, size }).ask.size).toBe(size);
    }
    expect(decode({ prompt, size: '1920x1080' }).ask).not.toHaveProperty('size');
    expect(decode({ prompt }).ask).not.toHaveProperty('size');
  });

  test('with a resolution and a ratio in the place of a size', () => {
    const named = { resolution: '1080p', ratio: 'adaptive' };
    expect(decode({ prompt, ...named }).ask).toMatchObject(named);
    expect(decode({ prompt, resolution: '480p' }).ask).toMatchObject({
      resolution: '480p',
      ratio: '9:16',
    });
    const both = problemOf(() => decode({ prompt, size: '1280x720', ratio: '1:1' }));
    expect(both).toMatchObject({ code: 'invalid_parameter', field: 'size' });
  });

  test('with a length of the model’s choice and a random seed for -1', () => {
    const { ask } = decode({ prompt, seconds: '-1', seed: '-1' });
    expect([ask.seconds, ask.seed]).toEqual(['auto', undefined]);
  });

  test.each<[string, object, number | 'auto']>([
    ['as New-API names it', { duration: 8 }, 8],
    ['in the text of a form', { duration: '8' }, 8],
    ['at both places', { seconds: '8', duration: 8 }, 8],
    ['that differs: seconds come first', { seconds: '8', duration: 5 }, 8],
    ['of the model’s choice', { duration: -1 }, 'auto'],
    ['beside one of 0', { seconds: '0', duration: 5 }, 5],
  ])('with a length %s', (_how, more, seconds) => {
    expect(decode({ prompt, ...more }).ask.seconds).toBe(seconds);
  });

  test('with metadata', () => {
    expect(decode({ prompt, metadata: { order: '7' } }).metadata).toEqual({ order: '7' });
  });

  test('with unknown fields ignored, and known ones at their harmless value', () => {
    const extra = { user: 'u', n: '1', fps: '24', draft: 'false', return_last_frame: false };
    expect(decode({ prompt, ...extra })).toEqual(decode({ prompt }));
  });

  test.each([
    ['num_frames', 81],
    ['fps', '30'],
    ['n', 2],
    ['width', '1280'],
    ['aspect_ratio', '1:1'],
    ['negative_prompt', 'rain'],
    ['return_last_frame', 'true'],
    ['callback_url', 'https://hooks.example/'],
    ['service_tier', 'flex'],
    ['image_reference', '{"image_url":"https://media.example/a.png"}'],
    ['video_reference', '{}'],
  ])('%s would change what is made or told, and is refused by name', (field, value) => {
    const problem = problemOf(() => decode({ prompt, [field]: value }));
    expect(problem).toMatchObject({ code: 'invalid_parameter', field });
    expect(problem?.message).toContain(`${field} is not offered here: `);
  });

  test.each([
    ['an unknown size', { size: '10x10' }, 'size', 'size is "10x10": use 720x1280, '],
    ['a length in words', { seconds: 'four' }, 'seconds', 'must be a whole number'],
    ['a negative length', { seconds: '-4' }, 'seconds', 'must be -1 to 3600'],
    ['a negative length', { duration: -4 }, 'duration', 'must be -1 to 3600'],
    ['a seed that is too large', { seed: '4294967296' }, 'seed', 'must be -1 to 4294967295'],
    ['a number for a picture', { input_reference: 7 }, 'input_reference', 'must be a file, a URL'],
    ['no picture', { input_reference: {} }, 'input_reference', 'needs image_url or file_id'],
  ])('%s is refused by name', (_name, more, field, words) => {
    const problem = problemOf(() => decode({ prompt, ...more }));
    expect(problem).toMatchObject({ code: 'invalid_parameter', field });
    expect(problem?.message).toContain(words);
  });

  test('no prompt is a missing one', () => {
    expect(problemOf(() => decode({}))).toMatchObject({
      code: 'missing_parameter',
      field: 'prompt',
    });
  });
});

describe('a picture is the first frame', () => {
  const file = { sha256: '0'.repeat(64), bytes: 1, fileName: 'a.png', contentType: 'image/png' };
  const upload = new Upload(file);
  const url = 'https://media.example/a.png';

  test.each<[string, unknown, object]>([
    ['a file', upload, { url: 'a.png', upload, field: 'input_reference' }],
    ['a URL', url, { url, field: 'input_reference' }],
    ['a URL in an object', { image_url: url }, { url, field: 'input_reference.image_url' }],
    [
      'an asset of the account',
      { file_id: 'asset-1' },
      { url: 'asset://asset-1', field: 'input_reference.file_id' },
    ],
  ])('as %s', (_name, reference, medium) => {
    expect(decode({ prompt, input_reference: reference }).ask).toMatchObject({
      media: [{ kind: 'image', role: 'first_frame', ...medium }],
      resolution: '720p',
      ratio: 'adaptive',
    });
  });

  test('in the size that was asked for', () => {
    const { ask } = decode({ prompt, input_reference: url, size: '720x1280' });
    expect(ask.ratio).toBe('9:16');
  });
});

describe('several pictures are taken', () => {
  const file = { sha256: '0'.repeat(64), bytes: 1, fileName: 'a.png', contentType: 'image/png' };
  const [first, last] = [new Upload(file), new Upload({ ...file, sha256: '1'.repeat(64) })];
  const rolesOf = (more: object) =>
    decode({ prompt, ...more }).ask.media.map(({ field, role }) => `${field} ${String(role)}`);

  test.each<[string, object, string[]]>([
    ['a list of one file', { input_reference: [first] }, ['input_reference[0] first_frame']],
    [
      'two files',
      { input_reference: [first, last] },
      ['input_reference[0] first_frame', 'input_reference[1] last_frame'],
    ],
    [
      'three',
      { input_reference: [first, last, { file_id: 'asset-1' }] },
      [
        'input_reference[0] reference_image',
        'input_reference[1] reference_image',
        'input_reference[2].file_id reference_image',
      ],
    ],
    [
      'those that New-API’s clients name',
      { image: 'https://a.png', images: ['https://a.png', '', 'https://b.png'] },
      ['image first_frame', 'images[2] last_frame'],
    ],
    ['a file of that name', { images: first }, ['images first_frame']],
  ])('%s', (_name, more, roles) => {
    expect(rolesOf(more)).toEqual(roles);
  });
});

describe('metadata at the path that New-API has too', () => {
  const content = [
    { type: 'video_url', video_url: { url: 'https://v.mp4' }, role: 'reference_video' },
  ];

  test('are parameters where they hold a list of content, as an object or its text', () => {
    const metadata = { content, resolution: '1080p', ratio: '1:1', duration: 10, note: 'x' };
    const command = decode({ prompt, metadata });
    expect(command).toEqual({
      ask: {
        model: 'sora-2',
        prompt,
        media: [
          {
            url: 'https://v.mp4',
            kind: 'video',
            role: 'reference_video',
            field: 'metadata.content[0].video_url.url',
          },
        ],
        seconds: 10,
        resolution: '1080p',
        ratio: '1:1',
      },
      named: {
        seconds: 'metadata.duration',
        resolution: 'metadata.resolution',
        ratio: 'metadata.ratio',
      },
    });
    expect(decode({ prompt, metadata: JSON.stringify(metadata) })).toEqual(command);
  });

  test.each([
    ['metadata.content[0].role', { content: [{ ...content[0], role: 'first_frame' }] }],
    ['metadata.ratio', { content, ratio: '2:1' }],
    ['metadata.callback_url', { content, callback_url: 'https://hooks.example/' }],
    ['metadata.last_frame', { content, last_frame: 'https://a.png' }],
  ])('and refused by name: %s', (field, metadata) => {
    expect(problemOf(() => decode({ prompt, metadata }))).toMatchObject({ field });
  });

  test('are kept otherwise, and a parameter in them says what is made', () => {
    const kept = { order: '7', duration: '4 days', image: 'https://a.png', priority: 3, n: 2 };
    expect(decode({ prompt, metadata: kept }).metadata).toEqual(kept);
    const agreeing = { duration: 4, resolution: '720p', ratio: '9:16', seed: -1 };
    expect(decode({ prompt, metadata: agreeing }).metadata).toEqual(agreeing);
    for (const [word, value] of Object.entries({ duration: 10, ratio: '1:1', seed: 7 })) {
      const problem = problemOf(() => decode({ prompt, metadata: { [word]: value } }));
      expect(problem).toMatchObject({ code: 'invalid_parameter', field: `metadata.${word}` });
    }
  });

  test.each([
    ['no JSON', '{"a":', 'malformed_body'],
    ['what cannot be stored', '{"a":"\\u0000"}', 'malformed_body'],
    ['a key that nobody means well', '{"__proto__":{}}', 'malformed_body'],
    ['a text', 'order 7', 'invalid_parameter'],
    ['a megabyte', `{"a":"${'x'.repeat(1_048_576)}"}`, 'invalid_parameter'],
  ])('and as a text are not %s', (_name, metadata, code) => {
    expect(problemOf(() => decode({ prompt, metadata }))?.code).toBe(code);
  });
});

describe('a line says', () => {
  const whole: CreateCommand['ask'] = {
    model: 'wan-2.2',
    prompt,
    media: [{ url: 'https://a.png', kind: 'image', role: 'first_frame', field: 'media[0]' }],
    seconds: 5,
    resolution: '720p',
    ratio: '16:9',
    generateAudio: true,
    seed: 7,
    watermark: false,
    returnLastFrame: false,
  };

  test('a create in full', () => {
    expect(create.asks.encode({ ask: whole })).toEqual({
      said: {
        path: {},
        query: {},
        body: {
          prompt,
          input_reference: { image_url: 'https://a.png' },
          model: 'wan-2.2',
          seconds: '5',
          size: '1280x720',
          generate_audio: true,
          seed: 7,
          watermark: false,
        },
      },
    });
  });

  const medium = { url: 'https://b.png', kind: 'image', role: null, field: 'media[1]' } as const;
  test.each<[string, Partial<CreateCommand>, RegExp]>([
    ['an open length', { ask: { ...whole, seconds: 'auto' } }, /cannot choose the length/],
    ['an open shape', { ask: { ...whole, ratio: 'adaptive' } }, /no size for 720p in adaptive/],
    ['what is left out', { ask: { ...whole, seconds: undefined } }, /must be named/],
    ['no prompt', { ask: { ...whole, prompt: '' } }, /prompt has a length of 0/],
    ['two pictures', { ask: { ...whole, media: [...whole.media, medium] } }, /one picture/],
    [
      'a reference',
      { ask: { ...whole, media: [{ ...medium, role: 'reference_image' }] } },
      /media\[1\] cannot be sent/,
    ],
    ['a last frame', { ask: { ...whole, returnLastFrame: true } }, /no last frame/],
    ['a callback', { callbackUrl: 'https://hooks.example/' }, /no callback/],
    ['metadata', { metadata: {} }, /no metadata/],
    ['a deadline', { expiresSeconds: 3600 }, /no deadline/],
  ])('nothing for %s', (_name, more, reason) => {
    const wire = create.asks.encode({ ask: whole, ...more });
    expect('unsayable' in wire ? wire.unsayable : '').toMatch(reason);
  });
});

describe('a list is asked for', () => {
  const query = (asked: WireCall['query']) =>
    decodeCall(list, { path: {}, query: asked, body: undefined });

  test('with the documented defaults, and in full', () => {
    expect(query({})).toEqual({ limit: 20, from: { after: null }, order: 'newest' });
    expect(query({ limit: '0' }).limit).toBe(0);
    expect(query({ after: 'video_1', limit: '100', order: 'asc' })).toEqual({
      limit: 100,
      from: { after: 'video_1' },
      order: 'oldest',
    });
  });

  test.each(['00', '101', '-1', '1.5', 'many'])('not with a limit of "%s"', (limit) => {
    const problem = problemOf(() => query({ limit }));
    expect(problem).toMatchObject({ code: 'invalid_parameter', field: 'limit' });
    expect(problem?.message).toContain('must be a whole number from 0 to 100');
  });

  test.each<[string, Partial<ListCommand>]>([
    ['a page by its number', { from: { page: 2 } }],
    ['some ids', { ids: ['video_1'] }],
    ['a time', { withinSeconds: 604_800 }],
  ])('not by %s', (_name, more) => {
    const command: ListCommand = { limit: 20, from: { after: null }, order: 'newest', ...more };
    expect(list.asks.encode(command)).toHaveProperty('unsayable');
  });
});

test('a delete cancels what is not over', () => {
  const call = { path: { id: 'video_1' }, query: {}, body: undefined };
  expect(decodeCall(remove, call)).toEqual({ id: 'video_1', whileOpen: 'cancel' });
  expect(remove.asks.encode({ id: 'v', whileOpen: 'cancel_queued' })).toHaveProperty('unsayable');
});

describe('the content of a video', () => {
  const [content] = openai.files ?? [];
  const fileOf = (query: WireCall['query']): FileCommand | undefined =>
    content?.asks.decode({ path: { id: 'video_1' }, query, body: undefined });

  test('is the film or its poster', () => {
    expect(content?.path).toBe('/v1/videos/{id}/content');
    expect(fileOf({})).toEqual({ id: 'video_1', file: 'video' });
    expect(fileOf({ variant: 'video' })).toEqual({ id: 'video_1', file: 'video' });
    expect(fileOf({ variant: 'thumbnail' })).toEqual({ id: 'video_1', file: 'poster' });
  });

  test('is no spritesheet', () => {
    expect(problemOf(() => fileOf({ variant: 'spritesheet' }))).toEqual({
      code: 'invalid_parameter',
      message: 'variant is spritesheet, which is not made here: use video or thumbnail.',
      field: 'variant',
    });
  });
});

test('a remix is refused with a way out', () => {
  const remix = openai.operations.find(({ path }) => path.endsWith('/remix'));
  const call = { path: { id: 'video_1' }, query: {}, body: { prompt } };
  expect(problemOf(() => remix?.asks.decode(call))).toMatchObject({
    code: 'invalid_parameter',
    message: expect.stringContaining('create a new one'),
  });
});

function refused(code: ProblemCode): string {
  const { status, body } = openai.problem({ code, message: 'm', field: 'f' }, create);
  return `${String(status)} ${JSON.stringify(body)}`;
}

test('refusals are OpenAI’s error object', () => {
  const error = (type: string, code: string) =>
    `{"error":{"message":"m","type":"${type}","param":"f","code":"${code}"}}`;
  const request = 'invalid_request_error';
  expect(refused('unauthorized')).toBe(`401 ${error(request, 'invalid_api_key')}`);
  expect(refused('task_not_found')).toBe(`404 ${error(request, 'task_not_found')}`);
  const quota = 'insufficient_quota';
  expect(refused('insufficient_credits')).toBe(`429 ${error(quota, quota)}`);
  expect(refused('not_finished')).toBe(`409 ${error(request, 'not_finished')}`);
  expect(refused('idempotency_mismatch')).toBe(`422 ${error(request, 'idempotency_conflict')}`);
});

describe('refusals of an upstream are read', () => {
  test.each([
    [
      'OpenAI',
      { error: { message: 'words', type: 'invalid_request_error', code: 'moderation_blocked' } },
      'content_policy',
      { upstream: { code: 'moderation_blocked' } },
    ],
    [
      'vLLM',
      { error: { message: 'words', type: 'NotFoundError', param: null, code: 404 } },
      'invalid_parameter',
      {},
    ],
    ['SGLang', { detail: 'words' }, 'invalid_parameter', {}],
    ['FastAPI', { detail: [{ msg: 'words', loc: ['body', 'prompt'] }] }, 'invalid_parameter', {}],
  ])('as %s writes them', (_name, body, code, more) => {
    expect(openai.refusal({ status: 400, body }, create)).toEqual({
      kind: 'definite',
      isOwn: true,
      failure: { code, message: 'words', ...more },
    });
  });

  test('a short purse there is not the customer’s', () => {
    const type = 'invalid_request_error';
    const body = { error: { message: 'words', type, code: 'billing_hard_limit_reached' } };
    expect(openai.refusal({ status: 400, body }, create)).toEqual({
      kind: 'passing',
      isOwn: true,
      failure: { code: 'provider_error', message: 'The provider refused the request.' },
    });
  });
});

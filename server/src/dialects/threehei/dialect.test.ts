import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../generation/problems.ts';
import { problemOf, taskOutput, taskView } from '../../generation/testing.ts';
import type { TaskView } from '../../generation/view.ts';
import { decodeCall } from '../codec.ts';
import { callWith, operationAt, operationOf } from '../testing/operations.ts';
import { threehei } from './dialect.ts';

const create = operationOf(threehei, 'create');
const get = operationOf(threehei, 'get');
const list = operationOf(threehei, 'list');
const olderCreate = operationAt(threehei, 'create', '/ai/seedance/videos');
const olderGet = operationAt(threehei, 'get', '/ai/seedance/result');

const id = 'cgt-20261121080000-ab12c';
const createdAtMs = 1_795_248_000_000;
const view = (more: Partial<TaskView> = {}) =>
  taskView({
    id,
    model: 'doubao-seedance-2-0',
    createdAtMs,
    updatedAtMs: createdAtMs + 90_500,
    ...more,
  });
const succeeded: Partial<TaskView> = {
  state: 'succeeded',
  progress: 100,
  output: taskOutput({ videoUrl: 'https://…mp4' }),
  completionTokens: 108_900,
  finishedAtMs: createdAtMs + 90_250,
};
const failed: Partial<TaskView> = {
  state: 'failed',
  progress: 40,
  failure: { code: 'content_policy', message: '…' },
  finishedAtMs: createdAtMs + 90_250,
};

const begin = `{"id":"${id}","task_id":"${id}","object":"video","model":"doubao-seedance-2-0"`;
const times = '"created_at":1795248000,"updated_at":1795248090';
const urls =
  '"video_url":"https://…mp4","url":"https://…mp4","metadata":{"url":"https://…mp4"},"seed":7,"resolution":"720p","ratio":"16:9","duration":5,"framespersecond":24,"generate_audio":true,"usage":{"completion_tokens":108900,"total_tokens":108900}}';

describe('answers are the documented text', () => {
  test('to a create', () => {
    expect(JSON.stringify(create.answers.encode(view({ id: 'cgt-20250615xxxxxxxx' })))).toBe(
      '{"id":"cgt-20250615xxxxxxxx"}',
    );
  });

  test.each<[string, Partial<TaskView>, string]>([
    ['queued', {}, `${begin},"status":"queued","progress":0,"error":null,${times}}`],
    [
      'running',
      { state: 'running', progress: 40 },
      `${begin},"status":"running","progress":40,"error":null,${times}}`,
    ],
    [
      'succeeded',
      succeeded,
      `${begin},"status":"succeeded","progress":100,"error":null,${times},"completed_at":1795248090,"content":{"video_url":"https://…mp4"},${urls}`,
    ],
    [
      'succeeded, with the last frame that was asked for',
      {
        ...succeeded,
        output: taskOutput({ videoUrl: 'https://…mp4', lastFrameUrl: 'https://l.jpg' }),
      },
      `${begin},"status":"succeeded","progress":100,"error":null,${times},"completed_at":1795248090,"content":{"video_url":"https://…mp4","last_frame_url":"https://l.jpg"},${urls}`,
    ],
    [
      'failed',
      failed,
      `${begin},"status":"failed","progress":100,"error":{"code":"OutputVideoSensitiveContentDetected","message":"…"},${times},"completed_at":1795248090}`,
    ],
    [
      'cancelled',
      { ...failed, state: 'cancelled', failure: null },
      `${begin},"status":"cancelled","progress":40,"error":null,${times}}`,
    ],
    [
      'expired',
      { ...failed, state: 'expired', failure: null },
      `${begin},"status":"expired","progress":40,"error":null,${times}}`,
    ],
  ])('to a query: %s', (_state, more, text) => {
    expect(JSON.stringify(get.answers.encode(view(more)))).toBe(text);
  });

  test('to a list, with the number of all that match', () => {
    const answer = list.answers.encode({ tasks: [view()], total: 3, hasMore: true });
    expect(JSON.stringify(answer)).toBe(
      `{"total":3,"items":[${JSON.stringify(get.answers.encode(view()))}]}`,
    );
  });

  test('to a callback, which is the query answer', () => {
    expect(threehei.callback?.field).toBe('callback_url');
    expect(threehei.callback?.body(view(failed))).toEqual(get.answers.encode(view(failed)));
  });

  test('to a create of the older interface', () => {
    expect(JSON.stringify(olderCreate.answers.encode(view({ id: 'task_12345' })))).toBe(
      '{"code":0,"info":"success","result":{"task_id":"task_12345"}}',
    );
  });

  test.each<[string, Partial<TaskView>, string]>([
    ['running', { state: 'running' }, '"status":"running","video_url":null,"error":null'],
    ['succeeded', succeeded, '"status":"succeeded","video_url":"https://…mp4","error":null'],
    [
      'failed',
      { ...failed, failure: null },
      '"status":"failed","video_url":null,"error":{"code":"InternalServiceError","message":"The generation failed."}',
    ],
    ['cancelled', { state: 'cancelled' }, '"status":"cancelled","video_url":null,"error":null'],
  ])('to a query of the older interface: %s', (_state, more, text) => {
    expect(JSON.stringify(olderGet.answers.encode(view(more)))).toBe(
      `{"code":0,"info":"success","result":{"task_id":"${id}",${text}}}`,
    );
  });
});

describe('a create is read', () => {
  const decode = (body: object) => decodeCall(create, callWith(body));
  const image = (url: string, role?: string) => ({ type: 'image_url', image_url: { url }, role });

  test('from the documented sample of a text', () => {
    const sample = {
      model: 'doubao-seedance-2-0-fast',
      content: [{ type: 'text', text: '一只橘猫在阳光下的窗台上伸懒腰,镜头缓慢推进' }],
      resolution: '720p',
      ratio: '16:9',
      duration: 5,
    };
    const command = {
      ask: {
        model: 'doubao-seedance-2-0-fast',
        prompt: '一只橘猫在阳光下的窗台上伸懒腰,镜头缓慢推进',
        media: [],
        seconds: 5,
        resolution: '720p',
        ratio: '16:9',
      },
    };
    expect(decode(sample)).toEqual(command);
    expect(decodeCall(olderCreate, callWith(sample))).toEqual(command);
  });

  test('from the documented samples of frames', () => {
    const content = [
      { type: 'text', text: '花朵从含苞到盛开' },
      image('https://example.com/start.jpg', 'first_frame'),
      image('https://example.com/end.jpg', 'last_frame'),
    ];
    const { ask } = decode({ model: 'doubao-seedance-2-0', content });
    expect(ask.media).toEqual([
      {
        url: 'https://example.com/start.jpg',
        kind: 'image',
        role: 'first_frame',
        field: 'content[1].image_url.url',
      },
      {
        url: 'https://example.com/end.jpg',
        kind: 'image',
        role: 'last_frame',
        field: 'content[2].image_url.url',
      },
    ]);
  });

  test('from the documented sample of references', () => {
    const content = [
      { type: 'text', text: '这个人在唱歌,口型与音频同步' },
      image('asset://asset-xxxx', 'reference_image'),
      {
        type: 'audio_url',
        audio_url: { url: 'https://example.com/voice.mp3' },
        role: 'reference_audio',
      },
    ];
    const { ask } = decode({ model: 'doubao-seedance-2-0', content, generate_audio: true });
    expect(ask.generateAudio).toBe(true);
    expect(ask.media.map(({ url, role }) => [url, role])).toEqual([
      ['asset://asset-xxxx', 'reference_image'],
      ['https://example.com/voice.mp3', 'reference_audio'],
    ]);
  });

  test('with its callback, while what is not offered is refused by name', () => {
    const body = { model: 'doubao-seedance-2-0', content: [{ type: 'text', text: 'a kite' }] };
    expect(decode({ ...body, callback_url: 'https://hooks.example/' }).callbackUrl).toBe(
      'https://hooks.example/',
    );
    expect(problemOf(() => decode({ ...body, tools: [{ type: 'web_search' }] }))).toMatchObject({
      code: 'invalid_parameter',
      field: 'tools',
    });
  });

  test('where OpenAI’s stand too, by its list of content', () => {
    expect(threehei.recognises?.({ content: [] })).toBe(true);
    for (const other of [{ prompt: 'a kite' }, { content: 'a kite' }, null, 'content', undefined]) {
      expect(threehei.recognises?.(other)).toBe(false);
    }
  });
});

describe('of several pictures each says its role', () => {
  const picture = (role?: string) => ({
    type: 'image_url',
    image_url: { url: 'https://example.com/1.jpg' },
    ...(role === undefined ? {} : { role }),
  });
  const bodyWith = (...content: object[]) => ({ model: 'doubao-seedance-2-0', content });
  const text = { type: 'text', text: 'a flower' };

  test.each([
    ['neither of two', [text, picture(), picture()], 'content[1].role'],
    ['the first of two', [text, picture(), picture('last_frame')], 'content[1].role'],
    ['the second of two', [picture('first_frame'), picture(), text], 'content[1].role'],
    ['one beside a reference', [picture('reference_image'), picture()], 'content[1].role'],
    ['none of three', [picture(), picture(), picture()], 'content[0].role'],
  ])('%s says it: refused by name', (_which, content, field) => {
    for (const op of [create, olderCreate]) {
      const problem = problemOf(() => decodeCall(op, callWith(bodyWith(...content))));
      expect(problem).toMatchObject({ code: 'missing_parameter', field });
      expect(problem?.message).toContain('first_frame');
    }
  });

  test.each([
    ['one, with a role', [picture('first_frame')]],
    ['one, without', [text, picture()]],
    [
      'one, beside a video',
      [picture(), { type: 'video_url', video_url: { url: 'https://v.mp4' } }],
    ],
    ['two', [picture('last_frame'), picture('first_frame')]],
    ['references', [picture('reference_image'), picture('reference_image')]],
  ])('%s: taken', (_which, content) => {
    expect(decodeCall(create, callWith(bodyWith(...content))).ask.media).toHaveLength(
      content.filter((item) => item !== text).length,
    );
  });
});

describe('answers of an upstream are read', () => {
  test('in full', () => {
    expect(get.answers.decode(get.answers.encode(view(succeeded)))).toEqual({
      id,
      state: 'succeeded',
      progress: 100,
      model: 'doubao-seedance-2-0',
      seconds: 5,
      resolution: '720p',
      ratio: '16:9',
      seed: 7,
      videoUrl: 'https://…mp4',
      completionTokens: 108_900,
      createdAtMs,
      finishedAtMs: createdAtMs + 90_000,
    });
  });

  test.each([
    ['its relatives’ words', { id: 't', status: 'completed', url: 'https://v.mp4' }],
    ['a URL in metadata', { id: 't', status: 'succeeded', metadata: { url: 'https://v.mp4' } }],
    ['a URL of its own', { task_id: 't', status: 'SUCCESS', video_url: 'https://v.mp4' }],
    ['a native one', { id: 't', status: 'succeeded', content: { video_url: 'https://v.mp4' } }],
    [
      'a URL beside empty ones',
      { id: 't', status: 'succeeded', content: { video_url: '' }, url: 'https://v.mp4' },
    ],
  ])('with %s', (_what, told) => {
    expect(get.answers.decode(told)).toEqual({
      id: 't',
      state: 'succeeded',
      videoUrl: 'https://v.mp4',
    });
  });

  test('of the older interface', () => {
    const told = {
      code: 0,
      info: 'success',
      result: {
        task_id: 't',
        status: 'failed',
        video_url: null,
        error: { code: 'InputTextSensitiveContentDetected', message: 'No.' },
      },
    };
    expect(olderGet.answers.decode(told)).toEqual({
      id: 't',
      state: 'failed',
      failure: {
        code: 'content_policy',
        message: 'No.',
        upstream: { code: 'InputTextSensitiveContentDetected' },
      },
    });
    expect(problemOf(() => olderCreate.answers.decode({ code: 1002, result: null }))?.code).toBe(
      'malformed_body',
    );
  });
});

test.each<[ProblemCode, number, string, string]>([
  ['invalid_parameter', 400, 'InvalidParameter', 'BadRequest'],
  ['unauthorized', 401, 'AuthenticationError', 'Unauthorized'],
  ['insufficient_credits', 402, 'InsufficientBalance', 'PaymentRequired'],
  ['task_not_found', 404, 'NotFound', 'NotFound'],
  ['not_cancellable', 409, 'Conflict', 'Conflict'],
  ['rate_limited', 429, 'RateLimitExceeded', 'TooManyRequests'],
  ['internal', 500, 'InternalError', 'InternalServerError'],
])('%s is refused with %i %s', (code, status, word, type) => {
  const refusal = threehei.problem({ code, message: 'm' }, get);
  expect(`${String(refusal.status)} ${JSON.stringify(refusal.body)}`).toBe(
    `${String(status)} {"error":{"code":"${word}","message":"m","param":"","type":"${type}"}}`,
  );
});

test.each<[ProblemCode, number]>([
  ['unauthorized', 1001],
  ['invalid_parameter', 1002],
  ['media_invalid', 1002],
  ['insufficient_credits', 1003],
  ['task_not_found', 1004],
  ['rate_limited', 1005],
  ['internal', 1500],
  ['overloaded', 1500],
])('the older interface refuses %s with 200 and %i', (code, number) => {
  const { status, body } = threehei.problem({ code, message: 'm' }, olderCreate);
  expect(`${String(status)} ${JSON.stringify(body)}`).toBe(
    `200 {"code":${String(number)},"info":"m","result":null}`,
  );
});

test.each([
  [1001, 'passing'],
  [1002, 'definite'],
  [1003, 'passing'],
  [1004, 'passing'],
  [1005, 'passing'],
  [1500, 'ambiguous'],
  [1999, 'ambiguous'],
])('the older interface’s %i is read as %s', (code, kind) => {
  const answer = { status: 200, body: { code, info: 'Words.', result: null } };
  expect(threehei.refusal(answer, olderCreate).kind).toBe(kind);
});

test('the older interface’s answers that say nothing are read by their status', () => {
  expect(threehei.refusal({ status: 502, body: '<html>' }, olderCreate).kind).toBe('ambiguous');
});

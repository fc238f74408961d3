import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problemOf, taskOutput, taskView } from '../../generation/testing.ts';
import type { TaskView } from '../../generation/view.ts';
import {
  newapiRefusals,
  newapiRows,
  newapiTaskId,
  newapiVideos,
} from '../testing/newapi-answers.ts';
import { operationOf } from '../testing/operations.ts';
import { newapi } from './dialect.ts';

const create = operationOf(newapi, 'create');
const get = operationOf(newapi, 'get');

const createdAtMs = 1_795_248_000_250;
const finishedAtMs = createdAtMs + 90_000;
const view = (more: Partial<TaskView> = {}) =>
  taskView({ id: 'task_1', model: 'doubao-seedance-2-0', createdAtMs, ...more });

const succeeded: Partial<TaskView> = {
  state: 'succeeded',
  progress: 100,
  output: taskOutput({ videoUrl: 'https://v.mp4', width: 1280, height: 720 }),
  completionTokens: 108_900,
  finishedAtMs,
};

const head = '{"id":"task_1","task_id":"task_1","object":"video","model":"doubao-seedance-2-0"';
const times = '"created_at":1795248000,"completed_at":1795248090';

test('each operation is at both paths, the singular first', () => {
  expect(newapi.operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /v1/video/generations',
    'GET /v1/video/generations/{task_id}',
    'POST /v1/videos/generations',
    'GET /v1/videos/generations/{task_id}',
  ]);
});

describe('answers are the flat task', () => {
  test.each<[string, Partial<TaskView>, string]>([
    ['queued', {}, `${head},"status":"queued","progress":0,"created_at":1795248000}`],
    [
      'running',
      { state: 'running', progress: 40 },
      `${head},"status":"in_progress","progress":40,"created_at":1795248000}`,
    ],
    [
      'succeeded',
      succeeded,
      `${head},"status":"completed","progress":100,${times},"url":"https://v.mp4","format":"mp4","usage":{"completion_tokens":108900,"total_tokens":108900},"metadata":{"url":"https://v.mp4","duration":5,"fps":24,"width":1280,"height":720,"seed":7}}`,
    ],
    [
      'failed',
      {
        state: 'failed',
        progress: 40,
        failure: { code: 'content_policy', message: 'reason' },
        finishedAtMs,
      },
      `${head},"status":"failed","progress":40,${times},"error":{"message":"reason","code":"content_policy"}}`,
    ],
    [
      'cancelled, told as failed',
      { state: 'cancelled', finishedAtMs },
      `${head},"status":"failed","progress":0,${times},"error":{"message":"The task was cancelled.","code":"cancelled"}}`,
    ],
    [
      'expired, told as failed',
      { state: 'expired', finishedAtMs },
      `${head},"status":"failed","progress":0,${times},"error":{"message":"The task expired before it was done.","code":"expired"}}`,
    ],
  ])('%s', (_state, more, text) => {
    expect(JSON.stringify(create.answers.encode(view(more)))).toBe(text);
    const looked = JSON.stringify(get.answers.encode(view(more)));
    expect(looked).toContain(text.slice(0, -1));
    expect(JSON.stringify(newapi.callback?.body(view(more)))).toBe(looked);
  });
});

/** What clients of flat relays, and of New-API's own server, read out of the same bytes. */
const flatParser = z.object({
  id: z.string(),
  status: z.enum(['queued', 'in_progress', 'completed', 'failed']),
  progress: z.number(),
  url: z.string().optional(),
  error: z.object({ message: z.string() }).optional(),
});
const rowParser = z.object({
  code: z.literal('success'),
  message: z.string(),
  data: z.object({
    task_id: z.string(),
    status: z.enum(['NOT_START', 'SUBMITTED', 'QUEUED', 'IN_PROGRESS', 'SUCCESS', 'FAILURE']),
    progress: z.string().regex(/^\d{1,3}%$/u),
    fail_reason: z.string(),
    result_url: z.string().optional(),
    submit_time: z.int(),
    finish_time: z.int(),
  }),
});

test.each<[string, Partial<TaskView>, object, object]>([
  ['queued', {}, { status: 'queued' }, { status: 'QUEUED', progress: '0%', finish_time: 0 }],
  [
    'running',
    { state: 'running', progress: 41.5 },
    { status: 'in_progress' },
    { status: 'IN_PROGRESS', progress: '41%', fail_reason: '' },
  ],
  [
    'succeeded',
    succeeded,
    { status: 'completed', url: 'https://v.mp4' },
    {
      status: 'SUCCESS',
      progress: '100%',
      result_url: 'https://v.mp4',
      fail_reason: '',
      submit_time: 1_795_248_000,
      finish_time: 1_795_248_090,
    },
  ],
  [
    'failed',
    {
      state: 'failed',
      progress: 40,
      finishedAtMs,
      failure: { code: 'content_policy', message: 'reason' },
    },
    { status: 'failed', error: { message: 'reason' } },
    { status: 'FAILURE', progress: '100%', fail_reason: 'reason' },
  ],
])('a look at a task that is %s is read by both kinds of clients', (_state, more, flat, row) => {
  const bytes = JSON.stringify(get.answers.encode(view(more)));
  expect(flatParser.parse(JSON.parse(bytes))).toMatchObject({ id: 'task_1', ...flat });
  expect(rowParser.parse(JSON.parse(bytes)).data).toMatchObject({ task_id: 'task_1', ...row });
});

const whole = {
  id: 'task_1',
  state: 'succeeded',
  videoUrl: 'https://v.mp4',
};

describe('answers of an upstream are read', () => {
  test('flat', () => {
    expect(get.answers.decode(get.answers.encode(view(succeeded)))).toEqual({
      ...whole,
      progress: 100,
      model: 'doubao-seedance-2-0',
      seconds: 5,
      seed: 7,
      completionTokens: 108_900,
      createdAtMs: 1_795_248_000_000,
      finishedAtMs: 1_795_248_090_000,
    });
  });

  test('as New-API’s reference prints them', () => {
    const told = {
      task_id: 'task_1',
      status: 'completed',
      url: 'https://v.mp4',
      format: 'mp4',
      metadata: { duration: 5, fps: 30, width: 1280, height: 720, seed: 20_231_234 },
      error: null,
    };
    expect(get.answers.decode(told)).toEqual({ ...whole, seconds: 5, seed: 20_231_234 });
  });

  test.each<[string, object]>([
    ['with its result', { result_url: 'https://v.mp4' }],
    ['with what its upstream said', { data: { content: { video_url: 'https://v.mp4' } } }],
    ['of an older version', { fail_reason: 'https://v.mp4', data: null }],
  ])('wrapped, %s', (_version, more) => {
    const row = { task_id: 'task_1', status: 'SUCCESS', progress: '100%', ...more };
    const told = { code: 'success', message: '', data: row };
    expect(get.answers.decode(told)).toEqual({ ...whole, progress: 100 });
  });

  test('wrapped, in full', () => {
    const native = { content: { video_url: 'https://v.mp4' }, usage: { completion_tokens: 9 } };
    const row = {
      id: 7,
      task_id: 'task_1',
      status: 'SUCCESS',
      submit_time: 1_795_248_000,
      finish_time: 1_795_248_090,
      progress: '100%',
      data: native,
    };
    expect(get.answers.decode({ code: 'success', message: '', data: row })).toEqual({
      ...whole,
      progress: 100,
      completionTokens: 9,
      createdAtMs: 1_795_248_000_000,
      finishedAtMs: 1_795_248_090_000,
    });
  });

  test.each([
    ['NOT_START', 'queued'],
    ['SUBMITTED', 'queued'],
    ['QUEUED', 'queued'],
    ['IN_PROGRESS', 'running'],
    ['UNKNOWN', null],
  ])('wrapped, still %s', (status, state) => {
    const row = { task_id: 'task_1', status, progress: '30%', fail_reason: '', finish_time: 0 };
    expect(get.answers.decode({ code: 'success', data: row })).toEqual({
      id: 'task_1',
      state,
      progress: 30,
    });
  });

  test('wrapped, failed, with or without a reason', () => {
    const failed = (fail_reason: string) =>
      get.answers.decode({
        code: 'success',
        data: { task_id: 'task_1', status: 'FAILURE', progress: 100, fail_reason },
      });
    expect(failed('reason')).toEqual({
      id: 'task_1',
      state: 'failed',
      failure: { code: 'provider_error', message: 'reason' },
    });
    expect(failed('').failure?.message).toBe('The provider failed the task and gave no reason.');
  });

  test('a failure by the native words that relays hand on', () => {
    const error = { code: 'OutputVideoSensitiveContentDetected', message: 'reason' };
    expect(get.answers.decode({ id: 't', status: 'failed', error }).failure).toEqual({
      code: 'content_policy',
      message: 'reason',
      upstream: { code: error.code },
    });
  });

  test('a create by either id', () => {
    expect(create.answers.decode({ task_id: 'task_1' })).toEqual({ id: 'task_1', state: null });
    expect(create.answers.decode({ id: 'task_1', status: 'queued' })).toEqual({
      id: 'task_1',
      state: 'queued',
    });
  });

  test.each([null, [], 'ok', {}, { id: '' }, { code: 'success', data: {} }])(
    'not at all: %j',
    (told) => {
      expect(problemOf(() => get.answers.decode(told))?.code).toBe('malformed_body');
    },
  );
});

describe('what New-API itself answers is read in full', () => {
  const times = { createdAtMs: 1_784_246_400_000, finishedAtMs: 1_784_246_491_000 };
  const made = { seconds: 7, resolution: '1080p', ratio: '9:16' } as const;
  const film = 'https://ark-content.example/film.mp4?X-Tos-Signature=f00';
  const refused = {
    code: 'content_policy',
    message: 'The output video may contain sensitive information.',
    upstream: { code: 'OutputVideoSensitiveContentDetected' },
  };

  test.each<[keyof typeof newapiRows, object]>([
    ['notStarted', { state: 'queued', progress: 0, createdAtMs: times.createdAtMs }],
    ['running', { state: 'running', progress: 50, createdAtMs: times.createdAtMs }],
    [
      'succeeded',
      {
        ...made,
        ...times,
        state: 'succeeded',
        progress: 100,
        seed: 62_113,
        videoUrl: film,
        lastFrameUrl: 'https://ark-content.example/last.png?X-Tos-Signature=f01',
        completionTokens: 151_200,
      },
    ],
    ['failed', { ...times, state: 'failed', progress: 100, failure: refused }],
    [
      'timedOut',
      {
        ...times,
        finishedAtMs: 1_784_250_000_000,
        state: 'failed',
        progress: 100,
        failure: { code: 'provider_error', message: '任务超时（60分钟）' },
      },
    ],
    [
      'ofVideoChannel',
      {
        ...made,
        ...times,
        state: 'succeeded',
        progress: 100,
        videoUrl: `https://newapi.example/v1/videos/${newapiTaskId}/content`,
      },
    ],
  ])('its row, %s', (name, report) => {
    expect(get.answers.decode(JSON.parse(newapiRows[name]))).toEqual({
      id: newapiTaskId,
      model: 'doubao-seedance-2-0-260128',
      ...report,
    });
  });

  test.each<[keyof typeof newapiVideos, object]>([
    ['created', { state: 'queued', progress: 0, createdAtMs: times.createdAtMs }],
    ['succeeded', { ...times, state: 'succeeded', progress: 100, videoUrl: film }],
    ['failed', { ...times, state: 'failed', progress: 100, failure: refused }],
    [
      'ofVideoChannel',
      {
        ...made,
        ...times,
        state: 'succeeded',
        progress: 100,
        finishedAtMs: 1_784_246_489_000,
      },
    ],
  ])('its video, %s', (name, report) => {
    expect(get.answers.decode(JSON.parse(newapiVideos[name]))).toEqual({
      id: newapiTaskId,
      model: 'doubao-seedance-2-0-260128',
      ...report,
    });
  });
});

describe('refusals of an upstream are read', () => {
  test('a task that is not there is certainly not there, whatever the status', () => {
    const read = ({ status, text }: { status: number; text: string }, operation = get) =>
      newapi.refusal({ status, body: JSON.parse(text) }, operation).kind;
    expect(read(newapiRefusals.missingTask)).toBe('definite');
    expect(read(newapiRefusals.noFile)).toBe('definite');
    expect(read(newapiRefusals.unknownKey)).toBe('passing');
    expect(read({ status: 400, text: '{"code":"invalid_request","message":"m"}' })).toBe('passing');
  });

  const read = (status: number, body: unknown) => newapi.refusal({ status, body }, create);

  test.each<[number, object, string]>([
    [400, { error: { message: 'm', type: 't', param: null, code: 'model_not_found' } }, 'passing'],
    [403, { code: 'insufficient_user_quota', message: 'm', data: null }, 'passing'],
    [400, { code: 'insufficient_user_quota', message: 'm', data: null }, 'passing'],
    [400, { code: 'invalid_request', message: 'prompt is required', data: null }, 'definite'],
    [
      503,
      { error: { message: 'no channel', type: 'new_api_error', code: 'model_not_found' } },
      'passing',
    ],
    [500, { code: 'read_response_body_failed', message: 'm' }, 'ambiguous'],
  ])('%i %j is %s', (status, body, kind) => {
    expect(read(status, body).kind).toBe(kind);
  });

  test('by what its own upstream said', () => {
    const native = {
      error: {
        code: 'InputTextSensitiveContentDetected',
        message: 'The text is not allowed. Request id: 021',
        param: '',
        type: 'BadRequest',
      },
    };
    const body = { code: 'fail_to_fetch_task', message: JSON.stringify(native), data: null };
    expect(read(400, body)).toEqual({
      kind: 'definite',
      isOwn: true,
      failure: {
        code: 'content_policy',
        message: 'The text is not allowed.',
        upstream: { code: 'InputTextSensitiveContentDetected' },
      },
    });
    expect(read(400, { ...body, message: '{broken' }).failure.message).toBe('{broken');
  });
});

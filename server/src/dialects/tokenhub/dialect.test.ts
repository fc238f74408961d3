import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../generation/problems.ts';
import { problemOf, taskOutput, taskView } from '../../generation/testing.ts';
import type { TaskView } from '../../generation/view.ts';
import type { ModelOffer } from '../mechanism.ts';
import { operationOf } from '../testing/operations.ts';
import { tokenhub } from './dialect.ts';

const create = operationOf(tokenhub, 'create');
const get = operationOf(tokenhub, 'get');
const models = operationOf(tokenhub, 'models');

const view = (more: Partial<TaskView> = {}) =>
  taskView({
    id: 'YOUR_TASK_ID',
    model: 'doubao-seedance-2.0',
    createdAtMs: 1_719_900_000_999,
    ...more,
  });
const output = taskOutput({
  videoUrl: 'https://xxx.volces.com/output-video.mp4',
  posterUrl: 'https://xxx.volces.com/cover.jpg',
});

const head = '{"id":"YOUR_TASK_ID","object":"video.generation.task","model":"doubao-seedance-2.0"';

describe('answers are the documented text', () => {
  test('to a create', () => {
    expect(JSON.stringify(create.answers.encode(view({ id: 'xxxxxx-task-id' })))).toBe(
      '{"id":"xxxxxx-task-id","object":"video.generation.task","model":"doubao-seedance-2.0","status":"queued","created":1719900000}',
    );
  });

  test.each<[string, Partial<TaskView>, string]>([
    ['queued', {}, `${head},"status":"queued","created":1719900000}`],
    ['running', { state: 'running' }, `${head},"status":"running","created":1719900000}`],
    [
      'succeeded',
      { state: 'succeeded', output },
      `${head},"status":"succeeded","created":1719900000,"data":[{"video_url":"https://xxx.volces.com/output-video.mp4","cover_image_url":"https://xxx.volces.com/cover.jpg"}],"usage":{"video_duration":5}}`,
    ],
    [
      'failed',
      { state: 'failed', failure: { code: 'content_policy', message: 'reason' } },
      `${head},"status":"failed","created":1719900000,"error":{"message":"reason","code":"content_policy","type":"generation_error"}}`,
    ],
    [
      'cancelled, told as failed',
      { state: 'cancelled' },
      `${head},"status":"failed","created":1719900000,"error":{"message":"The task was cancelled.","code":"cancelled","type":"generation_error"}}`,
    ],
    [
      'expired, told as failed',
      { state: 'expired' },
      `${head},"status":"failed","created":1719900000,"error":{"message":"The task expired before it was done.","code":"expired","type":"generation_error"}}`,
    ],
  ])('to a query: %s', (_state, more, text) => {
    expect(JSON.stringify(get.answers.encode(view(more)))).toBe(text);
  });

  test('to a look at the models, in OpenAI’s shape', () => {
    const offer: ModelOffer = {
      id: 'doubao-seedance-2.0',
      title: 'Seedance 2.0',
      seconds: [5],
      ratios: ['16:9'],
      resolutions: ['480p', '720p'],
      per: 'second',
      rateMicros: { '720p': 8_000_000n },
      rateMicrosWithVideo: null,
      imageFactorThousandths: 1000,
    };
    expect(JSON.stringify(models.answers.encode([offer]))).toBe(
      '{"object":"list","data":[{"id":"doubao-seedance-2.0","object":"model","created":0,"owned_by":"bytedance"}]}',
    );
    expect(models.open).not.toBe(true);
  });
});

describe('answers of an upstream are read', () => {
  test('in full', () => {
    expect(get.answers.decode(get.answers.encode(view({ state: 'succeeded', output })))).toEqual({
      id: 'YOUR_TASK_ID',
      state: 'succeeded',
      model: 'doubao-seedance-2.0',
      videoUrl: 'https://xxx.volces.com/output-video.mp4',
      posterUrl: 'https://xxx.volces.com/cover.jpg',
      seconds: 5,
      createdAtMs: 1_719_900_000_000,
    });
  });

  test.each([
    [{ message: 'reason', code: 'content_policy' }, 'content_policy', 'reason'],
    [{ message: 'reason', code: 7 }, 'provider_error', 'reason'],
    [{}, 'provider_error', 'The provider failed the task and gave no reason.'],
  ])('a failure, said as %j', (error, code, message) => {
    const told = { id: 't', status: 'failed', error };
    expect(get.answers.decode(told)).toEqual({
      id: 't',
      state: 'failed',
      failure: { code, message },
    });
  });

  test('loosely: unknown words, missing and wrong fields hide nothing else', () => {
    const told = {
      id: 't',
      status: 'thinking',
      data: [null, { video_url: 'https://v.mp4', cover_image_url: '' }],
      usage: { video_duration: 'five' },
      created: 'today',
    };
    expect(get.answers.decode(told)).toEqual({ id: 't', state: null, videoUrl: 'https://v.mp4' });
    expect(get.answers.decode({ id: 't', data: [] })).toEqual({ id: 't', state: null });
  });

  test.each([null, [], 'ok', {}, { id: '' }, { id: 7 }])('not at all: %j', (told) => {
    expect(problemOf(() => create.answers.decode(told))?.code).toBe('malformed_body');
  });

  test('a list of models by its readable entries', () => {
    const data = [{ id: 'a' }, { object: 'model' }, 'rubbish', { id: 'b', created: 'late' }];
    expect(models.answers.decode({ object: 'list', data })).toEqual([{ id: 'a' }, { id: 'b' }]);
  });
});

function refused(code: ProblemCode): string {
  const { status, body } = tokenhub.problem({ code, message: 'm' }, null);
  return `${String(status)} ${JSON.stringify(body)}`;
}

test('refusals are OpenAI’s error object', () => {
  const error = (type: string, code: string) =>
    `{"error":{"message":"m","type":"${type}","param":null,"code":"${code}"}}`;
  const invalid = 'invalid_request_error';
  expect(refused('invalid_parameter')).toBe(`400 ${error(invalid, 'invalid_parameter')}`);
  expect(refused('unauthorized')).toBe(`401 ${error(invalid, 'invalid_api_key')}`);
  expect(refused('insufficient_credits')).toBe(
    `402 ${error('insufficient_quota', 'insufficient_quota')}`,
  );
  expect(refused('task_not_found')).toBe(`404 ${error(invalid, 'task_not_found')}`);
  expect(refused('rate_limited')).toBe(`429 ${error('rate_limit_error', 'rate_limit_exceeded')}`);
  expect(refused('internal')).toBe(`500 ${error('server_error', 'server_error')}`);
});

test.each([
  [400, 'model_not_found', 'passing'],
  [400, 'insufficient_quota', 'passing'],
  [400, 'content_policy_violation', 'definite'],
  [500, 'server_error', 'ambiguous'],
])('an upstream’s %i %s is %s', (status, code, kind) => {
  const body = { error: { message: 'm', type: 't', param: null, code } };
  expect(tokenhub.refusal({ status, body }, create).kind).toBe(kind);
});

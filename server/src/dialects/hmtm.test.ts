import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../generation/problems.ts';
import { problemOf, taskOutput, taskView } from '../generation/testing.ts';
import type { TaskView } from '../generation/view.ts';
import { decodeCall } from './codec.ts';
import { hmtm } from './hmtm.ts';
import { callWith, operationOf } from './testing/operations.ts';

const create = operationOf(hmtm, 'create');
const get = operationOf(hmtm, 'get');

const decode = (body: object) => decodeCall(create, callWith(body));
const body = {
  abilityId: 'cme_doubao_seedance_2_0',
  content: [{ type: 'text', text: 'a cat runs on grass' }],
};

const createdAtMs = Date.UTC(2026, 10, 21, 8);
const finishedAtMs = createdAtMs + 95_250;
const running: Partial<TaskView> = { state: 'running', progress: 42 };
const succeeded: Partial<TaskView> = {
  state: 'succeeded',
  progress: 100,
  output: taskOutput({ videoUrl: 'https://…mp4' }),
  chargedMicros: 120_000_000n,
  finishedAtMs,
};
const failed: Partial<TaskView> = {
  state: 'failed',
  progress: 42,
  failure: { code: 'provider_error', message: 'reason' },
  finishedAtMs,
};

const times = '"createdAt":"2026-11-21T08:00:00.000Z","completedAt":"2026-11-21T08:01:35.250Z"';

describe('answers are the documented text', () => {
  test('to a create', () => {
    expect(JSON.stringify(create.answers.encode(taskView()))).toBe(
      '{"taskId":"t1","status":"queued","createdAt":"2026-11-21T08:00:00.000Z"}',
    );
  });

  test.each<[string, Partial<TaskView>, string]>([
    [
      'queued',
      {},
      '{"taskId":"t1","status":"queued","progress":0,"output":null,"billing":null,"error":null,"createdAt":"2026-11-21T08:00:00.000Z","completedAt":null}',
    ],
    [
      'running',
      running,
      '{"taskId":"t1","status":"running","progress":42,"output":null,"billing":null,"error":null,"createdAt":"2026-11-21T08:00:00.000Z","completedAt":null}',
    ],
    [
      'succeeded',
      succeeded,
      `{"taskId":"t1","status":"succeeded","progress":100,"output":{"videoUrl":"https://…mp4"},"billing":{"deductedCredits":120},"error":null,${times}}`,
    ],
    [
      'succeeded, with the last frame that was asked for',
      {
        ...succeeded,
        output: taskOutput({ videoUrl: 'https://v.mp4', lastFrameUrl: 'https://l.jpg' }),
        chargedMicros: 12_800_000n,
      },
      `{"taskId":"t1","status":"succeeded","progress":100,"output":{"videoUrl":"https://v.mp4","lastFrameUrl":"https://l.jpg"},"billing":{"deductedCredits":12.8},"error":null,${times}}`,
    ],
    [
      'succeeded, with a part given back: what was deducted in the end',
      { ...succeeded, refundedMicros: 19_500_000n },
      `{"taskId":"t1","status":"succeeded","progress":100,"output":{"videoUrl":"https://…mp4"},"billing":{"deductedCredits":100.5},"error":null,${times}}`,
    ],
    [
      'failed',
      failed,
      `{"taskId":"t1","status":"failed","progress":42,"output":null,"billing":null,"error":"reason",${times}}`,
    ],
    [
      'cancelled, told as failed',
      { ...failed, state: 'cancelled', failure: null },
      `{"taskId":"t1","status":"failed","progress":42,"output":null,"billing":null,"error":"The task was cancelled.",${times}}`,
    ],
    [
      'expired, told as failed',
      { ...failed, state: 'expired', failure: null },
      `{"taskId":"t1","status":"failed","progress":42,"output":null,"billing":null,"error":"The task expired before it was done.",${times}}`,
    ],
  ])('to a query: %s', (_state, view, text) => {
    expect(JSON.stringify(get.answers.encode(taskView(view)))).toBe(text);
  });
});

describe('answers of an upstream are read', () => {
  test('in full', () => {
    const told = `{"taskId":"t1","status":"succeeded","progress":100,"output":{"videoUrl":"https://v.mp4","lastFrameUrl":"https://l.jpg"},"billing":{"deductedCredits":12.8},"error":null,${times}}`;
    expect(get.answers.decode(JSON.parse(told))).toEqual({
      id: 't1',
      state: 'succeeded',
      progress: 100,
      videoUrl: 'https://v.mp4',
      lastFrameUrl: 'https://l.jpg',
      chargedMicros: 12_800_000n,
      createdAtMs,
      finishedAtMs,
    });
  });

  test('a failure by its words', () => {
    expect(get.answers.decode({ taskId: 't1', status: 'failed', error: 'reason' })).toEqual({
      id: 't1',
      state: 'failed',
      failure: { code: 'provider_error', message: 'reason' },
    });
  });

  test('loosely: unknown words, missing and wrong fields hide nothing else', () => {
    expect(
      get.answers.decode({
        taskId: 't1',
        status: 'reticulating',
        progress: '42%',
        output: { videoUrl: 5, lastFrameUrl: 'https://l.jpg' },
        createdAt: 'yesterday',
        more: {},
      }),
    ).toEqual({ id: 't1', state: null, lastFrameUrl: 'https://l.jpg' });
  });

  test.each([null, [], 'ok', {}, { taskId: '' }, { taskId: 7 }])('not at all: %j', (told) => {
    expect(problemOf(() => create.answers.decode(told))?.code).toBe('malformed_body');
  });
});

describe('a create is read', () => {
  test('from the documented samples', () => {
    expect(decode({ ...body, duration: 5, ratio: '16:9' })).toEqual({
      ask: {
        model: 'cme_doubao_seedance_2_0',
        prompt: 'a cat runs on grass',
        media: [],
        seconds: 5,
        ratio: '16:9',
      },
    });
    const video = { type: 'video_url', video_url: { url: 'https://example.com/ref-video.mp4' } };
    expect(decode({ ...body, content: [...body.content, video] }).ask.media).toEqual([
      {
        url: 'https://example.com/ref-video.mp4',
        kind: 'video',
        role: null,
        field: 'content[1].video_url.url',
      },
    ]);
  });

  test('in full', () => {
    const whole = {
      ...body,
      content: [
        { type: 'text', text: 'one' },
        { type: 'image_url', image_url: { url: 'https://a.png' }, role: 'reference_image' },
        { type: 'text', text: 'two' },
        { type: 'audio_url', audio_url: { url: 'https://a.wav' }, role: 'reference_audio' },
      ],
      duration: -1,
      ratio: 'adaptive',
      resolution: '480p',
      generate_audio: false,
      return_last_frame: true,
      watermark: true,
      seed: 4_294_967_295,
    };
    const { ask } = decode(whole);
    expect(ask).toMatchObject({
      prompt: 'one\ntwo',
      seconds: 'auto',
      ratio: 'adaptive',
      resolution: '480p',
      generateAudio: false,
      returnLastFrame: true,
      watermark: true,
      seed: 4_294_967_295,
    });
    expect(ask.media.map(({ role, field }) => [role, field])).toEqual([
      ['reference_image', 'content[1].image_url.url'],
      ['reference_audio', 'content[3].audio_url.url'],
    ]);
  });

  test('with a random seed for -1', () => {
    expect(decode({ ...body, seed: -1 }).ask.seed).toBeUndefined();
  });

  test('with a deadline, which is a native field', () => {
    expect(decode({ ...body, execution_expires_after: 7200 }).expiresSeconds).toBe(7200);
    expect(problemOf(() => decode({ ...body, execution_expires_after: 60 }))).toMatchObject({
      code: 'invalid_parameter',
      field: 'execution_expires_after',
    });
  });

  test('with unknown fields ignored, and native ones at their harmless value', () => {
    const extra = { model: 'x', safety_identifier: 'u', draft: false, service_tier: 'default' };
    expect(decode({ ...body, ...extra })).toEqual(decode(body));
  });

  test.each([
    ['frames', 100],
    ['service_tier', 'flex'],
    ['draft', true],
    ['camera_fixed', true],
    ['tools', [{ type: 'web_search' }]],
    ['callback_url', 'https://hooks.example/'],
  ])('%s would change what is made, paid or told, and is refused by name', (field, value) => {
    const problem = problemOf(() => decode({ ...body, [field]: value }));
    expect(problem).toMatchObject({ code: 'invalid_parameter', field });
    expect(problem?.message).toContain(`${field} is not offered here: `);
  });
});

describe('what hmtm has no words for is unsayable', () => {
  const ask = { model: 'cme_doubao_seedance_2_0', prompt: 'a kite', media: [] };
  const medium = { url: 'https://a.png', kind: 'image', role: null, field: 'media[0]' } as const;
  test.each([
    ['1080p', { ask: { ...ask, resolution: '1080p' as const } }, /resolution is "1080p"/],
    ['a callback', { ask, callbackUrl: 'https://hooks.example/' }, /callback/],
    ['metadata', { ask, metadata: {} }, /metadata/],
    [
      'an unknown kind',
      { ask: { ...ask, media: [{ ...medium, kind: null }] } },
      /media\[0\] must be known/,
    ],
    [
      'a role of another kind',
      { ask: { ...ask, media: [{ ...medium, role: 'reference_video' as const }] } },
      /content\[1\]\.role is "reference_video"/,
    ],
  ])('%s', (_name, command, reason) => {
    const wire = create.asks.encode(command);
    expect('unsayable' in wire ? wire.unsayable : '').toMatch(reason);
  });
});

function refused(code: ProblemCode): string {
  const { status, body: refusal } = hmtm.problem({ code, message: 'm' }, null);
  return `${String(status)} ${JSON.stringify(refusal)}`;
}

test('refusals are a text and a word', () => {
  const field = { field: 'duration' };
  expect(
    hmtm.problem({ code: 'invalid_parameter', message: 'duration is 99', ...field }, null),
  ).toEqual({
    status: 400,
    body: { error: 'duration is 99', code: 'invalid_parameter' },
  });
  expect(refused('unauthorized')).toBe('401 {"error":"m","code":"unauthorized"}');
  expect(refused('insufficient_credits')).toBe('402 {"error":"m","code":"insufficient_credits"}');
  expect(refused('task_not_found')).toBe('404 {"error":"m","code":"task_not_found"}');
  expect(refused('rate_limited')).toBe('429 {"error":"m","code":"rate_limited"}');
  expect(refused('internal')).toBe('500 {"error":"m","code":"internal_error"}');
});

import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../generation/problems.ts';
import type { MediaAsk, MediaKind, MediaRole } from '../../generation/request.ts';
import { problemOf, taskOutput, taskView } from '../../generation/testing.ts';
import type { TaskView } from '../../generation/view.ts';
import { decodeCall } from '../codec.ts';
import type { CreateCommand, ModelOffer } from '../mechanism.ts';
import { callWith, operationOf } from '../testing/operations.ts';
import { seedance2ink } from './dialect.ts';

const create = operationOf(seedance2ink, 'create');
const get = operationOf(seedance2ink, 'get');
const cancel = operationOf(seedance2ink, 'cancel');
const models = operationOf(seedance2ink, 'models');

const view = (more: Partial<TaskView> = {}) =>
  taskView({ id: 'req_1', model: 'seedance-2.0', prompt: '…', ...more });
const url = 'https://…/open-api-results/req_1.mp4';
const succeeded = { state: 'succeeded', output: taskOutput({ videoUrl: url }) } as const;
const failure = { code: 'provider_error', message: 'Video generation failed upstream' } as const;

describe('answers are the documented text', () => {
  test('to a submit', () => {
    const accepted = view({ id: 'req_1234567890' });
    expect(JSON.stringify(create.answers.encode(accepted))).toBe(
      '{"success":true,"requestId":"req_1234567890","status":"queued","creditsCharged":40}',
    );
    const fraction = { ...accepted, quoteMicros: 12_800_000n };
    expect(JSON.stringify(create.answers.encode(fraction))).toContain('"creditsCharged":12.8}');
  });

  test.each<[string, Partial<TaskView>, string]>([
    [
      'queued',
      {},
      '{"success":true,"requestId":"req_1","status":"queued","model":"seedance-2.0","prompt":"…","duration":5,"aspectRatio":"16:9","output":null,"error":null}',
    ],
    [
      'running',
      { state: 'running' },
      '{"success":true,"requestId":"req_1","status":"processing","model":"seedance-2.0","prompt":"…","duration":5,"aspectRatio":"16:9","output":null,"error":null}',
    ],
    [
      'succeeded',
      succeeded,
      '{"success":true,"requestId":"req_1","status":"succeeded","model":"seedance-2.0","prompt":"…","duration":5,"aspectRatio":"16:9","output":{"type":"video","url":"https://…/open-api-results/req_1.mp4"},"error":null}',
    ],
    [
      'failed',
      { state: 'failed', failure },
      '{"success":true,"requestId":"req_1","status":"failed","model":"seedance-2.0","prompt":"…","duration":5,"aspectRatio":"16:9","output":null,"error":{"code":"provider_error","message":"Video generation failed upstream"}}',
    ],
    [
      'cancelled',
      { state: 'cancelled' },
      '{"success":true,"requestId":"req_1","status":"cancelled","model":"seedance-2.0","prompt":"…","duration":5,"aspectRatio":"16:9","output":null,"error":null}',
    ],
    [
      'expired, told as failed',
      { state: 'expired' },
      '{"success":true,"requestId":"req_1","status":"failed","model":"seedance-2.0","prompt":"…","duration":5,"aspectRatio":"16:9","output":null,"error":{"code":"timeout","message":"The task expired before it was done."}}',
    ],
    [
      'of another dialect, its length and shape open',
      { seconds: 'auto', ratio: 'adaptive' },
      '{"success":true,"requestId":"req_1","status":"queued","model":"seedance-2.0","prompt":"…","duration":-1,"aspectRatio":"adaptive","output":null,"error":null}',
    ],
  ])('to a query: %s', (_state, more, text) => {
    expect(JSON.stringify(get.answers.encode(view(more)))).toBe(text);
  });

  test('to a query of another dialect’s task, with the values that were made', () => {
    const made = { ...succeeded, output: taskOutput({ seconds: 7, ratio: '9:16' }) };
    expect(get.answers.encode(view({ ...made, seconds: 'auto', ratio: 'adaptive' }))).toMatchObject(
      {
        duration: 7,
        aspectRatio: '9:16',
      },
    );
  });

  test('to a cancel', () => {
    expect(JSON.stringify(cancel.answers.encode(view({ state: 'cancelled' })))).toBe(
      '{"success":true,"requestId":"req_1","status":"cancelled"}',
    );
  });

  test('to a look at the models', () => {
    const offer: ModelOffer = {
      id: 'seedance-2.0',
      title: 'Seedance 2.0',
      seconds: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
      ratios: ['16:9', '9:16', '1:1'],
      resolutions: ['480p', '720p', '1080p'],
      per: 'second',
      rateMicros: { '480p': 4_000_000n, '720p': 8_000_000n, '1080p': 16_000_000n },
      rateMicrosWithVideo: null,
      imageFactorThousandths: 1600,
    };
    expect(JSON.stringify(models.answers.encode([offer]))).toBe(
      '{"success":true,"data":[{"id":"seedance-2.0","name":"Seedance 2.0","durations":[4,5,6,7,8,9,10,11,12,13,14,15],"aspectRatios":["16:9","9:16","1:1"],"resolutions":["480p","720p","1080p"],"pricing":{"unit":"credits","perSecond":{"480p":4,"720p":8,"1080p":16},"mediaMultiplier":1.6}}]}',
    );
    const { rateMicrosWithVideo: _unsaid, ...said } = offer;
    expect(models.answers.decode(models.answers.encode([offer]))).toEqual([said]);
  });
});

describe('answers of an upstream are read', () => {
  test('in full', () => {
    const told = get.answers.encode(view(succeeded));
    expect(get.answers.decode(told)).toEqual({
      id: 'req_1',
      state: 'succeeded',
      model: 'seedance-2.0',
      prompt: '…',
      seconds: 5,
      ratio: '16:9',
      videoUrl: url,
    });
    const accepted = { success: true, requestId: 'req_1', status: 'queued', creditsCharged: 12.8 };
    expect(create.answers.decode(accepted)).toEqual({
      id: 'req_1',
      state: 'queued',
      quoteMicros: 12_800_000n,
    });
  });

  test('loosely: unknown words, missing and wrong fields hide nothing else', () => {
    const told = {
      requestId: 'req_1',
      status: 'thinking',
      duration: '5',
      aspectRatio: '5:4',
      output: { url },
      error: { message: 'late' },
    };
    expect(get.answers.decode(told)).toEqual({
      id: 'req_1',
      state: null,
      videoUrl: url,
      failure: { code: 'provider_error', message: 'late' },
    });
  });

  test('a price list by its readable entries', () => {
    const data = [{ id: 'a' }, { name: 'nameless' }, 'rubbish', { id: 'b', durations: 'all' }];
    const found = models.answers.decode({ success: true, data });
    expect(found.map(({ id, title }) => [id, title])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });
});

describe('a submit is read', () => {
  const body = { model: 'seedance-2.0', prompt: 'a kite' };
  const decode = (more: object) => decodeCall(create, callWith({ ...body, ...more }));

  test('from the documented sample', () => {
    const sample = {
      model: 'seedance-2.0',
      prompt: 'A river flowing through an autumn forest, aerial view, cinematic motion',
      aspectRatio: '16:9',
      duration: 5,
      resolution: '720p',
      webhookUrl: 'https://your-app.com/webhooks/seedance',
      metadata: { projectId: 'proj_1001', sceneId: 'scene_08' },
    };
    expect(decode(sample)).toEqual({
      ask: {
        model: 'seedance-2.0',
        prompt: sample.prompt,
        media: [],
        seconds: 5,
        resolution: '720p',
        ratio: '16:9',
      },
      callbackUrl: 'https://your-app.com/webhooks/seedance',
      metadata: { projectId: 'proj_1001', sceneId: 'scene_08' },
    });
  });

  test.each([
    ['https://m.example/a.JPEG', 'image'],
    ['https://m.example/a.webp?x=.mp4', 'image'],
    ['https://m.example/a.bmp#x', 'image'],
    ['https://m.example/b.mov', 'video'],
    ['https://m.example/b.m4v', 'video'],
    ['https://m.example/c.mp3', 'audio'],
    ['https://m.example/c.wav?signature=a/b.png', 'audio'],
    ['https://m.example/d', null],
    ['https://m.example/d.mp4/', null],
    ['https://m.example.mp4', null],
    ['https://m.example/d.heic', null],
  ])('%s is of kind %s, by its extension', (mediaUrl, kind) => {
    expect(decode({ mediaUrls: [mediaUrl] }).ask.media).toEqual([
      { url: mediaUrl, kind, role: null, field: 'mediaUrls[0]' },
    ]);
  });

  test.each([
    ['mediaUrls[1]', { mediaUrls: ['https://m.example/a.png', 'ftp://m.example/a.png'] }],
    ['mediaUrls', { mediaUrls: Array.from({ length: 6 }, () => 'https://m.example/a.png') }],
    ['mediaUrls[0]', { mediaUrls: ['data:image/png;base64,AAAA'] }],
    ['aspectRatio', { aspectRatio: 'adaptive' }],
    ['duration', { duration: '5' }],
    ['duration', { duration: 16 }],
    ['resolution', { resolution: '4k' }],
    ['webhookUrl', { webhookUrl: 'ftp://a.example/' }],
    ['metadata', { metadata: 'text' }],
  ])('a wrong %s is refused by name', (field, wrong) => {
    expect(problemOf(() => decode(wrong))).toMatchObject({ code: 'invalid_parameter', field });
  });

  test('unknown fields are ignored, and an empty list of media is none', () => {
    expect(decode({ seed: 5, mediaUrls: [] })).toEqual(decode({}));
  });
});

function medium(name: string, kind: MediaKind | null, role: MediaRole | null): MediaAsk {
  return { url: `https://m.example/${name}`, kind, role, field: name };
}

function reasonFor(command: CreateCommand): string | null {
  const wire = create.asks.encode(command);
  return 'unsayable' in wire ? wire.unsayable : null;
}

describe('an ask is said', () => {
  const ask = { model: 'seedance-2.0', prompt: 'a kite', media: [] };
  test('in documented order', () => {
    const wire = create.asks.encode({
      ask: { ...ask, seconds: 5, resolution: '720p', ratio: '16:9', generateAudio: true },
      callbackUrl: 'https://hooks.example/',
      metadata: { a: 1 },
    });
    expect('said' in wire ? JSON.stringify(wire.said.body) : wire.unsayable).toBe(
      '{"model":"seedance-2.0","prompt":"a kite","aspectRatio":"16:9","duration":5,"resolution":"720p","webhookUrl":"https://hooks.example/","metadata":{"a":1}}',
    );
  });

  test('with the first frame before the last, whatever their order', () => {
    const media = [medium('l.png', 'image', 'last_frame'), medium('f.png', 'image', 'first_frame')];
    const wire = create.asks.encode({ ask: { ...ask, media } });
    expect('said' in wire && wire.said.body).toMatchObject({
      mediaUrls: ['https://m.example/f.png', 'https://m.example/l.png'],
    });
  });

  test.each<[string, Partial<CreateCommand['ask']>, RegExp]>([
    ['silence', { generateAudio: false }, /silence/],
    ['a watermark', { watermark: true }, /watermark/],
    ['a seed', { seed: 0 }, /seed/],
    ['a last frame', { returnLastFrame: true }, /last frame/],
    ['an open length', { seconds: 'auto' }, /duration is "auto"/],
    ['an adaptive ratio', { ratio: 'adaptive' }, /aspectRatio is "adaptive"/],
    ['no text', { prompt: '' }, /prompt has a length of 0/],
    [
      'a file without extension',
      { media: [medium('f', 'image', null)] },
      /extension of type image/,
    ],
    [
      'an unlikely extension',
      { media: [medium('f.mp4', 'image', null)] },
      /extension of type image/,
    ],
    [
      'one image as reference',
      { media: [medium('f.png', 'image', 'reference_image')] },
      /cannot be a reference_image/,
    ],
    [
      'a role of a file that nobody knows',
      { media: [medium('f', null, 'first_frame')] },
      /cannot be a first_frame/,
    ],
  ])('but not %s', (_name, more, reason) => {
    expect(reasonFor({ ask: { ...ask, ...more } })).toMatch(reason);
  });
});

function hmacHex(text: string): string {
  return createHmac('sha256', 'secret').update(text).digest('hex');
}

describe('the callback', () => {
  const { callback } = seedance2ink;
  if (!callback) throw new Error('seedance2.ink documents a webhook');

  test('is the query answer with the event and the request’s metadata', () => {
    const body = callback.body(view({ ...succeeded, metadata: '{"projectId":"proj_1001"}' }));
    expect(JSON.stringify(body)).toBe(
      '{"success":true,"requestId":"req_1","status":"succeeded","model":"seedance-2.0","prompt":"…","duration":5,"aspectRatio":"16:9","output":{"type":"video","url":"https://…/open-api-results/req_1.mp4"},"error":null,"event":"video.generation.succeeded","metadata":{"projectId":"proj_1001"}}',
    );
    expect(callback.body(view({ state: 'expired' }))).toMatchObject({
      event: 'video.generation.failed',
      metadata: null,
    });
  });

  test('is signed over time and raw body', () => {
    const signed = { rawBody: '{"a":1}', deliveryId: 'd1', atSeconds: 1_780_000_000, hmacHex };
    expect(callback.headers(signed)).toEqual({
      'X-Seedance-Timestamp': '1780000000',
      'X-Seedance-Signature': `t=1780000000,v1=${hmacHex('1780000000.{"a":1}')}`,
      'X-Seedance-Delivery': 'd1',
    });
  });
});

function refused(code: ProblemCode): string {
  const { status, body } = seedance2ink.problem({ code, message: 'm' }, null);
  return `${String(status)} ${JSON.stringify(body)}`;
}

function envelope(code: string): string {
  return `{"success":false,"error":{"code":"${code}","message":"m"}}`;
}

test('refusals have the documented envelope, and the one for a bad key is it to the letter', () => {
  expect(refused('unauthorized')).toBe(
    '401 {"success":false,"error":{"code":"unauthorized","message":"Invalid API key"}}',
  );
  expect(refused('invalid_parameter')).toBe(`400 ${envelope('invalid_request')}`);
  expect(refused('model_unavailable')).toBe(`400 ${envelope('model_unavailable')}`);
  expect(refused('insufficient_credits')).toBe(`402 ${envelope('insufficient_credits')}`);
  expect(refused('task_not_found')).toBe(`404 ${envelope('not_found')}`);
  expect(refused('not_cancellable')).toBe(`409 ${envelope('not_cancellable')}`);
  expect(refused('rate_limited')).toBe(`429 ${envelope('rate_limited')}`);
  expect(refused('internal')).toBe(`500 ${envelope('internal_error')}`);
});

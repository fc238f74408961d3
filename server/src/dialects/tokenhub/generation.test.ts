import { describe, expect, test } from 'vitest';
import { problemOf } from '../../generation/testing.ts';
import { decodeCall } from '../codec.ts';
import type { CreateCommand } from '../mechanism.ts';
import { callWith, operationOf } from '../testing/operations.ts';
import { tokenhub } from './dialect.ts';

const create = operationOf(tokenhub, 'create');

const body = { model: 'doubao-seedance-2.0', prompt: 'a kite' };
const decode = (more: object = {}) => decodeCall(create, callWith({ ...body, ...more }));
const image = (url: string, role?: string) => ({
  type: 'image_url',
  image_url: { url },
  ...(role === undefined ? {} : { role }),
});

describe('a create is read', () => {
  test('from the documented sample of a text', () => {
    const prompt =
      'A golden retriever running on a sunny beach, waves crashing in the background, cinematic slow motion, 4K quality';
    const sample = {
      model: 'doubao-seedance-2.0',
      prompt,
      duration: 5,
      resolution: '720p',
      aspect_ratio: '16:9',
      watermark: false,
    };
    expect(decode(sample)).toEqual({
      ask: {
        model: 'doubao-seedance-2.0',
        prompt,
        media: [],
        seconds: 5,
        resolution: '720p',
        ratio: '16:9',
        watermark: false,
      },
    });
  });

  test('from the documented sample of an image, which the native rule makes the first frame', () => {
    const { ask } = decode({ image_url: 'https://your-bucket.com/portrait.jpg' });
    expect(ask.media).toEqual([
      {
        url: 'https://your-bucket.com/portrait.jpg',
        kind: 'image',
        role: null,
        field: 'image_url',
      },
    ]);
  });

  test.each([
    ['first_frame', 'image'],
    ['last_frame', 'image'],
    ['reference_image', 'image'],
    ['reference_video', 'video'],
    ['reference_audio', 'audio'],
  ])('from the item of content as it is printed: its role %s says that it is %s', (role, kind) => {
    const { media } = decode({ content: [image('https://a.example/1', role)] }).ask;
    expect(media).toEqual([
      { url: 'https://a.example/1', kind, role, field: 'content[0].image_url.url' },
    ]);
  });

  test.each<[string, object, string[]]>([
    [
      'the singular before the plural, the kinds in documented order',
      {
        audio_urls: ['c1'],
        video_urls: ['b1', 'b2'],
        video_url: 'b0',
        image_urls: ['a1'],
        image_url: 'a0',
      },
      [
        'a0 null image_url',
        'a1 reference_image image_urls[0]',
        'b0 null video_url',
        'b1 reference_video video_urls[0]',
        'b2 reference_video video_urls[1]',
        'c1 reference_audio audio_urls[0]',
      ],
    ],
    [
      'what is named twice is one',
      { image_url: 'a0', image_urls: ['a1', 'a0', 'a1'] },
      ['a0 null image_url', 'a1 reference_image image_urls[0]'],
    ],
    [
      'the role in content wins',
      { image_url: 'a0', content: [image('a0', 'last_frame'), image('a1', 'first_frame')] },
      ['a0 last_frame content[0].image_url.url', 'a1 first_frame content[1].image_url.url'],
    ],
    [
      'content comes after the fields',
      { image_urls: ['a0'], content: [image('a1', 'reference_image')] },
      ['a0 reference_image image_urls[0]', 'a1 reference_image content[0].image_url.url'],
    ],
    [
      'one picture may be both frames',
      { content: [image('a0', 'first_frame'), image('a0', 'last_frame')] },
      ['a0 first_frame content[0].image_url.url', 'a0 last_frame content[1].image_url.url'],
    ],
    [
      'one address may be of two kinds until it is fetched',
      { image_url: 'x', video_url: 'x' },
      ['x null image_url', 'x null video_url'],
    ],
    ['a role may be left open', { content: [image('a0')] }, ['a0 null content[0].image_url.url']],
    ['no media at all', { image_urls: [], content: [] }, []],
  ])('%s', (_rule, more, expected) => {
    const { media } = decode(more).ask;
    expect(media.map(({ url, role, field }) => `${url} ${String(role)} ${field}`)).toEqual(
      expected,
    );
  });

  test('with texts of content after the prompt', () => {
    const texts = [
      { type: 'text', text: 'at dusk' },
      { type: 'text', text: 'slowly' },
    ];
    expect(decode({ content: texts }).ask.prompt).toBe('a kite\nat dusk\nslowly');
  });

  test.each([
    { video_durations: [3, 5.5], input_video_duration: 8 },
    // What a length that could not be read becomes in JSON, and what a bad clock makes of it.
    { video_durations: [null, -3, 1e12], input_video_duration: -5 },
    { video_durations: [], input_video_duration: null },
  ])('with lengths of input videos that mean nothing, however wrong: %o', (lengths) => {
    expect(decode(lengths)).toEqual(decode());
  });

  test('with unknown fields ignored, and native ones at their harmless value', () => {
    const extra = { user: 'u', n: 1, seed: -1, draft: false, return_last_frame: false };
    expect(decode(extra)).toEqual(decode());
  });

  test.each([
    ['prompt', { prompt: '' }],
    ['duration', { duration: 3 }],
    ['duration', { duration: 16 }],
    ['duration', { duration: -1 }],
    ['duration', { duration: 5.5 }],
    ['resolution', { resolution: '1080p' }],
    ['aspect_ratio', { aspect_ratio: '2:1' }],
    ['video_urls', { video_urls: ['a', 'b', 'c', 'd'] }],
    ['audio_urls', { audio_urls: ['a', 'b', 'c', 'd'] }],
    ['video_durations[1]', { video_durations: [3, '5'] }],
    ['input_video_duration', { input_video_duration: '5' }],
    ['content[0].role', { content: [image('a0', 'cover')] }],
  ])('a wrong %s is refused by name', (field, wrong) => {
    expect(problemOf(() => decode(wrong))).toMatchObject({ code: 'invalid_parameter', field });
  });

  test.each([
    ['seed', 7],
    ['ratio', '16:9'],
    ['return_last_frame', true],
    ['callback_url', 'https://hooks.example/'],
    ['frames', 100],
    ['service_tier', 'flex'],
    ['draft', true],
    ['camera_fixed', true],
    ['tools', [{ type: 'web_search' }]],
    ['execution_expires_after', 3600],
  ])('%s would change what is made, paid or told, and is refused by name', (field, value) => {
    const problem = problemOf(() => decode({ [field]: value }));
    expect(problem).toMatchObject({ code: 'invalid_parameter', field });
    expect(problem?.message).toContain(`${field} is not offered here: `);
  });
});

describe('an ask is said', () => {
  const ask = { model: 'doubao-seedance-2.0', prompt: 'a kite', media: [] };
  const wireOf = (command: CreateCommand) => {
    const wire = create.asks.encode(command);
    return 'said' in wire ? JSON.stringify(wire.said.body) : wire.unsayable;
  };

  test('in documented order, with every role in content', () => {
    const medium = {
      url: 'https://a.png',
      kind: 'image',
      role: 'first_frame',
      field: 'f',
    } as const;
    const whole = {
      ...ask,
      media: [medium],
      seconds: 5,
      resolution: '720p',
      ratio: 'adaptive',
      generateAudio: false,
      watermark: true,
    } as const;
    expect(wireOf({ ask: whole })).toBe(
      '{"model":"doubao-seedance-2.0","prompt":"a kite","duration":5,"resolution":"720p","aspect_ratio":"adaptive","generate_audio":false,"watermark":true,"content":[{"type":"image_url","image_url":{"url":"https://a.png"},"role":"first_frame"}]}',
    );
    expect(wireOf({ ask })).toBe('{"model":"doubao-seedance-2.0","prompt":"a kite"}');
  });

  test.each<[string, Partial<CreateCommand>, RegExp]>([
    ['a callback', { callbackUrl: 'https://hooks.example/' }, /callback/],
    ['metadata', { metadata: {} }, /metadata/],
    ['a deadline', { expiresSeconds: 3600 }, /deadline/],
    ['a seed', { ask: { ...ask, seed: 0 } }, /seed/],
    ['a last frame', { ask: { ...ask, returnLastFrame: true } }, /last frame/],
    ['an open length', { ask: { ...ask, seconds: 'auto' } }, /duration is "auto"/],
    ['1080p', { ask: { ...ask, resolution: '1080p' } }, /resolution is "1080p"/],
    ['no text', { ask: { ...ask, prompt: '' } }, /prompt has a length of 0/],
    [
      'a file of unknown kind',
      { ask: { ...ask, media: [{ url: 'https://a', kind: null, role: null, field: 'm' }] } },
      /m must be known/,
    ],
  ])('but not %s', (_name, more, reason) => {
    expect(wireOf({ ask, ...more })).toMatch(reason);
  });
});

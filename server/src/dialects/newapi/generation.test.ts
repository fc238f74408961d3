import { describe, expect, test } from 'vitest';
import { problemOf } from '../../generation/testing.ts';
import { Upload } from '../../generation/upload.ts';
import { decodeCall } from '../codec.ts';
import type { CreateCommand } from '../mechanism.ts';
import { asArrived } from '../testing/arrived.ts';
import { callWith, operationOf } from '../testing/operations.ts';
import { newapi } from './dialect.ts';

const create = operationOf(newapi, 'create');

const model = 'doubao-seedance-2-0-260128';
const body = { model, prompt: 'a kite' };
const decode = (more: object = {}) => decodeCall(create, callWith({ ...body, ...more }));
const image = (url: string, role?: string) => ({ type: 'image_url', image_url: { url }, role });

describe('a create is read', () => {
  test('from the body of New-API, lengths as numbers or as text', () => {
    const sample = {
      ...body,
      image: 'https://a.png',
      images: ['https://b.png'],
      duration: 5,
      metadata: {
        ratio: '16:9',
        resolution: '720p',
        seed: 7,
        callback_url: 'https://hooks.example/',
      },
    };
    expect(decode(sample)).toEqual({
      ask: {
        model,
        prompt: 'a kite',
        media: [
          { url: 'https://a.png', kind: 'image', role: null, field: 'image' },
          { url: 'https://b.png', kind: 'image', role: null, field: 'images[0]' },
        ],
        seconds: 5,
        resolution: '720p',
        ratio: '16:9',
        seed: 7,
      },
      callbackUrl: 'https://hooks.example/',
      named: {
        seed: 'metadata.seed',
        resolution: 'metadata.resolution',
        ratio: 'metadata.ratio',
      },
    });
    expect(decode({ seconds: '8' }).ask.seconds).toBe(8);
    expect(decode({ duration: '8' }).ask.seconds).toBe(8);
    expect(decode({ images: 'https://b.png' }).ask.media).toMatchObject([{ field: 'images' }]);
  });

  test('from the native body', () => {
    const native = {
      model,
      content: [{ type: 'text', text: 'a cat stretches' }, image('https://a.png', 'first_frame')],
      resolution: '1080p',
      ratio: 'adaptive',
      duration: -1,
      generate_audio: false,
      watermark: true,
      seed: -1,
      return_last_frame: true,
      execution_expires_after: 3600,
      callback_url: 'https://hooks.example/',
    };
    expect(decodeCall(create, callWith(native))).toEqual({
      ask: {
        model,
        prompt: 'a cat stretches',
        media: [
          {
            url: 'https://a.png',
            kind: 'image',
            role: 'first_frame',
            field: 'content[1].image_url.url',
          },
        ],
        seconds: 'auto',
        resolution: '1080p',
        ratio: 'adaptive',
        generateAudio: false,
        watermark: true,
        returnLastFrame: true,
      },
      callbackUrl: 'https://hooks.example/',
      expiresSeconds: 3600,
    });
  });

  test('from a prompt with content in metadata, whose text the prompt replaces', () => {
    const content = [
      { type: 'text', text: 'a kite' },
      { type: 'video_url', video_url: { url: 'https://b.mp4' }, role: 'reference_video' },
    ];
    const { ask } = decode({ metadata: { content, duration: 9, generate_audio: false } });
    expect(ask).toMatchObject({ prompt: 'a kite', seconds: 9, generateAudio: false });
    expect(ask.media).toEqual([
      {
        url: 'https://b.mp4',
        kind: 'video',
        role: 'reference_video',
        field: 'metadata.content[1].video_url.url',
      },
    ]);
    expect(decode({ prompt: '', metadata: { content } }).ask.prompt).toBe('a kite');
  });

  test.each<[string, object, string[]]>([
    [
      'images come first, what is named twice is one',
      { image: 'a', images: ['b', 'a'], input_reference: 'c', content: [image('d')] },
      ['a null', 'b null', 'c null', 'd null'],
    ],
    [
      'the role in content wins, wherever it stands',
      { images: ['a', 'b'], metadata: { content: [image('b', 'last_frame')] } },
      ['a null', 'b last_frame'],
    ],
    [
      'an empty text among images is none, as its own server reads it',
      { image: '', images: [''], content: [image('a')] },
      ['a null'],
    ],
    ['and the others keep their order', { images: ['', 'a', '', 'b'] }, ['a null', 'b null']],
    [
      'content at both places counts',
      {
        content: [image('a', 'first_frame')],
        metadata: { content: [image('b', 'last_frame')] },
      },
      ['a first_frame', 'b last_frame'],
    ],
  ])('%s', (_rule, more, expected) => {
    const { media } = decode(more).ask;
    expect(media.map(({ url, role }) => `${url} ${String(role)}`)).toEqual(expected);
  });

  test.each<[string, object, object]>([
    [
      'seconds before all other lengths, as New-API reads them',
      { duration: 5, seconds: '6', metadata: { duration: 7 } },
      { seconds: 6 },
    ],
    ['metadata before duration', { duration: 5, metadata: { duration: 7 } }, { seconds: 7 }],
    ['the only length that is said', { duration: 5 }, { seconds: 5 }],
    ['a length beside one of 0', { duration: 0, seconds: '6' }, { seconds: 6 }],
    ['a length behind one of 0', { duration: 6, seconds: '0' }, { seconds: 6 }],
    [
      'one length that stands at all its places',
      { duration: 7, seconds: '7', metadata: { duration: 7 } },
      { seconds: 7 },
    ],
    [
      'what stands beside the model before metadata',
      { ratio: '1:1', metadata: { ratio: '9:16' } },
      { ratio: '1:1' },
    ],
    ['pixels as a size', { size: '1280x720' }, { resolution: '720p', ratio: '16:9' }],
    [
      'pixels as width and height',
      { width: 1080, height: 1920 },
      { resolution: '1080p', ratio: '9:16' },
    ],
  ])('%s', (_rule, more, expected) => {
    expect(decode(more).ask).toMatchObject(expected);
  });

  test('with unknown fields ignored, and known ones at their harmless value', () => {
    const extra = {
      user: 'u',
      mode: 'std',
      n: 1,
      fps: 24,
      response_format: 'url',
      metadata: { style: 'x', draft: false },
    };
    expect(decode(extra)).toEqual(decode());
  });

  test('alike from a form, whose values are texts and files', () => {
    const upload = new Upload({
      sha256: '0'.repeat(64),
      bytes: 1,
      fileName: 'a.png',
      contentType: 'image/png',
    });
    const form = {
      duration: '4',
      width: '720',
      height: '720',
      seed: '7',
      generate_audio: 'false',
      priority: '',
      metadata: '{"return_last_frame":true}',
      images: upload,
    };
    expect(decode(form)).toMatchObject({
      ask: {
        seconds: 4,
        resolution: '720p',
        ratio: '1:1',
        seed: 7,
        generateAudio: false,
        returnLastFrame: true,
        media: [{ upload, role: null, field: 'images' }],
      },
    });
    const two = decode({ input_reference: [upload, 'https://b.png'] }).ask.media;
    expect(two.map(({ role }) => role)).toEqual(['first_frame', 'last_frame']);
    expect(decode({ metadata: '' })).toEqual(decode());
    expect(problemOf(() => decode({ seed: '2147483648' }))?.field).toBe('seed');
    expect(problemOf(() => decode({ metadata: { seed: '-2' } }))?.field).toBe('metadata.seed');
  });

  test('with doubles that say the same', () => {
    const doubles = {
      size: '1280x720',
      width: 1280,
      height: 720,
      resolution: '720p',
      ratio: '16:9',
      aspect_ratio: '16:9',
      quality: '720p',
    };
    expect(decode(doubles).ask).toMatchObject({ resolution: '720p', ratio: '16:9' });
  });

  test('with what few models take, beside the model and in metadata', () => {
    const native = { service_tier: 'flex', camera_fixed: true, frames: 121 };
    const ask = { flex: true, cameraFixed: true, frames: 121 };
    expect(decode({ ...native, duration: 5 }).ask).toMatchObject(ask);
    const inside = decode({ duration: 5, metadata: native });
    expect(inside.ask).toMatchObject(ask);
    const said = asArrived(create.asks.encode(inside));
    expect(said).toMatchObject({ said: { body: { metadata: native } } });
    // New-API would take its own seconds for the length.
    expect(said).not.toHaveProperty('said.body.seconds');
    expect(said).not.toHaveProperty('said.body.duration');
  });

  test.each([
    ['size', { size: '1x1' }],
    ['size', { size: '1280x720', ratio: '1:1' }],
    ['width', { width: 5, height: 5 }],
    ['width', { width: 1280, height: 720, metadata: { resolution: '1080p' } }],
    ['duration', { duration: 'long' }],
    ['seconds', { seconds: '-2' }],
    ['metadata.duration', { metadata: { duration: '3601' } }],
    ['metadata.ratio', { metadata: { ratio: '2:1' } }],
    ['metadata.content[0].role', { metadata: { content: [image('a', 'reference_video')] } }],
    ['metadata', { metadata: 'text' }],
    ['images', { images: 7 }],
    ['width', { width: 1280 }],
    ['height', { height: 720 }],
    ['width', { size: '1280x720', width: 720, height: 1280 }],
  ])('a wrong %s is refused by name', (field, wrong) => {
    expect(problemOf(() => decode(wrong))).toMatchObject({ code: 'invalid_parameter', field });
  });

  test.each([
    ['draft', true],
    ['optimize_prompt', true],
    ['tools', [{ type: 'web_search' }]],
    ['fps', 30],
    ['n', 2],
    ['response_format', 'b64_json'],
    ['negative_prompt', 'blur'],
    ['aspect_ratio', '16:9'],
    ['quality', '1080p'],
    ['image_tail', 'https://a.png'],
    ['image_urls', ['https://a.png']],
    ['video_url', 'https://a.mp4'],
    ['audio_urls', ['https://a.wav']],
  ])('%s is refused by name, beside the model and in metadata', (field, value) => {
    expect(problemOf(() => decode({ [field]: value }))).toMatchObject({ field });
    const inside = problemOf(() => decode({ metadata: { [field]: value } }));
    expect(inside?.field).toBe(`metadata.${field}`);
    expect(inside?.message).toContain(`metadata.${field} is not offered here: `);
  });
});

describe('an ask is said', () => {
  const ask = { model, prompt: 'a kite', media: [] };
  const wireOf = (command: CreateCommand) => {
    const wire = create.asks.encode(command);
    return 'said' in wire ? JSON.stringify(wire.said.body) : wire.unsayable;
  };

  test('with what is native in metadata', () => {
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
      ratio: '16:9',
      generateAudio: false,
      watermark: true,
      seed: 7,
      returnLastFrame: true,
    } as const;
    const more = { callbackUrl: 'https://hooks.example/', expiresSeconds: 3600 };
    expect(wireOf({ ask: whole, ...more })).toBe(
      `{"model":"${model}","prompt":"a kite","duration":5,"seconds":"5","metadata":{"content":[{"type":"image_url","image_url":{"url":"https://a.png"},"role":"first_frame"}],"resolution":"720p","ratio":"16:9","generate_audio":false,"watermark":true,"seed":7,"return_last_frame":true,"execution_expires_after":3600,"callback_url":"https://hooks.example/","duration":5}}`,
    );
    expect(wireOf({ ask })).toBe(`{"model":"${model}","prompt":"a kite"}`);
  });

  test('with its length at each place where one of New-API’s channels looks for it', () => {
    expect(wireOf({ ask: { ...ask, seconds: 7 } })).toBe(
      `{"model":"${model}","prompt":"a kite","duration":7,"seconds":"7","metadata":{"duration":7}}`,
    );
  });

  test('with an open length where the relay hands it on', () => {
    expect(wireOf({ ask: { ...ask, seconds: 'auto' } })).toBe(
      `{"model":"${model}","prompt":"a kite","metadata":{"duration":-1}}`,
    );
  });

  test.each<[string, Partial<CreateCommand>, RegExp]>([
    ['no text', { ask: { ...ask, prompt: '' } }, /without a prompt/],
    ['metadata', { metadata: { a: 1 } }, /metadata/],
    ['2k', { ask: { ...ask, resolution: '2k' } }, /resolution is "2k"/],
    [
      'a file of unknown kind',
      { ask: { ...ask, media: [{ url: 'https://a', kind: null, role: null, field: 'm' }] } },
      /m must be known/,
    ],
  ])('but not %s', (_name, more, reason) => {
    expect(wireOf({ ask, ...more })).toMatch(reason);
  });
});

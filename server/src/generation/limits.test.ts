import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../dialects/catalogues.ts';
import { requireModel } from './catalogue.ts';
import { complete, withMedia } from './complete.ts';
import type { ProbedFile } from './complete.ts';
import { families, familyNames } from './families.ts';
import type { FamilyName } from './families.ts';
import { checkAsk, checkRequest } from './limits.ts';
import type { Model } from './models.ts';
import type { Problem } from './problems.ts';
import type { FieldNames, GenerationAsk, MediaAsk, MediaKind, MediaRole } from './request.ts';
import { mediaAsk, probedFile, problemOf } from './testing.ts';
import { Upload } from './upload.ts';

const native = requireModel('cme_doubao_seedance_2_0', catalogueOf('hmtm'), 'abilityId');
const ink = requireModel('seedance-2.0', catalogueOf('seedance2ink'), 'model');
const retired = requireModel('seedance-1.5-pro', catalogueOf('seedance2ink'), 'model');
const jimmyai = (name: string): Model => requireModel(name, catalogueOf('jimmyai'), 'model');
const fields: FieldNames = { seconds: 'duration', ratio: 'aspectRatio', prompt: 'content' };

/** A model that sells all that a family makes. */
function whole(family: FamilyName): Model {
  const { limits, defaults } = families[family];
  const names = { name: family, title: family, aliases: [], dialects: [], priceName: family };
  return { ...names, family, familyAt: {}, limits, defaults };
}

/** What is refused before anything is fetched. */
function early(model: Model, ask: Partial<GenerationAsk>): Problem | null {
  const whole = complete({ model: model.name, prompt: 'a kite', media: [], ...ask }, model, 1);
  return problemOf(() => checkAsk(whole, model, fields));
}

/** What is refused once the files are known; each passes the early look. */
function late(model: Model, files: ProbedFile[], ask = {}) {
  const media = files.map((_file, index) => mediaAsk({ kind: null }, index));
  const whole = complete({ model: model.name, prompt: 'a kite', media, ...ask }, model, 1);
  checkAsk(whole, model, fields);
  return problemOf(() => {
    checkRequest(withMedia(whole, files, 'native'), model, fields);
  });
}

const asks = (count: number, kind: MediaKind | null, role: MediaRole | null = null): MediaAsk[] =>
  Array.from({ length: count }, (_, index) => mediaAsk({ kind, role }, index));
const several = (count: number, file: Parameters<typeof probedFile>[0]): ProbedFile[] =>
  Array.from({ length: count }, () => probedFile(file));

describe('before anything is fetched', () => {
  test('all that a model documents passes', () => {
    for (const model of [native, ink, retired, ...familyNames.map(whole)]) {
      for (const seconds of model.limits.seconds) expect(early(model, { seconds })).toBeNull();
      for (const resolution of model.limits.resolutions) {
        expect(early(model, { resolution })).toBeNull();
      }
    }
    for (const ratio of native.limits.ratios) expect(early(native, { ratio })).toBeNull();
    expect(early(native, { seconds: 'auto', returnLastFrame: true })).toBeNull();
    expect(early(native, { prompt: '', media: asks(1, 'image') })).toBeNull();
  });

  test('what few models take passes where it is documented', () => {
    for (const family of ['seedance-1.5-pro', 'seedance-1.0-pro', 'seedance-1.0-lite'] as const) {
      expect(early(whole(family), { flex: true, cameraFixed: true })).toBeNull();
    }
    const pro = whole('seedance-1.0-pro');
    for (let frames = 29; frames <= 289; frames += 4) {
      // It wins over a length that the model does not make.
      expect(early(pro, { frames, seconds: 99 })).toBeNull();
    }
    for (let frames = 1; frames <= 300; frames += 1) {
      const isMade = frames >= 29 && frames <= 289 && frames % 4 === 1;
      expect(early(pro, { frames }) === null).toBe(isMade);
    }
    const media = asks(1, 'video');
    expect(early(whole('seedance-2.5'), { referenceTask: 'edit', media })).toBeNull();
    expect(early(whole('seedance-2.5'), { referenceTask: 'extend', media, seconds: 8 })).toBeNull();
    const threehei = requireModel('doubao-seedance-2-0', catalogueOf('threehei'), 'model');
    expect(early(threehei, { referenceTask: 'edit', media })).toBeNull();
    expect(early(threehei, { referenceTask: 'extend', media })).toBeNull();
  });

  test.each<[string, Model, Partial<GenerationAsk>, string, string]>([
    [
      'too long',
      native,
      { seconds: 16 },
      'duration',
      'duration is 16; cme_doubao_seedance_2_0 makes 4 to 15 whole seconds, or a length of its own choice.',
    ],
    [
      'not in the set',
      retired,
      { seconds: 6 },
      'duration',
      'duration is 6; seedance-1.5-pro makes 5 or 10 seconds.',
    ],
    [
      'automatic where there is none',
      ink,
      { seconds: 'auto' },
      'duration',
      'duration is left to the model; seedance-2.0 makes 4 to 15 whole seconds.',
    ],
    [
      'a resolution that is not sold',
      native,
      { resolution: '1080p' },
      'resolution',
      'resolution is 1080p; cme_doubao_seedance_2_0 makes 480p, 720p: use one of these.',
    ],
    [
      'a ratio that is not sold',
      ink,
      { ratio: '21:9' },
      'aspectRatio',
      'aspectRatio is 21:9; seedance-2.0 makes 16:9, 9:16, 1:1: use one of these.',
    ],
    [
      'a last frame that nobody hands out',
      ink,
      { returnLastFrame: true },
      'returnLastFrame',
      'returnLastFrame is true, but seedance-2.0 hands out no last frame: leave it out or send false.',
    ],
    [
      'sound of a silent engine',
      whole('seedance-1.0-pro'),
      { generateAudio: true },
      'generateAudio',
      'generateAudio is true, but seedance-1.0-pro makes no sound: leave it out or send false.',
    ],
    [
      'a length in frames of a model that is told seconds',
      native,
      { frames: 121 },
      'frames',
      'frames is 121, but cme_doubao_seedance_2_0 is told its length in seconds: give it as duration.',
    ],
    [
      'frames that are not 25 and a multiple of 4',
      whole('seedance-1.0-pro'),
      { frames: 100 },
      'frames',
      'frames is 100; seedance-1.0-pro makes 29 to 289 frames, 25 and a multiple of 4: use 97 or 101.',
    ],
    [
      'too many frames',
      whole('seedance-1.0-pro'),
      { frames: 293 },
      'frames',
      'frames is 293; seedance-1.0-pro makes 29 to 289 frames, 25 and a multiple of 4: use 289.',
    ],
    [
      'frames of an engine between',
      whole('seedance-1.5-pro'),
      { frames: 121 },
      'frames',
      'frames is 121, but seedance-1.5-pro is told its length in seconds: give it as duration.',
    ],
    [
      'the flex tier',
      native,
      { flex: true },
      'service_tier',
      'service_tier is flex, but cme_doubao_seedance_2_0 is made in the default tier alone: leave it out or send default.',
    ],
    [
      'a fixed camera',
      native,
      { cameraFixed: true },
      'camera_fixed',
      'camera_fixed is true, but cme_doubao_seedance_2_0 has no fixed camera: leave it out or send false.',
    ],
    [
      'a fixed camera beside references',
      whole('seedance-1.0-lite'),
      { cameraFixed: true, media: asks(1, 'image', 'reference_image') },
      'camera_fixed',
      'camera_fixed is true, but seedance-1.0-lite has no fixed camera beside a reference_image: leave it out or send false.',
    ],
    [
      'an edit by a model that is told it in the text',
      native,
      { referenceTask: 'edit', media: asks(1, 'video') },
      'omni_reference_task_type',
      'omni_reference_task_type is edit, which cme_doubao_seedance_2_0 cannot be told: leave it out, and say it in the text.',
    ],
    [
      'an edit of no video',
      whole('seedance-2.5'),
      { referenceTask: 'edit', media: asks(1, 'image', 'reference_image') },
      'omni_reference_task_type',
      'omni_reference_task_type is edit, and there is no video to edit: add one with the role reference_video.',
    ],
    [
      'an edit of another length',
      whole('seedance-2.5'),
      { referenceTask: 'edit', media: asks(1, 'video'), seconds: 5 },
      'duration',
      'duration is 5, but omni_reference_task_type is edit, which keeps the length of its video: leave duration out.',
    ],
    [
      'an extension of another shape',
      whole('seedance-2.5'),
      { referenceTask: 'extend', media: asks(1, 'video'), ratio: '16:9' },
      'aspectRatio',
      'aspectRatio is 16:9, but omni_reference_task_type is extend, which keeps the shape of its video: leave aspectRatio out, or make it adaptive.',
    ],
    [
      'too many images',
      native,
      { media: asks(10, 'image') },
      'media[9]',
      'media[9] is too many: cme_doubao_seedance_2_0 takes at most 9 images; 10 were sent. Leave some out.',
    ],
    [
      'too many media of unknown kind',
      ink,
      { media: asks(6, null) },
      'media[5]',
      'media[5] is too many: seedance-2.0 takes at most 5 media; 6 were sent. Leave some out.',
    ],
    [
      'a video for a model of images',
      retired,
      { media: asks(1, 'video') },
      'media[0]',
      'media[0] is too many: seedance-1.5-pro takes no videos; 1 were sent. Leave some out.',
    ],
    [
      'audio without a picture',
      native,
      { media: asks(1, 'audio') },
      'media[0]',
      'media[0] is audio without a picture: add an image or a video for it to go with.',
    ],
    [
      'references of an engine without them',
      whole('seedance-1.5-pro'),
      { media: asks(1, 'image', 'reference_image') },
      'media[0]',
      'seedance-1.5-pro has no reference mode; it has text, frames.',
    ],
    [
      'a last frame where only a first one is taken',
      whole('seedance-1.0-pro-fast'),
      { media: [...asks(1, 'image', 'first_frame'), mediaAsk({ role: 'last_frame' }, 1)] },
      'media[1]',
      'media[1] is a last_frame, which seedance-1.0-pro-fast does not take: leave it out.',
    ],
    [
      'a fixed ratio for frames of 2.5',
      whole('seedance-2.5'),
      { ratio: '16:9', media: asks(1, 'image', 'first_frame') },
      'aspectRatio',
      'aspectRatio is 16:9; seedance-2.5 in frames mode makes adaptive: use one of these.',
    ],
    [
      'an adaptive ratio for text of 1.0',
      whole('seedance-1.0-pro'),
      { ratio: 'adaptive' },
      'aspectRatio',
      'aspectRatio is adaptive; seedance-1.0-pro in text mode makes 16:9, 4:3, 1:1, 3:4, 9:16, 21:9: use one of these.',
    ],
  ])('%s is refused', (_name, model, ask, field, message) => {
    expect(early(model, ask)).toEqual({ code: 'invalid_parameter', field, message });
  });

  test.each<[string, Model, Partial<GenerationAsk>, string, string]>([
    [
      'a URL where only assets are taken',
      jimmyai('sd2_mx_720p'),
      { media: asks(1, 'image') },
      'media[0]',
      'media[0] is a URL, which sd2_mx_720p does not take: give the asset://<id> of a file in your asset library.',
    ],
    [
      'an asset where only URLs are taken',
      jimmyai('seedance2.0-md'),
      { media: [mediaAsk({ url: 'asset://a1', role: 'reference_image' })] },
      'media[0]',
      'media[0] is an asset, which seedance2.0-md does not take: give a public https URL.',
    ],
    [
      'a data URL where URLs and assets are taken',
      jimmyai('seedance2.0-sp'),
      { media: [mediaAsk({ url: 'data:image/png;base64,AAAA', role: 'reference_image' })] },
      'media[0]',
      'media[0] is a data URL, which seedance2.0-sp does not take: give a public https URL or the asset://<id> of a file in your asset library.',
    ],
    [
      'a first frame alone where frames go in pairs',
      jimmyai('seedance2.0-md'),
      { media: asks(1, 'image', 'first_frame') },
      'media[0]',
      'media[0] is a first_frame alone, and seedance2.0-md takes frames only in pairs: add an image with the role last_frame, or send this one as a reference_image.',
    ],
    [
      'audio with frames where the engine keeps them apart',
      jimmyai('seedance2.0-std'),
      {
        media: [
          mediaAsk({ role: 'first_frame', field: 'first_image' }),
          ...asks(1, 'audio', 'reference_audio'),
        ],
      },
      'media[0]',
      'media[0] is a reference and first_image is a first_frame: one request takes either frames or references. Leave one of them out, or make every image a reference_image.',
    ],
    [
      'four audio files with frames',
      jimmyai('seedance2.0-mini-sp'),
      {
        media: [
          mediaAsk({ role: 'first_frame', field: 'first_image' }),
          ...asks(4, 'audio', 'reference_audio'),
        ],
      },
      'media[3]',
      'media[3] is too many: seedance2.0-mini-sp takes at most 3 audio files; 4 were sent. Leave some out.',
    ],
    [
      'more characters than are taken',
      jimmyai('seedance2.0-fast-i2v'),
      { prompt: '猫'.repeat(5001) },
      'content',
      'content has 5001 characters; seedance2.0-fast-i2v takes at most 5000: shorten it.',
    ],
    [
      'a video on a line without them',
      jimmyai('seedance2.0-fast-i2v'),
      { media: asks(1, 'video', 'reference_video') },
      'media[0]',
      'media[0] is too many: seedance2.0-fast-i2v takes no videos; 1 were sent. Leave some out.',
    ],
    [
      'a length that only MD sells',
      jimmyai('seedance2.0-sp'),
      { seconds: 1 },
      'duration',
      'duration is 1; seedance2.0-sp makes 4 to 15 whole seconds.',
    ],
    [
      'a shape that Full has and MD has not',
      jimmyai('seedance2.0-md'),
      { ratio: '4:3' },
      'aspectRatio',
      'aspectRatio is 4:3; seedance2.0-md makes 16:9, 9:16, 1:1: use one of these.',
    ],
    [
      '31 images on 2.5',
      whole('seedance-2.5'),
      { media: asks(31, 'image', 'reference_image') },
      'media[30]',
      'media[30] is too many: seedance-2.5 takes at most 30 images; 31 were sent. Leave some out.',
    ],
  ])('%s is refused', (_name, model, ask, field, message) => {
    expect(early(model, ask)).toEqual({ code: 'invalid_parameter', field, message });
  });

  test('what a line takes besides passes', () => {
    const frames = [mediaAsk({ role: 'first_frame' }), mediaAsk({ role: 'last_frame' }, 1)];
    const audio = asks(1, 'audio', 'reference_audio');
    const asset = mediaAsk({ url: 'ASSET://a1', role: 'reference_image' });
    expect(early(jimmyai('seedance2.0-mini-sp'), { media: [...audio, ...frames] })).toBeNull();
    expect(early(jimmyai('seedance2.0-md'), { media: frames, seconds: 1 })).toBeNull();
    expect(early(jimmyai('seedance2.0-sp'), { media: frames.slice(0, 1) })).toBeNull();
    expect(early(jimmyai('seedance2.0-sp'), { media: [asset] })).toBeNull();
    expect(early(jimmyai('sd2_mx_2k'), { media: [asset], ratio: 'adaptive' })).toBeNull();
    // A character beyond the basic plane is one, though its string is two long.
    expect(early(jimmyai('seedance2.0-md'), { prompt: '🐈'.repeat(5000) })).toBeNull();
  });

  test('a file that came with the request has no name to be refused', () => {
    const upload = new Upload({ sha256: 'a', bytes: 1, fileName: 'a.png', contentType: '' });
    const media = [mediaAsk({ url: 'a.png', upload, role: 'first_frame' })];
    expect(early(jimmyai('sd2_mx_720p'), { media })).toBeNull();
  });

  test('a resolution that the name or line fixes is made, whatever the field says', () => {
    const made = (name: string) =>
      complete({ model: name, prompt: 'a kite', media: [], resolution: '480p' }, jimmyai(name), 1)
        .resolution;
    expect(made('sd2_mx_1080p')).toBe('1080p');
    expect(made('seedance2.0-std')).toBe('720p');
    expect(made('seedance2.0-sp')).toBe('480p');
  });

  test('nothing to make is refused as missing', () => {
    expect(early(native, { prompt: ' \n' })).toEqual({
      code: 'missing_parameter',
      field: 'content',
      message: 'content is empty: say what the video is to show.',
    });
  });
});

describe('once the files are known', () => {
  test('what a model documents passes', () => {
    expect(late(native, several(1, { kind: 'image' }))).toBeNull();
    expect(late(native, several(9, { kind: 'image' }))).toBeNull();
    expect(late(native, several(3, { kind: 'video' }))).toBeNull();
    expect(late(native, [probedFile({ kind: 'image' }), probedFile({ kind: 'audio' })])).toBeNull();
    expect(late(whole('seedance-2.5'), several(1, { kind: 'audio' }))).toBeNull();
    expect(late(native, several(1, { kind: 'video', seconds: 15.2 }))).toBeNull();
  });

  test.each<[string, Model, ProbedFile[], string, RegExp]>([
    ['audio alone', native, several(1, { kind: 'audio' }), 'media[0]', /audio without a picture/],
    ['four videos', native, several(4, { kind: 'video', seconds: 3 }), 'media[3]', /at most 3/],
    ['a video for images', retired, several(1, { kind: 'video' }), 'media[0]', /takes no videos/],
  ])('%s is refused', (_name, model, files, field, words) => {
    const problem = late(model, files);
    expect(problem).toMatchObject({ code: 'invalid_parameter', field });
    expect(problem?.message).toMatch(words);
  });

  test.each<[string, Model, ProbedFile[], string, string]>([
    [
      'more seconds of video than the engine takes',
      whole('seedance-2.0'),
      several(3, { kind: 'video', seconds: 6 }),
      'media[2]',
      'media[2] makes 18.0 seconds of video in all; at most 15 are taken: send less.',
    ],
    [
      'more seconds of audio than the engine takes',
      whole('seedance-2.0'),
      [probedFile({ kind: 'image' }), ...several(2, { kind: 'audio', seconds: 8 })],
      'media[2]',
      'media[2] makes 16.0 seconds of audio in all; at most 15 are taken: send less.',
    ],
    [
      'more bytes of video than MD takes',
      jimmyai('seedance2.0-md'),
      several(2, { kind: 'video', bytes: 100 * 1_048_576 + 1 }),
      'media[1]',
      'media[1] makes 200.1 MB of video in all; at most 200 MB are taken: send less.',
    ],
  ])('%s are refused', (_name, model, files, field, message) => {
    expect(late(model, files)).toEqual({ code: 'media_invalid', field, message });
  });

  test('as much video as is documented passes, a few frames over as encoders make them', () => {
    const clips = (seconds: number, bytes = 1000) => several(3, { kind: 'video', seconds, bytes });
    expect(late(whole('seedance-2.0'), clips(5.06))).toBeNull();
    expect(late(whole('seedance-2.5'), clips(10.06))).toBeNull();
    // Ten films of 3 s, each with the frames at both ends.
    expect(
      late(whole('seedance-2.5'), several(10, { kind: 'video', seconds: 73 / 24 })),
    ).toBeNull();
    const twoHundred = several(2, { kind: 'video', bytes: 100 * 1_048_576 });
    expect(late(jimmyai('seedance2.0-md'), twoHundred)).toBeNull();
  });

  test('a first frame of 2.5 takes no fixed ratio, although its role was open before', () => {
    const problem = late(whole('seedance-2.5'), several(1, { kind: 'image' }), {
      ratio: '1:1',
    });
    expect(problem).toMatchObject({ code: 'invalid_parameter', field: 'aspectRatio' });
  });
});

test('a video to edit is as long as what the model makes, once it is known', () => {
  const model = whole('seedance-2.5');
  const edit = { referenceTask: 'edit' } as const;
  const clip = (seconds: number) => [probedFile({ kind: 'video', seconds })];
  expect(late(model, clip(121 / 24), edit)).toBeNull();
  expect(late(model, clip(96 / 24), edit)).toBeNull();
  expect(late(model, clip(3), edit)).toMatchObject({
    code: 'media_invalid',
    field: 'media[0]',
    message: 'media[0] lasts 3.0 s; a video that seedance-2.5 edits must last at least 4 s.',
  });
  expect(late(model, [probedFile({ kind: 'image' })], edit)).toMatchObject({
    field: 'omni_reference_task_type',
  });
});

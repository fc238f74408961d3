import { describe, expect, test } from 'vitest';
import { modelFor, soundSaid } from './eligible.ts';
import type { LineModel } from '../book/line.ts';
import { presets, type PresetName } from '../book/presets.ts';
import { planned, references } from '../../making/testing/planned.ts';

function line(dialect: string, models: readonly LineModel[]) {
  return { name: 'up', dialect, models };
}

function lineOf(preset: PresetName) {
  return line(presets[preset].dialect, presets[preset].models);
}

function model(over: Partial<LineModel> = {}): LineModel {
  return { family: 'seedance-2.0', upstreamName: 'theirs', tasksMax: null, cost: null, ...over };
}

/** The reason, or null where it is taken. */
function refusal(of: ReturnType<typeof line>, request: ReturnType<typeof planned>): string | null {
  const found = modelFor(of, request);
  return 'reason' in found ? found.reason : null;
}

describe('what a line says of its model holds:', () => {
  test.each<[string, Partial<LineModel>, Parameters<typeof planned>[0], string]>([
    ['resolutions', { resolutions: ['480p'] }, {}, 'resolution is 720p; theirs makes 480p'],
    ['ratios', { ratios: ['1:1'] }, {}, 'ratio is 16:9; theirs makes 1:1'],
    ['seconds', { seconds: { least: 6, most: 8 } }, {}, 'seconds is 5; theirs makes 6 to 8'],
    [
      'seconds, of a length that it would choose itself',
      { seconds: { least: 4, most: 8 } },
      { seconds: 'auto' },
      'seconds is left to the model',
    ],
    ['modes', { modes: ['frames'] }, {}, 'theirs has no text mode; it has frames'],
    ['no sound', { audioOut: false }, {}, 'generateAudio is true, but theirs makes no sound'],
    [
      'no audio',
      { references: { audios: 0 } },
      { mode: 'reference', media: references('image', 'audio') },
      'theirs takes no audio files',
    ],
    [
      'few pictures',
      { references: { images: 1 } },
      { mode: 'reference', media: references('image', 'image') },
      'theirs takes at most 1 images',
    ],
  ])('%s', (_, over, request, words) => {
    expect(refusal(line('ark', [model()]), planned(request))).toBeNull();
    expect(refusal(line('ark', [model(over)]), planned(request))).toContain(words);
  });

  test('wider than the family, too', () => {
    const request = planned({ seconds: 2, resolution: '2k' });
    expect(refusal(line('ark', [model()]), request)).toContain('up: seconds is 2');
    const wide = model({ resolutions: ['2k'], seconds: { least: 1, most: 3 } });
    expect(refusal(line('ark', [wide]), request)).toBeNull();
  });

  test('and the first model that takes a request gets it', () => {
    const small = model({ upstreamName: 'small', resolutions: ['480p'] });
    const large = model({ upstreamName: 'large', resolutions: ['720p', '1080p'] });
    expect(modelFor(line('ark', [small, large]), planned())).toBe(large);
  });
});

describe('what a platform documents of its model holds where the line says nothing:', () => {
  test.each<[PresetName, Parameters<typeof planned>[0], string | null]>([
    ['volcengine', { resolution: '4k' }, null],
    ['volcengine', { resolution: '2k' }, 'resolution is 2k'],
    ['volcengine', { seconds: 2 }, 'seconds is 2'],
    ['hmtm', { resolution: '1080p' }, 'resolution is 1080p'],
    ['seedance2ink', { ratio: '21:9' }, 'ratio is 21:9'],
    ['seedance2ink', { resolution: '1080p' }, null],
    ['tokenhub', { resolution: '1080p' }, 'resolution is 1080p'],
    ['threehei', { resolution: '1080p' }, null],
    ['jimmyai', { resolution: '480p' }, null],
    ['jimmyai', { ratio: '21:9' }, null],
    ['jimmyai', { resolution: '2k' }, 'resolution is 2k'],
    ['seedance2ink', { family: 'seedance-2.0-mini', seconds: 10 }, null],
    ['seedance2ink', { family: 'seedance-2.0-mini', seconds: 7 }, 'seconds is 7'],
    ['jimmyai', { family: 'seedance-2.5', resolution: '1080p' }, 'resolution is 1080p'],
    ['jimmyai', { family: 'seedance-2.5', seconds: 30 }, null],
    ['jimmyai', { family: 'seedance-1.0-pro' }, 'up does not serve seedance-1.0-pro'],
  ])('%s and %o', (preset, request, words) => {
    const reason = refusal(lineOf(preset), planned(request));
    if (words === null) expect(reason).toBeNull();
    else expect(reason).toContain(words);
  });

  test('what is sold wider than its engine goes to a line that sells it so, and to no other', () => {
    const task = planned({ seconds: 2 });
    expect(refusal(line('jimmyai', [model({ upstreamName: 'seedance2.0-md' })]), task)).toBeNull();
    expect(refusal(lineOf('byteplus'), task)).toContain('seconds is 2');
    const in2k = planned({ resolution: '2k' });
    expect(refusal(line('jimmyai', [model({ upstreamName: 'sd2_mx_2k' })]), in2k)).toBeNull();
  });

  test('a model that takes its own assets alone is sent no addresses', () => {
    const full = line('jimmyai', [model({ upstreamName: 'sd2_mx_720p' })]);
    expect(refusal(full, planned())).toBeNull();
    const picture = planned({ mode: 'reference', media: references('image') });
    expect(refusal(full, picture)).toContain('sd2_mx_720p does not take');
  });

  test('a file that the platform does not take goes elsewhere', () => {
    const [picture] = references('image');
    if (!picture) throw new Error('no picture');
    const media = [{ ...picture, contentType: 'image/gif' }];
    const animated = planned({ mode: 'reference', media });
    const md = line('jimmyai', [model({ upstreamName: 'seedance2.0-md' })]);
    expect(refusal(md, planned({ mode: 'reference', media: [picture] }))).toBeNull();
    expect(refusal(md, animated)).toContain('media[0] is image/gif; image may be');
    expect(refusal(lineOf('volcengine'), animated)).toBeNull();
  });

  test('a name that means another family says nothing of this one', () => {
    const fast = model({ upstreamName: 'doubao-seedance-2-0-fast-260128' });
    expect(refusal(line('ark', [fast]), planned({ resolution: '4k' }))).toBeNull();
  });
});

describe('what few models take', () => {
  const old = (over: Partial<LineModel> = {}) =>
    line('ark', [model({ family: 'seedance-1.0-pro', ...over })]);
  const asked = (over: Parameters<typeof planned>[0]) =>
    planned({ family: 'seedance-1.0-pro', generateAudio: false, ...over });

  test('goes to lines whose models are documented with it', () => {
    expect(refusal(old(), asked({ flex: true, cameraFixed: true }))).toBeNull();
    expect(refusal(old(), asked({ frames: 61, seconds: 2.5 }))).toBeNull();
    expect(refusal(line('ark', [model()]), planned({ flex: true }))).toContain('is flex, but');
    expect(refusal(line('ark', [model()]), planned({ cameraFixed: true }))).toContain('camera');
  });

  test('goes to no line that is said to lack it', () => {
    expect(refusal(old({ flex: false }), asked({ flex: true }))).toContain('is flex, but');
    const short = old({ seconds: { least: 3, most: 5 } });
    expect(refusal(short, asked({ frames: 61, seconds: 2.5 }))).toContain('73 to 121 frames');
    expect(refusal(short, asked({ frames: 121, seconds: 5 }))).toBeNull();
  });

  test('an extension goes to 2.5, and to 3hei, which promises it of 2.0', () => {
    const media = references({ video: 5 });
    const extension = {
      mode: 'reference',
      media,
      ratio: 'adaptive',
      referenceTask: 'extend',
    } as const;
    const newest = line('ark', [model({ family: 'seedance-2.5' })]);
    expect(refusal(newest, planned({ ...extension, family: 'seedance-2.5' }))).toBeNull();
    expect(refusal(line('ark', [model()]), planned(extension))).toContain('cannot be told');
    const threehei = line('threehei', [model({ upstreamName: 'doubao-seedance-2-0' })]);
    expect(refusal(threehei, planned(extension))).toBeNull();
  });
});

describe('a film without sound', () => {
  const silent = planned({ generateAudio: false });

  test.each(['seedance2.0-sp', 'seedance2.0-gz-720p', 'a-name-that-nobody-knows'])(
    'goes to no line of JimmyAI that has no field for it: %s',
    (upstreamName) => {
      const sp = line('jimmyai', [model({ upstreamName })]);
      expect(refusal(sp, planned())).toBeNull();
      expect(refusal(sp, silent)).toBe(
        `up: generateAudio is false, but ${upstreamName} cannot be silent.`,
      );
    },
  );

  test('goes to those that have one, and to whom its operator says so of', () => {
    const of933 = line('jimmyai', [model({ upstreamName: 'sd2-933-720p' })]);
    expect(refusal(of933, silent)).toBeNull();
    const told = model({ upstreamName: 'seedance2.0-sp', audioChoice: true });
    expect(refusal(line('jimmyai', [told]), silent)).toBeNull();
    expect(refusal(line('ark', [model({ audioChoice: false })]), silent)).toContain('be silent');
    const mute = model({ audioOut: false, audioChoice: false });
    expect(refusal(line('ark', [mute]), silent)).toBeNull();
    const ink = line('seedance2ink', [model({ upstreamName: 'seedance-2.0' })]);
    expect(refusal(ink, silent)).toContain('cannot be silent');
  });

  test.each([
    ['jimmyai', 'seedance2.0-sp', 'seedance-2.0', undefined],
    ['jimmyai', 'sd2-933-720p', 'seedance-2.0', true],
    ['seedance2ink', 'seedance-2.0', 'seedance-2.0', undefined],
    ['ark', 'doubao-seedance-2-0-260128', 'seedance-2.0', true],
    ['ark', 'doubao-seedance-1-0-pro-250528', 'seedance-1.0-pro', undefined],
  ] as const)(
    'or with it is said to %s of %s as there is a field',
    (dialect, name, family, said) => {
      expect(soundSaid({ dialect }, model({ upstreamName: name, family }), true)).toBe(said);
    },
  );
});

import { expect, test } from 'vitest';
import type { Model } from '../../../../client/src/api-types.ts';
import { playgroundDefaults } from './search.ts';
import { bodyOf, settingsOf } from './settings.ts';

const model = {
  id: 'seedance-2.0',
  defaults: {
    resolution: '720p',
    seconds: 5,
    ratio: { withoutMedia: '16:9', withMedia: 'adaptive' },
    generateAudio: true,
  },
  limits: {
    modes: ['text', 'frames'],
    resolutions: ['480p', '720p'],
    ratios: ['16:9', '9:16'],
    seconds: [4, 5, 6],
    automaticSeconds: false,
    audioChoice: true,
    returnLastFrame: false,
  },
} as unknown as Model;

const whole = (changed: Partial<typeof playgroundDefaults>) => {
  const settings = settingsOf([model], { ...playgroundDefaults, ...changed });
  return settings && bodyOf(settings);
};

test('what is left out is the default of the model', () => {
  expect(whole({ prompt: 'A river' })).toEqual({
    model: 'seedance-2.0',
    prompt: 'A river',
    seconds: 5,
    resolution: '720p',
    ratio: '16:9',
    generateAudio: true,
  });
});

test('what an address asks for is taken where the model can do it', () => {
  const asked = { seconds: '6', resolution: '480p', ratio: '9:16', audio: '0', seed: '7' };
  expect(whole({ ...asked, watermark: '1' })).toMatchObject({
    seconds: 6,
    resolution: '480p',
    ratio: '9:16',
    generateAudio: false,
    seed: 7,
    watermark: true,
  });
});

test('and is left where it cannot', () => {
  const asked = { model: 'gone', seconds: 'auto', resolution: '4k', ratio: '2:1', last: '1' };
  const body = whole({ ...asked, seed: 'x' });
  expect(body).toMatchObject({ seconds: 5, resolution: '720p', ratio: '16:9' });
  expect(body).not.toHaveProperty('seed');
  expect(body).not.toHaveProperty('returnLastFrame');
});

test('media of the mode go with it, and its shape is theirs', () => {
  const media = 'first_frame:asset://ast_1 reference_image:asset://ast_2';
  expect(whole({ media })).not.toHaveProperty('media');
  expect(whole({ media, mode: 'frames' })).toMatchObject({
    media: [{ role: 'first_frame', url: 'asset://ast_1' }],
    ratio: '16:9',
  });
  expect(whole({ media, mode: 'reference' })).not.toHaveProperty('media');
});

test('without a model there is nothing to set', () => {
  expect(settingsOf([], playgroundDefaults)).toBeNull();
});

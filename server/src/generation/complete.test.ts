import { expect, test } from 'vitest';
import { catalogueOf } from '../dialects/catalogues.ts';
import { requireModel } from './catalogue.ts';
import { complete, withMedia } from './complete.ts';
import { mediaAsk, probedFile } from './testing.ts';

const native = requireModel('cme_doubao_seedance_2_0', catalogueOf('hmtm'), 'abilityId');
const ink = requireModel('seedance-2.0', catalogueOf('seedance2ink'), 'model');

test('what was left out is what the model documents', () => {
  const ask = { model: native.name, prompt: 'a kite', media: [] };
  expect(complete(ask, native, 7)).toEqual({
    model: 'cme_doubao_seedance_2_0',
    prompt: 'a kite',
    media: [],
    seconds: 5,
    resolution: '720p',
    ratio: 'adaptive',
    generateAudio: true,
    seed: 7,
    seedIsDrawn: true,
    watermark: false,
    returnLastFrame: false,
  });
  expect(complete({ ...ask, model: ink.name }, ink, 7).ratio).toBe('16:9');
});

test('what was said stays, also where it is false or 0', () => {
  const said = {
    model: native.name,
    prompt: '',
    media: [mediaAsk({})],
    seconds: 'auto',
    resolution: '480p',
    ratio: '1:1',
    generateAudio: false,
    seed: 0,
    watermark: true,
    returnLastFrame: true,
  } as const;
  expect(complete(said, native, 7)).toEqual({ ...said, seedIsDrawn: false });
});

test('probed media join their asks in order, with roles, and make the mode', () => {
  const media = [
    mediaAsk({ kind: null, field: 'mediaUrls[0]' }),
    mediaAsk({ kind: null, field: 'mediaUrls[1]' }),
  ];
  const ask = complete({ model: ink.name, prompt: 'a kite', media }, ink, 7);
  const files = [
    probedFile({ kind: 'image', sha256: 'a' }),
    probedFile({ kind: 'image', sha256: 'b' }),
  ];
  const request = withMedia(ask, files, 'by_position');
  expect(request.mode).toBe('frames');
  expect(request.media.map(({ sha256, role, field }) => [sha256, role, field])).toEqual([
    ['a', 'first_frame', 'mediaUrls[0]'],
    ['b', 'last_frame', 'mediaUrls[1]'],
  ]);
  expect(withMedia(ask, files, 'native').mode).toBe('reference');
});

test('a file that is missing is a mistake of ours and no half request', () => {
  const ask = complete({ model: ink.name, prompt: 'a', media: [mediaAsk({})] }, ink, 7);
  expect(() => withMedia(ask, [], 'native')).toThrow(RangeError);
});

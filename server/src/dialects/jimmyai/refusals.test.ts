import { expect, test } from 'vitest';
import { catalogueOf } from '../catalogues.ts';
import { requireModel } from '../../generation/catalogue.ts';
import { complete } from '../../generation/complete.ts';
import { checkAsk } from '../../generation/limits.ts';
import { problemOf } from '../../generation/testing.ts';
import { decodeCall } from '../codec.ts';
import { callWith, operationAt } from '../testing/operations.ts';
import { jimmyai } from './dialect.ts';

const create = operationAt(jimmyai, 'create', '/api/open-api/v1/seedance/videos');
const url = 'https://example.com/1.png';
const ours = /first_frame|last_frame|reference_image|reference_video\b|\brole\b/u;

test.each<[string, object, RegExp]>([
  [
    'a last frame alone',
    { last_image: url },
    /^last_image stands without first_image: add first_image\.$/,
  ],
  [
    'a first frame alone, where frames come in pairs',
    { model: 'seedance2.0-md', first_image: url },
    /^first_image stands alone, .* add last_image, or send this one in images\.$/,
  ],
  [
    'a frame beside references',
    { first_image: url, images: [url] },
    /send every image in images\.$/,
  ],
  [
    'a frame beside a video',
    { first_image: url, reference_videos: [url] },
    /either frames or references/,
  ],
])('%s is refused in words of its document', (_what, fields, words) => {
  const body = { model: 'seedance2.0-mini-sp', prompt: 'a kite', ...fields };
  const { ask } = decodeCall(create, callWith(body));
  const model = requireModel(ask.model, catalogueOf('jimmyai'), 'model');
  const problem = problemOf(() => checkAsk(complete(ask, model, 1), model, jimmyai.fields));
  expect(problem?.message).toMatch(words);
  expect(problem?.message).not.toMatch(ours);
});

import { expect, test } from 'vitest';
import { contentTypeOf, extensionOf } from './file-types.ts';
import { mediaLimits } from './limits.ts';

test('every format that is taken has an extension, which leads back to it', () => {
  const taken = Object.values(mediaLimits).flatMap((limits) => Object.keys(limits.formats));
  for (const type of taken) expect(contentTypeOf(`asset-1${extensionOf(type)}`)).toBe(type);
});

test('a name with two extensions is what its last one says, one without is just bytes', () => {
  expect(contentTypeOf('req_1.poster.jpg')).toBe('image/jpeg');
  expect(contentTypeOf('req_1')).toBe('application/octet-stream');
});

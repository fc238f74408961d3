import { describe, expect, test } from 'vitest';
import { assignRoles } from './assign-roles.ts';
import type { RoleRule } from './assign-roles.ts';
import { mediaKinds, mediaRoles } from './request.ts';
import type { MediaRole } from './request.ts';
import { mediaAsk, problemOf } from './testing.ts';

/** Each medium as `kind` or `kind:role`. */
function roles(rule: RoleRule, words: string): MediaRole[] {
  const media = words.split(' ').map((word, index) => {
    const kind = mediaKinds.find((each) => each === word.split(':')[0]);
    if (!kind) throw new RangeError(`no kind in ${word}`);
    const role = mediaRoles.find((each) => each === word.split(':')[1]) ?? null;
    return { ask: mediaAsk({ kind: null, role }, index), kind };
  });
  return assignRoles(media, rule);
}

describe('native: a role is unsaid', () => {
  test.each([
    ['image', 'first_frame'],
    ['image image', 'reference_image reference_image'],
    ['image image image', 'reference_image reference_image reference_image'],
    ['video', 'reference_video'],
    ['image video', 'reference_image reference_video'],
    ['image audio', 'reference_image reference_audio'],
    ['image image:reference_image', 'reference_image reference_image'],
    ['image image:last_frame', 'first_frame last_frame'],
    ['image:first_frame', 'first_frame'],
    ['image:reference_image', 'reference_image'],
  ])('%s -> %s', (media, expected) => {
    expect(roles('native', media).join(' ')).toBe(expected);
  });

  test('a second first frame is refused and not quietly made the last', () => {
    expect(problemOf(() => roles('native', 'image:first_frame image'))).toMatchObject({
      code: 'invalid_parameter',
      field: 'media[1]',
    });
  });
});

describe('said: a role is left out of an image that stands alone', () => {
  test.each([
    ['image', 'first_frame'],
    ['video', 'reference_video'],
    ['image:reference_image video', 'reference_image reference_video'],
    ['image:first_frame image:last_frame', 'first_frame last_frame'],
    ['image audio', 'reference_image reference_audio'],
  ])('%s -> %s', (media, expected) => {
    expect(roles('said', media).join(' ')).toBe(expected);
  });

  test.each([
    ['image image', 0],
    ['image image image', 0],
    ['image image:reference_image', 0],
    ['image:reference_image image', 1],
    ['image image:last_frame', 0],
    ['image:first_frame image', 1],
    ['image video', 0],
    ['video:reference_video image', 1],
  ])('and is refused: %s', (media, index) => {
    const problem = problemOf(() => roles('said', media));
    expect(problem).toMatchObject({ code: 'invalid_parameter', field: `media[${String(index)}]` });
    expect(problem?.message).toContain('has no role');
  });
});

describe('by position: no role is ever said', () => {
  test.each([
    ['image', 'first_frame'],
    ['image image', 'first_frame last_frame'],
    ['image image image', 'reference_image reference_image reference_image'],
    ['video', 'reference_video'],
    ['image video', 'reference_image reference_video'],
    ['image image audio', 'reference_image reference_image reference_audio'],
  ])('%s -> %s', (media, expected) => {
    expect(roles('by_position', media).join(' ')).toBe(expected);
  });
});

test('a file that is not what it was sent as is refused, naming both', () => {
  const ask = mediaAsk({ kind: 'image', field: 'content[1].image_url.url' });
  expect(problemOf(() => assignRoles([{ ask, kind: 'video' }], 'native'))).toEqual({
    code: 'media_invalid',
    field: 'content[1].image_url.url',
    message:
      'content[1].image_url.url was sent as an image, but the file is a video: send it as what it is, or give another URL.',
  });
});

import { describe, expect, test } from 'vitest';
import { checkRoles, modeOf } from './modes.ts';
import { problemOf } from './testing.ts';
import type { MediaKind, MediaRole } from './request.ts';

function medium(kind: MediaKind | null, role: MediaRole | null, index: number) {
  return { kind, role, field: `media[${String(index)}]` };
}

type Placed = [MediaKind | null, MediaRole | null];
const check = (...placed: Placed[]) =>
  problemOf(() => {
    checkRoles(placed.map(([kind, role], index) => medium(kind, role, index)));
  });

test('the mode follows from the roles', () => {
  expect(modeOf([])).toBe('text');
  expect(modeOf([{ role: 'first_frame' }])).toBe('frames');
  expect(modeOf([{ role: 'last_frame' }, { role: 'first_frame' }])).toBe('frames');
  expect(modeOf([{ role: 'reference_audio' }, { role: 'reference_image' }])).toBe('reference');
});

describe('roles that go together pass', () => {
  test.each<[string, Placed[]]>([
    ['nothing', []],
    ['a first frame', [['image', 'first_frame']]],
    [
      'a last frame before its first',
      [
        ['image', 'last_frame'],
        ['image', 'first_frame'],
      ],
    ],
    [
      'references of all kinds',
      [
        ['image', 'reference_image'],
        ['video', 'reference_video'],
        ['audio', 'reference_audio'],
      ],
    ],
    [
      'a last frame beside an image that may become the first',
      [
        ['image', null],
        ['image', 'last_frame'],
      ],
    ],
    ['what is not known yet', [[null, null]]],
  ])('%s', (_name, placed) => {
    expect(check(...placed)).toBeNull();
  });
});

describe('roles that exclude each other are refused, naming the field', () => {
  test.each<[string, Placed[], string, RegExp]>([
    ['a video as first frame', [['video', 'first_frame']], 'media[0]', /takes an image/],
    ['an image as video', [['image', 'reference_video']], 'media[0]', /role reference_image/],
    [
      'frame and reference',
      [
        ['image', 'first_frame'],
        ['image', 'reference_image'],
      ],
      'media[1]',
      /either frames or references/,
    ],
    [
      'frame and a video without a role',
      [
        ['video', null],
        ['image', 'first_frame'],
      ],
      'media[0]',
      /either frames or references/,
    ],
    [
      'two first frames',
      [
        ['image', 'first_frame'],
        ['image', 'first_frame'],
      ],
      'media[1]',
      /second first_frame/,
    ],
    [
      'two last frames',
      [
        ['image', 'first_frame'],
        ['image', 'last_frame'],
        ['image', 'last_frame'],
      ],
      'media[2]',
      /second last_frame/,
    ],
    ['a last frame alone', [['image', 'last_frame']], 'media[0]', /without a first_frame/],
  ])('%s', (_name, placed, field, words) => {
    const problem = check(...placed);
    expect(problem).toMatchObject({ code: 'invalid_parameter', field });
    expect(problem?.message).toMatch(words);
  });
});

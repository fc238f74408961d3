import { expect, test } from 'vitest';
import type { Model } from '../../../../client/src/api-types.ts';
import { mediaLimits } from '../../../../server/src/media/limits.ts';
import { checksOf, rulesOf } from './media-rules.ts';
import {
  kindOfUrl,
  kinds,
  lackOf,
  placedOf,
  textOfPlaced,
  withMedium,
  type Placed,
} from './media.ts';
import { placeFor } from './place-for.ts';
import type { Settings } from './settings.ts';

const limits = {
  modes: ['text', 'frames', 'reference'],
  lastFrame: 'optional',
  references: {
    images: 2,
    videos: 1,
    audios: 1,
    total: 3,
    clipSeconds: { least: 2, most: 15 },
    audioAlone: false,
  },
} as unknown as Model['limits'];
const model = { limits } as Model;
const first: Placed = { role: 'first_frame', url: 'asset://ast_1' };
const sound: Placed = { role: 'reference_audio', url: 'https://x.example/a.mp3' };
const picture: Placed = { role: 'reference_image', url: 'https://x.example/a.png' };

test('media stand in the address and are read from it', () => {
  const media = [first, sound];
  expect(placedOf(textOfPlaced(media))).toEqual(media);
  expect(placedOf('nobody:asset://1 first_frame: x')).toEqual([]);
});

test('the rules are those of the server', () => {
  for (const kind of kinds) {
    const { formats, bytesMax, pixels, aspect, area } = mediaLimits[kind];
    expect(rulesOf[kind]).toEqual({
      types: Object.keys(formats),
      bytesMax,
      side: pixels,
      aspect,
      area,
    });
  }
});

test('a picture that is too small breaks one rule and no other', () => {
  const facts = { kind: 'image', contentType: 'image/png', bytes: 900, seconds: null } as const;
  const broken = (width: number, height: number): string[] =>
    checksOf({ ...facts, width, height }, limits)
      .filter(({ passes }) => !passes)
      .map(({ rule }) => rule);
  expect(broken(288, 301)).toEqual(['side']);
  expect(broken(3_000, 400)).toEqual(['aspect']);
  expect(broken(300, 300)).toEqual([]);
});

test('what cannot be measured here is left to the server', () => {
  const facts = { kind: 'image', contentType: 'image/heic', bytes: 900 } as const;
  const checks = checksOf({ ...facts, width: null, height: null, seconds: null }, limits);
  expect(checks.map(({ rule }) => rule)).toEqual(['type', 'bytes']);
});

test('a frame takes the place of the one before, references follow each other', () => {
  const other = { ...first, url: 'asset://ast_2' };
  expect(withMedium([first], other)).toEqual([other]);
  const second = { ...picture, url: 'https://x.example/b.png' };
  expect(withMedium([picture], second)).toEqual([picture, second]);
  expect(withMedium([picture, second], picture)).toEqual([second, picture]);
});

const at = (mode: Settings['mode'], media: Placed[], coming: Placed[] = []) =>
  placeFor('image', { settings: { model, mode } as Settings, media }, coming);

test('a picture goes where there is room for it', () => {
  expect(at('text', [])).toEqual({ mode: 'frames', role: 'first_frame' });
  expect(at('text', [], [first])).toEqual({ mode: 'frames', role: 'last_frame' });
  expect(at('frames', [first])).toEqual({ mode: 'frames', role: 'last_frame' });
  expect(at('reference', [picture])).toEqual({ mode: 'reference', role: 'reference_image' });
  expect(at('reference', [picture, picture])).toBe('noRoom');
});

test('what is lacking is said', () => {
  const last: Placed = { role: 'last_frame', url: 'asset://ast_3' };
  expect(lackOf(model, 'text', [], ' ')).toBe('nothing');
  expect(lackOf(model, 'frames', [last], '')).toBe('noFirstFrame');
  expect(lackOf(model, 'frames', [first], '')).toBeNull();
  expect(lackOf(model, 'reference', [sound], 'A song')).toBe('soundAlone');
  expect(lackOf(model, 'reference', [sound, picture], '')).toBeNull();
});

test('the end of an address tells what it is of', () => {
  const of = ['https://x/a.mp4?b=1', 'https://x/a.WAV', 'https://x/a'].map(kindOfUrl);
  expect(of).toEqual(['video', 'audio', 'image']);
});

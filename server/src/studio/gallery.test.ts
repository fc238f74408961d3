import { createCanvas } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { gallery } from './gallery.ts';
import type { Showing } from './gallery.ts';
import { sceneFilm } from './scene-film.ts';
import { storyboardOf } from './storyboard.ts';
import { difference } from './testing/media.ts';
import { glanceOf, perceivedDistance } from './testing/perceived.ts';

const format = { width: 256, height: 144, frames: 121, framesPerSecond: 24 };
const [middle, later] = [60, 66];

/** The closest two of the gallery lie 11 apart; two seeds of one prompt mostly 5 to 15. */
const leastDistance = 8;
/** Mean difference of two frames a quarter of a second apart, 0 … 255. Both have the same grain. */
const leastMotion = 0.6;

/** Frames as painted, before the encoder. */
function painted({ prompt, seed }: Showing, frames: readonly number[]): Buffer[] {
  const film = sceneFilm(format, storyboardOf(prompt, seed, 'text'));
  return frames.map((frame) => {
    const canvas = createCanvas(format.width, format.height);
    void film.draw(canvas.getContext('2d'), frame);
    return canvas.data();
  });
}

const shown = gallery.map((showing) => ({ showing, pictures: painted(showing, [middle, later]) }));

test('the gallery holds 24 prompts, at least 8 of them in Chinese', () => {
  expect(gallery).toHaveLength(24);
  expect(gallery.filter(({ prompt }) => /\p{Script=Han}/u.test(prompt)).length).toBeGreaterThan(7);
});

test('no two of its prompts look alike', () => {
  const glances = shown.map(({ pictures: [rgba = Buffer.alloc(0)] }) =>
    glanceOf({ ...format, rgba }),
  );
  const tooClose = glances.flatMap((one, at) =>
    glances.slice(at + 1).flatMap((other, after) => {
      const distance = perceivedDistance(one, other);
      const pair = `${gallery[at]?.prompt ?? ''} / ${gallery[at + 1 + after]?.prompt ?? ''}`;
      return distance < leastDistance ? [`${distance.toFixed(1)}: ${pair}`] : [];
    }),
  );
  expect(tooClose).toEqual([]);
});

test.each(shown)('$showing.prompt: moves visibly', ({ pictures: [before, after] }) => {
  if (before === undefined || after === undefined) throw new Error('no frames');
  expect(difference(before, after)).toBeGreaterThan(leastMotion);
});

test.each(shown)('$showing.prompt: the same seed gives the same bytes', ({ showing, pictures }) => {
  const [again] = painted(showing, [later]);
  expect(again?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(true);
});

test.each(shown.filter((_, at) => at % 5 === 0))(
  '$showing.prompt: another seed gives another picture',
  ({ showing, pictures: [here] }) => {
    const [other] = painted({ ...showing, seed: showing.seed + 1 }, [middle]);
    if (here === undefined || other === undefined) throw new Error('no frames');
    const [one, two] = [here, other].map((rgba) => glanceOf({ ...format, rgba }));
    expect(perceivedDistance(one ?? [], two ?? [])).toBeGreaterThan(2);
  },
);

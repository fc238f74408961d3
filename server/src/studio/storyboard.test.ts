import { assert, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { storyboardOf } from './storyboard.ts';

test.each([
  [
    'A drone shot flying over snowy mountains at sunrise',
    { scene: 'mountains', time: 'dawn', camera: 'aerial' },
  ],
  [
    'neon city street in heavy rain, camera slowly pans to the left',
    { scene: 'city', time: 'night', weather: 'rain', camera: 'pan_left' },
  ],
  ['a sailboat drifting; zooming out', { scene: 'sea', camera: 'pull_out', subjects: [{ name: 'boat' }] }],
  [
    'the camera pushes slowly in on a cat in a misty forest',
    { scene: 'forest', weather: 'fog', camera: 'push_in', subjects: [{ name: 'cat' }] },
  ],
  [
    '日落时分的海边，一个女孩，镜头拉远',
    { scene: 'sea', time: 'dusk', camera: 'pull_out', subjects: [{ name: 'girl' }] },
  ],
  ['航拍，下雪的森林，夜晚', { scene: 'forest', time: 'night', weather: 'snow', camera: 'aerial' }],
  ['宇宙中的行星，环绕镜头', { scene: 'space', time: 'night', camera: 'orbit' }],
])('reads %j', (prompt, expected) => {
  expect(storyboardOf(prompt, 1, 'text')).toMatchObject(expected);
});

test('words match whole: a scarf is no car, an author no robot, a catalogue no cat', () => {
  const board = storyboardOf('an author, a scarf and a catalogue on a meadow', 1, 'text');
  expect(board.subjects).toEqual([]);
});

test('the same prompt and seed give the same storyboard', () => {
  assert(
    property(
      string({ unit: 'grapheme' }),
      integer({ min: 0, max: 4_294_967_295 }),
      (prompt, seed) => {
        const [a, b] = [storyboardOf(prompt, seed, 'text'), storyboardOf(prompt, seed, 'text')];
        const { random: randomA, ...plainA } = a;
        const { random: randomB, ...plainB } = b;
        expect(plainA).toEqual(plainB);
        expect(randomA('sky').next()).toBe(randomB('sky').next());
      },
    ),
  );
});

test('the seed decides what a prompt leaves open', () => {
  const scenes = new Set(
    Array.from({ length: 40 }, (_, seed) => storyboardOf('something nice', seed, 'text').scene),
  );
  expect(scenes.size).toBeGreaterThan(3);
});

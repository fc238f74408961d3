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
    { scene: 'street', time: 'night', weather: 'rain', camera: 'pan_left' },
  ],
  [
    'a sailboat drifting; zooming out',
    { scene: 'sea', camera: 'pull_out', subjects: [{ name: 'boat' }] },
  ],
  [
    'the camera pushes slowly in on a cat in a misty forest',
    { scene: 'forest', weather: 'fog', camera: 'push_in', subjects: [{ name: 'cat' }] },
  ],
  [
    '日落时分的海边，一个女孩，镜头拉远',
    { scene: 'beach', time: 'dusk', camera: 'pull_out', subjects: [{ name: 'girl' }] },
  ],
  ['航拍，下雪的森林，夜晚', { scene: 'forest', time: 'night', weather: 'snow', camera: 'aerial' }],
  [
    'river through an autumn forest',
    { scene: 'river', places: ['river', 'forest'], season: 'autumn', woods: 'broadleaf' },
  ],
  ['a sea of clouds in slow motion', { scene: 'sky', places: ['sky'], pace: 0.4 }],
  [
    '水墨风格的山水，竹林，微风',
    { scene: 'forest', woods: 'bamboo', style: 'ink', weather: 'wind' },
  ],
  ['樱花小镇，春天，延时摄影', { scene: 'village', woods: 'blossom', season: 'spring', pace: 5 }],
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
        // Functions are compared by what they give.
        expect(JSON.stringify(plainA)).toBe(JSON.stringify(plainB));
        expect(randomA('sky').next()).toBe(randomB('sky').next());
      },
    ),
  );
});

test('it is never night unless the words ask for it', () => {
  for (let seed = 0; seed < 60; seed += 1) {
    for (const prompt of ['a river in the woods', '一座小镇', 'something nice']) {
      expect(storyboardOf(prompt, seed, 'text').time, `seed ${String(seed)}`).not.toBe('night');
    }
  }
});

test('the seed decides what a prompt leaves open', () => {
  const scenes = new Set(
    Array.from({ length: 40 }, (_, seed) => storyboardOf('something nice', seed, 'text').scene),
  );
  expect(scenes.size).toBeGreaterThan(3);
});

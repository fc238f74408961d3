import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { viewAt } from '../camera.ts';
import { storyboardOf } from '../storyboard.ts';
import { difference } from '../testing/media.ts';
import { buildScene } from './scene.ts';

const everyScene = [
  'mountains',
  'sea',
  'lake',
  'city',
  'forest',
  'desert',
  'meadow',
  'arctic',
  'planet',
  'beach',
  'river',
  'waterfall',
  'street',
  'village',
  'kitchen',
  'theatre',
  'coral reef',
  'sea of clouds',
];

/** Draws moments of a scene under a camera that stands still; without the grain, which always moves. */
function painter(prompt: string, size = { width: 192, height: 108 }) {
  const { layers } = buildScene(storyboardOf(prompt, 3, 'text'), size);
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  return (seconds: number): Buffer => {
    for (const layer of layers.slice(0, -1)) {
      context.save();
      layer.draw(context, { seconds, view: viewAt('still', 0) });
      context.restore();
    }
    return canvas.data();
  };
}

describe.each(everyScene)('%s', (scene) => {
  test('moves in every frame even when the camera does not', () => {
    const paint = painter(`${scene} in clear sky`);
    let before = paint(0);
    for (let frame = 1; frame <= 12; frame += 1) {
      const here = paint(frame / 24);
      expect(difference(before, here)).toBeGreaterThan(0.005);
      before = here;
    }
  });

  test('what is drawn depends on the moment alone, not on what was drawn before', () => {
    const [paint, again] = [painter(`${scene} in the rain`), painter(`${scene} in the rain`)];
    paint(0);
    paint(0.5);
    expect(paint(1).equals(again(1))).toBe(true);
  });

  test('fills the whole frame, wide and tall', () => {
    for (const size of [
      { width: 294, height: 126 },
      { width: 126, height: 224 },
    ]) {
      const rgba = painter(scene, size)(0.2);
      for (let at = 3; at < rgba.length; at += 4) {
        if (rgba[at] !== 255) throw new Error(`a hole at byte ${String(at)} of ${scene}`);
      }
    }
  });
});

import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { storyboardOf } from '../storyboard.ts';
import { depthOf } from './depth.ts';
import { flowBetween } from './flow.ts';
import { livingPicture } from './living.ts';
import { transitionBetween } from './transition.ts';

const size = { width: 320, height: 180 };

/** A dark frame with a bright disc, which is what the eye follows. */
function discAt(x: number, y: number, ground = '#203040', disc = '#ffe0a0'): Canvas {
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  context.fillStyle = ground;
  context.fillRect(0, 0, size.width, size.height);
  context.fillStyle = disc;
  context.beginPath();
  context.arc(x, y, 34, 0, Math.PI * 2);
  context.fill();
  return canvas;
}

test('what moved between the pictures is followed, flat parts stay', () => {
  const flow = flowBetween(discAt(140, 90), discAt(160, 90));
  const moved = { ...flow.at(140 / 320, 0.5) };
  expect(moved.x).toBeGreaterThan(0.01);
  expect(Math.abs(moved.y)).toBeLessThan(moved.x / 2);
  expect(flow.at(0.9, 0.15).x).toBeCloseTo(0, 2);
});

test('what stands out in the middle is nearer than the sky above it', () => {
  const depth = depthOf(discAt(160, 100));
  expect(depth.at(0.5, 0.55)).toBeGreaterThan(depth.at(0.5, 0.05) + 0.15);
  expect(depth.at(0.1, 0.95)).toBeGreaterThan(depth.at(0.1, 0.05) + 0.1);
});

test('the change comes in parts, bright ones first, and leaves no hole', () => {
  const [from, to] = [discAt(100, 90, '#400000', '#ff2020'), discAt(220, 90, '#000040', '#c0c0ff')];
  const change = transitionBetween(
    storyboardOf('a meadow', 1, 'frames'),
    size,
    { picture: from, living: livingPicture(from, size) },
    { picture: to, living: livingPicture(to, size) },
  );
  const canvas = createCanvas(size.width, size.height);
  const still = { zoom: 1, x: 0, y: 0 };
  const blueAt = (way: number): Float32Array => {
    const context = canvas.getContext('2d');
    context.clearRect(0, 0, size.width, size.height);
    change(context, way, { first: still, last: still, seconds: 1, strength: 1 });
    const rgba = canvas.data();
    return Float32Array.from({ length: size.width * size.height }, (_, at) => {
      if (rgba[at * 4 + 3] !== 255) throw new Error(`a hole at pixel ${String(at)}`);
      return (rgba[at * 4 + 2] ?? 0) - (rgba[at * 4] ?? 0);
    });
  };
  const half = blueAt(0.5);
  const changed = half.filter((value) => value > 0).length / half.length;
  expect(changed).toBeGreaterThan(0.2);
  expect(changed).toBeLessThan(0.8);
  expect(half[90 * size.width + 220]).toBeGreaterThan(0);
  const count = (way: number): number => blueAt(way).filter((value) => value > 0).length;
  expect(count(0.25)).toBeLessThan(count(0.5));
  expect(count(0.5)).toBeLessThan(count(0.75));
});

import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { viewAt } from '../camera.ts';
import { buildScene } from '../scenes/scene.ts';
import { storyboardOf } from '../storyboard.ts';
import { difference } from '../testing/media.ts';
import { subjectLayers } from './layer.ts';
import type { Subject } from './subjects.ts';
import { figures } from './figures.ts';
import type { SubjectName } from './figures.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a literal are its names
const everyName = Object.keys(figures) as SubjectName[];
const size = { width: 256, height: 144 };

const tall = { width: 126, height: 224 };

/** A scene is built once for each size: only what stands in it is drawn here. */
const board = storyboardOf('meadow by day in clear sky, fixed camera', 5, 'text');
const stages = new Map([size, tall].map((frame) => [frame, buildScene(board, frame).stage]));

/** Subjects alone, before nothing. */
function painter(subjects: readonly Subject[], frame = size) {
  const stage = stages.get(frame);
  if (stage === undefined) throw new Error('no stage of this size');
  const layers = subjectLayers(stage, subjects);
  const canvas = createCanvas(frame.width, frame.height);
  const context = canvas.getContext('2d');
  return (seconds: number): Buffer => {
    context.resetTransform();
    context.clearRect(0, 0, frame.width, frame.height);
    for (const layer of layers) {
      context.save();
      layer.draw(context, { seconds, view: viewAt('still', 0) });
      context.restore();
    }
    return canvas.data();
  };
}

const alone = (name: SubjectName): Subject[] => [{ name, action: null, color: null }];

/** Share of the frame that is not empty. */
function covered(rgba: Uint8Array): number {
  let count = 0;
  for (let at = 3; at < rgba.length; at += 4) if ((rgba[at] ?? 0) > 100) count += 1;
  return count / (rgba.length / 4);
}

describe.each(everyName)('%s', (name) => {
  test('is large enough to read, moves from frame to frame, and is the same every time', () => {
    const [paint, again] = [painter(alone(name)), painter(alone(name))];
    const first = paint(0.5);
    expect(covered(first)).toBeGreaterThan(0.006);
    for (const frame of [1, 2, 3]) {
      expect(difference(paint(0.5 + (frame - 1) / 24), paint(0.5 + frame / 24))).toBeGreaterThan(0);
    }
    expect(difference(first, paint(1.5))).toBeGreaterThan(0.003);
    expect(paint(1).equals(again(1))).toBe(true);
  });
});

test.each(['run', 'walk', 'jump', 'dance', 'turn', 'sit', 'stretch'] as const)(
  'a person who is to %s moves otherwise than one who stands',
  (action) => {
    const at = (does: Subject['action']) =>
      painter([{ name: 'person', action: does, color: null }])(1.3);
    expect(difference(at(action), at('stand'))).toBeGreaterThan(0.2);
  },
);

test('a colour that the prompt names is seen', () => {
  const at = (color: Subject['color']) => painter([{ name: 'car', action: null, color }])(1);
  expect(difference(at([244, 241, 234]), at([38, 36, 44]))).toBeGreaterThan(1);
});

test('two subjects do not stand in each other', () => {
  const both: Subject[] = [...alone('girl'), ...alone('dog')];
  const [girl, dog] = [covered(painter(alone('girl'))(1)), covered(painter(alone('dog'))(1))];
  expect(covered(painter(both)(1))).toBeGreaterThan((girl + dog) * 0.6);
});

test('every subject stays in sight in a tall frame, too', () => {
  for (const name of everyName) {
    expect(covered(painter(alone(name), tall)(3)), name).toBeGreaterThan(0.006);
  }
});

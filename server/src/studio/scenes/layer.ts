import type { SKRSContext2D } from '@napi-rs/canvas';
import type { View } from '../camera.ts';
import { mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Palette } from '../palettes.ts';
import type { Storyboard } from '../storyboard.ts';

/**
 * A scene is a pile of layers, far ones first. Layers draw in frame heights: the origin is the middle
 * of the horizon, y grows downwards, and the frame reaches from `-aspect / 2` to `aspect / 2`.
 */
export interface Layer {
  draw(context: SKRSContext2D, moment: Moment): void;
}

interface Moment {
  seconds: number;
  view: View;
}

/** What layers are made from. */
export interface Stage {
  board: Storyboard;
  /** Pixels. */
  width: number;
  height: number;
  /** Width in frame heights. */
  aspect: number;
  /** Of the horizon below the top edge, in frame heights. */
  horizon: number;
}

/** How far to the sides a layer must reach so that no camera move shows its end. */
export function reach(stage: Stage): number {
  return stage.aspect / 2 + 0.75;
}

/** Sets the context to frame heights at a depth: 0 is the sky, 1 the foreground. */
export function enter(context: SKRSContext2D, stage: Stage, view: View, depth: number): void {
  const scale = stage.height * (1 + (view.zoom - 1) * (0.15 + 0.85 * depth));
  const x = stage.width / 2 - view.x * (0.12 + 0.88 * depth) * scale;
  const y = (stage.horizon + view.tilt + view.lift * depth) * stage.height;
  context.setTransform(scale, 0, 0, scale, x, y);
}

/** Pixel row of the horizon. */
export function horizonRow(stage: Stage, view: View): number {
  return (stage.horizon + view.tilt) * stage.height;
}

/** The colour of solid things at a depth: air lies between them and the camera. */
export function toneAt(palette: Palette, depth: number): Color {
  return mix(palette.haze, palette.ground, depth ** 0.8);
}

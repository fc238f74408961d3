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

export interface Moment {
  seconds: number;
  view: View;
}

/** A height in the picture, below the horizon, and how near things there are: 0 sky … 1 foreground. */
export interface Place {
  y: number;
  depth: number;
}

/** From the farthest to the nearest place that something may take. */
export interface Band {
  far: Place;
  near: Place;
}

/** Where a scene has room for subjects; null where it has none. */
export interface Grounds {
  /** Feet, wheels and trunks stand between these. */
  land: Band | null;
  /** Keels and swimmers lie between these. */
  water: Band | null;
  /** What flies; y is negative where this lies above the horizon. */
  sky: Band;
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
  /** The middle of sun or moon. */
  light: { x: number; y: number };
  grounds: Grounds;
}

/** Open land up to the lower edge of the frame, under an open sky. */
export function plainGrounds(horizon: number): Grounds {
  return {
    land: { far: { y: 0.1, depth: 0.5 }, near: { y: 0.92 - horizon, depth: 1 } },
    water: null,
    sky: { far: { y: -horizon * 0.8, depth: 0.2 }, near: { y: -horizon * 0.35, depth: 0.5 } },
  };
}

/** How far to the sides a layer must reach so that no camera move shows its end. */
export function reach(stage: Stage, depth = 1): number {
  return stage.aspect / 2 + 0.12 + 0.6 * depth;
}

/** Sets the context to frame heights at a depth: 0 is the sky, 1 the foreground. */
export function enter(context: SKRSContext2D, stage: Stage, view: View, depth: number): void {
  const scale = stage.height * (1 + (view.zoom - 1) * (0.15 + 0.85 * depth));
  const x = stage.width / 2 - view.x * (0.12 + 0.88 * depth) * scale;
  const y = (stage.horizon + view.tilt + view.lift * depth) * stage.height;
  // Unscaled pictures on whole pixels are copied several times as fast as between them.
  if (scale === stage.height)
    context.setTransform(scale, 0, 0, scale, Math.round(x), Math.round(y));
  else context.setTransform(scale, 0, 0, scale, x, y);
}

/** Pixel row of the horizon. */
export function horizonRow(stage: Stage, view: View): number {
  return (stage.horizon + view.tilt) * stage.height;
}

/** The colour of solid things at a depth: air lies between them and the camera. */
export function toneAt(palette: Palette, depth: number): Color {
  return mix(palette.haze, palette.ground, depth ** 0.8);
}

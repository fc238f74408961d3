import type { Action } from './actions.ts';
import type { Brush } from './brush.ts';

/** What moves a figure. */
export interface Pose {
  /** A clock that starts anywhere, so that not all move alike. */
  seconds: number;
  /** Since the film began. */
  begunSeconds: number;
  /** What the prompt lets it do; a figure that cannot do it does what is its own. */
  action: Action | null;
  /** Of the wind, -1 … 1, blowing to the right. */
  wind: number;
}

/**
 * A drawing one unit high that stands on y = 0, looks and goes to the right and is a little more than a
 * silhouette: two or three flat tones. The light at its edge, its shadow and its reflection are
 * added to every figure alike.
 */
export interface Figure {
  /** What the drawing may cover, in its own units. */
  reach: { left: number; right: number; above: number; below: number };
  draw(brush: Brush, pose: Pose): void;
  /** Light that the figure gives, drawn over it without edge or shadow. */
  shine?(brush: Brush, pose: Pose): void;
}

/** Left, top, width and height in units of the figure, around its foot, after it was turned. */
export type Bounds = readonly [left: number, top: number, width: number, height: number];

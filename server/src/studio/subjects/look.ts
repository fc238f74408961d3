import type { Action } from './actions.ts';
import type { Brush, Point } from './brush.ts';
import type { Pose } from './figure.ts';

/** How a person is built and dressed; colours are local ones. */
export interface Look {
  skin: string;
  hair: string;
  hairdo: 'short' | 'long' | 'bun' | 'ponytail' | 'none';
  top: string;
  legs: string;
  shoes: string;
  /** Of the hem above the ground, 0 … 0.5; none for trousers. */
  skirt?: number;
  /** A coat's hem above the ground. */
  coat?: number;
  /** Bigger heads and shorter legs are children's. */
  head: number;
  legLength: number;
  /** What they do unless the prompt says otherwise. */
  does: Action;
  /** Worn or carried: drawn behind and before the body in the body's own place. */
  behind?: (brush: Brush, pose: Pose, body: Body) => void;
  before?: (brush: Brush, pose: Pose, body: Body) => void;
  /** Instead of a bare head. */
  headgear?: (brush: Brush, pose: Pose, head: Point, radius: number) => void;
  /** The nearer hand, when it holds something. */
  hold?: (pose: Pose) => Point;
}

/** Where the parts of a body are at a moment. */
interface Body {
  hip: Point;
  shoulder: Point;
  head: Point;
  nearHand: Point;
}

import { sharp } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import { wave } from './gait.ts';
import type { Pose } from './figure.ts';

/** A wall with its lit and its shaded half. */
export function wall(
  brush: Brush,
  hex: string,
  left: number,
  top: number,
  right: number,
  bottom = 0.02,
): void {
  const middle = left + (right - left) * 0.62;
  sharp(brush.context, brush.main(hex), [
    [left, top],
    [middle, top],
    [middle, bottom],
    [left, bottom],
  ]);
  sharp(brush.context, brush.main(hex, 0.22), [
    [middle, top],
    [right, top],
    [right, bottom],
    [middle, bottom],
  ]);
}

export function roof(
  brush: Brush,
  hex: string,
  left: number,
  right: number,
  base: number,
  top: number,
): void {
  const middle = (left + right) / 2;
  sharp(brush.context, brush.dye(hex), [
    [left, base],
    [middle, top],
    [middle + (right - left) * 0.12, base],
  ]);
  sharp(brush.context, brush.dye(hex, 0.28), [
    [middle + (right - left) * 0.12, base],
    [middle, top],
    [right, base],
  ]);
}

export function window(brush: Brush, pose: Pose, [x, y]: Point, wide: number, high: number): void {
  const glow = 0.8 + 0.15 * wave(pose.seconds, 0.4, x * 3 + y);
  sharp(brush.context, brush.dark ? brush.glow('#ffd27a', glow) : brush.dye('#3d5166'), [
    [x - wide / 2, y - high / 2],
    [x + wide / 2, y - high / 2],
    [x + wide / 2, y + high / 2],
    [x - wide / 2, y + high / 2],
  ]);
}

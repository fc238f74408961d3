import { shape, stroke } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import type { Pose } from './figure.ts';
import { wave } from './gait.ts';
import type { Look } from './look.ts';
import type { Moving } from './motion.ts';

/** A skirt or coat: swings against the step, blows in the wind, and flies out in a turn. */
export function hem(
  brush: Brush,
  pose: Pose,
  look: Look,
  moving: Moving,
  along: (share: number, out?: number) => Point,
  above: number,
  open: boolean,
): void {
  const { phase, turn } = moving;
  const waist = along(open ? 0.9 : 0.3);
  const flare = (open ? 0.1 : 0.13) + (turn === 0 ? 0 : 0.12) + moving.reach * 0.25;
  const blow = pose.wind * 0.05 - moving.lean * 0.45 - (moving.reach > 0 ? 0.03 : 0);
  const ripple = (share: number): number => 0.018 * wave(phase * 2, 1, share * 0.8) + blow;
  const bottom = -above - (turn === 0 ? 0 : 0.04);
  const width = open ? 0.07 : 0.058;
  const points: Point[] = [
    [waist[0] - width, waist[1]],
    [waist[0] + width, waist[1]],
    [waist[0] + width + flare * 0.45 + ripple(0) * 0.4, (waist[1] + bottom) / 2],
    [waist[0] + flare + ripple(0.1), bottom - 0.012 * wave(phase * 2, 1, 0.3)],
    [waist[0] + flare * 0.35 + ripple(0.4), bottom + 0.016],
    [waist[0] - flare * 0.45 + ripple(0.7), bottom + 0.01 + 0.012 * wave(phase * 2, 1, 0.6)],
    [waist[0] - flare * 1.15 + ripple(1) * 1.7, bottom - 0.012],
    [waist[0] - width - flare * 0.5 + ripple(0.9) * 0.5, (waist[1] + bottom) / 2],
  ];
  shape(brush.context, brush.main(look.top), points);
  // Folds give the cloth its second tone.
  for (const share of [-0.5, 0.05, 0.55]) {
    const sway = turn === 0 ? share : Math.cos(turn + share * 3);
    stroke(brush.context, brush.main(look.top, 0.3), 0.012, [
      [waist[0] + sway * 0.05, waist[1] + (bottom - waist[1]) * 0.3],
      [waist[0] + sway * flare * 0.55 + ripple(0.5) * 0.5, waist[1] + (bottom - waist[1]) * 0.65],
      [waist[0] + sway * flare * 0.9 + ripple(0.5), bottom],
    ]);
  }
}

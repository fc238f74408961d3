import { chain, oval, shape, sharp, stroke } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import type { Pose } from './figure.ts';
import { now, wave } from './gait.ts';
import type { Look } from './look.ts';
import type { Moving } from './motion.ts';

export function headOf(brush: Brush, pose: Pose, look: Look, head: Point): void {
  const { context } = brush;
  const r = look.head;
  if (look.headgear !== undefined) {
    look.headgear(brush, pose, head, r);
    return;
  }
  const [x, y] = head;
  shape(context, brush.dye(look.skin), [
    [x - r * 0.7, y - r * 0.5],
    [x, y - r],
    [x + r * 0.72, y - r * 0.5],
    [x + r * 0.82, y + r * 0.02],
    [x + r * 0.97, y + r * 0.24],
    [x + r * 0.74, y + r * 0.4],
    [x + r * 0.62, y + r * 0.92],
    [x + r * 0.1, y + r * 0.9],
    [x - r * 0.5, y + r * 0.5],
  ]);
  face(brush, pose, look, head);
  const hair = brush.dye(look.hair);
  shape(context, hair, [
    [x + r * 0.72, y - r * 0.42],
    [x + r * 0.62, y - r * 0.9],
    [x, y - r * 1.2],
    [x - r * 0.75, y - r * 0.95],
    [x - r * 1.02, y - r * 0.1],
    [x - r * 0.72, y + r * 0.55],
    [x - r * 0.32, y + r * 0.35],
    [x - r * 0.08, y - r * 0.25],
    [x + r * 0.3, y - r * 0.42],
  ]);
  if (look.hairdo === 'bun') oval(context, hair, [x - r * 0.75, y - r * 0.95], r * 0.48);
  if (look.hairdo === 'long') {
    shape(context, hair, [
      [x - r * 0.1, y - r * 0.7],
      [x + r * 0.05, y],
      [x - r * 0.2, y + r * 0.9],
      [x - r * 0.75, y + r * 1.2],
      [x - r, y],
    ]);
  }
}

/** An eye that blinks, a brow, a cheek and a mouth, which smiles when it is asked to. */
function face({ context, dye }: Brush, pose: Pose, look: Look, [x, y]: Point): void {
  const r = look.head;
  const shut = now(pose.seconds, 2.9, 0.18);
  oval(context, dye('#e58a72', 0.08), [x + r * 0.28, y + r * 0.36], r * 0.15, r * 0.1);
  oval(context, dye('#fbf6ee'), [x + r * 0.52, y], r * 0.15, r * 0.12 * (1 - shut) + r * 0.01);
  oval(context, dye('#2a1a14'), [x + r * 0.58, y], r * 0.085, r * 0.11 * (1 - shut) + r * 0.015);
  stroke(context, dye(look.hair), r * 0.07, [
    [x + r * 0.3, y - r * 0.22],
    [x + r * 0.52, y - r * 0.29],
    [x + r * 0.72, y - r * 0.22],
  ]);
  const smile = pose.action === 'smile' ? 0.09 + 0.02 * wave(pose.seconds, 0.3) : 0.03;
  stroke(context, dye('#a8483f'), r * 0.075, [
    [x + r * 0.46, y + r * (0.53 - smile)],
    [x + r * 0.56, y + r * 0.56],
    [x + r * 0.74, y + r * (0.5 - smile * 0.3)],
  ]);
}

/** Long hair is a ribbon that follows the wind and the step. */
export function hairBehind(
  brush: Brush,
  pose: Pose,
  look: Look,
  head: Point,
  moving: Moving,
): void {
  if (look.hairdo !== 'long' && look.hairdo !== 'ponytail') return;
  const r = look.head;
  const back = 0.03 + moving.lean * 0.35 + moving.reach * 0.18 - pose.wind * 0.06;
  const length = look.hairdo === 'long' ? 0.2 : 0.17;
  const from: Point =
    look.hairdo === 'long'
      ? [head[0] - r * 0.55, head[1] - r * 0.3]
      : [head[0] - r * 0.8, head[1] - r * 0.55];
  chain(
    brush.context,
    brush.dye(look.hair, 0.15),
    [0, 0.25, 0.5, 0.75, 1].map((share) => [
      from[0] -
        back * share * 2.2 -
        r * 0.35 * share ** 0.5 +
        0.02 * share * wave(pose.seconds, 0.9, -share * 0.6),
      from[1] +
        length * share * (1 - Math.min(0.5, Math.abs(back) * 3)) +
        0.01 * wave(pose.seconds, 1.1, -share),
      r *
        (look.hairdo === 'long'
          ? 0.62 - 0.38 * share
          : 0.34 - 0.2 * share + (share > 0 ? 0.06 : 0)),
    ]),
  );
}

/** A hood, a helmet or a hat keeps this much of the face in sight. */
export function hat(brush: Brush, [x, y]: Point, r: number, hex: string): void {
  sharp(brush.context, brush.dye(hex), [
    [x - r * 1.9, y - r * 0.42],
    [x - r * 0.75, y - r * 0.75],
    [x, y - r * 1.6],
    [x + r * 0.75, y - r * 0.75],
    [x + r * 1.9, y - r * 0.42],
  ]);
}

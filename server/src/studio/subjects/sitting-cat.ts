import { chain, oval, shape, stroke } from './brush.ts';
import type { Brush, Joint } from './brush.ts';
import { now, wave } from './gait.ts';
import { ear } from './beast.ts';
import type { Pose } from './figure.ts';

/** A cat that sits, its face to the camera; its tail and ears live, and it blinks. */
export function sittingCat(brush: Brush, pose: Pose): void {
  const { context } = brush;
  const coat = '#d98a3d';
  const breath = 0.008 * wave(pose.seconds, 0.35);
  chain(
    context,
    brush.main(coat, 0.25),
    [0, 0.25, 0.5, 0.75, 1].map((share): Joint => [
      -0.22 - 0.34 * share - 0.06 * Math.sin(share * 3),
      -0.07 - 0.3 * share ** 2.4 + 0.05 * share * wave(pose.seconds, 0.45, -share * 0.4),
      0.06 - 0.018 * share,
    ]),
  );
  shape(context, brush.main(coat), [
    [0.1, -0.62],
    [0.2, -0.42],
    [0.22, -0.15],
    [0.25, 0],
    [-0.1, 0.01],
    [-0.34, 0],
    [-0.38, -0.16],
    [-0.28 - breath, -0.4],
    [-0.12, -0.6],
  ]);
  shape(context, brush.main(coat, 0.2), [
    [-0.3, -0.02],
    [-0.34, -0.17],
    [-0.22, -0.28],
    [-0.06, -0.18],
    [-0.04, 0],
  ]);
  shape(context, brush.dye('#f6e4c8'), [
    [-0.02, -0.54],
    [0.13, -0.54],
    [0.18, -0.3],
    [0.1, -0.2],
    [0.02, -0.34],
  ]);
  for (const [x, shade] of [
    [0.03, 0.16],
    [0.14, 0],
  ] as const) {
    chain(context, brush.main(coat, shade), [
      [x, -0.36, 0.06],
      [x + 0.01, -0.05, 0.045],
      [x + 0.05, -0.03, 0.04],
    ]);
  }
  const tilt = 0.05 * wave(pose.seconds, 0.16);
  context.save();
  context.translate(0.06, -0.68);
  context.rotate(tilt);
  catFace(brush, pose, coat);
  context.restore();
}

function catFace(brush: Brush, pose: Pose, coat: string): void {
  const { context } = brush;
  const twitch = now(pose.seconds, 1.7, 0.18) * 0.2;
  for (const side of [-1, 1] as const) {
    ear(
      brush,
      brush.main(coat, 0.08),
      [side * 0.115, -0.08],
      0.15,
      0.2,
      side * (0.3 + (side > 0 ? twitch : 0)),
    );
    ear(
      brush,
      brush.dye('#e2a48e'),
      [side * 0.115, -0.09],
      0.08,
      0.13,
      side * (0.3 + (side > 0 ? twitch : 0)),
    );
  }
  shape(context, brush.main(coat), [
    [0, -0.15],
    [0.15, -0.12],
    [0.215, 0.02],
    [0.12, 0.12],
    [0, 0.14],
    [-0.12, 0.12],
    [-0.215, 0.02],
    [-0.15, -0.12],
  ]);
  oval(context, brush.dye('#f6e4c8'), [0, 0.075], 0.085, 0.055);
  const shut = pose.action === 'sleep' ? 1 : now(pose.seconds, 2.4, 0.22, 0.9);
  for (const x of [-0.085, 0.085]) {
    const high = Math.max(0.006, 0.04 * (1 - shut));
    oval(context, brush.glow('#cfe06a'), [x, -0.015], 0.042, high);
    oval(context, brush.glow('#15110c'), [x + 0.004, -0.015], 0.015, high * 0.95);
    if (shut < 0.4) oval(context, brush.glow('#ffffff', 0.9), [x + 0.012, -0.03], 0.009);
  }
  oval(context, brush.dye('#d0706f'), [0, 0.05], 0.02, 0.014);
  for (const side of [-1, 1]) {
    for (const drop of [0, 0.025]) {
      stroke(context, brush.dye('#fff6e6'), 0.006, [
        [side * 0.06, 0.075 + drop * 0.6],
        [side * 0.27, 0.06 + drop * 2],
      ]);
    }
  }
}

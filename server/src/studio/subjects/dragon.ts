import { chain, halo, oval, shape, stroke } from './brush.ts';
import type { Brush, Joint } from './brush.ts';
import { wave } from './gait.ts';
import type { Figure, Pose } from './figure.ts';

/** A long body that swims through the air; scales, mane, whiskers and horns. */
export const dragon: Figure = {
  reach: { left: 1.75, right: 1.3, above: 1.3, below: 0.35 },
  draw(brush, pose) {
    const { context } = brush;
    const spine = spineOf(pose);
    const [gold, red] = ['#e8b33a', '#c2382f'];
    spine.forEach(([x, y, r], at) => {
      const next = spine[at + 1];
      if (next === undefined || at % 2 === 1) return;
      const side = Math.atan2(next[1] - y, next[0] - x) - Math.PI / 2;
      shape(context, brush.dye(gold, 0.12), [
        [x + Math.cos(side) * r * 0.6 - 0.03, y + Math.sin(side) * r * 0.6],
        [x + Math.cos(side) * (r + 0.06) - 0.04, y + Math.sin(side) * (r + 0.06)],
        [x + Math.cos(side) * r * 0.6 + 0.03, y + Math.sin(side) * r * 0.6],
      ]);
    });
    for (const at of [9, 19]) claws(brush, spine[at] ?? [0, 0, 0], pose.seconds, at);
    chain(context, brush.main(red), spine);
    chain(
      context,
      brush.dye(gold, 0.1),
      spine.slice(2, -2).map(([x, y, r]): Joint => [x, y + r * 0.55, r * 0.36]),
    );
    dragonHead(brush, pose, spine.at(-1) ?? [0, 0, 0.1]);
  },
};

function spineOf({ seconds }: Pose): Joint[] {
  return Array.from({ length: 30 }, (_, at): Joint => {
    const share = at / 29;
    const x = -1.55 + 2.35 * share;
    const y =
      -0.45 + (0.34 - 0.2 * share) * Math.sin(6.2 * share - seconds * 2.4 + 1.2) - 0.12 * share;
    return [x, y, 0.012 + 0.095 * Math.sin(Math.PI * Math.min(0.78, share * 0.86) ** 0.8) ** 0.9];
  });
}

function claws(brush: Brush, [x, y, r]: Joint, seconds: number, seed: number): void {
  const swing = 0.05 * wave(seconds, 0.5, seed);
  chain(brush.context, brush.main('#c2382f', 0.2), [
    [x, y + r * 0.5, 0.05],
    [x - 0.06 + swing, y + r + 0.13, 0.034],
    [x + 0.02 + swing, y + r + 0.23, 0.024],
  ]);
  for (const toe of [-0.05, 0, 0.05]) {
    stroke(brush.context, brush.dye('#f6e6c0'), 0.016, [
      [x + 0.02 + swing, y + r + 0.23],
      [x + 0.03 + swing + toe, y + r + 0.29],
    ]);
  }
}

function dragonHead(brush: Brush, { seconds }: Pose, [x, y]: Joint): void {
  const { context } = brush;
  context.save();
  context.translate(x, y);
  context.rotate(0.12 * wave(seconds, 0.38));
  for (const [at, lean] of [
    [0, -0.1],
    [1, 0.02],
    [2, 0.14],
    [3, 0.24],
  ] as const) {
    const flow = 0.03 * wave(seconds, 1.1, at * 0.2);
    shape(context, brush.dye('#e8b33a', at * 0.06), [
      [0.06, -0.12 + at * 0.07],
      [-0.16, -0.18 + lean + flow],
      [-0.32, -0.12 + lean + flow * 2],
      [-0.12, -0.04 + at * 0.06],
      [0.02, 0.02 + at * 0.04],
    ]);
  }
  for (const lift of [0, 0.05]) {
    stroke(context, brush.dye('#f4e0b0', lift * 4), 0.026, [
      [0.06, -0.11],
      [-0.04 - lift, -0.27],
      [-0.17 - lift, -0.32 - lift],
    ]);
  }
  const jaw = 0.05 + 0.035 * wave(seconds, 0.5);
  shape(context, brush.main('#c2382f', 0.2), [
    [0, 0.06],
    [0.16, 0.08 + jaw * 0.6],
    [0.34, 0.07 + jaw],
    [0.3, 0.11 + jaw],
    [0.1, 0.14 + jaw * 0.4],
  ]);
  shape(context, brush.main('#c2382f'), [
    [-0.08, -0.06],
    [0.05, -0.15],
    [0.18, -0.1],
    [0.32, -0.08],
    [0.42, -0.03],
    [0.4, 0.04],
    [0.22, 0.06],
    [0.06, 0.1],
    [-0.07, 0.08],
  ]);
  oval(context, brush.glow('#fff2a8'), [0.13, -0.06], 0.032, 0.026);
  oval(context, brush.glow('#2a0d06'), [0.14, -0.058], 0.013, 0.022);
  oval(context, brush.dye('#3a0f0c'), [0.385, -0.02], 0.012);
  for (const [from, drop] of [
    [0.38, 0.16],
    [0.36, 0.3],
  ] as const) {
    stroke(context, brush.dye('#f4e0b0'), 0.014, [
      [from, 0.02],
      [from + 0.15, 0.03 + 0.05 * wave(seconds, 0.7, drop)],
      [from + 0.06, drop],
      [from - 0.14, drop + 0.05 * wave(seconds, 0.8, drop)],
    ]);
  }
  context.restore();
  halo(context, '#ffd27a', [x + 0.1, y], 0.4, 0.12);
}

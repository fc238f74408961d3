import { oval, shape, stroke } from './brush.ts';
import type { Point } from './brush.ts';
import { wave } from './gait.ts';
import type { Figure } from './figure.ts';
import { box, gleam } from './glaze.ts';

export const bottle: Figure = {
  reach: { left: 0.5, right: 0.5, above: 1.1, below: 0.05 },
  draw(brush, pose) {
    const { context } = brush;
    const glass = '#e9a36b';
    box(brush, brush.dye('#2a2630'), -0.1, -1.02, 0.2, 0.24, 0.03);
    box(brush, brush.dye('#d9b566'), -0.085, -0.79, 0.17, 0.07, 0.01);
    box(brush, brush.main(glass, 0.05), -0.31, -0.73, 0.62, 0.73, 0.09);
    box(brush, brush.main(glass, 0.28), -0.31, -0.73, 0.1, 0.73, 0.05);
    const level = -0.52 + 0.006 * wave(pose.seconds, 0.5);
    shape(context, brush.main(glass, 0.18), [
      [-0.26, level],
      [0, level + 0.008 * wave(pose.seconds, 0.4)],
      [0.26, level],
      [0.27, -0.1],
      [0.2, -0.045],
      [-0.2, -0.045],
      [-0.27, -0.1],
    ]);
    box(brush, brush.dye('#fbf5ea'), -0.16, -0.42, 0.32, 0.24, 0.015);
    for (const [y, half] of [
      [-0.34, 0.1],
      [-0.29, 0.06],
      [-0.25, 0.08],
    ] as const) {
      stroke(context, brush.dye('#7a5a3a'), y === -0.34 ? 0.016 : 0.008, [
        [-half, y],
        [half, y],
      ]);
    }
    gleam(brush, pose, -0.31, 0.31, -0.73, 0);
  },
};

export const phone: Figure = {
  reach: { left: 0.45, right: 0.45, above: 1.1, below: 0.05 },
  draw(brush, pose) {
    const { context } = brush;
    context.save();
    context.rotate(0.05 * wave(pose.seconds, 0.16));
    box(brush, brush.main('#2c3038'), -0.27, -1.02, 0.54, 1.02, 0.08);
    const screen = context.createLinearGradient(-0.24, -1, 0.24, 0);
    const turn = 0.5 + 0.5 * wave(pose.seconds, 0.2);
    screen.addColorStop(0, brush.glow('#3f6bff'));
    screen.addColorStop(0.35 + 0.25 * turn, brush.glow('#b35cff'));
    screen.addColorStop(1, brush.glow('#ff8a5c'));
    context.fillStyle = screen;
    context.beginPath();
    context.roundRect(-0.245, -0.995, 0.49, 0.97, 0.06);
    context.fill();
    for (let at = 0; at < 3; at += 1) {
      oval(
        context,
        brush.glow('#ffffff', 0.14),
        [
          0.1 * wave(pose.seconds, 0.11, at * 0.3),
          -0.45 + 0.16 * wave(pose.seconds, 0.13, at * 0.4),
        ],
        0.16 - at * 0.03,
      );
    }
    box(brush, brush.glow('#0c0d12'), -0.06, -0.97, 0.12, 0.03, 0.015);
    gleam(brush, pose, -0.25, 0.25, -1, -0.02);
    context.restore();
  },
};

export const watch: Figure = {
  reach: { left: 0.5, right: 0.5, above: 1.1, below: 0.05 },
  draw(brush, pose) {
    const { context } = brush;
    for (const [top, high] of [
      [-1.05, 0.34],
      [-0.36, 0.36],
    ] as const) {
      box(brush, brush.main('#5b3a27'), -0.16, top, 0.32, high, 0.05);
      for (const x of [-0.13, 0.13]) {
        stroke(context, brush.dye('#d8b894', 0.2), 0.006, [
          [x, top + 0.02],
          [x, top + high - 0.02],
        ]);
      }
    }
    const middle: Point = [0, -0.53];
    oval(context, brush.dye('#b8bec8'), middle, 0.33);
    oval(context, brush.dye('#e8ebef'), middle, 0.31);
    oval(context, brush.dye('#182235'), middle, 0.275);
    box(brush, brush.dye('#b8bec8'), 0.32, -0.56, 0.05, 0.07, 0.012);
    const hand = (turn: number, length: number, width: number, hex: string): void => {
      const angle = turn * 2 * Math.PI - Math.PI / 2;
      stroke(context, brush.dye(hex), width, [
        [middle[0] - Math.cos(angle) * 0.04, middle[1] - Math.sin(angle) * 0.04],
        [middle[0] + Math.cos(angle) * length, middle[1] + Math.sin(angle) * length],
      ]);
    };
    for (let at = 0; at < 12; at += 1) {
      const angle = (at * Math.PI) / 6;
      stroke(context, brush.dye('#f3f4f6'), at % 3 === 0 ? 0.016 : 0.008, [
        [middle[0] + Math.cos(angle) * 0.21, middle[1] + Math.sin(angle) * 0.21],
        [middle[0] + Math.cos(angle) * 0.25, middle[1] + Math.sin(angle) * 0.25],
      ]);
    }
    hand(0.84 + pose.seconds / 4000, 0.13, 0.022, '#f3f4f6');
    hand(0.15 + pose.seconds / 400, 0.19, 0.016, '#f3f4f6');
    hand(Math.floor(pose.seconds * 6) / 360, 0.22, 0.007, '#e8553f');
    oval(context, brush.dye('#e8553f'), middle, 0.014);
    gleam(brush, pose, -0.3, 0.3, -0.85, -0.2);
  },
};

export const shoe: Figure = {
  reach: { left: 0.95, right: 0.95, above: 0.95, below: 0.06 },
  draw(brush, pose) {
    const { context } = brush;
    context.save();
    // It hovers over its shadow.
    context.translate(0, -0.1 + 0.03 * wave(pose.seconds, 0.3));
    context.rotate(-0.06 + 0.03 * wave(pose.seconds, 0.2));
    shape(context, brush.dye('#f6f5f1'), [
      [-0.72, -0.14],
      [0.1, -0.12],
      [0.86, -0.14],
      [0.9, -0.04],
      [0.7, 0.01],
      [-0.6, 0.02],
      [-0.78, -0.04],
    ]);
    shape(context, brush.main('#e2503f'), [
      [-0.7, -0.13],
      [-0.74, -0.48],
      [-0.66, -0.66],
      [-0.4, -0.6],
      [-0.16, -0.62],
      [0.16, -0.42],
      [0.5, -0.32],
      [0.82, -0.24],
      [0.87, -0.12],
      [0.1, -0.11],
    ]);
    shape(context, brush.dye('#fdf9f0'), [
      [-0.5, -0.22],
      [-0.1, -0.2],
      [0.3, -0.36],
      [-0.08, -0.28],
      [-0.42, -0.34],
    ]);
    shape(context, brush.main('#e2503f', 0.3), [
      [0.56, -0.3],
      [0.82, -0.24],
      [0.87, -0.12],
      [0.5, -0.11],
    ]);
    for (const at of [0, 1, 2, 3]) {
      stroke(context, brush.dye('#fdf9f0'), 0.03, [
        [-0.12 + at * 0.11, -0.58 + at * 0.07],
        [0.0 + at * 0.1, -0.46 + at * 0.05],
      ]);
    }
    gleam(brush, pose, -0.8, 0.9, -0.66, 0);
    context.restore();
  },
};

import { chain, halo, oval, stroke } from './brush.ts';
import type { Point } from './brush.ts';
import { wave } from './gait.ts';
import type { Figure } from './figure.ts';
import { box, flame } from './glaze.ts';

export const candle: Figure = {
  reach: { left: 0.5, right: 0.5, above: 1.05, below: 0.06 },
  draw(brush) {
    const { context } = brush;
    oval(context, brush.dye('#8c6a3a'), [0, -0.04], 0.32, 0.06);
    box(brush, brush.main('#f5ead2'), -0.13, -0.7, 0.26, 0.67, 0.04);
    box(brush, brush.main('#f5ead2', 0.18), 0.03, -0.7, 0.1, 0.67, 0.04);
    for (const [x, y] of [
      [-0.1, -0.5],
      [0.07, -0.56],
      [-0.03, -0.6],
    ] as const) {
      chain(context, brush.dye('#fff8e6'), [
        [x, -0.68, 0.03],
        [x, y, 0.022],
      ]);
    }
    stroke(context, brush.dye('#2a201a'), 0.014, [
      [0, -0.69],
      [0.006, -0.76],
    ]);
  },
  shine(brush, pose) {
    flame(brush, pose, [0, -0.74], 0.24);
  },
};

/** Paper lanterns that rise with their light. */
const lanterns = [
  [0, -0.1, 0.5, 0],
  [-0.8, -0.5, 0.34, 0.4],
  [0.75, -0.62, 0.3, 0.7],
  [-0.42, -1.02, 0.22, 0.2],
  [0.4, -1.12, 0.18, 0.9],
  [-1.15, -1.1, 0.14, 0.6],
  [1.12, -0.05, 0.24, 0.1],
] as const;

export const lantern: Figure = {
  reach: { left: 1.6, right: 1.6, above: 1.6, below: 0.3 },
  draw(brush, pose) {
    const { context } = brush;
    for (const [x, y, size, phase] of lanterns) {
      context.save();
      context.translate(...lanternAt(x, y, phase, pose.seconds));
      context.scale(size, size);
      context.rotate(0.06 * wave(pose.seconds, 0.2, phase));
      const paper = context.createLinearGradient(0, -0.9, 0, 0);
      paper.addColorStop(0, brush.glow('#c8482c'));
      paper.addColorStop(0.6, brush.glow('#f08a3a'));
      paper.addColorStop(1, brush.glow('#ffe08a'));
      context.fillStyle = paper;
      context.beginPath();
      context.moveTo(-0.24, 0);
      context.bezierCurveTo(-0.42, -0.3, -0.42, -0.85, 0, -0.88);
      context.bezierCurveTo(0.42, -0.85, 0.42, -0.3, 0.24, 0);
      context.closePath();
      context.fill();
      for (const rib of [-0.2, 0, 0.2]) {
        stroke(context, brush.glow('#8c2a18', 0.4), 0.014, [
          [rib * 0.9, 0],
          [rib * 1.6, -0.5],
          [rib * 0.4, -0.87],
        ]);
      }
      oval(context, brush.glow('#fff6d0'), [0, 0], 0.2, 0.045);
      context.restore();
    }
  },
  shine(brush, pose) {
    for (const [x, y, size, phase] of lanterns) {
      const [left, top] = lanternAt(x, y, phase, pose.seconds);
      halo(
        brush.context,
        '#ffb04a',
        [left, top - size * 0.35],
        size * 1.15,
        0.42 + 0.06 * wave(pose.seconds, 1.7, phase),
      );
    }
  },
};

function lanternAt(x: number, y: number, phase: number, seconds: number): Point {
  return [
    x + 0.05 * wave(seconds, 0.12, phase),
    y - 0.02 * (seconds % 600) * 0.02 + 0.04 * wave(seconds, 0.16, phase),
  ];
}

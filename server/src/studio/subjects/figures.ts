import type { SKRSContext2D } from '@napi-rs/canvas';
import type { SubjectName } from './vocabulary.ts';

/**
 * Silhouettes. A figure stands on y = 0 and is drawn one unit high, in the fill and stroke colour that
 * is set; `seconds` moves it.
 */
export type Figure = (context: SKRSContext2D, seconds: number) => void;

export const figures: Record<SubjectName, Figure> = {
  person(context, seconds) {
    const step = Math.sin(seconds * 4.2);
    limb(context, 0.075, [0, -0.48], [0.1 * step, -0.24], [0.17 * step, 0]);
    limb(context, 0.075, [0, -0.48], [-0.08 * step, -0.25], [-0.19 * step, -0.015]);
    limb(context, 0.05, [0.01, -0.78], [-0.09 * step, -0.6], [-0.05 * step + 0.05, -0.46]);
    limb(context, 0.05, [0.01, -0.78], [0.1 * step, -0.61], [0.13 * step + 0.05, -0.48]);
    limb(context, 0.13, [0.005, -0.76], [0.01, -0.62], [0, -0.48]);
    // A long coat that swings with the step.
    blob(context, [
      [-0.09, -0.82],
      [0.09, -0.82],
      [0.12, -0.55],
      [0.13 + 0.03 * step, -0.3],
      [-0.16 + 0.03 * step, -0.28],
      [-0.11, -0.55],
    ]);
    limb(context, 0.05, [0.005, -0.84], [0.008, -0.88], [0.012, -0.92]);
    disc(context, 0.016, -0.935, 0.062);
  },
  birds(context, seconds) {
    for (const [x, y, size, phase] of flock) {
      const flap = Math.sin(seconds * 6.5 + phase) * 0.45;
      context.beginPath();
      context.moveTo(x - size, y - size * (0.15 + flap));
      context.quadraticCurveTo(x - size * 0.45, y - size * (0.32 + flap * 0.5), x, y);
      context.quadraticCurveTo(
        x + size * 0.45,
        y - size * (0.32 + flap * 0.5),
        x + size,
        y - size * (0.15 + flap),
      );
      context.quadraticCurveTo(x + size * 0.4, y - size * 0.08, x, y + size * 0.16);
      context.quadraticCurveTo(x - size * 0.4, y - size * 0.08, x - size, y - size * (0.15 + flap));
      context.fill();
    }
  },
  boat(context, seconds) {
    context.save();
    context.rotate(Math.sin(seconds * 1.1) * 0.025);
    blob(context, [
      [-0.52, -0.15],
      [0.56, -0.17],
      [0.4, 0.03],
      [-0.36, 0.03],
    ]);
    context.fillRect(-0.02, -1, 0.025, 0.9);
    sail(context, [0.02, -0.97], [0.47, -0.24], [0.02, -0.24], 0.14);
    sail(context, [-0.04, -0.86], [-0.42, -0.26], [-0.04, -0.24], -0.08);
    context.restore();
  },
  car(context, seconds) {
    const hop = Math.sin(seconds * 9) * 0.008;
    context.beginPath();
    context.moveTo(-1.25, -0.2);
    context.bezierCurveTo(-1.3, -0.52, -1.2, -0.56, -0.85, -0.6);
    context.bezierCurveTo(-0.6, -0.92 + hop, -0.35, -1 + hop, 0.05, -0.98 + hop);
    context.bezierCurveTo(0.4, -0.96 + hop, 0.55, -0.72, 0.72, -0.6);
    context.bezierCurveTo(1.1, -0.55, 1.3, -0.48, 1.28, -0.2);
    context.closePath();
    context.fill();
    disc(context, -0.76, -0.19, 0.21);
    disc(context, 0.78, -0.19, 0.21);
  },
  balloon(context) {
    context.beginPath();
    context.moveTo(-0.1, -0.28);
    context.bezierCurveTo(-0.2, -0.45, -0.42, -0.5, -0.4, -0.72);
    context.bezierCurveTo(-0.38, -1.08, 0.38, -1.08, 0.4, -0.72);
    context.bezierCurveTo(0.42, -0.5, 0.2, -0.45, 0.1, -0.28);
    context.closePath();
    context.fill();
    const tone = context.fillStyle;
    context.fillStyle = 'rgba(255, 255, 255, 0.3)';
    for (const bulge of [0.27, 0.09]) {
      context.beginPath();
      context.ellipse(0, -0.7, bulge, 0.275, 0, 0, Math.PI * 2);
      context.fill();
    }
    context.fillStyle = tone;
    context.fillRect(-0.075, -0.14, 0.15, 0.12);
    context.fillRect(-0.08, -0.29, 0.012, 0.16);
    context.fillRect(0.068, -0.29, 0.012, 0.16);
  },
  tree(context, seconds) {
    const sway = Math.sin(seconds * 0.9) * 0.012;
    blob(context, [
      [-0.045, 0],
      [-0.03, -0.3],
      [-0.02, -0.55],
      [0.02, -0.55],
      [0.03, -0.3],
      [0.06, 0],
    ]);
    limb(context, 0.025, [0, -0.4], [0.1, -0.52], [0.2 + sway, -0.6]);
    limb(context, 0.025, [0, -0.36], [-0.1, -0.48], [-0.18 + sway, -0.58]);
    for (const [x, y, size] of crown) disc(context, x + sway * (1 - y), y, size);
  },
  cat(context, seconds) {
    const tail = Math.sin(seconds * 1.7);
    limb(context, 0.09, [0.25, -0.08], [0.62, -0.02], [0.66 + tail * 0.05, -0.36 - tail * 0.04]);
    blob(context, [
      [-0.24, 0],
      [-0.26, -0.3],
      [-0.2, -0.6],
      [0.02, -0.66],
      [0.24, -0.45],
      [0.36, -0.15],
      [0.33, 0],
    ]);
    context.beginPath();
    context.ellipse(-0.14, -0.73, 0.21, 0.18, 0, 0, 7);
    context.fill();
    blob(
      context,
      [
        [-0.33, -0.76],
        [-0.34, -1.02],
        [-0.17, -0.87],
      ],
      0.1,
    );
    blob(
      context,
      [
        [-0.1, -0.87],
        [0.04, -1.02],
        [0.06, -0.74],
      ],
      0.1,
    );
  },
  dog(context, seconds) {
    const step = Math.sin(seconds * 5);
    limb(context, 0.1, [-0.36, -0.5], [-0.38 + 0.1 * step, -0.24], [-0.4 + 0.16 * step, -0.02]);
    limb(context, 0.1, [-0.3, -0.5], [-0.3 - 0.1 * step, -0.24], [-0.32 - 0.16 * step, -0.02]);
    limb(context, 0.1, [0.36, -0.5], [0.44 - 0.1 * step, -0.26], [0.38 - 0.16 * step, -0.02]);
    limb(context, 0.1, [0.42, -0.5], [0.5 + 0.1 * step, -0.26], [0.46 + 0.16 * step, -0.02]);
    blob(context, [
      [-0.48, -0.68],
      [0, -0.7],
      [0.5, -0.68],
      [0.56, -0.5],
      [0.1, -0.4],
      [-0.4, -0.38],
    ]);
    limb(context, 0.2, [-0.42, -0.6], [-0.52, -0.72], [-0.58, -0.82]);
    context.beginPath();
    context.ellipse(-0.64, -0.85, 0.17, 0.12, 0.15, 0, 7);
    context.fill();
    limb(context, 0.1, [-0.7, -0.84], [-0.8, -0.8], [-0.86, -0.79]);
    blob(
      context,
      [
        [-0.62, -0.9],
        [-0.52, -1],
        [-0.48, -0.78],
      ],
      0.2,
    );
    limb(context, 0.06, [0.52, -0.62], [0.7, -0.76], [0.76, -0.92 + Math.sin(seconds * 9) * 0.05]);
  },
};

type Point = readonly [x: number, y: number];

const flock = [
  [0, -0.75, 0.3, 0],
  [-0.75, -0.95, 0.2, 1.1],
  [0.62, -1.1, 0.19, 2.3],
  [1.05, -0.6, 0.16, 0.6],
  [-1.2, -0.6, 0.15, 3],
  [0.1, -1.45, 0.14, 4.1],
  [-0.4, -1.35, 0.12, 5.2],
] as const;

const crown = [
  [0, -0.78, 0.21],
  [-0.2, -0.68, 0.16],
  [0.21, -0.7, 0.17],
  [-0.1, -0.88, 0.13],
  [0.13, -0.89, 0.13],
  [-0.31, -0.62, 0.1],
  [0.33, -0.62, 0.1],
  [0, -0.62, 0.16],
] as const;

function disc(context: SKRSContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
}

/** A bent stroke with round ends. */
function limb(context: SKRSContext2D, width: number, from: Point, bend: Point, to: Point): void {
  context.lineWidth = width;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(...from);
  context.quadraticCurveTo(...bend, ...to);
  context.stroke();
}

/** A closed shape whose corners are rounded; `softness` 0 sharp … 1 round. */
function blob(context: SKRSContext2D, points: readonly Point[], softness = 0.5): void {
  const at = (index: number): Point => points[(index + points.length) % points.length] ?? [0, 0];
  const toward = (a: Point, b: Point, share: number): Point => [
    a[0] + (b[0] - a[0]) * share,
    a[1] + (b[1] - a[1]) * share,
  ];
  context.beginPath();
  points.forEach((corner, index) => {
    const enterAt = toward(corner, at(index - 1), softness / 2);
    if (index === 0) context.moveTo(...enterAt);
    else context.lineTo(...enterAt);
    context.quadraticCurveTo(...corner, ...toward(corner, at(index + 1), softness / 2));
  });
  context.closePath();
  context.fill();
}

function sail(context: SKRSContext2D, top: Point, out: Point, foot: Point, belly: number): void {
  context.beginPath();
  context.moveTo(...top);
  context.quadraticCurveTo((top[0] + out[0]) / 2 + belly, (top[1] + out[1]) / 2, ...out);
  context.lineTo(...foot);
  context.closePath();
  context.fill();
}

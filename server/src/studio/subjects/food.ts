import { chain, oval, shape, sharp, stroke } from './brush.ts';
import type { Brush } from './brush.ts';
import { wave } from './gait.ts';
import type { Figure } from './figure.ts';
import { box, flame, gleam, steam } from './glaze.ts';

export const coffee: Figure = {
  reach: { left: 0.85, right: 0.85, above: 0.85, below: 0.06 },
  draw(brush, pose) {
    const { context } = brush;
    oval(context, brush.dye('#e6e0d4', 0.12), [0, -0.05], 0.74, 0.12);
    oval(context, brush.dye('#f4efe5'), [0, -0.07], 0.7, 0.1);
    context.strokeStyle = brush.main('#f6f1e7', 0.08);
    context.lineWidth = 0.07;
    context.beginPath();
    context.ellipse(0.5, -0.38, 0.15, 0.14, 0.2, 0, Math.PI * 2);
    context.stroke();
    shape(context, brush.main('#f6f1e7'), [
      [-0.5, -0.58],
      [0.5, -0.58],
      [0.47, -0.32],
      [0.34, -0.12],
      [0.2, -0.07],
      [-0.2, -0.07],
      [-0.34, -0.12],
      [-0.47, -0.32],
    ]);
    shape(context, brush.main('#f6f1e7', 0.16), [
      [0.1, -0.58],
      [0.5, -0.58],
      [0.47, -0.32],
      [0.34, -0.12],
      [0.2, -0.07],
      [0.28, -0.3],
    ]);
    oval(context, brush.main('#fffaf0'), [0, -0.58], 0.51, 0.155);
    oval(context, brush.dye('#6b3e22'), [0, -0.575], 0.47, 0.135);
    oval(context, brush.dye('#9a6238'), [0, -0.57], 0.42, 0.115);
    // A rosetta turns slowly in the crema.
    context.save();
    context.translate(0, -0.57);
    context.scale(1, 0.28);
    context.rotate(0.25 * Math.sin(pose.seconds * 0.4));
    for (const [size, y] of [
      [0.27, 0.06],
      [0.2, -0.02],
      [0.13, -0.1],
    ] as const) {
      heart(brush, y + 0.06, size, '#f7e8cd');
      heart(brush, y + 0.04, size * 0.74, '#9a6238');
    }
    heart(brush, -0.08, 0.09, '#f7e8cd');
    context.restore();
  },
  shine(brush, pose) {
    steam(brush, pose, [0, -0.6], 0.75);
  },
};

function heart(brush: Brush, y: number, size: number, hex: string): void {
  shape(brush.context, brush.dye(hex), [
    [0, y - size * 0.7],
    [size * 0.6, y - size * 1.05],
    [size, y - size * 0.45],
    [size * 0.5, y + size * 0.4],
    [0, y + size * 0.95],
    [-size * 0.5, y + size * 0.4],
    [-size, y - size * 0.45],
    [-size * 0.6, y - size * 1.05],
  ]);
}

export const cake: Figure = {
  reach: { left: 0.75, right: 0.75, above: 1.1, below: 0.06 },
  draw(brush) {
    const { context } = brush;
    oval(context, brush.dye('#e9e4da', 0.1), [0, -0.05], 0.68, 0.11);
    const layer = (y: number, wide: number, high: number, hex: string): void => {
      sharp(context, brush.main(hex, 0.06), [
        [-wide, y - high],
        [wide, y - high],
        [wide, y],
        [-wide, y],
      ]);
      oval(context, brush.main(hex, 0.06), [0, y], wide, wide * 0.16);
      oval(context, brush.main(hex), [0, y - high], wide, wide * 0.16);
    };
    layer(-0.08, 0.54, 0.26, '#f6d9c4');
    for (let at = 0; at <= 8; at += 1) {
      const x = -0.52 + at * 0.13;
      chain(context, brush.dye('#fff6ec'), [
        [x, -0.36, 0.04],
        [x, -0.3 + 0.06 * Math.sin(at * 2.1), 0.03],
      ]);
    }
    layer(-0.36, 0.38, 0.2, '#f4a9b8');
    for (let at = 0; at < 5; at += 1) {
      const x = -0.28 + at * 0.14;
      oval(context, brush.dye('#d5343f'), [x, -0.6 - 0.02 * Math.cos(at * 2)], 0.055);
      oval(context, brush.dye('#ff9a94'), [x - 0.015, -0.62], 0.016);
    }
    for (const x of [-0.2, 0, 0.2])
      box(brush, brush.dye(x === 0 ? '#7fb7e6' : '#f6d06a'), x - 0.017, -0.83, 0.034, 0.22, 0.01);
  },
  shine(brush, pose) {
    for (const x of [-0.2, 0, 0.2]) flame(brush, pose, [x, -0.85], 0.09);
  },
};

export const noodles: Figure = {
  reach: { left: 0.85, right: 0.85, above: 1.05, below: 0.06 },
  draw(brush, pose) {
    const { context } = brush;
    oval(context, brush.dye('#b8442e', 0.2), [0, -0.56], 0.66, 0.17);
    oval(context, brush.dye('#d9963e'), [0, -0.555], 0.6, 0.14);
    for (let at = 0; at < 9; at += 1) {
      const x = -0.45 + at * 0.11;
      stroke(context, brush.dye(at % 2 === 0 ? '#f6dc94' : '#eccb77'), 0.032, [
        [x, -0.54],
        [x + 0.12, -0.66 - 0.02 * wave(pose.seconds, 0.3, at)],
        [x + 0.22, -0.55],
      ]);
    }
    oval(context, brush.dye('#fff8e8'), [0.28, -0.63], 0.13, 0.08, -0.2);
    oval(context, brush.dye('#f2a531'), [0.28, -0.635], 0.06, 0.04);
    for (const [x, y] of [
      [-0.3, -0.6],
      [-0.18, -0.65],
      [-0.05, -0.6],
      [0.08, -0.66],
    ] as const) {
      oval(context, brush.dye('#5fa84e'), [x, y], 0.034, 0.02);
    }
    // Noodles lifted by chopsticks, swinging a little.
    const lift = 0.03 * wave(pose.seconds, 0.35);
    for (const at of [-2, -1, 0, 1, 2]) {
      stroke(context, brush.dye(at % 2 === 0 ? '#f6dc94' : '#eccb77'), 0.026, [
        [-0.16 + at * 0.028, -0.92 + lift],
        [-0.17 + at * 0.035 + 0.012 * wave(pose.seconds, 0.8, at * 0.2), -0.78],
        [-0.15 + at * 0.04, -0.6],
      ]);
    }
    for (const drop of [0, 0.045]) {
      stroke(context, brush.dye('#4a2c1c'), 0.024, [
        [-0.24, -0.93 + lift + drop],
        [0.62, -1.02 + lift + drop * 0.3],
      ]);
    }
    shape(context, brush.main('#c8402f'), [
      [-0.66, -0.55],
      [-0.4, -0.43],
      [0, -0.4],
      [0.4, -0.43],
      [0.66, -0.55],
      [0.56, -0.26],
      [0.26, -0.06],
      [-0.26, -0.06],
      [-0.56, -0.26],
    ]);
    stroke(context, brush.dye('#f6d9a0'), 0.02, [
      [-0.6, -0.4],
      [0, -0.27],
      [0.6, -0.4],
    ]);
    box(brush, brush.main('#c8402f', 0.25), -0.22, -0.07, 0.44, 0.07, 0.02);
  },
  shine(brush, pose) {
    steam(brush, pose, [0.1, -0.62], 0.6);
  },
};

const fruits = [
  [-0.34, -0.42, 0.21, '#d8392f'],
  [0.36, -0.4, 0.2, '#f0a02f'],
  [0.02, -0.56, 0.23, '#e2b53a'],
  [0.02, -0.36, 0.2, '#7fae3e'],
] as const;

export const fruit: Figure = {
  reach: { left: 0.85, right: 0.85, above: 1, below: 0.06 },
  draw(brush, pose) {
    const { context } = brush;
    for (const [x, y, size, hex] of fruits) {
      oval(context, brush.dye(hex), [x, y], size, size * 0.95);
      oval(
        context,
        brush.dye(hex, 0.25),
        [x + size * 0.2, y + size * 0.3],
        size * 0.72,
        size * 0.6,
      );
      oval(
        context,
        brush.glow('#ffffff', 0.42),
        [x - size * 0.35 + 0.01 * wave(pose.seconds, 0.3), y - size * 0.42],
        size * 0.16,
        size * 0.22,
        0.5,
      );
      stroke(context, brush.dye('#5a3a22'), 0.018, [
        [x, y - size * 0.85],
        [x + 0.03, y - size * 1.15],
      ]);
    }
    for (let at = 0; at < 9; at += 1) {
      oval(
        context,
        brush.dye('#5d3a86', 0.06 * (at % 3)),
        [0.42 + 0.09 * ((at % 3) - 1), -0.66 + 0.085 * Math.floor(at / 3)],
        0.062,
      );
    }
    shape(context, brush.main('#efe6d6'), [
      [-0.7, -0.34],
      [0, -0.27],
      [0.7, -0.34],
      [0.52, -0.1],
      [0.2, 0],
      [-0.2, 0],
      [-0.52, -0.1],
    ]);
    stroke(context, brush.dye('#3f6fa8'), 0.025, [
      [-0.6, -0.23],
      [0, -0.16],
      [0.6, -0.23],
    ]);
    gleam(brush, pose, -0.75, 0.75, -0.8, 0);
  },
};

import { chain, oval, shape, stroke } from './brush.ts';
import type { Brush } from './brush.ts';
import { wave } from './gait.ts';
import type { Figure } from './figure.ts';

/** The white water before and behind a hull. */
function wake(brush: Brush, seconds: number, bow: number, stern: number): void {
  const { context } = brush;
  for (let at = 0; at < 9; at += 1) {
    const age = (seconds * 0.45 + at / 9) % 1;
    const x = bow - (bow - stern) * age * 1.75;
    stroke(
      context,
      brush.glow('#ffffff', 0.42 * (1 - age)),
      0.012 + 0.006 * wave(seconds, 0.8, at),
      [
        [x - 0.05 - age * 0.12, 0.025 + age * 0.035 + 0.008 * wave(seconds, 0.9, at * 0.3)],
        [x + 0.05 + age * 0.06, 0.02 + age * 0.035],
      ],
    );
  }
}

export const boat: Figure = {
  reach: { left: 1.2, right: 0.75, above: 1.15, below: 0.14 },
  draw(brush, pose) {
    const { context } = brush;
    const { seconds } = pose;
    context.save();
    context.rotate(0.035 * wave(seconds, 0.21) - 0.015);
    context.translate(0, 0.012 * wave(seconds, 0.29));
    const belly = 0.1 + 0.025 * wave(seconds, 0.4);
    stroke(context, brush.dye('#5a3a26'), 0.022, [
      [0, -0.1],
      [0, -1.08],
    ]);
    shape(context, brush.main('#fbf4e4'), [
      [0.02, -1.04],
      [0.2 + belly, -0.72],
      [0.34 + belly, -0.4],
      [0.45, -0.25],
      [0.2, -0.235],
      [0.02, -0.25],
      [0.025, -0.65],
    ]);
    shape(context, brush.main('#fbf4e4', 0.16), [
      [-0.03, -0.98],
      [-0.18 + belly * 0.4, -0.66],
      [-0.42 + belly * 0.4, -0.3],
      [-0.46, -0.24],
      [-0.2, -0.24],
      [-0.03, -0.26],
      [-0.06, -0.6],
    ]);
    for (const y of [-0.45, -0.65]) {
      stroke(context, brush.dye('#d8c8a8', 0.1), 0.007, [
        [0.03, y],
        [0.2 + belly * 0.8 - (y + 0.4) * -0.1, y + 0.02],
      ]);
    }
    const flag = 0.03 * wave(seconds, 1.4);
    shape(context, brush.dye('#e2493c'), [
      [0, -1.1],
      [-0.09, -1.08 + flag * 0.5],
      [-0.16, -1.06 + flag],
      [-0.09, -1.04 + flag * 0.4],
      [0, -1.04],
    ]);
    shape(context, brush.dye('#7b4a2c'), [
      [-0.58, -0.2],
      [0, -0.165],
      [0.66, -0.23],
      [0.5, 0.0],
      [0.3, 0.07],
      [-0.36, 0.07],
      [-0.5, 0],
    ]);
    shape(context, brush.dye('#f0e6d2'), [
      [-0.58, -0.2],
      [0, -0.165],
      [0.66, -0.23],
      [0.63, -0.185],
      [0, -0.12],
      [-0.57, -0.155],
    ]);
    // One who steers.
    chain(context, brush.dye('#2c3850'), [
      [-0.36, -0.2, 0.045],
      [-0.35, -0.32, 0.04],
    ]);
    oval(context, brush.dye('#d9a57f'), [-0.335, -0.385], 0.036);
    context.restore();
  },
  shine(brush, { seconds }) {
    wake(brush, seconds, 0.62, -0.5);
  },
};

export const ship: Figure = {
  reach: { left: 1.9, right: 1.6, above: 1.1, below: 0.14 },
  draw(brush, pose) {
    const { context } = brush;
    const { seconds } = pose;
    context.save();
    context.rotate(0.012 * wave(seconds, 0.16));
    const block = (
      left: number,
      top: number,
      width: number,
      height: number,
      hex: string,
      shade = 0,
    ): void => {
      context.fillStyle = brush.dye(hex, shade);
      context.beginPath();
      context.roundRect(left, top, width, height, 0.02);
      context.fill();
    };
    for (const [at, x] of [-0.5, -0.12].entries()) {
      for (let puff = 0; puff < 6; puff += 1) {
        const age = (seconds * 0.24 + puff / 6 + at * 0.13) % 1;
        oval(
          context,
          brush.dye('#d9d9de', 0.25),
          [x - age * 0.75, -0.86 - age * 0.22 - 0.02 * wave(seconds, 0.3, puff)],
          0.03 + 0.1 * age * (1 - age * 0.3),
          (0.03 + 0.06 * age) * (1 - age),
        );
      }
      block(x - 0.07, -0.86, 0.15, 0.32, '#d8432f');
      block(x - 0.07, -0.86, 0.15, 0.06, '#26262c');
    }
    block(-0.95, -0.46, 1.65, 0.2, '#f3efe6');
    block(-0.82, -0.6, 1.3, 0.16, '#fbf8f0');
    block(0.1, -0.72, 0.3, 0.14, '#f3efe6', 0.06);
    for (const [y, from, to] of [
      [-0.37, -0.88, 0.62],
      [-0.53, -0.75, 0.42],
    ] as const) {
      for (let x = from; x < to; x += 0.1) {
        oval(
          context,
          brush.dark
            ? brush.glow('#ffd98a', 0.7 + 0.2 * wave(seconds, 0.3, x * 7))
            : brush.dye('#3d556e'),
          [x, y],
          0.022,
        );
      }
    }
    shape(context, brush.main('#27415f'), [
      [-1.24, -0.34],
      [-0.6, -0.27],
      [0.7, -0.29],
      [1.42, -0.4],
      [1.18, -0.05],
      [1.02, 0.08],
      [-1.02, 0.08],
      [-1.2, -0.05],
    ]);
    shape(context, brush.dye('#b93a2e'), [
      [-1.17, -0.02],
      [0, 0.01],
      [1.15, -0.02],
      [1.02, 0.09],
      [-1.02, 0.09],
    ]);
    context.restore();
  },
  shine(brush, { seconds }) {
    wake(brush, seconds, 1.25, -1.1);
  },
};

import { chain, halo, oval, shape, sharp, stroke } from './brush.ts';
import type { Brush } from './brush.ts';
import type { Figure } from './figure.ts';
import { wave } from './gait.ts';

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

const boat: Figure = {
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

const ship: Figure = {
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

const plane: Figure = {
  reach: { left: 1.3, right: 1.2, above: 1, below: 0.1 },
  draw(brush, pose) {
    const { context } = brush;
    context.save();
    context.translate(0, -0.45);
    context.rotate(-0.14 + 0.02 * wave(pose.seconds, 0.25));
    shape(context, brush.dye('#c6ced8', 0.3), [
      [-0.1, -0.02],
      [-0.42, -0.34],
      [-0.5, -0.34],
      [-0.26, 0],
    ]);
    shape(context, brush.main('#f4f6f9'), [
      [1.08, 0.02],
      [0.9, -0.07],
      [0.6, -0.11],
      [-0.7, -0.09],
      [-1.1, -0.03],
      [-0.7, 0.07],
      [0.6, 0.1],
      [0.95, 0.08],
    ]);
    sharp(context, brush.dye('#d8432f'), [
      [-0.78, -0.07],
      [-1.08, -0.4],
      [-1.22, -0.4],
      [-1.08, -0.03],
    ]);
    shape(context, brush.dye('#dfe5ec', 0.08), [
      [0.22, 0.03],
      [-0.28, 0.4],
      [-0.4, 0.41],
      [-0.16, 0.04],
    ]);
    shape(context, brush.dye('#8994a3'), [
      [0.1, 0.12],
      [0.12, 0.2],
      [-0.12, 0.22],
      [-0.12, 0.12],
    ]);
    sharp(context, brush.dye('#c9d1db', 0.15), [
      [-0.84, 0],
      [-1.16, 0.12],
      [-1.22, 0.11],
      [-1.02, -0.01],
    ]);
    for (let x = -0.55; x < 0.72; x += 0.1)
      oval(
        context,
        brush.dark ? brush.glow('#ffe3a0') : brush.dye('#3d556e'),
        [x, -0.035],
        0.02,
        0.025,
      );
    shape(context, brush.dye('#2a3a52'), [
      [0.84, -0.06],
      [0.94, -0.035],
      [0.98, 0],
      [0.84, -0.01],
    ]);
    context.restore();
  },
  shine(brush, { seconds }) {
    const blink = seconds % 1.1 < 0.14 ? 1 : 0.12;
    halo(brush.context, '#ff5a4a', [-0.36, -0.02], 0.16, blink);
    stroke(brush.context, brush.glow('#ffffff', 0.18), 0.03, [
      [-1.1, -0.3],
      [-2.4, -0.1],
    ]);
    stroke(brush.context, brush.glow('#ffffff', 0.1), 0.07, [
      [-1.7, -0.21],
      [-3.6, 0.08],
    ]);
  },
};

const balloon: Figure = {
  reach: { left: 0.6, right: 0.6, above: 1.1, below: 0.06 },
  draw(brush, { seconds }) {
    const { context } = brush;
    context.save();
    context.rotate(0.03 * wave(seconds, 0.13));
    const [main, second] = ['#e2503f', '#f6d37a'];
    // Gores: each lies over the one before, from the sides to the middle.
    for (const [at, half] of [0.42, 0.3, 0.18, 0.06].entries()) {
      const hex = at % 2 === 0 ? brush.main(main, 0.04) : brush.dye(second);
      shape(context, hex, [
        [0, -1.06],
        [half * 0.8, -0.98],
        [half, -0.74],
        [half * 0.72, -0.5],
        [0.09 * (half / 0.42), -0.29],
        [-0.09 * (half / 0.42), -0.29],
        [-half * 0.72, -0.5],
        [-half, -0.74],
        [-half * 0.8, -0.98],
      ]);
    }
    for (const x of [-0.08, 0.08]) {
      stroke(context, brush.dye('#3a2c22'), 0.008, [
        [x, -0.28],
        [x * 0.85, -0.14],
      ]);
    }
    context.fillStyle = brush.dye('#8a5a33');
    context.beginPath();
    context.roundRect(-0.08, -0.14, 0.16, 0.12, 0.02);
    context.fill();
    for (const x of [-0.03, 0.035]) {
      oval(context, brush.dye('#d9a57f'), [x, -0.19], 0.02);
      chain(context, brush.dye('#2e4a70'), [[x, -0.15, 0.022]]);
    }
    context.restore();
  },
  shine(brush, { seconds }) {
    const burn = Math.max(0, wave(seconds, 0.3)) * (0.8 + 0.2 * wave(seconds, 7));
    if (burn <= 0) return;
    halo(brush.context, '#ffb347', [0, -0.3], 0.12 + 0.05 * burn, burn);
    halo(brush.context, '#ffcf7a', [0, -0.55], 0.4, 0.3 * burn);
  },
};

const rocket: Figure = {
  reach: { left: 0.45, right: 0.45, above: 1.1, below: 0.1 },
  draw(brush) {
    const { context } = brush;
    for (const side of [-1, 1]) {
      shape(context, brush.main('#d8432f', side < 0 ? 0.25 : 0), [
        [side * 0.1, -0.36],
        [side * 0.27, -0.14],
        [side * 0.25, 0.02],
        [side * 0.1, -0.08],
      ]);
    }
    shape(context, brush.dye('#f3f5f8'), [
      [0, -1.06],
      [0.1, -0.86],
      [0.14, -0.55],
      [0.12, -0.1],
      [-0.12, -0.1],
      [-0.14, -0.55],
      [-0.1, -0.86],
    ]);
    shape(context, brush.main('#d8432f'), [
      [0, -1.06],
      [0.075, -0.92],
      [0.098, -0.85],
      [-0.098, -0.85],
      [-0.075, -0.92],
    ]);
    oval(context, brush.dye('#8b95a3'), [0, -0.64], 0.066);
    oval(context, brush.glow('#8fd3ff'), [0, -0.64], 0.046);
    sharp(context, brush.dye('#4a505b'), [
      [-0.09, -0.1],
      [0.09, -0.1],
      [0.07, -0.03],
      [-0.07, -0.03],
    ]);
  },
  shine(brush, { seconds }) {
    const { context } = brush;
    const burn = 1 + 0.14 * wave(seconds, 8.3) + 0.08 * wave(seconds, 5.1);
    halo(context, '#ff9a3c', [0, 0.12], 0.5, 0.75);
    for (const [hex, wide, long] of [
      ['#ff7a2a', 0.1, 0.5],
      ['#ffc04a', 0.07, 0.36],
      ['#fff6d8', 0.04, 0.2],
    ] as const) {
      shape(context, brush.glow(hex, 0.9), [
        [-wide * 0.8, -0.03],
        [wide * 0.8, -0.03],
        [wide, 0.08],
        [0.012 * wave(seconds, 6), long * burn],
        [-wide, 0.08],
      ]);
    }
  },
};

const spaceship: Figure = {
  reach: { left: 1.2, right: 1.2, above: 0.9, below: 0.1 },
  draw(brush, { seconds }) {
    const { context } = brush;
    context.save();
    context.translate(0, -0.4);
    context.rotate(-0.06 + 0.03 * wave(seconds, 0.22));
    shape(context, brush.dye('#6b7688', 0.3), [
      [0.1, -0.06],
      [-0.5, -0.36],
      [-0.86, -0.38],
      [-0.5, 0],
    ]);
    shape(context, brush.main('#d7dde6'), [
      [1.12, 0.05],
      [0.6, -0.1],
      [0.1, -0.17],
      [-0.6, -0.15],
      [-0.88, -0.06],
      [-0.9, 0.1],
      [-0.5, 0.15],
      [0.5, 0.13],
    ]);
    shape(context, brush.dye('#2b4a78'), [
      [0.62, -0.08],
      [0.36, -0.2],
      [0.06, -0.2],
      [0.1, -0.1],
    ]);
    shape(context, brush.dye('#8f9bad', 0.05), [
      [0.1, 0.06],
      [-0.4, 0.34],
      [-0.92, 0.42],
      [-0.6, 0.1],
    ]);
    stroke(context, brush.dye('#e2503f'), 0.03, [
      [0.7, 0.03],
      [-0.8, 0.03],
    ]);
    for (const x of [-0.5, -0.25, 0, 0.25])
      oval(context, brush.glow('#9fe6ff', 0.75 + 0.25 * wave(seconds, 0.8, x)), [x, -0.06], 0.02);
    context.restore();
  },
  shine(brush, { seconds }) {
    const burn = 1 + 0.12 * wave(seconds, 7);
    halo(brush.context, '#62c8ff', [-0.92, -0.36], 0.36 * burn, 0.9);
    shape(brush.context, brush.glow('#bfeaff', 0.85), [
      [-0.9, -0.42],
      [-1.3 * burn, -0.33],
      [-0.9, -0.29],
    ]);
  },
};

const drone: Figure = {
  reach: { left: 0.85, right: 0.85, above: 0.9, below: 0.1 },
  draw(brush, { seconds }) {
    const { context } = brush;
    context.save();
    context.translate(0, -0.4);
    context.rotate(0.08 * wave(seconds, 0.4));
    for (const side of [-1, 1]) {
      stroke(context, brush.dye('#555c68'), 0.05, [
        [0, 0],
        [side * 0.55, -0.12],
      ]);
      stroke(context, brush.dye('#555c68'), 0.03, [
        [side * 0.16, 0.06],
        [side * 0.28, 0.28],
      ]);
      chain(context, brush.dye('#2b2f37'), [
        [side * 0.56, -0.2, 0.03],
        [side * 0.56, -0.09, 0.045],
      ]);
      const blade = Math.cos(seconds * 31 + side);
      stroke(context, brush.dye('#20232a'), 0.016, [
        [side * 0.56 - 0.27 * blade, -0.22],
        [side * 0.56 + 0.27 * blade, -0.22],
      ]);
      oval(context, brush.glow('#cfd6e0', 0.2), [side * 0.56, -0.22], 0.28, 0.03);
    }
    shape(context, brush.main('#e6e9ee'), [
      [-0.24, 0],
      [-0.14, -0.12],
      [0.16, -0.12],
      [0.26, -0.01],
      [0.14, 0.09],
      [-0.14, 0.09],
    ]);
    oval(context, brush.dye('#20242c'), [0.08, 0.13], 0.075);
    oval(context, brush.glow('#6fb4ff'), [0.1, 0.13], 0.035);
    context.restore();
  },
  shine(brush, { seconds }) {
    const on = seconds % 0.9 < 0.2 ? 0.9 : 0.15;
    halo(brush.context, '#ff4a3c', [-0.56, -0.46], 0.14, on);
    halo(brush.context, '#49ff8a', [0.56, -0.46], 0.14, on);
  },
};

export const craft = { boat, ship, plane, balloon, rocket, spaceship, drone } satisfies Record<
  string,
  Figure
>;

import { chain, halo, oval, shape, sharp, stroke } from './brush.ts';
import { wave } from './gait.ts';
import type { Figure } from './figure.ts';

export const plane: Figure = {
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

export const balloon: Figure = {
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

export const rocket: Figure = {
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

export const spaceship: Figure = {
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

export const drone: Figure = {
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

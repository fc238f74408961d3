import { chain, oval, shape, stroke } from './brush.ts';
import type { Brush } from './brush.ts';
import { wave } from './gait.ts';
import type { Figure } from './figure.ts';
import { dragon } from './dragon.ts';

/** One bird from the side; `flap` -1 wings down … 1 wings up. */
function bird(brush: Brush, hex: string, flap: number, broad: number): void {
  const { context } = brush;
  const wing = (shade: number, back: number): void => {
    const tip = -0.55 * flap;
    shape(context, brush.main(hex, shade), [
      [0.12, -0.02],
      [0.08 - back, tip * 0.62 - 0.05],
      [-0.1 - back * 2, tip - 0.06 * flap],
      [-0.3 - back * 2, tip * 1.02],
      [-0.22 - back, tip * 0.6],
      [-0.2, tip * 0.35 + 0.02],
      [-0.14 * broad, 0.04],
    ]);
  };
  wing(0.35, 0.1);
  shape(context, brush.main(hex), [
    [0.34, -0.03],
    [0.2, -0.07],
    [0, -0.055],
    [-0.24, 0.0],
    [-0.44, -0.03],
    [-0.46, 0.04],
    [-0.2, 0.06],
    [0.1, 0.065],
    [0.28, 0.03],
  ]);
  shape(context, brush.dye('#f0a23c'), [
    [0.32, -0.04],
    [0.42, -0.005],
    [0.32, 0.015],
  ]);
  wing(0.08, 0);
}

const flock = [
  [0, 0, 0.42, 0],
  [-0.42, 0.16, 0.34, 0.31],
  [-0.36, -0.26, 0.32, 0.57],
  [-0.8, 0.34, 0.27, 0.12],
  [-0.78, -0.44, 0.26, 0.77],
  [-1.12, 0.02, 0.24, 0.44],
  [-1.2, 0.5, 0.2, 0.9],
] as const;

/** A loose wedge; each bird beats in its own time and glides between. */
const birds: Figure = {
  reach: { left: 1.6, right: 0.8, above: 1.3, below: 0.3 },
  draw(brush, { seconds }) {
    const { context } = brush;
    for (const [x, y, size, phase] of flock) {
      context.save();
      context.translate(
        x + 0.35 + 0.03 * wave(seconds, 0.21, phase),
        y - 0.5 + 0.04 * wave(seconds, 0.33, phase),
      );
      context.scale(size, size);
      const glide = 0.5 + 0.5 * wave(seconds, 0.2, phase);
      bird(
        brush,
        '#e9edf2',
        glide * (0.15 + 0.85 * wave(seconds, 1.9, phase)) + 0.35 * (1 - glide),
        1,
      );
      context.restore();
    }
  },
};

/** Seen from below and ahead, wings wide, fingers spread: it soars and beats now and then. */
const eagle: Figure = {
  reach: { left: 1.1, right: 1.1, above: 1.1, below: 0.2 },
  draw(brush, { seconds }) {
    const { context } = brush;
    const beat = 0.14 + 0.16 * wave(seconds, 0.55) + 0.05 * wave(seconds, 0.17);
    context.save();
    context.translate(0, -0.5);
    context.rotate(0.12 * wave(seconds, 0.14));
    for (const side of [-1, 1] as const) {
      const tip = -beat * 1.5;
      for (const finger of [0, 1, 2, 3, 4]) {
        const spread = finger * 0.055;
        chain(context, brush.dye('#3b2418', 0.1 + finger * 0.05), [
          [side * 0.62, tip * 0.5 - 0.02 + spread * 0.5, 0.05],
          [side * (0.98 - spread * 0.55), tip - 0.05 + spread * 1.5, 0.013],
        ]);
      }
      shape(context, brush.main('#5b3a25', side > 0 ? 0 : 0.22), [
        [0, -0.07],
        [side * 0.3, -0.1 - beat * 0.4],
        [side * 0.68, tip * 0.6 - 0.05],
        [side * 0.7, tip * 0.6 + 0.06],
        [side * 0.4, 0.13 - beat * 0.3],
        [side * 0.16, 0.15],
        [0, 0.1],
      ]);
    }
    shape(context, brush.dye('#f2ead8', 0.08), [
      [-0.06, 0.1],
      [0.06, 0.1],
      [0.15, 0.36],
      [0, 0.4],
      [-0.15, 0.36],
    ]);
    oval(context, brush.main('#4a2d1c', 0.1), [0, 0.04], 0.085, 0.17);
    oval(context, brush.dye('#f6f1e4'), [0.015, -0.15], 0.066, 0.075);
    shape(context, brush.dye('#f0b23c'), [
      [0.04, -0.2],
      [0.12, -0.17],
      [0.105, -0.11],
      [0.05, -0.13],
    ]);
    oval(context, brush.dye('#171009'), [0.035, -0.17], 0.012);
    context.restore();
  },
};

/** Wings open and close like a book seen at an angle. */
const butterfly: Figure = {
  reach: { left: 0.8, right: 0.8, above: 1.15, below: 0.2 },
  draw(brush, { seconds }) {
    const { context } = brush;
    const open = 0.58 + 0.42 * wave(seconds, 1.15);
    context.save();
    context.translate(0, -0.5 + 0.05 * wave(seconds, 0.6));
    context.rotate(0.28 + 0.08 * wave(seconds, 0.35));
    for (const side of [-1, 1] as const) {
      context.save();
      context.scale(side * (side < 0 ? open * 0.9 : open), 1);
      const wing = (hex: string, shade: number, grow: number): void => {
        shape(context, brush.main(hex, shade), [
          [0.02, -0.04],
          [0.2 * grow, -0.34 * grow],
          [0.52 * grow, -0.48 * grow],
          [0.62 * grow, -0.3 * grow],
          [0.46 * grow, -0.02],
        ]);
        shape(context, brush.main(hex, shade + 0.12), [
          [0.02, 0],
          [0.42 * grow, 0.03],
          [0.5 * grow, 0.22 * grow],
          [0.3 * grow, 0.42 * grow],
          [0.12 * grow, 0.24 * grow],
        ]);
      };
      wing('#1a1a2a', 0.6, 1.07);
      wing('#f08a2c', side < 0 ? 0.22 : 0, 0.94);
      for (const [x, y, r] of [
        [0.5, -0.36, 0.035],
        [0.42, -0.24, 0.05],
        [0.33, 0.18, 0.05],
        [0.25, 0.3, 0.03],
      ] as const) {
        oval(context, brush.dye('#fff0cf'), [x, y], r);
      }
      context.restore();
    }
    chain(context, brush.dye('#17141c'), [
      [0, -0.17, 0.035],
      [0, 0.05, 0.042],
      [0, 0.27, 0.016],
    ]);
    for (const side of [-1, 1]) {
      stroke(context, brush.dye('#17141c'), 0.012, [
        [0, -0.18],
        [side * 0.08, -0.3],
        [side * 0.13, -0.36],
      ]);
    }
    context.restore();
  },
};

export const airborne = { birds, eagle, butterfly, dragon } satisfies Record<string, Figure>;

import { chain, halo, oval, shape, stroke } from './brush.ts';
import type { Brush, Joint } from './brush.ts';
import type { Figure } from './figure.ts';
import { now, wave } from './gait.ts';

function oneFish(brush: Brush, hex: string, beat: number): void {
  const { context } = brush;
  shape(context, brush.main(hex, 0.18), [
    [-0.26, 0],
    [-0.5, -0.18 + beat * 0.1],
    [-0.44, beat * 0.08],
    [-0.5, 0.18 + beat * 0.1],
  ]);
  shape(context, brush.main(hex, 0.1), [
    [0.12, -0.14],
    [-0.02, -0.28],
    [-0.18, -0.2],
    [-0.16, -0.1],
  ]);
  shape(context, brush.main(hex), [
    [0.42, 0.01],
    [0.24, -0.14],
    [0, -0.17],
    [-0.22, -0.07 + beat * 0.02],
    [-0.32, beat * 0.05],
    [-0.22, 0.07 + beat * 0.02],
    [0, 0.16],
    [0.26, 0.12],
  ]);
  shape(context, brush.dye('#fff3dd', 0.05), [
    [0.36, 0.06],
    [0.1, 0.04],
    [-0.22, 0.04],
    [0, 0.155],
    [0.24, 0.12],
  ]);
  for (const x of [0.14, -0.06]) {
    stroke(context, brush.dye('#fff3dd'), 0.045, [
      [x, -0.13],
      [x + 0.02, 0],
      [x, 0.12],
    ]);
  }
  shape(context, brush.main(hex, 0.25), [
    [0.1, 0.03],
    [-0.04, 0.06 + 0.04 * beat],
    [-0.06, 0.13 + 0.05 * beat],
    [0.06, 0.1],
  ]);
  oval(context, brush.glow('#ffffff', 0.9), [0.29, -0.035], 0.032);
  oval(context, brush.glow('#10141c'), [0.296, -0.035], 0.018);
}

const school = [
  [0.1, 0, 0.62, 0, '#f08a2c'],
  [-0.75, -0.34, 0.42, 0.3, '#f4b942'],
  [-0.62, 0.3, 0.46, 0.6, '#e8623a'],
  [0.85, -0.42, 0.36, 0.15, '#f4b942'],
  [0.78, 0.34, 0.34, 0.8, '#f08a2c'],
  [-1.25, 0.02, 0.32, 0.45, '#e8623a'],
] as const;

const fish: Figure = {
  reach: { left: 1.6, right: 1.3, above: 1.1, below: 0.2 },
  draw(brush, { seconds }) {
    const { context } = brush;
    for (const [x, y, size, phase, hex] of school) {
      context.save();
      context.translate(
        x + 0.08 * wave(seconds, 0.2, phase),
        y - 0.45 + 0.05 * wave(seconds, 0.35, phase),
      );
      context.rotate(0.06 * wave(seconds, 0.3, phase));
      context.scale(size, size);
      oneFish(brush, hex, wave(seconds, 1.8, phase));
      context.restore();
    }
  },
};

const whale: Figure = {
  reach: { left: 1.5, right: 1.35, above: 1.05, below: 0.2 },
  draw(brush, { seconds }) {
    const { context } = brush;
    const beat = wave(seconds, 0.28);
    const bend = (x: number): number => (x < 0 ? x * x * 0.16 * beat : 0);
    context.save();
    context.translate(0.05, -0.5 + 0.03 * wave(seconds, 0.28, 0.25));
    context.rotate(-0.05 + 0.03 * wave(seconds, 0.28, 0.4));
    for (const [far, hex] of [
      [0.3, '#31507a'],
      [0, '#3e6594'],
    ] as const) {
      shape(context, brush.main(hex, far), [
        [-1.12, bend(-1.12)],
        [-1.3 - far * 0.1, -0.16 + bend(-1.3) + 0.14 * beat],
        [-1.42, -0.1 + bend(-1.4) + 0.2 * beat + far * 0.3],
        [-1.24, 0.06 + bend(-1.2) + 0.1 * beat],
      ]);
    }
    shape(context, brush.main('#3e6594'), [
      [1.2, 0.02],
      [1.05, -0.2],
      [0.6, -0.33],
      [0.05, -0.31],
      [-0.5, -0.17 + bend(-0.5)],
      [-1.15, -0.03 + bend(-1.15)],
      [-1.15, 0.05 + bend(-1.15)],
      [-0.5, 0.13 + bend(-0.5)],
      [0.1, 0.27],
      [0.7, 0.28],
      [1.1, 0.16],
    ]);
    shape(context, brush.dye('#d7e4ee', 0.1), [
      [1.17, 0.06],
      [0.8, 0.06],
      [0.3, 0.12],
      [-0.3, 0.14],
      [0.1, 0.265],
      [0.7, 0.275],
      [1.08, 0.16],
    ]);
    for (let at = 0; at < 6; at += 1) {
      stroke(context, brush.main('#3e6594', 0.12), 0.009, [
        [1.05 - at * 0.04, 0.1 + at * 0.026],
        [0.5, 0.13 + at * 0.025],
        [0.0, 0.15 + at * 0.016],
      ]);
    }
    const sweep = 0.16 * wave(seconds, 0.22);
    shape(context, brush.main('#2f5078', 0.1), [
      [0.52, 0.16],
      [0.3, 0.2],
      [0.0 - sweep * 0.3, 0.46 + sweep],
      [0.08 - sweep * 0.3, 0.5 + sweep],
      [0.36, 0.36],
    ]);
    shape(context, brush.main('#3e6594', 0.14), [
      [-0.34, -0.21 + bend(-0.3)],
      [-0.52, -0.33 + bend(-0.5)],
      [-0.56, -0.16 + bend(-0.5)],
    ]);
    oval(
      context,
      brush.dye('#0d1420'),
      [0.86, 0.02],
      0.022,
      now(seconds, 3, 0.2) > 0.4 ? 0.006 : 0.022,
    );
    context.restore();
  },
};

const turtle: Figure = {
  reach: { left: 0.95, right: 0.95, above: 1.0, below: 0.2 },
  draw(brush, { seconds }) {
    const { context } = brush;
    const beat = wave(seconds, 0.42);
    context.save();
    context.translate(0, -0.42 + 0.02 * beat);
    context.rotate(-0.08 + 0.03 * wave(seconds, 0.21));
    const skin = '#8aa15a';
    const flipper = (x: number, long: number, lift: number, shade: number): void => {
      shape(context, brush.dye(skin, shade), [
        [x + 0.08, 0.04],
        [x - 0.02, 0.1 + lift * 0.4],
        [x - long, 0.22 + lift],
        [x - long * 0.96, 0.13 + lift],
        [x - 0.1, 0.02],
      ]);
    };
    flipper(0.34, 0.44, -0.3 * beat - 0.22, 0.35);
    flipper(-0.36, 0.28, 0.12 * beat, 0.3);
    chain(context, brush.dye(skin), [
      [0.4, -0.02, 0.1],
      [0.62, -0.06 + 0.02 * wave(seconds, 0.3), 0.105],
      [0.72, -0.04 + 0.02 * wave(seconds, 0.3), 0.075],
    ]);
    oval(context, brush.dye('#10140c'), [0.68, -0.08 + 0.02 * wave(seconds, 0.3)], 0.018);
    shape(context, brush.main('#5a6b2f'), [
      [0.46, 0.03],
      [0.3, -0.2],
      [0, -0.29],
      [-0.34, -0.2],
      [-0.56, 0.04],
      [-0.3, 0.13],
      [0.2, 0.14],
    ]);
    for (const [x, y, r] of [
      [0.24, -0.08, 0.1],
      [0.0, -0.14, 0.12],
      [-0.25, -0.08, 0.1],
      [0.11, 0.03, 0.07],
      [-0.13, 0.03, 0.07],
    ] as const) {
      oval(context, brush.main('#8a9a44', 0.05), [x, y], r, r * 0.72);
    }
    flipper(0.34, 0.5, 0.34 * beat + 0.2, 0);
    flipper(-0.34, 0.26, -0.12 * beat + 0.1, 0.05);
    context.restore();
  },
};

const jellyfish: Figure = {
  reach: { left: 0.6, right: 0.6, above: 1.15, below: 0.35 },
  draw(brush, { seconds }) {
    const { context } = brush;
    const pulse = wave(seconds, 0.5);
    const wide = 0.36 - 0.05 * pulse;
    context.save();
    context.translate(0, -0.62 - 0.05 * wave(seconds, 0.5, 0.2));
    for (let at = -4; at <= 4; at += 1) {
      chain(
        context,
        brush.glow(at % 2 === 0 ? '#ffc7ea' : '#b6c8ff', 0.5),
        [0, 0.25, 0.5, 0.75, 1].map((share): Joint => [
          at * wide * 0.2 * (1 - share * 0.25) +
            0.05 * share * wave(seconds, 0.5, -share * 0.7 + at * 0.13),
          share * (0.62 + 0.14 * Math.cos(at * 2.3)),
          0.016 * (1 - share * 0.75),
        ]),
      );
    }
    shape(context, brush.glow('#f3a6e0', 0.72), [
      [0, -0.4 - 0.03 * pulse],
      [wide * 0.75, -0.28],
      [wide, 0.0],
      [wide * 0.55, 0.05],
      [0, 0.02],
      [-wide * 0.55, 0.05],
      [-wide, 0.0],
      [-wide * 0.75, -0.28],
    ]);
    shape(context, brush.glow('#fff0fb', 0.42), [
      [-0.02, -0.33],
      [wide * 0.35, -0.22],
      [wide * 0.3, -0.08],
      [-wide * 0.35, -0.06],
      [-wide * 0.45, -0.2],
    ]);
    context.restore();
  },
  shine(brush, { seconds }) {
    halo(brush.context, '#ffb5f0', [0, -0.65], 0.75, 0.22 + 0.08 * wave(seconds, 0.5));
  },
};

export const seaLife = { fish, whale, turtle, jellyfish } satisfies Record<string, Figure>;

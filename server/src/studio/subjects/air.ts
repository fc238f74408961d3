import { chain, halo, oval, shape, stroke } from './brush.ts';
import type { Brush, Joint } from './brush.ts';
import type { Figure, Pose } from './figure.ts';
import { wave } from './gait.ts';

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

/** A long body that swims through the air; scales, mane, whiskers and horns. */
const dragon: Figure = {
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

export const airborne = { birds, eagle, butterfly, dragon } satisfies Record<string, Figure>;

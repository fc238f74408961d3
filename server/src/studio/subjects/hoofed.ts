import { chain, oval, shape, stroke } from './brush.ts';
import type { Joint, Point } from './brush.ts';
import { now, wave } from './gait.ts';
import { ear } from './beast.ts';
import type { Beast } from './beast.ts';

export const horse: Beast = {
  coat: '#7a4326',
  trunk: [
    [-0.34, -0.57, 0.135],
    [-0.12, -0.54, 0.13],
    [0.1, -0.54, 0.135],
    [0.3, -0.56, 0.145],
  ],
  neck: [
    [0.3, -0.6, 0.125],
    [0.45, -0.76, 0.085],
    [0.56, -0.92, 0.065],
  ],
  head: [
    [0.58, -0.93, 0.07],
    [0.68, -0.86, 0.05],
    [0.78, -0.77, 0.04],
  ],
  hind: { at: [-0.36, -0.52], upper: 0.27, lower: 0.29, thick: 0.105, ankle: 0.024, foot: 0.032 },
  fore: { at: [0.32, -0.48], upper: 0.24, lower: 0.25, thick: 0.07, ankle: 0.024, foot: 0.032 },
  tail: { from: [-0.46, -0.62], to: [-0.66, -0.22], thick: 0.035, tip: 0.05, sway: 0.05 },
  does: 'run',
  hertz: 0.85,
  stride: 0.17,
  eye: 0.011,
  detail(brush, pose, [x, y, r], muzzle) {
    ear(
      brush,
      brush.main('#7a4326'),
      [x - 0.02, y - r * 0.7],
      0.045,
      0.1,
      0.1 - now(pose.seconds, 1.9, 0.2) * 0.4,
    );
    oval(brush.context, brush.dye('#2a1710'), [muzzle[0] + 0.018, muzzle[1] - 0.005], 0.009);
  },
  backdrop(brush, pose, [wx, wy], [hx, hy]) {
    // The mane streams back in locks.
    for (const share of [0.05, 0.24, 0.43, 0.62, 0.82, 1]) {
      const root: Point = [wx + (hx - wx) * share - 0.03, wy + (hy - wy) * share - 0.04];
      const flow = 0.02 * wave(pose.seconds, 1.7, -share);
      shape(brush.context, brush.dye('#24130d', share * 0.1), [
        [root[0] + 0.05, root[1] - 0.02],
        [root[0] - 0.09, root[1] - 0.04 + flow],
        [root[0] - 0.19, root[1] + 0.05 + flow * 2],
        [root[0] - 0.07, root[1] + 0.07 + flow],
        [root[0] + 0.03, root[1] + 0.09],
      ]);
    }
  },
};

export const deer: Beast = {
  ...horse,
  coat: '#a86a3a',
  trunk: [
    [-0.3, -0.56, 0.115],
    [-0.08, -0.55, 0.11],
    [0.1, -0.55, 0.115],
    [0.26, -0.57, 0.12],
  ],
  neck: [
    [0.27, -0.6, 0.1],
    [0.38, -0.78, 0.06],
    [0.43, -0.92, 0.05],
  ],
  head: [
    [0.45, -0.94, 0.056],
    [0.53, -0.9, 0.042],
    [0.62, -0.85, 0.028],
  ],
  hind: { at: [-0.31, -0.52], upper: 0.26, lower: 0.29, thick: 0.09, ankle: 0.018, foot: 0.024 },
  fore: { at: [0.26, -0.48], upper: 0.23, lower: 0.26, thick: 0.055, ankle: 0.018, foot: 0.024 },
  tail: { from: [-0.41, -0.62], to: [-0.47, -0.56], thick: 0.035, tip: 0.02, sway: 0.03 },
  does: 'stand',
  detail(brush, pose, [x, y, r]) {
    const twitch = now(pose.seconds, 2.1, 0.22) * 0.5;
    ear(brush, brush.main('#a86a3a', 0.2), [x - 0.04, y - r * 0.4], 0.045, 0.09, -0.9 - twitch);
    for (const [lean, shade] of [
      [-1, 0.35],
      [0.4, 0],
    ] as const) {
      const tone = brush.dye('#e0c9a0', shade);
      const top: Point = [x - 0.06 + lean * 0.09, y - 0.34];
      const root: Point = [x - 0.01, y - r * 0.8];
      stroke(brush.context, tone, 0.019, [root, [x - 0.12 + lean * 0.04, y - 0.16], top]);
      for (const share of [0.35, 0.62, 0.85]) {
        const from: Point = [root[0] - 0.055 * share + lean * 0.06 * share, root[1] - 0.27 * share];
        stroke(brush.context, tone, 0.014, [
          from,
          [from[0] + 0.06, from[1] - 0.04],
          [from[0] + 0.07, from[1] - 0.1],
        ]);
      }
    }
  },
  backdrop() {},
};

const grey = '#7d7f88';

export const elephant: Beast = {
  ...horse,
  coat: grey,
  trunk: [
    [-0.3, -0.6, 0.24],
    [-0.08, -0.6, 0.27],
    [0.16, -0.62, 0.27],
    [0.3, -0.62, 0.23],
  ],
  neck: [
    [0.34, -0.68, 0.2],
    [0.46, -0.74, 0.18],
  ],
  head: [
    [0.52, -0.76, 0.185],
    [0.62, -0.66, 0.12],
  ],
  hind: { at: [-0.32, -0.46], upper: 0.24, lower: 0.25, thick: 0.15, ankle: 0.078, foot: 0.07 },
  fore: { at: [0.28, -0.44], upper: 0.23, lower: 0.24, thick: 0.12, ankle: 0.078, foot: 0.07 },
  tail: { from: [-0.53, -0.64], to: [-0.6, -0.34], thick: 0.022, tip: 0.026, sway: 0.04 },
  does: 'walk',
  hertz: 0.5,
  stride: 0.11,
  eye: 0.014,
  detail(brush, pose, [x, y], [mx, my]) {
    const swing = wave(pose.seconds, 0.3);
    chain(
      brush.context,
      brush.main(grey, 0.05),
      [0, 0.2, 0.4, 0.6, 0.8, 1].map((share): Joint => [
        mx + 0.05 + 0.06 * Math.sin(share * 3) + 0.07 * swing * share ** 2,
        my + 0.06 + 0.46 * share - 0.05 * Math.max(0, swing) * share ** 2,
        0.085 - 0.055 * share,
      ]),
    );
    shape(brush.context, brush.dye('#f2ead8'), [
      [mx + 0.02, my + 0.07],
      [mx + 0.09, my + 0.2],
      [mx + 0.22, my + 0.22],
      [mx + 0.1, my + 0.16],
      [mx + 0.07, my + 0.05],
    ]);
    const flap = 0.04 * wave(pose.seconds, 0.55);
    shape(brush.context, brush.main(grey, 0.24), [
      [x - 0.02, y - 0.12],
      [x + 0.03, y + 0.03],
      [x - 0.04, y + 0.22],
      [x - 0.16 - flap, y + 0.27],
      [x - 0.28 - flap, y + 0.06],
      [x - 0.22 - flap * 0.6, y - 0.14],
    ]);
  },
  backdrop() {},
};

import { oval, shape, stroke } from './brush.ts';
import { now, wave } from './gait.ts';
import { ear } from './beast.ts';
import type { Beast } from './beast.ts';

export const dog: Beast = {
  coat: '#c98a48',
  trunk: [
    [-0.36, -0.55, 0.125],
    [-0.1, -0.56, 0.115],
    [0.14, -0.55, 0.135],
    [0.3, -0.56, 0.155],
  ],
  neck: [
    [0.32, -0.6, 0.13],
    [0.46, -0.76, 0.105],
  ],
  head: [
    [0.52, -0.84, 0.125],
    [0.62, -0.8, 0.085],
    [0.75, -0.77, 0.055],
  ],
  hind: { at: [-0.36, -0.5], upper: 0.25, lower: 0.27, thick: 0.1, ankle: 0.035, foot: 0.042 },
  fore: { at: [0.3, -0.46], upper: 0.22, lower: 0.24, thick: 0.075, ankle: 0.036, foot: 0.042 },
  tail: { from: [-0.45, -0.63], to: [-0.74, -0.9], thick: 0.05, tip: 0.03, sway: 0.1 },
  does: 'run',
  hertz: 1.05,
  stride: 0.15,
  eye: 0.017,
  detail(brush, pose, [x, y, r], [mx, my, mr]) {
    const flap = 0.05 * wave(pose.seconds, 2.1);
    shape(brush.context, brush.main('#c98a48', 0.4), [
      [x - 0.06, y - r * 0.85],
      [x + 0.03, y - r * 0.6],
      [x - 0.01, y + 0.03 + flap],
      [x - 0.09, y + 0.1 + flap],
      [x - 0.15 - flap * 0.5, y + 0.03 + flap],
    ]);
    oval(brush.context, brush.dye('#1c1210'), [mx + mr * 0.75, my - mr * 0.35], 0.03, 0.024);
    const pant = 0.012 * wave(pose.seconds, 2.6);
    shape(brush.context, brush.dye('#e0646a'), [
      [mx - 0.03, my + mr * 0.8],
      [mx + 0.02, my + mr * 0.7],
      [mx + 0.015, my + mr + 0.04 + pant],
      [mx - 0.025, my + mr + 0.035 + pant],
    ]);
  },
};

export const fox: Beast = {
  ...dog,
  coat: '#d8662b',
  tail: { from: [-0.46, -0.6], to: [-1, -0.5], thick: 0.05, tip: 0.1, sway: 0.05 },
  does: 'walk',
  detail(brush, pose, [x, y, r], [mx, my, mr]) {
    const twitch = now(pose.seconds, 2.2, 0.2) * 0.3;
    ear(brush, brush.main('#d8662b', 0.2), [x - 0.07, y - r * 0.6], 0.11, 0.17, -0.1 - twitch);
    ear(brush, brush.main('#d8662b'), [x + 0.02, y - r * 0.75], 0.11, 0.18, 0.08);
    oval(brush.context, brush.dye('#1c1210'), [mx + mr * 0.8, my - mr * 0.2], 0.024);
    oval(brush.context, brush.dye('#f6ead7'), [mx - 0.05, my + mr * 0.5], 0.06, 0.03);
  },
};

export const wolf: Beast = { ...fox, coat: '#5d6470', does: 'walk' };

export const cat: Beast = {
  ...dog,
  coat: '#d98a3d',
  trunk: [
    [-0.4, -0.5, 0.13],
    [-0.12, -0.49, 0.13],
    [0.14, -0.49, 0.135],
    [0.34, -0.52, 0.13],
  ],
  neck: [
    [0.34, -0.56, 0.12],
    [0.44, -0.64, 0.11],
  ],
  head: [
    [0.52, -0.7, 0.145],
    [0.6, -0.67, 0.1],
  ],
  hind: { at: [-0.38, -0.44], upper: 0.22, lower: 0.24, thick: 0.1, ankle: 0.036, foot: 0.04 },
  fore: { at: [0.32, -0.42], upper: 0.2, lower: 0.22, thick: 0.066, ankle: 0.036, foot: 0.04 },
  tail: { from: [-0.5, -0.54], to: [-0.78, -0.98], thick: 0.042, tip: 0.036, sway: 0.09 },
  does: 'walk',
  hertz: 0.8,
  eye: 0.022,
  detail(brush, pose, [x, y, r], [mx, my, mr]) {
    const twitch = now(pose.seconds, 1.8, 0.2) * 0.35;
    ear(brush, brush.main('#d98a3d', 0.25), [x - 0.08, y - r * 0.7], 0.1, 0.13, -0.15 - twitch);
    ear(brush, brush.main('#d98a3d'), [x + 0.04, y - r * 0.8], 0.11, 0.14, 0.12);
    oval(brush.context, brush.dye('#f4dcb8'), [mx + 0.02, my + mr * 0.35], 0.055, 0.045);
    oval(brush.context, brush.dye('#c96a6a'), [mx + mr * 0.85, my + 0.005], 0.017, 0.013);
    for (const side of [-0.02, 0.02, 0.05]) {
      stroke(brush.context, brush.dye('#fff4e0'), 0.005, [
        [mx + mr * 0.4, my + 0.035],
        [mx + 0.15, my + 0.03 + side],
      ]);
    }
  },
};

export const tiger: Beast = {
  ...cat,
  coat: '#dd8a33',
  hertz: 0.7,
  eye: 0.016,
  does: 'walk',
  marks(brush, body) {
    for (const [x, lean] of [
      [-0.42, 0.3],
      [-0.3, 0.2],
      [-0.18, 0.1],
      [-0.06, 0.1],
      [0.06, 0.05],
      [0.18, -0.05],
      [0.3, -0.15],
    ] as const) {
      stroke(brush.context, brush.dye('#20140f'), 0.026, [
        body([x, -0.63]),
        body([x - 0.03, -0.56]),
        body([x - 0.02 + lean * 0.1, -0.44]),
      ]);
    }
  },
};

export const lion: Beast = {
  ...cat,
  coat: '#c9913f',
  hertz: 0.7,
  eye: 0.016,
  tail: { ...cat.tail, to: [-0.86, -0.42], tip: 0.05, thick: 0.03 },
  backdrop(brush, pose, [wx, wy], [hx, hy]) {
    const sway = 0.012 * wave(pose.seconds, 0.8);
    for (const [dx, dy, r] of [
      [-0.16, 0.12, 0.17],
      [-0.08, -0.08, 0.17],
      [-0.02, 0.14, 0.18],
      [0.03, -0.12, 0.14],
      [-0.02, 0.02, 0.2],
    ] as const) {
      oval(
        brush.context,
        brush.dye('#7c4219', (dx + 0.2) * 0.5),
        [(wx + hx * 3) / 4 + dx + sway, (wy + hy * 3) / 4 + dy],
        r,
      );
    }
  },
};

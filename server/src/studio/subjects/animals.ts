import { beast, ear } from './beast.ts';
import type { Beast } from './beast.ts';
import { chain, oval, shape, stroke } from './brush.ts';
import type { Brush, Joint, Point } from './brush.ts';
import type { Figure, Pose } from './figure.ts';
import { now, wave } from './gait.ts';

const horse: Beast = {
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

const dog: Beast = {
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

const fox: Beast = {
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
const wolf: Beast = { ...fox, coat: '#5d6470', does: 'walk' };

const cat: Beast = {
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

const tiger: Beast = {
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

const lion: Beast = {
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

const deer: Beast = {
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
const elephant: Beast = {
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

/** A cat that sits, its face to the camera; its tail and ears live, and it blinks. */
function sittingCat(brush: Brush, pose: Pose): void {
  const { context } = brush;
  const coat = '#d98a3d';
  const breath = 0.008 * wave(pose.seconds, 0.35);
  chain(
    context,
    brush.main(coat, 0.25),
    [0, 0.25, 0.5, 0.75, 1].map((share): Joint => [
      -0.22 - 0.34 * share - 0.06 * Math.sin(share * 3),
      -0.07 - 0.3 * share ** 2.4 + 0.05 * share * wave(pose.seconds, 0.45, -share * 0.4),
      0.06 - 0.018 * share,
    ]),
  );
  shape(context, brush.main(coat), [
    [0.1, -0.62],
    [0.2, -0.42],
    [0.22, -0.15],
    [0.25, 0],
    [-0.1, 0.01],
    [-0.34, 0],
    [-0.38, -0.16],
    [-0.28 - breath, -0.4],
    [-0.12, -0.6],
  ]);
  shape(context, brush.main(coat, 0.2), [
    [-0.3, -0.02],
    [-0.34, -0.17],
    [-0.22, -0.28],
    [-0.06, -0.18],
    [-0.04, 0],
  ]);
  shape(context, brush.dye('#f6e4c8'), [
    [-0.02, -0.54],
    [0.13, -0.54],
    [0.18, -0.3],
    [0.1, -0.2],
    [0.02, -0.34],
  ]);
  for (const [x, shade] of [
    [0.03, 0.16],
    [0.14, 0],
  ] as const) {
    chain(context, brush.main(coat, shade), [
      [x, -0.36, 0.06],
      [x + 0.01, -0.05, 0.045],
      [x + 0.05, -0.03, 0.04],
    ]);
  }
  const tilt = 0.05 * wave(pose.seconds, 0.16);
  context.save();
  context.translate(0.06, -0.68);
  context.rotate(tilt);
  catFace(brush, pose, coat);
  context.restore();
}

function catFace(brush: Brush, pose: Pose, coat: string): void {
  const { context } = brush;
  const twitch = now(pose.seconds, 1.7, 0.18) * 0.2;
  for (const side of [-1, 1] as const) {
    ear(
      brush,
      brush.main(coat, 0.08),
      [side * 0.115, -0.08],
      0.15,
      0.2,
      side * (0.3 + (side > 0 ? twitch : 0)),
    );
    ear(
      brush,
      brush.dye('#e2a48e'),
      [side * 0.115, -0.09],
      0.08,
      0.13,
      side * (0.3 + (side > 0 ? twitch : 0)),
    );
  }
  shape(context, brush.main(coat), [
    [0, -0.15],
    [0.15, -0.12],
    [0.215, 0.02],
    [0.12, 0.12],
    [0, 0.14],
    [-0.12, 0.12],
    [-0.215, 0.02],
    [-0.15, -0.12],
  ]);
  oval(context, brush.dye('#f6e4c8'), [0, 0.075], 0.085, 0.055);
  const shut = pose.action === 'sleep' ? 1 : now(pose.seconds, 2.4, 0.22, 0.9);
  for (const x of [-0.085, 0.085]) {
    const high = Math.max(0.006, 0.04 * (1 - shut));
    oval(context, brush.glow('#cfe06a'), [x, -0.015], 0.042, high);
    oval(context, brush.glow('#15110c'), [x + 0.004, -0.015], 0.015, high * 0.95);
    if (shut < 0.4) oval(context, brush.glow('#ffffff', 0.9), [x + 0.012, -0.03], 0.009);
  }
  oval(context, brush.dye('#d0706f'), [0, 0.05], 0.02, 0.014);
  for (const side of [-1, 1]) {
    for (const drop of [0, 0.025]) {
      stroke(context, brush.dye('#fff6e6'), 0.006, [
        [side * 0.06, 0.075 + drop * 0.6],
        [side * 0.27, 0.06 + drop * 2],
      ]);
    }
  }
}

const walkingCat = beast(cat);
const catFigure: Figure = {
  reach: walkingCat.reach,
  draw(brush, pose) {
    if (['walk', 'run', 'jump', 'stretch'].includes(pose.action ?? 'sit'))
      walkingCat.draw(brush, pose);
    else sittingCat(brush, pose);
  },
};

export const animals = {
  cat: catFigure,
  dog: beast(dog),
  fox: beast(fox),
  wolf: beast(wolf),
  tiger: beast(tiger),
  lion: beast(lion),
  horse: beast(horse),
  deer: beast(deer),
  elephant: beast(elephant),
} satisfies Record<string, Figure>;

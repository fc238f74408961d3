import { chain, halo, oval, shape, sharp, stroke } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import type { Figure, Pose } from './figure.ts';
import { wave } from './gait.ts';

/** A light that wanders over glass and polish. */
function gleam(
  brush: Brush,
  { seconds }: Pose,
  left: number,
  right: number,
  top: number,
  bottom: number,
): void {
  const { context } = brush;
  const way = (seconds * 0.28) % 1.5;
  const x = left + (right - left) * way;
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  context.globalCompositeOperation = 'source-atop';
  const shine = context.createLinearGradient(x - 0.12, 0, x + 0.12, 0);
  shine.addColorStop(0, brush.glow('#ffffff', 0));
  shine.addColorStop(0.5, brush.glow('#ffffff', 0.55));
  shine.addColorStop(1, brush.glow('#ffffff', 0));
  context.fillStyle = shine;
  context.transform(1, 0, -0.25, 1, 0, 0);
  context.fillRect(left - 1, top, right - left + 2, bottom - top);
  context.restore();
}

/** Steam that rises in two or three turning ribbons. */
export function steam({ context }: Brush, { seconds }: Pose, [x, y]: Point, height: number): void {
  for (const [at, side] of [-0.07, 0.02, 0.09].entries()) {
    for (let step = 0; step < 9; step += 1) {
      const way = (seconds * 0.22 + step / 9 + at * 0.31) % 1;
      const drift = side + 0.05 * Math.sin(way * 6 + seconds * 0.9 + at * 2) * (0.4 + way);
      const radius = 0.03 + 0.075 * way;
      const strength = 0.42 * Math.sin(Math.PI * Math.min(1, way * 1.05));
      halo(context, '#ffffff', [x + drift, y - way * height], radius * 1.2, strength);
    }
  }
}

function box(
  brush: Brush,
  tone: string,
  left: number,
  top: number,
  wide: number,
  high: number,
  round: number,
): void {
  brush.context.fillStyle = tone;
  brush.context.beginPath();
  brush.context.roundRect(left, top, wide, high, round);
  brush.context.fill();
}

const bottle: Figure = {
  reach: { left: 0.5, right: 0.5, above: 1.1, below: 0.05 },
  draw(brush, pose) {
    const { context } = brush;
    const glass = '#e9a36b';
    box(brush, brush.dye('#2a2630'), -0.1, -1.02, 0.2, 0.24, 0.03);
    box(brush, brush.dye('#d9b566'), -0.085, -0.79, 0.17, 0.07, 0.01);
    box(brush, brush.main(glass, 0.05), -0.31, -0.73, 0.62, 0.73, 0.09);
    box(brush, brush.main(glass, 0.28), -0.31, -0.73, 0.1, 0.73, 0.05);
    const level = -0.52 + 0.006 * wave(pose.seconds, 0.5);
    shape(context, brush.main(glass, 0.18), [
      [-0.26, level],
      [0, level + 0.008 * wave(pose.seconds, 0.4)],
      [0.26, level],
      [0.27, -0.1],
      [0.2, -0.045],
      [-0.2, -0.045],
      [-0.27, -0.1],
    ]);
    box(brush, brush.dye('#fbf5ea'), -0.16, -0.42, 0.32, 0.24, 0.015);
    for (const [y, half] of [
      [-0.34, 0.1],
      [-0.29, 0.06],
      [-0.25, 0.08],
    ] as const) {
      stroke(context, brush.dye('#7a5a3a'), y === -0.34 ? 0.016 : 0.008, [
        [-half, y],
        [half, y],
      ]);
    }
    gleam(brush, pose, -0.31, 0.31, -0.73, 0);
  },
};

const phone: Figure = {
  reach: { left: 0.45, right: 0.45, above: 1.1, below: 0.05 },
  draw(brush, pose) {
    const { context } = brush;
    context.save();
    context.rotate(0.05 * wave(pose.seconds, 0.16));
    box(brush, brush.main('#2c3038'), -0.27, -1.02, 0.54, 1.02, 0.08);
    const screen = context.createLinearGradient(-0.24, -1, 0.24, 0);
    const turn = 0.5 + 0.5 * wave(pose.seconds, 0.2);
    screen.addColorStop(0, brush.glow('#3f6bff'));
    screen.addColorStop(0.35 + 0.25 * turn, brush.glow('#b35cff'));
    screen.addColorStop(1, brush.glow('#ff8a5c'));
    context.fillStyle = screen;
    context.beginPath();
    context.roundRect(-0.245, -0.995, 0.49, 0.97, 0.06);
    context.fill();
    for (let at = 0; at < 3; at += 1) {
      oval(
        context,
        brush.glow('#ffffff', 0.14),
        [
          0.1 * wave(pose.seconds, 0.11, at * 0.3),
          -0.45 + 0.16 * wave(pose.seconds, 0.13, at * 0.4),
        ],
        0.16 - at * 0.03,
      );
    }
    box(brush, brush.glow('#0c0d12'), -0.06, -0.97, 0.12, 0.03, 0.015);
    gleam(brush, pose, -0.25, 0.25, -1, -0.02);
    context.restore();
  },
};

const watch: Figure = {
  reach: { left: 0.5, right: 0.5, above: 1.1, below: 0.05 },
  draw(brush, pose) {
    const { context } = brush;
    for (const [top, high] of [
      [-1.05, 0.34],
      [-0.36, 0.36],
    ] as const) {
      box(brush, brush.main('#5b3a27'), -0.16, top, 0.32, high, 0.05);
      for (const x of [-0.13, 0.13]) {
        stroke(context, brush.dye('#d8b894', 0.2), 0.006, [
          [x, top + 0.02],
          [x, top + high - 0.02],
        ]);
      }
    }
    const middle: Point = [0, -0.53];
    oval(context, brush.dye('#b8bec8'), middle, 0.33);
    oval(context, brush.dye('#e8ebef'), middle, 0.31);
    oval(context, brush.dye('#182235'), middle, 0.275);
    box(brush, brush.dye('#b8bec8'), 0.32, -0.56, 0.05, 0.07, 0.012);
    const hand = (turn: number, length: number, width: number, hex: string): void => {
      const angle = turn * 2 * Math.PI - Math.PI / 2;
      stroke(context, brush.dye(hex), width, [
        [middle[0] - Math.cos(angle) * 0.04, middle[1] - Math.sin(angle) * 0.04],
        [middle[0] + Math.cos(angle) * length, middle[1] + Math.sin(angle) * length],
      ]);
    };
    for (let at = 0; at < 12; at += 1) {
      const angle = (at * Math.PI) / 6;
      stroke(context, brush.dye('#f3f4f6'), at % 3 === 0 ? 0.016 : 0.008, [
        [middle[0] + Math.cos(angle) * 0.21, middle[1] + Math.sin(angle) * 0.21],
        [middle[0] + Math.cos(angle) * 0.25, middle[1] + Math.sin(angle) * 0.25],
      ]);
    }
    hand(0.84 + pose.seconds / 4000, 0.13, 0.022, '#f3f4f6');
    hand(0.15 + pose.seconds / 400, 0.19, 0.016, '#f3f4f6');
    hand(Math.floor(pose.seconds * 6) / 360, 0.22, 0.007, '#e8553f');
    oval(context, brush.dye('#e8553f'), middle, 0.014);
    gleam(brush, pose, -0.3, 0.3, -0.85, -0.2);
  },
};

const shoe: Figure = {
  reach: { left: 0.95, right: 0.95, above: 0.95, below: 0.06 },
  draw(brush, pose) {
    const { context } = brush;
    context.save();
    // It hovers over its shadow.
    context.translate(0, -0.1 + 0.03 * wave(pose.seconds, 0.3));
    context.rotate(-0.06 + 0.03 * wave(pose.seconds, 0.2));
    shape(context, brush.dye('#f6f5f1'), [
      [-0.72, -0.14],
      [0.1, -0.12],
      [0.86, -0.14],
      [0.9, -0.04],
      [0.7, 0.01],
      [-0.6, 0.02],
      [-0.78, -0.04],
    ]);
    shape(context, brush.main('#e2503f'), [
      [-0.7, -0.13],
      [-0.74, -0.48],
      [-0.66, -0.66],
      [-0.4, -0.6],
      [-0.16, -0.62],
      [0.16, -0.42],
      [0.5, -0.32],
      [0.82, -0.24],
      [0.87, -0.12],
      [0.1, -0.11],
    ]);
    shape(context, brush.dye('#fdf9f0'), [
      [-0.5, -0.22],
      [-0.1, -0.2],
      [0.3, -0.36],
      [-0.08, -0.28],
      [-0.42, -0.34],
    ]);
    shape(context, brush.main('#e2503f', 0.3), [
      [0.56, -0.3],
      [0.82, -0.24],
      [0.87, -0.12],
      [0.5, -0.11],
    ]);
    for (const at of [0, 1, 2, 3]) {
      stroke(context, brush.dye('#fdf9f0'), 0.03, [
        [-0.12 + at * 0.11, -0.58 + at * 0.07],
        [0.0 + at * 0.1, -0.46 + at * 0.05],
      ]);
    }
    gleam(brush, pose, -0.8, 0.9, -0.66, 0);
    context.restore();
  },
};

const coffee: Figure = {
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

const cake: Figure = {
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

/** A candle's flame with the light around it. */
export function flame(brush: Brush, { seconds }: Pose, [x, y]: Point, height: number): void {
  const lean = height * 0.18 * (wave(seconds, 1.3, x) + 0.5 * wave(seconds, 3.1, x * 2));
  const tall = height * (1 + 0.12 * wave(seconds, 2.3, x));
  halo(brush.context, '#ffb04a', [x, y - tall * 0.5], height * 3.4, 0.5);
  for (const [hex, part] of [
    ['#ff9a3c', 1],
    ['#ffe08a', 0.68],
    ['#fffbe6', 0.36],
  ] as const) {
    shape(brush.context, brush.glow(hex, 0.95), [
      [x, y],
      [x + tall * 0.24 * part, y - tall * 0.28 * part],
      [x + lean * part, y - tall * part],
      [x - tall * 0.24 * part, y - tall * 0.28 * part],
    ]);
  }
}

const noodles: Figure = {
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

const fruit: Figure = {
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

const candle: Figure = {
  reach: { left: 0.5, right: 0.5, above: 1.05, below: 0.06 },
  draw(brush) {
    const { context } = brush;
    oval(context, brush.dye('#8c6a3a'), [0, -0.04], 0.32, 0.06);
    box(brush, brush.main('#f5ead2'), -0.13, -0.7, 0.26, 0.67, 0.04);
    box(brush, brush.main('#f5ead2', 0.18), 0.03, -0.7, 0.1, 0.67, 0.04);
    for (const [x, y] of [
      [-0.1, -0.5],
      [0.07, -0.56],
      [-0.03, -0.6],
    ] as const) {
      chain(context, brush.dye('#fff8e6'), [
        [x, -0.68, 0.03],
        [x, y, 0.022],
      ]);
    }
    stroke(context, brush.dye('#2a201a'), 0.014, [
      [0, -0.69],
      [0.006, -0.76],
    ]);
  },
  shine(brush, pose) {
    flame(brush, pose, [0, -0.74], 0.24);
  },
};

/** Paper lanterns that rise with their light. */
const lanterns = [
  [0, -0.1, 0.5, 0],
  [-0.8, -0.5, 0.34, 0.4],
  [0.75, -0.62, 0.3, 0.7],
  [-0.42, -1.02, 0.22, 0.2],
  [0.4, -1.12, 0.18, 0.9],
  [-1.15, -1.1, 0.14, 0.6],
  [1.12, -0.05, 0.24, 0.1],
] as const;

const lantern: Figure = {
  reach: { left: 1.6, right: 1.6, above: 1.6, below: 0.3 },
  draw(brush, pose) {
    const { context } = brush;
    for (const [x, y, size, phase] of lanterns) {
      context.save();
      context.translate(...lanternAt(x, y, phase, pose.seconds));
      context.scale(size, size);
      context.rotate(0.06 * wave(pose.seconds, 0.2, phase));
      const paper = context.createLinearGradient(0, -0.9, 0, 0);
      paper.addColorStop(0, brush.glow('#c8482c'));
      paper.addColorStop(0.6, brush.glow('#f08a3a'));
      paper.addColorStop(1, brush.glow('#ffe08a'));
      context.fillStyle = paper;
      context.beginPath();
      context.moveTo(-0.24, 0);
      context.bezierCurveTo(-0.42, -0.3, -0.42, -0.85, 0, -0.88);
      context.bezierCurveTo(0.42, -0.85, 0.42, -0.3, 0.24, 0);
      context.closePath();
      context.fill();
      for (const rib of [-0.2, 0, 0.2]) {
        stroke(context, brush.glow('#8c2a18', 0.4), 0.014, [
          [rib * 0.9, 0],
          [rib * 1.6, -0.5],
          [rib * 0.4, -0.87],
        ]);
      }
      oval(context, brush.glow('#fff6d0'), [0, 0], 0.2, 0.045);
      context.restore();
    }
  },
  shine(brush, pose) {
    for (const [x, y, size, phase] of lanterns) {
      const [left, top] = lanternAt(x, y, phase, pose.seconds);
      halo(
        brush.context,
        '#ffb04a',
        [left, top - size * 0.35],
        size * 1.15,
        0.42 + 0.06 * wave(pose.seconds, 1.7, phase),
      );
    }
  },
};

function lanternAt(x: number, y: number, phase: number, seconds: number): Point {
  return [
    x + 0.05 * wave(seconds, 0.12, phase),
    y - 0.02 * (seconds % 600) * 0.02 + 0.04 * wave(seconds, 0.16, phase),
  ];
}

export const products = {
  bottle,
  phone,
  watch,
  shoe,
  coffee,
  cake,
  noodles,
  fruit,
  candle,
  lantern,
} satisfies Record<string, Figure>;

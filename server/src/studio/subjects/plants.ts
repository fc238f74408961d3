import { chain, oval, shape, stroke } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import type { Figure } from './figure.ts';
import { wave } from './gait.ts';

/** Deterministic scatter, 0 … 1: figures have no seed of their own. */
function scatter(at: number): number {
  const value = Math.sin(at * 127.1 + 11.7) * 43_758.5453;
  return value - Math.floor(value);
}

/** A crown of leaf masses over forked branches; leaves fall now and then. */
const tree: Figure = {
  reach: { left: 0.62, right: 0.62, above: 1.12, below: 0.05 },
  draw(brush, { seconds }) {
    const { context } = brush;
    const sway = (y: number): number =>
      0.014 * -y * wave(seconds, 0.22) + 0.005 * -y * wave(seconds, 0.7);
    const bark = brush.dye('#5b4030');
    shape(context, bark, [
      [-0.1, 0.01],
      [-0.045, -0.1],
      [-0.03, -0.35],
      [-0.02, -0.5],
      [0.03, -0.5],
      [0.04, -0.3],
      [0.05, -0.1],
      [0.11, 0.01],
    ]);
    for (const [x, y] of [
      [-0.24, -0.62],
      [0.25, -0.64],
      [-0.1, -0.78],
      [0.12, -0.82],
    ] as const) {
      stroke(context, bark, 0.028, [
        [0.005, -0.36],
        [x * 0.35, -0.5],
        [x + sway(y), y],
      ]);
    }
    for (let at = 0; at < 46; at += 1) {
      const angle = at * 2.39996;
      const out = Math.sqrt((at + 0.5) / 46);
      const x = Math.cos(angle) * out * 0.4;
      const y = -0.74 + Math.sin(angle) * out * 0.28;
      // What lies lower and inside is darker: the crown turns round.
      const shade = Math.max(0, 0.34 - (-0.62 - y) * 0.9 - 0.1 * scatter(at));
      const size = 0.105 * (1.15 - out * 0.45) * (0.85 + 0.3 * scatter(at + 9));
      oval(
        context,
        brush.main('#5f8f3e', shade),
        [x + sway(y) + 0.004 * wave(seconds, 1.1, scatter(at)), y],
        size,
        size * 0.86,
      );
    }
    for (let at = 0; at < 5; at += 1) {
      const age = (seconds * 0.16 + at / 5) % 1;
      oval(
        context,
        brush.main('#86ad4a', 0.05),
        [(scatter(at) - 0.5) * 0.7 + 0.12 * age + 0.04 * wave(seconds, 0.6, at), -0.6 + age * 0.6],
        0.013,
        0.008,
        seconds * 2 + at,
      );
    }
  },
};

interface Bloom {
  petals: number;
  rings: number;
  hex: string;
  heart: string;
}

/** A blossom that opens: rings of petals, the outer ones first. `open` 0 … 1. */
function blossom(
  brush: Brush,
  [x, y]: Point,
  radius: number,
  open: number,
  bloom: Bloom,
  seconds: number,
): void {
  const { context } = brush;
  for (let ring = 0; ring < bloom.rings; ring += 1) {
    const inner = ring / bloom.rings;
    const unfolded = Math.min(1, Math.max(0.12, open * 1.5 - inner * 0.5));
    const length = radius * (1 - inner * 0.62) * (0.35 + 0.65 * unfolded);
    const wide = radius * (0.5 - inner * 0.2) * (0.55 + 0.45 * unfolded);
    for (let at = 0; at < bloom.petals; at += 1) {
      const angle =
        ((at + ring * 0.5) * 2 * Math.PI) / bloom.petals +
        ring * 0.3 +
        0.02 * wave(seconds, 0.5, at * 0.3);
      context.save();
      context.translate(x, y);
      // Seen a little from the side.
      context.scale(1, 0.86);
      context.rotate(angle);
      shape(context, brush.main(bloom.hex, Math.max(0, 0.3 - inner * 0.26 + (at % 2) * 0.05)), [
        [0, 0],
        [-wide * 0.55, -length * 0.45],
        [-wide * 0.42, -length * 0.88],
        [0, -length * (1 + 0.03 * wave(seconds, 0.7, at))],
        [wide * 0.42, -length * 0.88],
        [wide * 0.55, -length * 0.45],
      ]);
      stroke(context, brush.main(bloom.hex, 0.34), radius * 0.012, [
        [0, -length * 0.15],
        [wide * 0.06, -length * 0.5],
        [0, -length * 0.85],
      ]);
      context.restore();
    }
  }
  const heart = radius * (0.1 + 0.1 * open);
  oval(context, brush.dye(bloom.heart), [x, y], heart, heart * 0.86);
  for (let at = 0; at < 12; at += 1) {
    const angle = at * 2.4;
    const out = heart * (0.5 + 0.5 * scatter(at));
    oval(
      context,
      brush.dye('#fff0b0'),
      [x + Math.cos(angle) * out, y + Math.sin(angle) * out * 0.86],
      radius * 0.022,
    );
  }
}

function leaf(brush: Brush, from: Point, to: Point, wide: number, shade: number): void {
  const [mx, my] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const [nx, ny] = [-(to[1] - from[1]) * wide, (to[0] - from[0]) * wide];
  shape(brush.context, brush.dye('#4f8a45', shade), [
    from,
    [mx + nx, my + ny],
    to,
    [mx - nx, my - ny],
  ]);
  stroke(brush.context, brush.dye('#a8cf7e', shade), 0.006, [from, [mx, my], to]);
}

/** One flower close to the camera, which opens while it is watched. */
const flower: Figure = {
  reach: { left: 0.62, right: 0.62, above: 1.12, below: 0.05 },
  draw(brush, { seconds, begunSeconds }) {
    const sway = 0.02 * wave(seconds, 0.24);
    const open = 0.06 + 0.94 * (1 - Math.exp(-begunSeconds / 1.9));
    const head: Point = [0.02 + sway, -0.66];
    stroke(brush.context, brush.dye('#3f7a3c'), 0.04, [[-0.02, 0.02], [-0.05, -0.3], head]);
    leaf(brush, [-0.04, -0.12], [-0.4, -0.32 + sway], 0.2, 0.2);
    leaf(brush, [-0.045, -0.2], [0.34, -0.4 + sway], 0.2, 0);
    blossom(
      brush,
      head,
      0.4,
      open,
      { petals: 9, rings: 4, hex: '#ea6a93', heart: '#f6c445' },
      seconds,
    );
  },
};

const posy = [
  [-0.24, -0.72, 0.17, '#f2a3bd', 4],
  [0.25, -0.74, 0.18, '#e8637f', 5],
  [0, -0.9, 0.18, '#fbe6ee', 4],
  [-0.33, -0.5, 0.14, '#f7c667', 3],
  [0.34, -0.5, 0.14, '#b48be0', 3],
  [0.0, -0.6, 0.21, '#e0475f', 5],
] as const;

const bouquet: Figure = {
  reach: { left: 0.62, right: 0.62, above: 1.15, below: 0.05 },
  draw(brush, { seconds }) {
    const { context } = brush;
    const sway = 0.012 * wave(seconds, 0.25);
    for (const angle of [-1.1, -0.75, -0.35, 0.35, 0.75, 1.1]) {
      leaf(
        brush,
        [0, -0.35],
        [Math.sin(angle) * 0.56 + sway, -0.42 - Math.cos(angle) * 0.52],
        0.16,
        0.15,
      );
    }
    shape(context, brush.dye('#e9d9c2'), [
      [-0.3, -0.46],
      [0.3, -0.46],
      [0.14, -0.12],
      [0.2, 0],
      [-0.2, 0],
      [-0.14, -0.12],
    ]);
    shape(context, brush.dye('#d8c2a4', 0.1), [
      [0.02, -0.46],
      [0.3, -0.46],
      [0.14, -0.12],
      [0.2, 0],
      [0.04, 0],
    ]);
    for (const [x, y, size, hex, rings] of posy) {
      blossom(
        { ...brush, main: (_named, shade) => brush.dye(hex, shade) },
        [x + sway, y],
        size,
        0.9 + 0.06 * wave(seconds, 0.2, x),
        { petals: 7, rings, hex, heart: '#f6d06a' },
        seconds,
      );
    }
    chain(context, brush.dye('#c8324a'), [
      [-0.14, -0.13, 0.03],
      [0.14, -0.13, 0.03],
    ]);
    for (const side of [-1, 1]) {
      shape(context, brush.dye('#c8324a', side < 0 ? 0.2 : 0.05), [
        [0, -0.13],
        [side * 0.14, -0.22],
        [side * 0.15, -0.08],
      ]);
    }
  },
};

export const plants = { tree, flower, bouquet } satisfies Record<string, Figure>;

import { halo, shape } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import { wave } from './gait.ts';
import type { Pose } from './figure.ts';

/** A light that wanders over glass and polish. */
export function gleam(
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

export function box(
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

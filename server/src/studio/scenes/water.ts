import { createCanvas, Path2D } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Random } from '../random.ts';
import { enter, horizonRow, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

/**
 * Water, or a wet street: mirrors what was drawn above the horizon, in strips that waver more the
 * nearer they are. `calm` 0 … 1.
 */
export function water(stage: Stage, calm: number): Layer {
  const { board } = stage;
  const { palette, lightX } = board;
  const wide = reach(stage);
  const deep = mix(palette.ground, palette.middle, 0.32);
  const above = createCanvas(stage.width, stage.height);
  const crests = crestsOf(board.random('waves'), wide, calm);
  const sparks = sparksOf(board.random('glitter'), lightX * stage.aspect * 0.5, calm);
  return {
    draw(context, { seconds, view }) {
      const shore = Math.round(horizonRow(stage, view));
      if (shore >= stage.height) return;
      above.getContext('2d').drawImage(context.canvas, 0, 0);
      context.resetTransform();
      mirror(context, above, shore, seconds, calm);
      const depth = context.createLinearGradient(0, shore, 0, stage.height);
      depth.addColorStop(0, css(mix(deep, palette.horizon, 0.25), 0.3));
      depth.addColorStop(1, css(deep, 0.86));
      context.fillStyle = depth;
      context.fillRect(0, shore, stage.width, stage.height - shore);
      enter(context, stage, { ...view, lift: 0 }, 0.6);
      glints(context, crests, seconds, css(mix(palette.horizon, palette.light, 0.3)), 0.16);
      enter(context, stage, view, 0.02);
      glints(context, sparks, seconds, css(palette.light), 0.8);
    },
  };
}

/** A short flat light on the water that comes and goes. */
interface Glint {
  x: number;
  y: number;
  length: number;
  height: number;
  pace: number;
  phase: number;
}

/** Drawn in a few steps of brightness: one path for each is much faster than one for every glint. */
function glints(
  context: SKRSContext2D,
  all: readonly Glint[],
  seconds: number,
  tone: string,
  strongest: number,
): void {
  const steps = 4;
  const paths = Array.from({ length: steps }, () => new Path2D());
  for (const { x, y, length, height, pace, phase } of all) {
    const shine = Math.sin(seconds * pace + phase);
    if (shine <= 0) continue;
    const path = paths[Math.min(steps - 1, Math.floor(shine * steps))];
    const half = length * (0.4 + 0.6 * shine);
    path?.moveTo(x + half, y);
    path?.ellipse(x, y, half, height, 0, 0, Math.PI * 2);
  }
  context.fillStyle = tone;
  paths.forEach((path, at) => {
    context.globalAlpha = (strongest * (at + 1)) / steps;
    context.fill(path);
  });
  context.globalAlpha = 1;
}

function mirror(
  context: SKRSContext2D,
  above: Canvas,
  shore: number,
  seconds: number,
  calm: number,
): void {
  const { width, height } = above;
  const strips = 48;
  const depth = height - shore;
  const widest = (1 - calm * 0.8) * 0.012 * height;
  for (let at = 0; at < strips; at += 1) {
    // Thin strips at the shore, thick ones in front, as perspective has it.
    const top = Math.round(depth * (at / strips) ** 1.5);
    const bottom = Math.round(depth * ((at + 1) / strips) ** 1.5);
    if (bottom <= top || shore - bottom < 0) continue;
    const waver = Math.sin(at * 1.7 + seconds * 2.1) * widest * (at / strips);
    const tall = bottom - top;
    context.save();
    context.translate(waver, shore + bottom);
    context.scale(1, -1);
    // A little wider than the frame, so that no strip shows its end.
    const wide = width + 2 * widest;
    context.drawImage(above, 0, shore - bottom, width, tall, -widest, 0, wide, tall);
    context.restore();
  }
}

/** Under the sun or moon. */
function sparksOf(random: Random, x: number, calm: number): Glint[] {
  return Array.from({ length: 170 }, () => {
    const near = random.next() ** 1.4;
    const spread = (0.03 + near * 0.16) * (1.3 - calm * 0.6);
    return {
      x: x + (random.next() + random.next() - 1) * spread,
      y: 0.004 + near * 0.42,
      length: 0.006 + near * 0.03 * random.next(),
      height: 0.0008 + near * 0.0024,
      pace: random.between(2, 6),
      phase: random.between(0, 7),
    };
  });
}

/** Everywhere. */
function crestsOf(random: Random, wide: number, calm: number): Glint[] {
  return Array.from({ length: 170 }, () => {
    const near = random.next() ** 1.2;
    return {
      x: random.between(-wide, wide),
      y: 0.006 + near * 0.5,
      length: 0.02 + near * 0.13 * random.next(),
      height: 0.0006 + near * 0.003 * (1.2 - calm),
      pace: random.between(0.8, 2.2),
      phase: random.between(0, 7),
    };
  });
}

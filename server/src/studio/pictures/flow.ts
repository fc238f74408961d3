import type { Canvas } from '@napi-rs/canvas';
import { thumbnail } from './depth.ts';

/** Where the places of one picture lie in another, as shares of the frame to add. */
interface Flow {
  at(u: number, v: number): { x: number; y: number };
}

const width = 80;
const height = 45;
const columns = 16;
const rows = 9;
/** Half a block, and how far from its place a block is looked for; in pixels of the thumbnail. */
const half = 4;
const search = 8;
/** What a step aside costs, so that flat parts stay where they are. */
const stepCost = 0.55;

/**
 * Coarse block matching on brightness: each block of the first picture is looked for in the last one,
 * then neighbours are brought into line. Small on purpose: a morph, not a measurement.
 */
export function flowBetween(first: Canvas, last: Canvas): Flow {
  const from = grey(thumbnail(first, width, height));
  const to = grey(thumbnail(last, width, height));
  let xs = new Float32Array(columns * rows);
  let ys = new Float32Array(columns * rows);
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, at += 1) {
      const x = Math.round(((column + 0.5) / columns) * width);
      const y = Math.round(((row + 0.5) / rows) * height);
      const best = bestStep(from, to, x, y);
      xs[at] = best.dx / width;
      ys[at] = best.dy / height;
    }
  }
  for (let round = 0; round < 6; round += 1) [xs, ys] = [inLine(xs), inLine(ys)];
  const here = { x: 0, y: 0 };
  return {
    at(u, v) {
      // The edges of the frame stay where they are, so that no gap opens.
      const held = inside(u) * inside(v);
      here.x = sampled(xs, u, v) * held;
      here.y = sampled(ys, u, v) * held;
      return here;
    },
  };
}

/** 0 at an edge of the frame, 1 well inside. */
function inside(share: number): number {
  return Math.min(1, Math.max(0, Math.min(share, 1 - share) / 0.16));
}

function bestStep(
  from: Float32Array,
  to: Float32Array,
  x: number,
  y: number,
): { dx: number; dy: number } {
  let best = { dx: 0, dy: 0, cost: costOf(from, to, x, y, 0, 0) };
  for (let dy = -search; dy <= search; dy += 2) {
    for (let dx = -search; dx <= search; dx += 2) {
      const cost = costOf(from, to, x, y, dx, dy) + stepCost * Math.hypot(dx, dy);
      if (cost < best.cost) best = { dx, dy, cost };
    }
  }
  return best;
}

/** Mean difference of two blocks. */
function costOf(
  from: Float32Array,
  to: Float32Array,
  x: number,
  y: number,
  dx: number,
  dy: number,
): number {
  let sum = 0;
  for (let oy = -half; oy <= half; oy += 1) {
    for (let ox = -half; ox <= half; ox += 1) {
      sum += Math.abs(pixel(from, x + ox, y + oy) - pixel(to, x + ox + dx, y + oy + dy));
    }
  }
  return sum / (2 * half + 1) ** 2;
}

function pixel(values: Float32Array, x: number, y: number): number {
  const column = Math.min(width - 1, Math.max(0, x));
  const row = Math.min(height - 1, Math.max(0, y));
  return values[row * width + column] ?? 0;
}

/** Brightness without the mean of the picture: day and night of one place still match. */
function grey(tones: Uint8ClampedArray): Float32Array {
  const values = new Float32Array(width * height);
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value =
      0.3 * (tones[at * 4] ?? 0) +
      0.59 * (tones[at * 4 + 1] ?? 0) +
      0.11 * (tones[at * 4 + 2] ?? 0);
    values[at] = value;
    sum += value;
  }
  const mean = sum / values.length;
  return values.map((value) => value - mean);
}

/** Each block becomes the mean of itself and its neighbours. */
function inLine(values: Float32Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -1; dx <= 1; dx += 1) sum += block(values, column + dx, row + dy);
      }
      result[row * columns + column] = sum / 9;
    }
  }
  return result;
}

function block(values: Float32Array, column: number, row: number): number {
  const x = Math.min(columns - 1, Math.max(0, column));
  const y = Math.min(rows - 1, Math.max(0, row));
  return values[y * columns + x] ?? 0;
}

function sampled(values: Float32Array, u: number, v: number): number {
  const x = Math.min(columns - 1, Math.max(0, u * columns - 0.5));
  const y = Math.min(rows - 1, Math.max(0, v * rows - 0.5));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const across = (row: number): number => {
    const here = block(values, left, row);
    return here + (block(values, left + 1, row) - here) * (x - left);
  };
  const upper = across(top);
  return upper + (across(top + 1) - upper) * (y - top);
}

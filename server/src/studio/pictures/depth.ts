import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';

/** How near each part of a picture lies, guessed from the picture alone: 0 far … 1 near. */
interface DepthMap {
  at(u: number, v: number): number;
}

const columns = 48;
const rows = 27;

/**
 * What lies lower is nearer, and so is what stands out from the edges of the picture around its
 * middle. Very smooth: a wrong guess then only bends the picture a little.
 */
export function depthOf(picture: Canvas): DepthMap {
  const tones = thumbnail(picture, columns, rows);
  const rim = rimTone(tones);
  const depth = new Float32Array(columns * rows);
  for (let y = 0, at = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1, at += 1) {
      const [u, v] = [(x + 0.5) / columns, (y + 0.5) / rows];
      const apart = [0, 1, 2].reduce(
        (sum, channel) => sum + Math.abs((tones[at * 4 + channel] ?? 0) - (rim[channel] ?? 0)),
        0,
      );
      const middle = Math.exp(-(((u - 0.5) / 0.32) ** 2) - ((v - 0.58) / 0.42) ** 2);
      const ground = Math.max(0, (v - 0.35) / 0.65) ** 1.4;
      depth[at] = 0.5 * ground + 0.6 * middle * Math.min(1, apart / 190);
    }
  }
  let smooth = depth;
  for (let round = 0; round < 6; round += 1) smooth = softened(smooth);
  return { at: (u, v) => Math.min(1, sampled(smooth, u, v)) };
}

/** A picture in few pixels: rows from the top, four bytes each. */
export function thumbnail(picture: Canvas, width: number, height: number): Uint8ClampedArray {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

/** Mean colour of the upper edge and the two sides. */
function rimTone(tones: Uint8ClampedArray): readonly number[] {
  const sum = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      if (y > 2 && x > 2 && x < columns - 3) continue;
      count += 1;
      for (const channel of [0, 1, 2]) {
        sum[channel] = (sum[channel] ?? 0) + (tones[(y * columns + x) * 4 + channel] ?? 0);
      }
    }
  }
  return sum.map((value) => value / count);
}

/** Mean of each place and its neighbours, two steps around. */
function softened(values: Float32Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(values.length);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      let sum = 0;
      for (let dy = -2; dy <= 2; dy += 1) {
        for (let dx = -2; dx <= 2; dx += 1) {
          const column = Math.min(columns - 1, Math.max(0, x + dx));
          const row = Math.min(rows - 1, Math.max(0, y + dy));
          sum += values[row * columns + column] ?? 0;
        }
      }
      result[y * columns + x] = sum / 25;
    }
  }
  return result;
}

function sampled(values: Float32Array, u: number, v: number): number {
  const x = Math.min(columns - 1.001, Math.max(0, u * columns - 0.5));
  const y = Math.min(rows - 1.001, Math.max(0, v * rows - 0.5));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = top * columns + left;
  const upper = (values[at] ?? 0) + ((values[at + 1] ?? 0) - (values[at] ?? 0)) * (x - left);
  const below = at + columns;
  const lower =
    (values[below] ?? 0) + ((values[below + 1] ?? 0) - (values[below] ?? 0)) * (x - left);
  return upper + (lower - upper) * (y - top);
}

import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';

/** Cells of a mesh: as fine as gentle bends need; each one costs as much as a hundred pixels do. */
const meshColumns = 36;
const meshRows = 20;

/** Where a place of a picture goes: `u` and `v` run from 0 to 1 over it, the answer is in pixels. */
export type Warp = (u: number, v: number, target: { x: number; y: number }) => void;

/**
 * Draws a picture through a bent mesh. Each cell is copied as a rectangle that overlaps its
 * neighbours by less than a pixel, so that no seam shows. `needed` tells by its middle whether a cell
 * will be seen.
 */
export function drawMesh(
  context: SKRSContext2D,
  picture: Canvas,
  warp: Warp,
  needed: (u: number, v: number) => boolean = () => true,
): void {
  const columns = meshColumns + 1;
  const xs = new Float32Array(columns * (meshRows + 1));
  const ys = new Float32Array(xs.length);
  const target = { x: 0, y: 0 };
  for (let row = 0, at = 0; row <= meshRows; row += 1) {
    for (let column = 0; column < columns; column += 1, at += 1) {
      warp(column / meshColumns, row / meshRows, target);
      xs[at] = target.x;
      ys[at] = target.y;
    }
  }
  const wide = picture.width / meshColumns;
  const high = picture.height / meshRows;
  const { width, height } = context.canvas;
  const between = (values: Float32Array, a: number, b: number): number =>
    ((values[a] ?? 0) + (values[b] ?? 0)) / 2;
  for (let row = 0; row < meshRows; row += 1) {
    for (let column = 0; column < meshColumns; column += 1) {
      if (!needed((column + 0.5) / meshColumns, (row + 0.5) / meshRows)) continue;
      const at = row * columns + column;
      const left = between(xs, at, at + columns);
      const right = between(xs, at + 1, at + columns + 1);
      const top = between(ys, at, at + 1);
      const bottom = between(ys, at + columns, at + columns + 1);
      if (right < 0 || bottom < 0 || left > width || top > height) continue;
      // The same share more of source and target: the picture keeps its scale.
      const [x, y] = [overlap / Math.max(1, right - left), overlap / Math.max(1, bottom - top)];
      context.drawImage(
        picture,
        column * wide,
        row * high,
        wide * (1 + x),
        high * (1 + y),
        left,
        top,
        right - left + overlap,
        bottom - top + overlap,
      );
    }
  }
}

const overlap = 0.9;

import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { eased } from '../camera.ts';
import type { CameraMove } from '../vocabulary.ts';

/** How a flat picture is looked at; zoom 1 without offset shows it exactly. */
export interface Drift {
  zoom: number;
  /** Of the picture, in frame widths and heights. */
  x: number;
  y: number;
}

/** Where a move ends when it starts from the exact picture. */
const ends: Record<CameraMove, Drift> = {
  fixed: { zoom: 1, x: 0, y: 0 },
  still: { zoom: 1.03, x: 0, y: 0 },
  pan_left: { zoom: 1.1, x: 0.045, y: 0 },
  pan_right: { zoom: 1.1, x: -0.045, y: 0 },
  tilt_up: { zoom: 1.1, x: 0, y: 0.045 },
  tilt_down: { zoom: 1.1, x: 0, y: -0.045 },
  push_in: { zoom: 1.16, x: 0, y: 0 },
  pull_out: { zoom: 0.93, x: 0, y: 0 },
  orbit: { zoom: 1.12, x: -0.04, y: 0.015 },
  aerial: { zoom: 1.14, x: 0, y: 0.04 },
  tracking: { zoom: 1.12, x: -0.045, y: 0 },
  handheld: { zoom: 1.06, x: 0.01, y: -0.01 },
};

/** From the exact picture at share 0 to the end of the move at share 1. */
export function driftFrom(move: CameraMove, share: number): Drift {
  const end = ends[move];
  const way = eased(share);
  return { zoom: 1 + (end.zoom - 1) * way, x: end.x * way, y: end.y * way };
}

/** The same move, so that it arrives at the exact picture at share 1. */
export function driftTo(move: CameraMove, share: number): Drift {
  const end = ends[move];
  const left = 1 - eased(share);
  return { zoom: 1 + (1 / end.zoom - 1) * left, x: -end.x * left, y: -end.y * left };
}

/** Covers the frame with a picture, cropped evenly. Where a drift leaves a gap, its mirror image goes on. */
export function drawPlate(
  context: SKRSContext2D,
  plate: Canvas,
  size: { width: number; height: number },
  drift: Drift,
): void {
  const cover = Math.max(size.width / plate.width, size.height / plate.height) * drift.zoom;
  const width = plate.width * cover;
  const height = plate.height * cover;
  const left = (size.width - width) / 2 + drift.x * size.width;
  const top = (size.height - height) / 2 + drift.y * size.height;
  for (const row of tiles(top, height, size.height)) {
    for (const column of tiles(left, width, size.width)) {
      const flipX = column % 2 === 0 ? 1 : -1;
      const flipY = row % 2 === 0 ? 1 : -1;
      context.setTransform(
        flipX,
        0,
        0,
        flipY,
        left + (column + (flipX === 1 ? 0 : 1)) * width,
        top + (row + (flipY === 1 ? 0 : 1)) * height,
      );
      context.drawImage(plate, 0, 0, width, height);
    }
  }
  context.resetTransform();
}

/** Numbers of the repetitions that are needed to fill 0 … `end`; 0 is the picture itself. */
function tiles(start: number, length: number, end: number): number[] {
  const numbers = [0];
  if (start > 0.01) numbers.push(-1);
  if (start + length < end - 0.01) numbers.push(1);
  return numbers;
}

import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { css } from '../color.ts';
import type { Storyboard } from '../storyboard.ts';
import { depthOf } from './depth.ts';
import { drawMesh } from './mesh.ts';
import type { Warp } from './mesh.ts';
import { drawPlate } from './plate.ts';
import type { Drift } from './plate.ts';

/** The mirrored edge around a picture, for moves that look past it; a share of its size. */
const margin = 0.06;

interface Bend {
  move: (u: number, v: number, target: { x: number; y: number }) => void;
  needed: (u: number, v: number) => boolean;
}

/** A given picture that moves as if it had depth. */
export interface LivingPicture {
  /**
   * Fills the frame. A drift of zoom 1 without offset and `stir` 0 shows the picture exactly; `stir` 1
   * lets what is near breathe a little more than what is far. `bend` may move places further,
   * and leave out what will not be seen.
   */
  draw(
    context: SKRSContext2D,
    drift: Drift,
    stir: { seconds: number; strength: number },
    bend?: Bend,
  ): void;
}

export function livingPicture(
  picture: Canvas,
  size: { width: number; height: number },
): LivingPicture {
  const plate = withMargin(picture);
  const depth = depthOf(picture);
  const { width, height } = size;
  return {
    draw(context, drift, { seconds, strength }, bend) {
      if (
        drift.zoom === 1 &&
        drift.x === 0 &&
        drift.y === 0 &&
        strength === 0 &&
        bend === undefined
      ) {
        context.imageSmoothingQuality = 'high';
        drawPlate(context, picture, size, drift);
        context.imageSmoothingQuality = 'low';
        return;
      }
      const warp: Warp = (across, down, target) => {
        const u = across * (1 + 2 * margin) - margin;
        const v = down * (1 + 2 * margin) - margin;
        const near = depth.at(u, v);
        // The nearer, the more it grows and the further it goes: parallax.
        const zoom = 1 + (drift.zoom - 1) * (0.75 + 0.75 * near);
        const share = 0.7 + 0.7 * near;
        const breath = strength * near * 0.0016;
        target.x =
          u +
          (u - 0.5) * (zoom - 1) +
          drift.x * share +
          breath * Math.sin(seconds * 1.3 + v * 7 + u * 3);
        target.y =
          v + (v - 0.5) * (zoom - 1) + drift.y * share + breath * Math.sin(seconds * 1.7 + u * 6);
        bend?.move(u, v, target);
        target.x *= width;
        target.y *= height;
      };
      context.resetTransform();
      drawMesh(context, plate, warp, (across, down) => {
        if (bend === undefined) return true;
        return bend.needed(across * (1 + 2 * margin) - margin, down * (1 + 2 * margin) - margin);
      });
    },
  };
}

/** The picture with its mirror image around it. */
function withMargin(picture: Canvas): Canvas {
  const x = Math.round(picture.width * margin);
  const y = Math.round(picture.height * margin);
  const canvas = createCanvas(picture.width + 2 * x, picture.height + 2 * y);
  const context = canvas.getContext('2d');
  const left = (canvas.width - picture.width) / 2;
  const top = (canvas.height - picture.height) / 2;
  for (const column of [-1, 1, 0]) {
    for (const row of [-1, 1, 0]) {
      const [flipX, flipY] = [column === 0 ? 1 : -1, row === 0 ? 1 : -1];
      context.setTransform(
        flipX,
        0,
        0,
        flipY,
        left + (column + (flipX === 1 ? 0 : 1)) * picture.width,
        top + (row + (flipY === 1 ? 0 : 1)) * picture.height,
      );
      context.drawImage(picture, 0, 0);
    }
  }
  return canvas;
}

/** A soft light that wanders over the picture, in the colour of the storyboard's sun. */
export function driftingLight(
  board: Storyboard,
  { width, height }: { width: number; height: number },
): (context: SKRSContext2D, seconds: number, strength: number) => void {
  const spot = lightSpot(board);
  const phase = board.random('drifting light').between(0, 7);
  const side = Math.sign(board.lightX) || 1;
  const radius = Math.hypot(width, height) * 0.6;
  return (context, seconds, strength) => {
    if (strength <= 0) return;
    const x = width * (0.5 + side * 0.34 + 0.18 * Math.sin(seconds * 0.5 + phase));
    const y = height * (0.18 + 0.1 * Math.sin(seconds * 0.37 + phase));
    context.globalCompositeOperation = 'screen';
    context.globalAlpha = strength;
    context.drawImage(spot, x - radius, y - radius, radius * 2, radius * 2);
    context.globalAlpha = 1;
    context.globalCompositeOperation = 'source-over';
  };
}

/** Small, and drawn enlarged: several times as fast as a gradient over the whole frame. */
function lightSpot(board: Storyboard): Canvas {
  const side = 96;
  const canvas = createCanvas(side, side);
  const context = canvas.getContext('2d');
  const tone = board.palette.light;
  const light = context.createRadialGradient(side / 2, side / 2, 0, side / 2, side / 2, side / 2);
  light.addColorStop(0, css(tone, 0.24));
  light.addColorStop(0.4, css(tone, 0.09));
  light.addColorStop(1, css(tone, 0));
  context.fillStyle = light;
  context.fillRect(0, 0, side, side);
  return canvas;
}

import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { viewAt } from '../camera.ts';
import type { Color } from '../color.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Moment, Stage } from './layer.ts';

/** In frame heights around the middle of the horizon. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Pixels for a frame height; above it plates are drawn enlarged, so that 4k needs no gigabyte. */
const mostDensity = 1200;

/** What moves a finished plate besides the camera. */
export type Motion = (context: SKRSContext2D, moment: Moment) => void;

/**
 * A picture that is painted once, in frame heights, and then only moved by the camera: copying pixels
 * costs a tenth of drawing them again.
 */
export function plate(
  stage: Stage,
  depth: number,
  box: Box,
  paint: (context: SKRSContext2D) => void,
  motion?: Motion,
): Layer {
  const picture = paintedBox(stage, box, paint);
  const [left, top] = [onPixel(stage, box.left), onPixel(stage, box.top)];
  const density = densityOf(stage);
  const [width, height] = [picture.width / density, picture.height / density];
  return {
    draw(context, moment) {
      enter(context, stage, moment.view, depth);
      motion?.(context, moment);
      context.drawImage(picture, left, top, width, height);
    },
  };
}

/** The picture alone, for layers that draw it several times. */
export function paintedBox(
  stage: Stage,
  box: Box,
  paint: (context: SKRSContext2D) => void,
): Canvas {
  const density = densityOf(stage);
  const width = Math.max(1, Math.ceil((box.right - box.left) * density));
  const height = Math.max(1, Math.ceil((box.bottom - box.top) * density));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.scale(density, density);
  context.translate(-onPixel(stage, box.left), -onPixel(stage, box.top));
  paint(context);
  return canvas;
}

/**
 * Layers that lie close together in depth as one picture: painted once at rest, then moved as one. Far
 * away nobody sees that they do not move against each other, and each copy saved is a millisecond.
 */
export function flattened(
  stage: Stage,
  depth: number,
  bottom: number,
  layersOf: (wider: Stage) => readonly Layer[],
): Layer {
  const wide = onPixel(stage, reach(stage, depth));
  const density = densityOf(stage);
  const wider = { ...stage, width: Math.round(wide * 2 * density), height: density };
  const canvas = createCanvas(wider.width, Math.ceil(density * (stage.horizon + bottom)));
  const context = canvas.getContext('2d');
  for (const layer of layersOf(wider)) {
    context.save();
    layer.draw(context, { seconds: 0, view: viewAt('still', 0) });
    context.restore();
  }
  const empty = emptyRows(canvas);
  const rows = canvas.height - empty;
  const top = empty / density - stage.horizon;
  const across = canvas.width / density;
  return {
    draw(target, { view }) {
      enter(target, stage, view, depth);
      const { width } = canvas;
      target.drawImage(canvas, 0, empty, width, rows, -wide, top, across, rows / density);
    },
  };
}

/** How many rows from the top hold nothing. */
function emptyRows(canvas: Canvas): number {
  const pixels = canvas.data();
  const row = canvas.width * 4;
  // Every eighth pixel finds whatever is worth showing.
  const at = Array.from({ length: canvas.height }, (_, y) => y).find((y) => {
    for (let byte = y * row + 3; byte < (y + 1) * row; byte += 32)
      if (pixels[byte] !== 0) return true;
    return false;
  });
  return Math.max(0, (at ?? 0) - 2);
}

function densityOf(stage: Stage): number {
  return Math.min(stage.height, mostDensity);
}

/** The nearest length that ends on a whole pixel. */
function onPixel(stage: Stage, length: number): number {
  return Math.round(length * densityOf(stage)) / densityOf(stage);
}

/** A pixel as red, green, blue 0 … 255 and alpha 0 … 1. */
export type Pixel = readonly [tone: Color, alpha: number];

/** A small picture computed pixel by pixel: `u` and `v` run from 0 to 1. Meant to be drawn enlarged. */
export function computed(
  width: number,
  height: number,
  pixelAt: (u: number, v: number) => Pixel,
): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const picture = context.createImageData(width, height);
  const { data } = picture;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const [tone, alpha] = pixelAt((x + 0.5) / width, (y + 0.5) / height);
      data[at] = tone[0];
      data[at + 1] = tone[1];
      data[at + 2] = tone[2];
      data[at + 3] = alpha * 255;
    }
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}

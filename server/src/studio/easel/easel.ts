import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Stage } from '../scenes/layer.ts';
import { brushOf } from '../subjects/brush.ts';
import type { Brush } from '../subjects/brush.ts';
import type { Spot } from '../subjects/casting.ts';
import type { Bounds, Figure, Pose } from '../subjects/figure.ts';
import { castShadow, deepOf, isWet, reflect } from './shadows.ts';
import type { Subject } from '../subjects/subjects.ts';

/** Pixels of the drawing for a pixel of the frame, so that a camera that comes near stays sharp. */
const density = { near: 1.15, far: 1 };
const mostPixels = 1600;

/** Where a figure is drawn apart from the picture, before it is put into it. */
interface Easel {
  brush: Brush;
  paint(pose: Pose): void;
  /** Onto a context whose origin is the foot of the figure and whose unit is its height. */
  put(context: SKRSContext2D, seconds: number): void;
}

/**
 * Draws a figure, shades it across, gives it an edge of light and puts it on its shadow or reflection.
 * What stays the same for all frames is made once.
 */
export function easelOf(stage: Stage, figure: Figure, subject: Subject, spot: Spot): Easel {
  const { palette } = stage.board;
  const closer = stage.board.camera === 'push_in' || stage.board.camera === 'pull_out';
  const bounds = boundsOf(stage, figure, subject, spot);
  const [left, top, wide, high] = bounds;
  const scale = Math.min(
    spot.size * stage.height * (closer ? density.near : density.far),
    mostPixels / Math.max(wide, high),
  );
  const canvas = createCanvas(Math.ceil(wide * scale), Math.ceil(high * scale));
  const { width, height } = canvas;
  const second = createCanvas(width, height);
  const [context, over] = [canvas.getContext('2d'), second.getContext('2d')];
  const brush = brushOf(context, stage.board, subject.color);
  const lightSide = stage.light.x >= spot.x + spot.drift / 2 ? 1 : -1;
  const edge = Math.max(1.2, stage.height * 0.005);
  const shading = shadingOf(stage, width, height, lightSide);
  const shade = spot.on === 'land' ? shadeOf(stage, width, height, -top / high) : null;
  const rimTone = css(mix(palette.light, palette.horizon, 0.2), 0.78);
  const wet = isWet(stage);
  const mirrored = spot.on === 'water' || spot.on === 'table' || (spot.on === 'land' && wet);

  /** A tone, or a picture of one, in the outline of the figure. */
  const outlined = (fill: () => void): void => {
    over.globalCompositeOperation = 'copy';
    fill();
    over.globalCompositeOperation = 'destination-in';
    over.drawImage(canvas, 0, 0);
  };
  return {
    brush,
    paint(pose) {
      context.resetTransform();
      context.globalCompositeOperation = 'source-over';
      context.clearRect(0, 0, width, height);
      context.lineCap = 'round';
      context.setTransform(scale * spot.heading, 0, 0, scale, -left * scale, -top * scale);
      figure.draw(brush, pose);
      context.resetTransform();
      context.globalCompositeOperation = 'source-atop';
      context.drawImage(shading, 0, 0);
    },
    put(target, seconds) {
      if (shade !== null) {
        outlined(() => {
          over.drawImage(shade, 0, 0);
        });
        castShadow(target, second, bounds, stage, spot);
      }
      if (mirrored) reflect(target, canvas, bounds, seconds);
      target.drawImage(canvas, ...bounds);
      outlined(() => {
        over.fillStyle = rimTone;
        over.fillRect(0, 0, width, height);
      });
      over.globalCompositeOperation = 'destination-out';
      over.drawImage(canvas, -lightSide * edge, edge * 0.75);
      target.drawImage(second, ...bounds);
    },
  };
}

/** From lit to dark across the figure, as one picture that is laid over it. */
function shadingOf(stage: Stage, width: number, height: number, lightSide: number): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const [near, far] = lightSide > 0 ? [0.7, 0.3] : [0.3, 0.7];
  const fill = context.createLinearGradient(width * near, 0, width * far, height);
  const deep = deepOf(stage);
  fill.addColorStop(0.25, css(stage.board.palette.light, 0.1));
  fill.addColorStop(0.45, css(deep, 0));
  fill.addColorStop(1, css(deep, 0.5));
  context.fillStyle = fill;
  context.fillRect(0, 0, width, height);
  return canvas;
}

/** The dark of a shadow, fading from the feet (at `foot` of the height) to the head. */
function shadeOf(stage: Stage, width: number, height: number, foot: number): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const fade = context.createLinearGradient(0, height * 0.1, 0, height * foot);
  fade.addColorStop(0, css(deepOf(stage), 0.05));
  fade.addColorStop(1, css(deepOf(stage), 0.5));
  context.fillStyle = fade;
  context.fillRect(0, 0, width, height);
  return canvas;
}

/** Pixels for a unit, and moments, that are enough to see where a figure goes. */
const probe = { scale: 48, moments: 26, stepSeconds: 0.43, margin: 0.07 };

/** What a figure really covers while it moves: its reach is only where it may go. */
function boundsOf(stage: Stage, figure: Figure, { action, color }: Subject, spot: Spot): Bounds {
  const { left, right, above, below } = figure.reach;
  const { scale, margin } = probe;
  const canvas = createCanvas(
    Math.ceil((left + right) * scale),
    Math.ceil((above + below) * scale),
  );
  const context = canvas.getContext('2d');
  const brush = brushOf(context, stage.board, color);
  for (let at = 0; at < probe.moments; at += 1) {
    context.setTransform(scale, 0, 0, scale, left * scale, above * scale);
    const seconds = at * probe.stepSeconds;
    figure.draw(brush, { seconds, begunSeconds: seconds, action, wind: -(at % 3) / 2 });
  }
  context.resetTransform();
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const box = { left: canvas.width, right: 0, top: canvas.height, bottom: 0 };
  for (let at = 0; at < data.length / 4; at += 1) {
    if ((data[at * 4 + 3] ?? 0) < 8) continue;
    const [x, y] = [at % canvas.width, Math.floor(at / canvas.width)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x + 1);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y + 1);
  }
  const from = Math.max(-left, box.left / scale - left - margin);
  const to = Math.min(right, box.right / scale - left + margin);
  const top = Math.max(-above, box.top / scale - above - margin);
  const bottom = Math.min(below, box.bottom / scale - above + margin);
  return spot.heading === 1
    ? [from, top, to - from, bottom - top]
    : [-to, top, to - from, bottom - top];
}

import type { Canvas } from '@napi-rs/canvas';
import type { Figure } from '../subjects/figure.ts';
import { wave } from '../subjects/gait.ts';
import { scaledTo } from './picture.ts';

/** A cut-out picture as a figure of the scene: it stands in its light, casts its shadow and breathes. */
export function guestOf(given: Canvas, frameHeight: number): Figure {
  const picture = scaledTo(given, Math.min(given.height, Math.round(frameHeight * 0.75)));
  const half = picture.width / picture.height / 2;
  return {
    reach: { left: half + 0.08, right: half + 0.08, above: 1.1, below: 0.04 },
    draw({ context }, { seconds }) {
      context.save();
      context.rotate(0.012 * wave(seconds, 0.17));
      context.scale(1 + 0.008 * wave(seconds, 0.31), 1 + 0.012 * wave(seconds, 0.31, 0.5));
      context.drawImage(picture, -half, -1, half * 2, 1);
      context.restore();
    },
  };
}

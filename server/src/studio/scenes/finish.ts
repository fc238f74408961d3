import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import { css } from '../color.ts';
import type { Random } from '../random.ts';
import type { Style } from '../vocabulary.ts';
import type { Layer, Stage } from './layer.ts';

const tile = 192;

/** One fill over everything, for styles that are more than a choice of colours. */
const washes: Partial<Record<Style, { tone: string; how: 'saturation' | 'multiply' | 'screen' }>> =
  {
    noir: { tone: 'rgb(128, 128, 128)', how: 'saturation' },
    vintage: { tone: 'rgba(232, 190, 120, 0.16)', how: 'multiply' },
    pastel: { tone: 'rgba(255, 232, 236, 0.12)', how: 'screen' },
  };

/** The lens and the film: darker corners, the style's wash, and a breath of grain, which also keeps wide gradients from showing steps. */
export function finish(stage: Stage): Layer {
  const { width, height, board } = stage;
  const overlays = grainyCorners(stage, noise(board.random('grain')));
  const wash = board.style === null ? undefined : washes[board.style];
  return {
    draw(context, { seconds }) {
      context.resetTransform();
      if (wash !== undefined) {
        context.globalCompositeOperation = wash.how;
        context.fillStyle = wash.tone;
        context.fillRect(0, 0, width, height);
        context.globalCompositeOperation = 'source-over';
      }
      // Another one for every frame, found from the time alone.
      const overlay = overlays[Math.round(seconds * 24) % overlays.length];
      if (overlay) context.drawImage(overlay, 0, 0);
    },
  };
}

/** So many are enough for the grain to live. */
const grainFrames = 3;

/** Corners and grain in one picture each, because every fill of the whole frame costs a millisecond. */
function grainyCorners(stage: Stage, grain: Canvas): readonly Canvas[] {
  const corners = darkCorners(stage);
  const { width, height } = stage;
  return Array.from({ length: grainFrames }, (_, at) => {
    const canvas = createCanvas(width, height);
    const context = canvas.getContext('2d');
    context.drawImage(corners, 0, 0);
    const x = (at * 67) % tile;
    const y = (at * 131) % tile;
    context.translate(-x, -y);
    context.fillStyle = context.createPattern(grain, 'repeat') ?? 'transparent';
    context.fillRect(x, y, width, height);
    return canvas;
  });
}

/** Drawn once: copying it is several times as fast as a gradient over the whole frame. */
function darkCorners({ width, height, board }: Stage): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const long = Math.hypot(width, height) / 2;
  const middle = [width / 2, height / 2] as const;
  const shade = context.createRadialGradient(...middle, long * 0.45, ...middle, long * 1.05);
  const tone = board.style === 'ink' ? ([120, 100, 70] as const) : ([8, 4, 16] as const);
  const strong = board.style === 'pastel' || board.style === 'ink' ? 0.2 : 0.34;
  shade.addColorStop(0, css(tone, 0));
  shade.addColorStop(0.6, css(tone, strong * 0.28));
  shade.addColorStop(1, css(tone, strong));
  context.fillStyle = shade;
  context.fillRect(0, 0, width, height);
  return canvas;
}

function noise(random: Random): Canvas {
  const canvas = createCanvas(tile, tile);
  const context = canvas.getContext('2d');
  const picture = context.createImageData(tile, tile);
  for (let at = 0; at < picture.data.length; at += 4) {
    const bright = random.next() < 0.5 ? 0 : 255;
    picture.data.fill(bright, at, at + 3);
    picture.data[at + 3] = Math.floor(random.next() * 8);
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}

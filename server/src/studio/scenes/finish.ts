import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import type { Random } from '../random.ts';
import type { Layer, Stage } from './layer.ts';

const tile = 192;

/** Darker corners and a breath of grain, which also keeps wide gradients from showing steps. */
export function finish(stage: Stage): Layer {
  const { width, height } = stage;
  const grain = noise(stage.board.random('grain'));
  const corners = darkCorners(width, height);
  return {
    draw(context, { seconds }) {
      context.resetTransform();
      context.drawImage(corners, 0, 0);
      // A new place of the tile for every frame, found from the time alone.
      const frame = Math.round(seconds * 24);
      const x = (frame * 67) % tile;
      const y = (frame * 131) % tile;
      context.setTransform(1, 0, 0, 1, -x, -y);
      context.fillStyle = context.createPattern(grain, 'repeat') ?? 'transparent';
      context.fillRect(x, y, width, height);
    },
  };
}

/** Drawn once: copying it is several times as fast as a gradient over the whole frame. */
function darkCorners(width: number, height: number): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const long = Math.hypot(width, height) / 2;
  const middle = [width / 2, height / 2] as const;
  const shade = context.createRadialGradient(...middle, long * 0.5, ...middle, long * 1.05);
  shade.addColorStop(0, 'rgba(0, 0, 0, 0)');
  shade.addColorStop(1, 'rgba(0, 0, 0, 0.32)');
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
    picture.data[at + 3] = Math.floor(random.next() * 9);
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}

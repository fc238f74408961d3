import { css, mix } from '../color.ts';
import type { Storyboard } from '../storyboard.ts';
import type { Weather } from '../vocabulary.ts';
import { mist } from './clouds.ts';
import { plainGrounds } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

const layersOf: Record<Weather, (stage: Stage) => readonly Layer[]> = {
  clear: () => [],
  cloudy: () => [],
  rain: (stage) => [mist(stage, 0.4, 0.4), rain(stage)],
  snow: (stage) => [snow(stage)],
  fog: (stage) => [mist(stage, 0.5, 0.8), mist(stage, 0.95, 0.75)],
};

/** What falls or drifts before the camera; nothing in clear air. */
export function weatherLayers(stage: Stage): readonly Layer[] {
  return layersOf[stage.board.weather](stage);
}

function rain(stage: Stage): Layer {
  const random = stage.board.random('rain');
  const drops = Array.from({ length: Math.round(260 * stage.aspect) }, () => ({
    x: random.next(),
    y: random.next(),
    near: random.next() ** 2,
  }));
  const tone = mix(stage.board.palette.light, stage.board.palette.horizon, 0.3);
  const { width, height } = stage;
  return {
    draw(context, { seconds }) {
      context.resetTransform();
      context.strokeStyle = css(tone, 0.3);
      for (const far of [true, false]) {
        context.lineWidth = height * (far ? 0.0011 : 0.002);
        context.beginPath();
        for (const drop of drops) {
          if (drop.near < 0.4 !== far) continue;
          const fall = (drop.y + seconds * (0.9 + drop.near * 1.2)) % 1.15;
          const length = height * (0.02 + drop.near * 0.045);
          const x = (((drop.x + fall * 0.12) % 1) * 1.1 - 0.05) * width;
          const y = (fall - 0.1) * height;
          context.moveTo(x, y);
          context.lineTo(x + length * 0.13, y + length);
        }
        context.stroke();
      }
    },
  };
}

function snow(stage: Stage): Layer {
  const random = stage.board.random('snow');
  const flakes = Array.from({ length: Math.round(190 * stage.aspect) }, () => ({
    x: random.next(),
    y: random.next(),
    near: random.next() ** 2.4,
    phase: random.between(0, 7),
  }));
  const { width, height } = stage;
  return {
    draw(context, { seconds }) {
      context.resetTransform();
      context.fillStyle = 'rgba(255, 255, 255, 0.82)';
      context.beginPath();
      for (const flake of flakes) {
        const size = height * (0.0018 + flake.near * 0.0068);
        const fall = (flake.y + seconds * (0.05 + flake.near * 0.16)) % 1.08;
        const sway = Math.sin(seconds * 0.9 + flake.phase) * 0.012;
        const x = ((((flake.x + sway + seconds * 0.015) % 1) + 1) % 1) * width;
        const y = (fall - 0.04) * height;
        context.moveTo(x + size, y);
        context.arc(x, y, size, 0, 7);
      }
      context.fill();
    },
  };
}

/** Weather that the prompt names falls over given pictures too. */
export function weatherOver(
  board: Storyboard,
  size: { width: number; height: number },
): readonly Layer[] {
  if (!board.weatherNamed) return [];
  const { width, height } = size;
  const horizon = 0.6;
  return weatherLayers({
    board,
    width,
    height,
    aspect: width / height,
    horizon,
    light: { x: 0, y: -0.3 },
    grounds: plainGrounds(horizon),
  });
}

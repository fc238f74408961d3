import { css, mix } from '../color.ts';
import type { Storyboard } from '../storyboard.ts';
import type { Weather } from '../vocabulary.ts';
import { mist } from './clouds.ts';
import { drifting } from './drifting.ts';
import { plainGrounds } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { lightning } from './lightning.ts';
import { glowSprite } from './sky.ts';

const layersOf: Record<Weather, (stage: Stage) => readonly Layer[]> = {
  clear: () => [],
  cloudy: () => [],
  wind: (stage) => [drifting(stage, 'leaves')],
  rain: (stage) => [mist(stage, 0.4, 0.4), splashes(stage), rain(stage, 0.12)],
  storm: (stage) => [lightning(stage), mist(stage, 0.4, 0.5), splashes(stage), rain(stage, 0.34)],
  snow: (stage) => [mist(stage, 0.5, 0.3), snow(stage)],
  fog: (stage) => [
    mist(stage, 0.5, 0.75, 0.02, 0.26),
    mist(stage, 0.75, 0.5, 0.16, 0.22),
    mist(stage, 0.95, 0.4, 0.32, 0.24),
  ],
};

/** What falls or drifts before the camera; nothing in clear air. */
export function weatherLayers(stage: Stage): readonly Layer[] {
  return layersOf[stage.board.weather](stage);
}

/** Far drops are thin and slow, near ones long; `slant` is how far the wind carries them. */
function rain(stage: Stage, slant: number): Layer {
  const random = stage.board.random('rain');
  const depths = [0.15, 0.5, 1].map((near) => ({
    near,
    drops: Array.from({ length: Math.round((210 - near * 150) * stage.aspect) }, () => ({
      x: random.next(),
      y: random.next(),
      own: random.between(0.85, 1.15),
    })),
  }));
  const tone = mix(stage.board.palette.light, stage.board.palette.horizon, 0.3);
  const { width, height } = stage;
  return {
    draw(context, { seconds }) {
      context.resetTransform();
      for (const { near, drops } of depths) {
        context.strokeStyle = css(tone, 0.2 + near * 0.16);
        context.lineWidth = height * (0.0009 + near * 0.0016);
        context.beginPath();
        for (const drop of drops) {
          const fall = (drop.y + seconds * (1.1 + near * 1.5) * drop.own) % 1.2;
          const length = height * (0.025 + near * 0.07) * drop.own;
          const x = ((((drop.x - fall * slant) % 1) + 1) % 1) * 1.1 * width - 0.05 * width;
          const y = (fall - 0.12) * height;
          context.moveTo(x, y);
          context.lineTo(x - length * slant, y + length);
        }
        context.stroke();
      }
    },
  };
}

/** Small crowns where drops hit the ground or the water. */
function splashes(stage: Stage): Layer {
  const random = stage.board.random('splashes');
  const { width, height, horizon } = stage;
  const tone = css(mix(stage.board.palette.light, stage.board.palette.horizon, 0.4));
  const spots = Array.from({ length: Math.round(90 * stage.aspect) }, () => ({
    x: random.next(),
    near: random.next() ** 0.7,
    phase: random.next(),
    pace: random.between(1.6, 2.6),
  }));
  return {
    draw(context, { seconds }) {
      context.resetTransform();
      context.strokeStyle = tone;
      context.lineWidth = height * 0.0014;
      context.globalAlpha = 0.34;
      context.beginPath();
      for (const { x, near, phase, pace } of spots) {
        const turn = seconds * pace + phase;
        const age = turn % 1;
        // Each time at another place, found from the count of its rounds alone.
        const at = (x + Math.floor(turn) * 0.381) % 1;
        const y = (horizon + 0.06 + near * (0.94 - horizon)) * height;
        const size = height * (0.003 + 0.012 * near) * (0.3 + age);
        if (age > 0.6) continue;
        context.moveTo(at * width + size, y);
        context.ellipse(at * width, y, size, size * 0.3, 0, 0, Math.PI * 2);
      }
      context.stroke();
      context.globalAlpha = 1;
    },
  };
}

/** Three depths: dust far away, flakes, and a few large soft ones before the lens. */
function snow(stage: Stage): Layer {
  const random = stage.board.random('snow');
  const { width, height } = stage;
  const flake = glowSprite(stage, 0.03, [255, 255, 255], 1.4);
  const depths = [
    { size: 0.0016, fall: 0.06, count: 210, soft: false, alpha: 0.7 },
    { size: 0.0034, fall: 0.11, count: 90, soft: false, alpha: 0.9 },
    { size: 0.017, fall: 0.2, count: 16, soft: true, alpha: 0.5 },
  ].map((shape) => ({
    ...shape,
    flakes: Array.from({ length: Math.round(shape.count * stage.aspect) }, () => ({
      x: random.next(),
      y: random.next(),
      own: random.between(0.7, 1.3),
      phase: random.between(0, 7),
    })),
  }));
  return {
    draw(context, { seconds }) {
      context.resetTransform();
      context.fillStyle = 'rgb(255, 255, 255)';
      for (const { size, fall, soft, alpha, flakes } of depths) {
        context.globalAlpha = alpha;
        context.beginPath();
        for (const { x, y, own, phase } of flakes) {
          const down = (y + seconds * fall * own) % 1.1;
          const sway = Math.sin(seconds * 0.9 + phase) * (0.006 + fall * 0.06);
          const across = ((((x + sway + seconds * fall * 0.2) % 1) + 1) % 1) * width;
          const radius = size * own * height;
          const top = (down - 0.05) * height;
          if (soft) {
            context.drawImage(flake.picture, across - radius, top - radius, radius * 2, radius * 2);
          } else {
            context.moveTo(across + radius, top);
            context.arc(across, top, radius, 0, 7);
          }
        }
        context.fill();
      }
      context.globalAlpha = 1;
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

import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Random } from '../random.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

const spriteWidth = 512;
const spriteHeight = 200;

/** Drifting clouds; `share` 1 fills the sky. */
export function clouds(stage: Stage, share: number): Layer {
  const random = stage.board.random('clouds');
  const { palette } = stage.board;
  const lit = mix(palette.horizon, palette.light, 0.55);
  const shade = mix(palette.middle, palette.haze, 0.5);
  const sprites = [0, 1, 2].map(() => puffs(random, lit, shade));
  const wide = reach(stage);
  const flock = Array.from({ length: Math.round(7 * share * Math.sqrt(stage.aspect)) }, () => {
    const height = random.next();
    return {
      sprite: random.pick([0, 1, 2]),
      x: random.between(-wide, wide),
      // Far clouds stand low, small and slow.
      y: -0.06 - height * (stage.horizon - 0.02),
      width: 0.24 + height * random.between(0.3, 0.6),
      pace: 0.006 + height * 0.016,
      alpha: random.between(0.45, 0.9),
    };
  });
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.08);
      for (const cloud of flock) {
        const sprite = sprites[cloud.sprite];
        if (sprite === undefined) continue;
        const x = wrap(cloud.x + cloud.pace * seconds, wide + cloud.width / 2);
        const height = (cloud.width * spriteHeight) / spriteWidth;
        context.globalAlpha = cloud.alpha;
        context.drawImage(sprite, x - cloud.width / 2, cloud.y - height / 2, cloud.width, height);
      }
      context.globalAlpha = 1;
    },
  };
}

/** Banks of mist that drift over the ground. */
export function mist(stage: Stage, depth: number, strength: number): Layer {
  const random = stage.board.random(`mist ${String(depth)}`);
  const tone = mix(stage.board.palette.haze, stage.board.palette.horizon, 0.5);
  const sprite = puffs(random, tone, tone);
  const wide = reach(stage);
  const banks = Array.from({ length: 4 }, (_, at) => ({
    x: -wide + ((at + random.next()) / 4) * wide * 2,
    y: random.between(-0.07, 0.05) + depth * 0.08,
    width: random.between(1, 1.5),
    pace: random.between(0.012, 0.035),
  }));
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      context.globalAlpha = strength;
      for (const bank of banks) {
        const x = wrap(bank.x + bank.pace * seconds, wide + bank.width / 2);
        context.drawImage(sprite, x - bank.width / 2, bank.y - 0.11, bank.width, 0.22);
      }
      context.globalAlpha = 1;
    },
  };
}

/** One cloud as a picture: soft balls, lit from above. */
function puffs(random: Random, lit: Color, shade: Color): Canvas {
  const canvas = createCanvas(spriteWidth, spriteHeight);
  const context = canvas.getContext('2d');
  for (let at = 0; at < 34; at += 1) {
    const along = random.between(-1, 1);
    const radius = (0.16 + 0.22 * (1 - Math.abs(along))) * spriteHeight * random.between(0.8, 1.25);
    const x = spriteWidth / 2 + along * (spriteWidth / 2 - radius - 4);
    const lift = random.next();
    const y = spriteHeight * 0.66 - lift * (1 - Math.abs(along)) * spriteHeight * 0.34;
    const tone = mix(shade, lit, 0.25 + 0.75 * lift);
    const ball = context.createRadialGradient(x, y - radius * 0.2, 0, x, y, radius);
    ball.addColorStop(0, css(tone, 0.34));
    ball.addColorStop(0.5, css(tone, 0.16));
    ball.addColorStop(1, css(tone, 0));
    context.fillStyle = ball;
    context.fillRect(x - radius, y - radius, radius * 2, radius * 2);
  }
  return canvas;
}

/** Into `-wide` … `wide`: what leaves on one side comes back on the other. */
function wrap(x: number, wide: number): number {
  const span = wide * 2;
  return ((((x + wide) % span) + span) % span) - wide;
}

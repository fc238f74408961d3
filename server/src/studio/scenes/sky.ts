import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { enter, horizonRow, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

/** Frame heights kept above and below for a camera that turns. */
const spare = 0.25;

/** The air itself, from the zenith down past the horizon. */
export function sky(stage: Stage): Layer {
  const { palette } = stage.board;
  const low = mix(palette.horizon, palette.haze, 0.3);
  const rows = Math.ceil(stage.height * (stage.horizon + spare));
  const air = createCanvas(stage.width, rows);
  const context = air.getContext('2d');
  const depth = context.createLinearGradient(0, 0, 0, rows);
  depth.addColorStop(0, css(palette.zenith));
  depth.addColorStop(0.58, css(mix(palette.middle, palette.zenith, 0.1)));
  depth.addColorStop(0.9, css(palette.horizon));
  depth.addColorStop(1, css(low));
  context.fillStyle = depth;
  context.fillRect(0, 0, stage.width, rows);
  shine(context, stage, rows);
  return {
    draw(target, { view }) {
      const bottom = Math.round(horizonRow(stage, view)) + 1;
      target.resetTransform();
      target.fillStyle = css(low);
      target.fillRect(0, bottom, stage.width, Math.max(0, stage.height - bottom));
      target.drawImage(air, 0, bottom - rows);
    },
  };
}

/** The wide glow around sun or moon moves too little to be drawn for every frame. */
function shine(context: SKRSContext2D, stage: Stage, rows: number): void {
  const { palette, time, style } = stage.board;
  if (style === 'ink') return;
  const low = time === 'dawn' || time === 'dusk' || time === 'golden';
  const size = (low ? 0.95 : 0.6) * stage.height;
  const x = stage.width / 2 + stage.light.x * stage.height;
  const y = rows + stage.light.y * stage.height;
  const halo = mix(palette.light, palette.horizon, 0.4);
  const glow = context.createRadialGradient(x, y, 0, x, y, size);
  for (let at = 0; at <= 8; at += 1) {
    glow.addColorStop(at / 8, css(halo, 0.62 * veilOf(stage) * (1 - at / 8) ** 2.1));
  }
  context.globalCompositeOperation = 'screen';
  context.fillStyle = glow;
  context.fillRect(x - size, y - size, size * 2, size * 2);
  context.globalCompositeOperation = 'source-over';
}

/** What clouds and fog leave of the light. */
function veilOf({ board: { weather } }: Stage): number {
  if (weather === 'rain' || weather === 'storm' || weather === 'snow') return 0.28;
  return weather === 'fog' ? 0.5 : 1;
}

/** Twinkling points; `share` of the full number. */
export function stars(stage: Stage, share: number): Layer {
  const random = stage.board.random('stars');
  const wide = reach(stage, 0.1);
  const tone = css(mix(stage.board.palette.light, [255, 255, 255], 0.6));
  const points = Array.from({ length: Math.round(260 * share * stage.aspect) }, () => ({
    x: random.between(-wide, wide),
    y: -(random.next() ** 0.8) * (stage.horizon + 0.2),
    size: random.between(0.0007, 0.0019) * (random.next() < 0.07 ? 1.8 : 1),
    phase: random.between(0, 7),
    pace: random.between(1.2, 3.4),
  }));
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.03);
      context.fillStyle = tone;
      for (const star of points) {
        const fade = Math.min(1, -star.y * 4);
        context.globalAlpha = fade * (0.62 + 0.38 * Math.sin(star.phase + seconds * star.pace));
        context.fillRect(star.x - star.size, star.y - star.size, star.size * 2, star.size * 2);
      }
      context.globalAlpha = 1;
    },
  };
}

/** Radius of the disc in frame heights: a low sun looks large. */
const discs = { dawn: 0.062, day: 0.044, golden: 0.058, dusk: 0.072, night: 0.05 } as const;

/** Sun by day, moon by night, in the glow that the air gives it. */
export function light(stage: Stage): Layer {
  const { palette, time, weather, style } = stage.board;
  const veiled = weather === 'rain' || weather === 'storm' || weather === 'snow';
  const veil = veilOf(stage);
  const radius = style === 'ink' ? 0.075 : discs[time];
  const near = glowSprite(stage, radius * 3.2, palette.light, style === 'ink' ? 0 : 0.85 * veil);
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.02);
      // Sun and moon sink or rise a little: some light moves in every scene.
      const y = stage.light.y + (time === 'dusk' ? 0.004 : -0.004) * seconds;
      const { x } = stage.light;
      context.globalCompositeOperation = 'screen';
      const { picture, size } = near;
      context.drawImage(picture, x - size, y - size, size * 2, size * 2);
      context.globalCompositeOperation = 'source-over';
      if (veiled) return;
      context.fillStyle = css(style === 'ink' ? palette.accent : palette.light, veil);
      context.beginPath();
      context.arc(x, y, radius, 0, Math.PI * 2);
      context.fill();
      if (time === 'night') craters(context, x, y, radius, css(palette.middle, 0.16));
    },
  };
}

function craters(context: SKRSContext2D, x: number, y: number, radius: number, tone: string): void {
  context.fillStyle = tone;
  for (const [dx, dy, size] of seas) {
    context.beginPath();
    context.ellipse(
      x + dx * radius,
      y + dy * radius,
      size * radius,
      size * radius * 0.8,
      0.5,
      0,
      7,
    );
    context.fill();
  }
}

const seas = [
  [-0.3, -0.25, 0.34],
  [0.25, -0.1, 0.26],
  [0.05, 0.4, 0.3],
  [-0.45, 0.3, 0.16],
] as const;

/** A glow as a picture: falls off fast near the light and slowly far from it, as bloom does. */
export function glowSprite(stage: Stage, size: number, tone: Color, strength: number) {
  const pixels = Math.max(8, Math.ceil(size * Math.min(stage.height, 1080)));
  const picture = createCanvas(pixels, pixels);
  const context = picture.getContext('2d');
  const half = pixels / 2;
  const fall = context.createRadialGradient(half, half, 0, half, half, half);
  for (let at = 0; at <= 8; at += 1) {
    fall.addColorStop(at / 8, css(tone, strength * (1 - at / 8) ** 2.3));
  }
  context.fillStyle = fall;
  context.fillRect(0, 0, pixels, pixels);
  return { picture, size };
}

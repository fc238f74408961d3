import { createCanvas } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Weather } from '../vocabulary.ts';
import { enter } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

const shares = { dawn: 1, day: 0.55, golden: 1.1, dusk: 0.8, night: 0.2 } as const;
/** No sun comes through these. */
const dull: ReadonlySet<Weather> = new Set(['rain', 'storm', 'snow']);
const pixels = 400;
const beams = 13;
/** How far the beams reach, in frame heights. */
const far = 0.95;

/** Beams that fan out from sun or moon through dusty air and breathe slowly; none in dull weather. */
export function godRays(stage: Stage, strongest: number, depth = 0.1): readonly Layer[] {
  const { weather, time, style } = stage.board;
  const strength = strongest * shares[time] * (weather === 'cloudy' ? 0.7 : 1);
  if (dull.has(weather) || style === 'ink') return [];
  const picture = fan(stage);
  const rays: Layer = {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      context.translate(stage.light.x, stage.light.y);
      context.globalCompositeOperation = 'screen';
      context.globalAlpha = Math.min(1, strength * (0.8 + 0.25 * Math.sin(seconds * 1.1)));
      const wide = far * (1 + 0.04 * Math.sin(seconds * 0.6));
      context.drawImage(picture, -wide, 0, wide * 2, far);
      context.globalAlpha = 1;
      context.globalCompositeOperation = 'source-over';
    },
  };
  return [rays];
}

function fan(stage: Stage) {
  const { palette } = stage.board;
  const tone = mix(palette.light, palette.horizon, 0.25);
  const random = stage.board.random('rays');
  const picture = createCanvas(pixels, pixels / 2);
  const context = picture.getContext('2d');
  const x = pixels / 2;
  for (let at = 0; at < beams; at += 1) {
    const angle = (0.12 + 0.76 * ((at + random.next()) / beams)) * Math.PI;
    const half = random.between(0.012, 0.05);
    const length = pixels * 0.5 * random.between(0.6, 1);
    const shine = context.createRadialGradient(x, 0, 0, x, 0, length);
    shine.addColorStop(0, css(tone, 0.34));
    shine.addColorStop(0.25, css(tone, 0.2));
    shine.addColorStop(1, css(tone, 0));
    context.fillStyle = shine;
    // Three wedges, each inside the other: soft sides without a blur.
    for (const share of [1, 0.66, 0.33]) {
      context.beginPath();
      context.moveTo(x, 0);
      for (const side of [-1, 1]) {
        const turned = angle + side * half * share;
        context.lineTo(x + Math.cos(turned) * length, Math.sin(turned) * length);
      }
      context.fill();
    }
  }
  return picture;
}

import { createCanvas } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Weather } from '../vocabulary.ts';
import { enter } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

const shares = { dawn: 1, day: 0.55, golden: 1.1, dusk: 0.8, night: 0.2 } as const;
/** No sun comes through these. */
const dull: ReadonlySet<Weather> = new Set(['rain', 'storm', 'snow']);
const pixels = 420;
const beams = 17;

/** Beams that fan out from sun or moon through dusty air and breathe slowly. */
export function godRays(stage: Stage, strongest: number, depth = 0.1): readonly Layer[] {
  const { palette, weather, time, style } = stage.board;
  const strength = strongest * shares[time] * (weather === 'cloudy' ? 0.7 : 1);
  if (strength === 0 || dull.has(weather) || style === 'ink') return [];
  const tone = mix(palette.light, palette.horizon, 0.25);
  const picture = fan('rays');
  const size = 1.15;
  const beamsOfLight: Layer = {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      context.translate(stage.light.x, stage.light.y);
      context.rotate(0.05 * Math.sin(seconds * 0.45));
      context.globalCompositeOperation = 'screen';
      context.globalAlpha = strength * (0.8 + 0.2 * Math.sin(seconds * 0.9));
      context.drawImage(picture, -size, 0, size * 2, size);
      context.globalAlpha = 1;
      context.globalCompositeOperation = 'source-over';
    },
  };
  return [beamsOfLight];

  function fan(name: string) {
    const random = stage.board.random(name);
    const picture = createCanvas(pixels, pixels / 2);
    const context = picture.getContext('2d');
    const x = pixels / 2;
    const y = 0;
    for (let at = 0; at < beams; at += 1) {
      const angle = (0.1 + 0.8 * ((at + random.next()) / beams)) * Math.PI;
      const half = random.between(0.012, 0.05);
      const far = pixels * 0.5 * random.between(0.6, 1);
      const shine = context.createRadialGradient(x, y, 0, x, y, far);
      shine.addColorStop(0, css(tone, 0.34));
      shine.addColorStop(0.25, css(tone, 0.2));
      shine.addColorStop(1, css(tone, 0));
      context.fillStyle = shine;
      // Three wedges, each inside the other: soft sides without a blur.
      for (const share of [1, 0.66, 0.33]) {
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(
          x + Math.cos(angle - half * share) * far,
          y + Math.sin(angle - half * share) * far,
        );
        context.lineTo(
          x + Math.cos(angle + half * share) * far,
          y + Math.sin(angle + half * share) * far,
        );
        context.fill();
      }
    }
    return picture;
  }
}

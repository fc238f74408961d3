import { css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { enter, horizonRow, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

/** The air itself, from the zenith down past the horizon. */
export function sky(stage: Stage): Layer {
  const { palette } = stage.board;
  const low = mix(palette.horizon, palette.haze, 0.35);
  // From top to bottom: share of the way down to the horizon, and the colour there.
  const stops = [
    [0, palette.zenith],
    [0.56, palette.middle],
    [0.9, palette.horizon],
    [1, low],
  ] as const;
  return {
    draw(context, { view }) {
      const top = Math.round(-0.15 * stage.height);
      const bottom = Math.round(horizonRow(stage, view)) + 2;
      context.resetTransform();
      context.fillStyle = css(low);
      context.fillRect(0, bottom, stage.width, stage.height);
      // Bands of two colours each, on whole rows: several times as fast as one gradient of four.
      stops.slice(1).forEach(([share, tone], at) => {
        const [fromShare, fromTone] = stops[at] ?? stops[0];
        const from = Math.round(top + (bottom - top) * fromShare);
        const to = Math.round(top + (bottom - top) * share);
        const band = context.createLinearGradient(0, from, 0, to);
        band.addColorStop(0, css(fromTone));
        band.addColorStop(1, css(tone));
        context.fillStyle = band;
        context.fillRect(0, from, stage.width, to - from);
      });
    },
  };
}

/** Twinkling points; `share` of the full number. */
export function stars(stage: Stage, share: number): Layer {
  const random = stage.board.random('stars');
  const wide = reach(stage);
  const points = Array.from({ length: Math.round(230 * share * stage.aspect) }, () => ({
    x: random.between(-wide, wide),
    y: -(random.next() ** 0.8) * (stage.horizon + 0.3),
    size: random.between(0.0007, 0.0021) * (random.next() < 0.06 ? 1.7 : 1),
    phase: random.between(0, 7),
    pace: random.between(1.2, 3.4),
  }));
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.03);
      context.fillStyle = css(mix(stage.board.palette.light, [255, 255, 255], 0.6));
      for (const star of points) {
        const fade = Math.min(1, -star.y * 5 + 0.1);
        context.globalAlpha = fade * (0.62 + 0.38 * Math.sin(star.phase + seconds * star.pace));
        context.fillRect(star.x - star.size, star.y - star.size, star.size * 2, star.size * 2);
      }
      context.globalAlpha = 1;
    },
  };
}

/** Sun by day, moon by night, each in its glow; `crest` is the height of the land before it. */
export function light(stage: Stage, crest: number): Layer {
  const { palette, time, weather, lightX } = stage.board;
  const low = time === 'dawn' || time === 'dusk';
  const x = lightX * stage.aspect * 0.5;
  const y = low ? -0.07 - crest * 0.9 : -0.2 - Math.max(0.16, crest * 0.8);
  const radius = time === 'night' ? 0.04 : low ? 0.058 : 0.046;
  const veil = weather === 'rain' || weather === 'fog' || weather === 'snow' ? 0.4 : 1;
  const wide = low ? 0.7 : 0.45;
  const halo = mix(palette.light, palette.horizon, 0.35);
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.02);
      // Sun and moon sink or rise a little: some light moves in every scene.
      const top = y + (time === 'dusk' ? 0.005 : -0.005) * seconds;
      const shine = (reachOut: number, tone: Color, alpha: number): void => {
        const glow = context.createRadialGradient(x, top, 0, x, top, reachOut);
        glow.addColorStop(0, css(tone, alpha * veil));
        glow.addColorStop(1, css(tone, 0));
        context.fillStyle = glow;
        context.fillRect(x - reachOut, top - reachOut, reachOut * 2, reachOut * 2);
      };
      shine(wide, halo, 0.42);
      shine(wide * 0.36, palette.light, 0.6);
      context.fillStyle = css(palette.light, veil);
      context.beginPath();
      context.arc(x, top, radius, 0, Math.PI * 2);
      context.fill();
    },
  };
}

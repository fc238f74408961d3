import type { Canvas } from '@napi-rs/canvas';
import { mix } from '../color.ts';
import type { Color } from '../color.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { fractal, noiseFrom, step } from './noise.ts';
import { computed } from './plate.ts';

interface Sheet {
  /** Share of its sky that is covered. */
  cover: number;
  /** In frame heights over the horizon. */
  top: number;
  bottom: number;
  /** How long clouds are for their height. */
  stretch: number;
  scale: number;
  /** Frame heights a second. */
  pace: number;
  alpha: number;
  depth: number;
}

/** How far a sheet may drift before its end would show. */
const drift = 0.9;
const columns = 640;

/**
 * Painted clouds in two sheets, high and low; `share` 1 fills most of the sky. Rain shows the low one
 * alone, and where land hides the lower sky the high one is enough.
 */
export function clouds(stage: Stage, share: number, lowHidden = false): readonly Layer[] {
  const { weather } = stage.board;
  const rainy = weather === 'rain' || weather === 'storm';
  const top = stage.horizon + 0.2;
  const high = (): Layer =>
    sheet(stage, 'high', {
      cover: share * 0.42,
      top,
      bottom: 0.1,
      stretch: 5.5,
      scale: 2.1,
      pace: 0.006,
      alpha: 0.75,
      depth: 0.05,
    });
  const low = (): Layer =>
    sheet(stage, 'low', {
      cover: share * 0.52,
      top: rainy ? top : Math.min(top, 0.46),
      bottom: -0.02,
      stretch: 2.6,
      scale: 3.4,
      pace: 0.012,
      alpha: 0.95,
      depth: 0.09,
    });
  return [...(rainy ? [] : [high()]), ...(lowHidden && !rainy ? [] : [low()])];
}

/** Clouds with a lit and a shaded side, in a few tones as if put down with a broad brush. */
function sheet(stage: Stage, name: string, shape: Sheet): Layer {
  const { palette } = stage.board;
  const random = stage.board.random(`clouds ${name}`);
  const noise = fractal(noiseFrom(random), 5);
  const wide = reach(stage, shape.depth);
  const length = wide * 2 + drift;
  const height = shape.top - shape.bottom;
  const bright = mix(palette.horizon, palette.light, 0.8);
  const dark = mix(mix(palette.middle, palette.haze, 0.55), palette.zenith, 0.12);
  const sunX = (stage.light.x + wide) / length;
  const lean = 0.02;
  const picture = computed(columns, Math.round((columns * height) / length), (u, v) => {
    const x = (u * length * shape.scale) / shape.stretch;
    // Clouds flatten towards the horizon, as a ceiling does that is seen from below.
    const y = v * height * shape.scale * (0.7 + 0.6 * v);
    const density = noise(x, y);
    const edge = 0.66 - 0.3 * shape.cover;
    const feather = Math.min(1, (1 - v) * 5, v * 6);
    const alpha = step(edge, edge + 0.09, density) * feather;
    if (alpha === 0) return [bright, 0];
    const towardLight = noise(x - lean * Math.sign(u - sunX), y - 0.1);
    const lift = 0.5 + (density - towardLight) * 3.4 - (density - edge) * 1.1;
    const near = Math.exp(-(((u - sunX) * length) ** 2) * 1.6) * 0.25;
    const tone = Math.round(Math.min(1, Math.max(0, lift + near)) * 5) / 5;
    return [mix(dark, bright, tone), alpha * (0.72 + 0.28 * tone)];
  });
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, shape.depth);
      context.globalAlpha = shape.alpha;
      const slid = Math.min(drift, shape.pace * seconds);
      context.drawImage(picture, -wide - drift + slid, -shape.top, length, height);
      context.globalAlpha = 1;
    },
  };
}

/** Banks of mist that drift over the ground; `y` is their middle below the horizon. */
export function mist(
  stage: Stage,
  depth: number,
  strength: number,
  y = 0.08 * depth,
  height = 0.2,
): Layer {
  const random = stage.board.random(`mist ${String(depth)} ${String(y)}`);
  const { palette } = stage.board;
  const wide = reach(stage, depth);
  const picture = bank(stage, mix(palette.haze, palette.horizon, 0.5), random.between(0, 50));
  const length = wide * 2 + drift;
  const pace = random.between(0.012, 0.03);
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      context.globalAlpha = strength;
      const left = -wide - drift + Math.min(drift, pace * seconds);
      context.drawImage(picture, left, y - height / 2, length, height);
      context.globalAlpha = 1;
    },
  };
}

function bank(stage: Stage, tone: Color, shift: number): Canvas {
  const noise = fractal(noiseFrom(stage.board.random('bank')), 4);
  return computed(256, 48, (u, v) => {
    const body = Math.sin(Math.PI * v) ** 1.4;
    const density = noise(u * 7 + shift, v * 1.6 + shift);
    return [tone, body * step(0.3, 0.72, density)];
  });
}

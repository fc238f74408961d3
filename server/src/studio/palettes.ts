import { color, mix } from './color.ts';
import type { Color } from './color.ts';
import type { Random } from './random.ts';
import type { TimeOfDay, Tint, Weather } from './vocabulary.ts';

/** The colours of a scene. What lies further away fades from `ground` to `haze`. */
export interface Palette {
  zenith: Color;
  middle: Color;
  horizon: Color;
  /** Sun or moon, and what it lights. */
  light: Color;
  haze: Color;
  ground: Color;
  /** Windows, lamps, flowers, sails: what should catch the eye. */
  accent: Color;
  /** A second such colour, for where one would be dull. */
  contrast: Color;
}

function palette(
  zenith: string,
  middle: string,
  horizon: string,
  light: string,
  haze: string,
  ground: string,
  accent: string,
  contrast: string,
): Palette {
  return {
    zenith: color(zenith),
    middle: color(middle),
    horizon: color(horizon),
    light: color(light),
    haze: color(haze),
    ground: color(ground),
    accent: color(accent),
    contrast: color(contrast),
  };
}

const byTime: Record<TimeOfDay, readonly [Palette, ...Palette[]]> = {
  dawn: [
    palette('#5b7fb4', '#e6b9b0', '#fbe3bd', '#fff3cf', '#c9b2bd', '#2f3a52', '#f39a6b', '#7fa8d8'),
    palette('#6f8fc0', '#c9c4dc', '#fcd9c2', '#fff0dc', '#bfb6cf', '#34405c', '#ee8f8a', '#8fb3c9'),
  ],
  day: [
    palette('#2f7fc4', '#7cb9e4', '#d5ecf5', '#fffbe8', '#a9cbe0', '#23513f', '#f2b84b', '#e2607c'),
    palette('#3a8fd0', '#9acbe8', '#eaf4ee', '#fffdf0', '#b5d3da', '#2d5c3c', '#ee7f58', '#f4d35e'),
  ],
  dusk: [
    palette('#2c2f66', '#b5527a', '#f9a35a', '#ffe0a3', '#b86e7c', '#1d1a35', '#ffb35c', '#ff6f91'),
    palette('#37406f', '#d77a6b', '#fbc16f', '#fff0bb', '#c18a7d', '#231f33', '#ff8e5e', '#ffd27a'),
    palette('#1f2b5e', '#7d5296', '#f58f7c', '#ffd9b0', '#93668f', '#181b36', '#ff9d7a', '#ffd59e'),
  ],
  night: [
    palette('#060b22', '#122450', '#2f4d7e', '#eaf2ff', '#243c66', '#070c1c', '#ffc978', '#6fd3ff'),
    palette('#0a0a26', '#231f58', '#54407f', '#f2ecff', '#37306a', '#0a0a1e', '#7fe0ff', '#ff7fc6'),
  ],
};

const tints: Record<Tint, Color> = {
  red: color('#d8423f'),
  gold: color('#f2b13c'),
  green: color('#4fa35a'),
  teal: color('#2fa3a0'),
  blue: color('#3f74cf'),
  violet: color('#8a54d0'),
  pink: color('#ee86ac'),
};

const grey = color('#8b96a5');
/** How far weather takes the colours towards grey. */
const greyness: Record<Weather, number> = {
  clear: 0,
  cloudy: 0.12,
  rain: 0.42,
  snow: 0.28,
  fog: 0.4,
};
/** How much of a land's own colour the light leaves. */
const daylight: Record<TimeOfDay, number> = { dawn: 0.5, day: 0.78, dusk: 0.42, night: 0.2 };

export function choosePalette(
  time: TimeOfDay,
  weather: Weather,
  tint: Tint | null,
  random: Random,
): Palette {
  const chosen = random.pick(byTime[time]);
  const dull = mix(grey, chosen.zenith, time === 'night' ? 0.75 : 0.2);
  const toned = (tone: Color, share: number): Color => {
    const washed = mix(tone, dull, greyness[weather]);
    return tint === null ? washed : mix(washed, tints[tint], share);
  };
  return {
    zenith: toned(chosen.zenith, 0.1),
    middle: toned(chosen.middle, 0.2),
    horizon: toned(chosen.horizon, 0.24),
    light: chosen.light,
    haze: toned(chosen.haze, 0.22),
    ground: toned(chosen.ground, 0.1),
    // Green stands for land more than for lamps and sails.
    accent: tint === null || tint === 'green' ? chosen.accent : tints[tint],
    contrast: chosen.contrast,
  };
}

/** The palette of a land with a colour of its own: sand, meadow, snow. */
export function landPalette(palette: Palette, land: Color, time: TimeOfDay): Palette {
  const lit = mix(land, palette.light, 0.3);
  return {
    ...palette,
    ground: mix(palette.ground, land, daylight[time]),
    haze: mix(palette.haze, lit, daylight[time] * 0.15),
  };
}

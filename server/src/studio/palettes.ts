import { color, lit, luma, mix, saturated } from './color.ts';
import type { Color } from './color.ts';
import type { Random } from './random.ts';
import type { Style, TimeOfDay, Tint, Weather } from './vocabulary.ts';

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
  /** How something that has a colour of its own looks in this light, seen from near. */
  local: (own: Color) => Color;
}

type Tones = Omit<Palette, 'local'>;

function tones(
  zenith: string,
  middle: string,
  horizon: string,
  light: string,
  haze: string,
  ground: string,
  accent: string,
  contrast: string,
): Tones {
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

const byTime: Record<TimeOfDay, readonly [Tones, ...Tones[]]> = {
  dawn: [
    tones('#5f86c4', '#d9b4c4', '#ffdfb4', '#fff3cf', '#d8b6c0', '#35425c', '#f3906b', '#7fa8d8'),
    tones('#6c9ac9', '#c4cbe0', '#ffd8c0', '#fff0dc', '#c6b9d2', '#36466a', '#ee8088', '#8fb3c9'),
  ],
  day: [
    tones('#1f74c4', '#6fb4e6', '#d3edf5', '#fffbe6', '#a8cfe4', '#1f4b45', '#f6b63f', '#e2556f'),
    tones('#2c86c9', '#8cc8e4', '#f0f4e2', '#fffdf0', '#b2d6dc', '#27583f', '#f07b50', '#f4d35e'),
  ],
  golden: [
    tones('#3f7db4', '#a8c2c4', '#ffd793', '#fff2c8', '#ecbb86', '#33362f', '#ff9a47', '#f25f5c'),
    tones('#5b78b0', '#dcb3a2', '#ffc978', '#ffefc4', '#e2a581', '#3b2f3c', '#ff8a4c', '#ffd166'),
    tones('#2f6f96', '#7fb3ad', '#fbdf9d', '#fff4cf', '#d9c08c', '#2b3a33', '#f2953e', '#e8635a'),
  ],
  dusk: [
    tones('#2a2d68', '#b04c7c', '#fda356', '#ffe0a3', '#b9687c', '#1c1936', '#ffb35c', '#ff6f91'),
    tones('#324075', '#d46d66', '#ffc069', '#fff0bb', '#c48479', '#221d33', '#ff8a58', '#ffd27a'),
    tones('#1d2b62', '#7b4f9a', '#fa8f78', '#ffd9b0', '#936494', '#171a37', '#ff9a76', '#ffd59e'),
  ],
  night: [
    tones('#050a22', '#112454', '#315388', '#eaf2ff', '#274270', '#070c1c', '#ffc36a', '#6fd3ff'),
    tones('#0a0928', '#231e5c', '#5a4288', '#f2ecff', '#3a3270', '#0a0a1e', '#ffb46e', '#ff7fc6'),
    tones('#04121f', '#0d3346', '#2f6a74', '#e6fbff', '#1f4a58', '#051016', '#ffcf7d', '#7dffd0'),
  ],
};

const cyberpunk: readonly [Tones, ...Tones[]] = [
  tones('#0a0622', '#2a1058', '#8a237f', '#ffd9f6', '#54206e', '#0c0718', '#ff2fa0', '#19e3ff'),
  tones('#031022', '#0c2d5a', '#1f7f9a', '#d6fbff', '#234a7a', '#060b18', '#ff4d6d', '#27f0e0'),
];
/** Paper, washes of ink, and a red seal for a sun. */
const ink = tones(
  ...(['#dcd8ca', '#e6e2d5', '#f6f2e8', '#fcf9f0'] as const),
  ...(['#e2ded1', '#23272b', '#b8392b', '#6d7f7c'] as const),
);

/** What sun, moon and sky leave of a thing's own colour. */
const lights: Record<TimeOfDay, Color> = {
  dawn: color('#f2d2ce'),
  day: color('#ffffff'),
  golden: color('#ffdfb0'),
  dusk: color('#ab8590'),
  night: color('#38486f'),
};

export const tints: Record<Tint, Color> = {
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
  wind: 0.05,
  cloudy: 0.1,
  rain: 0.42,
  storm: 0.62,
  snow: 0.3,
  fog: 0.4,
};

const warmth = color('#ff9a3c');
const steel = color('#4a78a8');
const sepia = color('#c9a06a');
const styled: Record<Style, (tone: Color) => Color> = {
  noir: (tone) => saturated(mix([0, 0, 0], tone, 0.92), 0),
  ink: (tone) => mix(saturated(tone, 0.16), [30, 32, 36], 0.3),
  cyberpunk: (tone) => saturated(tone, 1.15),
  vintage: (tone) => mix(saturated(tone, 0.62), lit(sepia, tone), 0.42),
  pastel: (tone) => mix(saturated(tone, 0.9), [255, 236, 236], 0.3),
  vivid: (tone) => saturated(tone, 1.35),
  warm: (tone) => mix(tone, lit(warmth, mix(tone, [255, 255, 255], 0.35)), 0.28),
  cold: (tone) => mix(saturated(tone, 0.75), lit(steel, mix(tone, [255, 255, 255], 0.4)), 0.34),
  // Teal in the shadows, orange in the lights.
  cinematic: (tone) => {
    const bright = luma(tone) / 255;
    return mix(tone, mix(color('#0e3a46'), color('#ffcf96'), bright), 0.16);
  },
};

export interface Look {
  time: TimeOfDay;
  weather: Weather;
  style: Style | null;
  tint: Tint | null;
}

export function choosePalette(look: Look, random: Random): Palette {
  const { time, weather, style, tint } = look;
  const chosen = random.pick(tonesOf(look));
  const dull = mix(
    grey,
    chosen.zenith,
    time === 'night' ? 0.75 : weather === 'storm' || weather === 'rain' ? 0.45 : 0.2,
  );
  const finish = style === null ? (tone: Color): Color => tone : styled[style];
  const stormy: Color = [20, 26, 40];
  const weathered = (tone: Color): Color =>
    mix(mix(tone, dull, greyness[weather]), stormy, weather === 'storm' ? 0.42 : 0);
  const toned = (tone: Color, share: number): Color => {
    const washed = weathered(tone);
    return style === 'ink'
      ? tone
      : finish(tint === null ? washed : mix(washed, tints[tint], share));
  };
  return {
    zenith: toned(chosen.zenith, 0.06),
    middle: toned(chosen.middle, 0.12),
    horizon: toned(chosen.horizon, 0.14),
    light: style === 'noir' ? finish(chosen.light) : chosen.light,
    haze: toned(chosen.haze, 0.14),
    ground: toned(chosen.ground, 0.08),
    // Green stands for land more than for lamps and sails.
    accent:
      style === 'ink'
        ? chosen.accent
        : finish(tint === null || tint === 'green' ? chosen.accent : tints[tint]),
    contrast: finish(chosen.contrast),
    local: (own) =>
      finish(
        mix(lit(own, style === 'ink' ? lights.day : lights[time]), dull, greyness[weather] * 0.7),
      ),
  };
}

function tonesOf({ style, time }: Look): readonly [Tones, ...Tones[]] {
  if (style === 'ink') return [ink];
  return style === 'cyberpunk' && time === 'night' ? cyberpunk : byTime[time];
}

import { mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Stage } from './layer.ts';

/** How a thing of its own colour looks at a depth: in this light, through the air before it. */
export function seenAt(stage: Stage, depth: number, own: Color): Color {
  const { haze, local } = stage.board.palette;
  return mix(haze, local(own), Math.min(1, 0.12 + 0.88 * depth ** 0.7));
}

/** The side of a thing that the sun or moon reaches. */
export function sunlit(stage: Stage, tone: Color, share: number): Color {
  const { palette, time, weather } = stage.board;
  const strong = weather === 'clear' || weather === 'wind' ? 1 : weather === 'cloudy' ? 0.75 : 0.4;
  return mix(tone, palette.light, share * strong * (time === 'night' ? 0.55 : 1));
}

/** The side turned away: darker, and tinged by the sky. */
export function shaded(stage: Stage, tone: Color, share: number): Color {
  const { palette } = stage.board;
  return mix(tone, mix(palette.ground, palette.zenith, 0.35), share);
}

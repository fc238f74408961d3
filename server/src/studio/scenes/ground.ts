import { css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { seenAt, shaded, sunlit } from './air.ts';
import { reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { fractal, noiseFrom, step } from './noise.ts';
import { computed, plate } from './plate.ts';

export interface GroundShape {
  /** Two own colours that mix in patches. */
  own: readonly [Color, Color];
  /** Of its far edge below the horizon. */
  top: number;
  depth: number;
  /** Patches over a frame height near the camera. */
  grain?: number;
  /** How much the light lies on it in a lane towards the camera, 0 … 1. */
  sheen?: number;
}

/** Flat land from its far edge to the lower edge of the frame, in perspective. */
export function ground(stage: Stage, name: string, shape: GroundShape): Layer {
  const { palette } = stage.board;
  const random = stage.board.random(`ground ${name}`);
  const noise = fractal(noiseFrom(random), 4);
  const { top, depth } = shape;
  const wide = reach(stage, depth);
  const bottom = 1.3 - stage.horizon;
  const box = { left: -wide, right: wide, top, bottom };
  const grain = shape.grain ?? 4;
  const tones = shape.own.map((own) => {
    const seen = seenAt(stage, Math.max(depth, 0.75), own);
    return { bright: sunlit(stage, seen, 0.3), middle: seen, dark: shaded(stage, seen, 0.42) };
  });
  const [first, second] = tones;
  const picture = computed(760, 220, (u, v) => {
    const y = top + v * (bottom - top);
    // The nearer a row is to the horizon, the more ground lies in it.
    const far = 0.12 / (y - top + 0.03);
    const x = -wide + u * 2 * wide;
    const patch = noise(x * far * grain + 40, far * grain * 2.2);
    const fine = noise(x * far * grain * 5 + 9, far * grain * 14);
    const share = step(0.35, 0.65, patch);
    const lane = Math.exp(-(((x - stage.light.x * 0.8) / (0.25 + v * 0.8)) ** 2));
    const shine = Math.round((fine * 1.5 - 0.75 + lane * (shape.sheen ?? 0.5)) * 4) / 4;
    const pickTone = (part: 'bright' | 'middle' | 'dark'): Color =>
      mix(first?.[part] ?? palette.ground, second?.[part] ?? palette.ground, share);
    const tone =
      shine >= 0
        ? mix(pickTone('middle'), pickTone('bright'), Math.min(1, shine))
        : mix(pickTone('middle'), pickTone('dark'), Math.min(1, -shine));
    const air = (1 - v) ** 5 * 0.6 * (1 - depth * 0.4);
    return [mix(tone, palette.haze, air), 1];
  });
  return plate(stage, depth, box, (context) => {
    context.drawImage(picture, box.left, box.top, wide * 2, bottom - top);
    const shade = context.createLinearGradient(0, top, 0, 1 - stage.horizon);
    shade.addColorStop(0.4, css(palette.ground, 0));
    shade.addColorStop(1, css(mix(palette.ground, [0, 0, 0], 0.2), 0.4));
    context.fillStyle = shade;
    context.fillRect(box.left, top, wide * 2, bottom - top);
  });
}

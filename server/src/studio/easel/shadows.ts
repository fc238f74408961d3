import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Stage } from '../scenes/layer.ts';
import type { Spot } from '../subjects/casting.ts';
import type { Bounds } from '../subjects/figure.ts';

/** The dark that shades and shadows go towards. */
export function deepOf(stage: Stage): Color {
  return mix(stage.board.palette.ground, [0, 0, 12], 0.4);
}

/** Streets mirror who walks in the rain, and a stage is polished. */
export function isWet({ board: { scene, weather } }: Stage): boolean {
  const paved = scene === 'street' || scene === 'city' || scene === 'village';
  return scene === 'stage' || (paved && (weather === 'rain' || weather === 'storm'));
}

/** Towards the viewer and away from the light, flat on the ground, darkest at the feet. */
export function castShadow(
  context: SKRSContext2D,
  shadow: Canvas,
  bounds: Bounds,
  stage: Stage,
  spot: Spot,
): void {
  const { weather } = stage.board;
  context.fillStyle = css(deepOf(stage), 0.5);
  context.globalAlpha = 0.45;
  context.beginPath();
  context.ellipse(0, 0.004, Math.min(0.42, bounds[2] * 0.24), 0.017, 0, 0, Math.PI * 2);
  context.fill();
  const skew = Math.max(-1.6, Math.min(1.6, (spot.x + spot.drift * 0.5 - stage.light.x) * 1.6));
  context.globalAlpha = weather === 'clear' || weather === 'wind' ? 0.8 : 0.35;
  context.save();
  context.transform(1, 0, -skew * 0.45, -0.34, 0, 0);
  context.drawImage(shadow, ...bounds);
  context.restore();
  context.globalAlpha = 1;
}

/** The mirror image below the feet or the keel, in strips that waver. */
export function reflect(
  context: SKRSContext2D,
  picture: Canvas,
  [left, top, width, height]: Bounds,
  seconds: number,
): void {
  const strips = 18;
  const step = picture.height / strips;
  for (let at = 0; at < strips; at += 1) {
    const y = top + (height * at) / strips;
    if (y > 0) break;
    context.globalAlpha = 0.34 * (at / strips);
    const sway = 0.014 * Math.sin(at * 1.9 + seconds * 2.2) * (1 - at / strips);
    const tall = (-height / strips) * 0.8;
    context.drawImage(
      picture,
      0,
      at * step,
      picture.width,
      step,
      left + sway,
      -y * 0.8,
      width,
      tall,
    );
  }
  context.globalAlpha = 1;
}

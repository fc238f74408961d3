import type { SKRSContext2D } from '@napi-rs/canvas';
import { color, css, mix } from '../color.ts';
import { seenAt, sunlit } from './air.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { fractal, noiseFrom } from './noise.ts';
import { computed, paintedBox } from './plate.ts';

const sand = color('#e9cfa0');
const depth = 0.85;

/** Sand from `top` below the horizon on, and the foam that runs up it and back. */
export function shoreLine(stage: Stage, top = 0.24): Layer {
  const { palette } = stage.board;
  const random = stage.board.random('shore');
  const noise = fractal(noiseFrom(random), 4);
  const wide = reach(stage, depth);
  const bottom = 1.3 - stage.horizon;
  const dry = seenAt(stage, 0.95, sand);
  const bright = sunlit(stage, dry, 0.3);
  const wet = mix(mix(dry, palette.ground, 0.3), palette.horizon, 0.25);
  const foam = mix(palette.light, [255, 255, 255], 0.5);
  const slant = -Math.sign(stage.light.x) * 0.06;
  const edgeAt = (x: number): number =>
    top + slant * x + 0.02 * Math.sin(x * 2.3 + 1) + 0.012 * Math.sin(x * 5.1);
  const box = { left: -wide, right: wide, top: top - 0.15, bottom };
  const grains = computed(560, 160, (u, v) => {
    const far = 0.3 / (v + 0.25);
    const ripple = noise(u * 30 * far, v * 26 * far) + 0.3 * (noise(u * 160, v * 120) - 0.5);
    return [mix(dry, ripple > 0.52 ? bright : wet, ripple > 0.52 ? 0.5 : 0.18), 1];
  });
  const beach = paintedBox(stage, box, (context) => {
    trace(context, wide, edgeAt, bottom);
    context.save();
    context.clip();
    context.drawImage(grains, box.left, box.top, wide * 2, bottom - box.top);
    context.restore();
    // Wet where the last waves reached.
    for (const [reachOut, alpha] of [
      [0.075, 0.3],
      [0.05, 0.4],
      [0.03, 0.5],
    ] as const) {
      context.fillStyle = css(wet, alpha);
      trace(context, wide, edgeAt, bottom, (x) => edgeAt(x) + reachOut);
      context.fill();
    }
  });
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      context.drawImage(beach, box.left, box.top, wide * 2, bottom - box.top);
      [0, 0.5].forEach((phase) => {
        const wave = (seconds / 4.5 + phase) % 1;
        const run = Math.sin(wave * Math.PI) * 0.05 - 0.014;
        const line = (x: number): number =>
          edgeAt(x) +
          run +
          0.012 * Math.sin(x * 7 + phase * 9) +
          0.006 * Math.sin(x * 17 + seconds);
        context.globalAlpha = 0.5 * Math.sin(wave * Math.PI);
        context.fillStyle = css(mix(palette.horizon, palette.local(color('#bfe6e2')), 0.5));
        trace(context, wide, (x) => edgeAt(x) - 0.03, bottom, line);
        context.fill();
        context.globalAlpha = 0.9 * Math.sin(wave * Math.PI);
        context.strokeStyle = css(foam);
        context.lineWidth = 0.008;
        context.beginPath();
        for (let x = -wide; x <= wide; x += 0.02) context.lineTo(x, line(x));
        context.stroke();
        context.lineWidth = 0.003;
        context.beginPath();
        for (let x = -wide; x <= wide; x += 0.02) {
          context.lineTo(x, line(x) - 0.02 - 0.008 * Math.sin(x * 11 + phase * 5));
        }
        context.stroke();
      });
      context.globalAlpha = 1;
    },
  };
}

/** Between two lines from side to side. */
function trace(
  context: SKRSContext2D,
  wide: number,
  upper: (x: number) => number,
  bottom: number,
  lower: (x: number) => number = () => bottom,
): void {
  context.beginPath();
  for (let x = -wide; x <= wide + 0.02; x += 0.02) context.lineTo(x, upper(x));
  for (let x = wide; x >= -wide - 0.02; x -= 0.02) context.lineTo(x, lower(x));
  context.closePath();
}

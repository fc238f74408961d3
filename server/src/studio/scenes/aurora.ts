import { color, mix } from '../color.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { fractal, noiseFrom } from './noise.ts';
import { computed } from './plate.ts';

const green = color('#5dffb0');
const violet = color('#9a5cff');

/** Curtains of northern light: three pictures that fade into each other and sway. */
export function aurora(stage: Stage): Layer {
  const wide = reach(stage, 0.05);
  const top = -stage.horizon - 0.1;
  const curtains = [0, 1, 2].map((at) => {
    const random = stage.board.random(`aurora ${String(at)}`);
    const noise = fractal(noiseFrom(random), 3);
    const phase = random.between(0, 7);
    return computed(360, 150, (u, v) => {
      let glow = 0;
      for (const [level, swing, strength] of folds) {
        const foot =
          level + swing * Math.sin(u * 5.2 + phase + level * 9) + 0.12 * noise(u * 4, level * 20);
        const above = foot - v;
        // Sharp below, fading upwards, with rays that stand in the folds.
        const body = above < 0 ? Math.exp(above * 42) : Math.exp(-above * 4.6);
        glow += strength * body * (0.35 + 0.9 * noise(u * 46, level * 30 + v * 0.7));
      }
      const share = Math.min(1, glow);
      return [
        mix(violet, green, Math.min(1, 0.25 + share * 1.1)),
        share * 0.82 * Math.min(1, v * 7, (1 - u) * 6, u * 6),
      ];
    });
  });
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.05);
      context.globalCompositeOperation = 'screen';
      curtains.forEach((curtain, at) => {
        const wave = Math.sin(seconds * 0.8 + (at * Math.PI * 2) / 3);
        if (wave < -0.4) return;
        context.globalAlpha = (wave + 0.4) / 1.4;
        const slide = 0.05 * Math.sin(seconds * 0.3 + at);
        context.drawImage(curtain, -wide + slide, top, wide * 2, stage.horizon);
      });
      context.globalAlpha = 1;
      context.globalCompositeOperation = 'source-over';
    },
  };
}

const folds = [
  [0.42, 0.12, 0.5],
  [0.62, 0.09, 0.75],
  [0.8, 0.05, 0.4],
] as const;

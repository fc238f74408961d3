import { color, css } from '../color.ts';
import type { Color } from '../color.ts';
import { seenAt } from './air.ts';
import type { Layer, Stage } from './layer.ts';
import { treeColors } from './trees.ts';

export type Drifter = 'leaves' | 'petals' | 'fireflies' | 'dust';

interface Kind {
  count: number;
  size: number;
  fall: number;
  across: number;
  tones: (stage: Stage) => readonly Color[];
  /** Glows and comes and goes instead of turning. */
  glows?: boolean;
}

const kinds: Record<Drifter, Kind> = {
  leaves: {
    count: 34,
    size: 0.009,
    fall: 0.1,
    across: 0.12,
    tones: (stage) =>
      treeColors(stage.board.woods, stage.board.season).leaves.map((own) => seenAt(stage, 1, own)),
  },
  petals: {
    count: 70,
    size: 0.0062,
    fall: 0.075,
    across: 0.06,
    tones: (stage) => ['#fbd0dc', '#f5b3c8', '#fff0f2'].map((own) => seenAt(stage, 1, color(own))),
  },
  fireflies: {
    count: 34,
    size: 0.0042,
    fall: -0.012,
    across: 0.012,
    tones: () => ['#f7f7a0', '#fff3b0'].map(color),
    glows: true,
  },
  dust: {
    count: 60,
    size: 0.0019,
    fall: 0.012,
    across: 0.012,
    tones: (stage) => [stage.board.palette.light],
    glows: true,
  },
};

/** Small things in the air before the camera. */
export function drifting(stage: Stage, name: Drifter): Layer {
  const kind = kinds[name];
  const random = stage.board.random(`drifting ${name}`);
  const tones = kind.tones(stage).map((tone) => css(tone));
  const gust = stage.board.weather === 'wind' || stage.board.weather === 'storm' ? 2.6 : 1;
  const pieces = Array.from(
    { length: Math.round(kind.count * stage.aspect * Math.sqrt(gust)) },
    () => ({
      x: random.next(),
      y: random.next(),
      near: random.between(0.35, 1.25),
      phase: random.between(0, 7),
      tone: tones[Math.floor(random.next() * tones.length)] ?? tones[0] ?? 'white',
    }),
  );
  const { width, height } = stage;
  return {
    draw(context, { seconds }) {
      for (const { x, y, near, phase, tone } of pieces) {
        const swing = Math.sin(seconds * 1.3 + phase);
        const across = (x + seconds * kind.across * near * gust + swing * 0.012) % 1.08;
        const down = (y + seconds * kind.fall * near + swing * 0.008 + 1) % 1.08;
        const size = kind.size * near * height;
        context.setTransform(1, 0, 0, 1, (across - 0.04) * width, (down - 0.04) * height);
        context.fillStyle = tone;
        context.beginPath();
        if (kind.glows === true) {
          const shine = Math.max(0, Math.sin(seconds * 1.1 * near + phase * 3));
          for (const [part, alpha] of halo) {
            context.globalAlpha = alpha * shine;
            context.beginPath();
            context.arc(0, 0, size * part, 0, 7);
            context.fill();
          }
        } else {
          context.rotate(phase + seconds * near * 1.8);
          const turned = 0.25 + 0.75 * Math.abs(Math.sin(seconds * 2.1 * near + phase));
          context.ellipse(0, 0, size, size * 0.55 * turned, 0, 0, 7);
          context.fill();
        }
      }
      context.globalAlpha = 1;
    },
  };
}

const halo = [
  [3.4, 0.1],
  [1.9, 0.22],
  [1, 0.9],
] as const;

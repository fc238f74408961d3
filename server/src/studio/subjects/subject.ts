import { css, mix } from '../color.ts';
import type { SubjectName } from './vocabulary.ts';
import { figures } from './figures.ts';
import { enter } from '../scenes/layer.ts';
import type { Layer, Stage } from '../scenes/layer.ts';

/** Where a figure goes: heights in frame heights, speed in frame heights a second. */
interface Part {
  height: number;
  /** Of its feet: share of the way from the horizon (0) to the lower edge (1); negative in the air. */
  ground: number;
  speed: number;
  depth: number;
  /** Shows the accent colour instead of the dark of the foreground. */
  bright?: boolean;
}

const parts: Record<SubjectName, Part> = {
  person: { height: 0.3, ground: 0.72, speed: 0.035, depth: 0.95 },
  birds: { height: 0.16, ground: -0.3, speed: 0.07, depth: 0.5 },
  boat: { height: 0.24, ground: 0.12, speed: 0.03, depth: 0.55 },
  car: { height: 0.13, ground: 0.74, speed: 0.16, depth: 0.9 },
  balloon: { height: 0.3, ground: -0.22, speed: 0.018, depth: 0.5, bright: true },
  tree: { height: 0.5, ground: 0.7, speed: 0, depth: 0.92 },
  cat: { height: 0.17, ground: 0.86, speed: 0, depth: 1 },
  dog: { height: 0.16, ground: 0.84, speed: 0.06, depth: 1 },
};

/** A silhouette on its way through the scene. */
export function subject(stage: Stage, name: SubjectName, place: number): Layer {
  const { palette } = stage.board;
  const part = parts[name];
  const next = stage.board.random(`subject ${name}`);
  const heading = next.next() < 0.5 ? -1 : 1;
  const x = stage.aspect * (next.between(-0.1, 0.1) + (place === 0 ? 0 : heading * 0.24));
  const feet = part.ground * (part.ground < 0 ? stage.horizon : 1 - stage.horizon);
  const size = part.height * next.between(0.92, 1.1);
  const tone = part.bright === true ? palette.accent : mix(palette.ground, [0, 0, 0], 0.35);
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, part.depth);
      const bob = part.speed > 0 && part.ground < 0 ? Math.sin(seconds * 0.8) * 0.012 : 0;
      context.translate(x + heading * part.speed * (seconds - 2), feet + bob);
      // Figures are drawn looking left when they have a face, moving right when they have a step.
      context.scale(size * (name === 'dog' || name === 'cat' ? -heading : heading), size);
      context.fillStyle = css(tone);
      context.strokeStyle = css(tone);
      figures[name](context, seconds);
    },
  };
}

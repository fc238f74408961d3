import { color } from '../color.ts';
import { peaks } from './backdrop.ts';
import { mist } from './clouds.ts';
import { drifting } from './drifting.ts';
import { flowers } from './flowers.ts';
import { ground } from './ground.ts';
import { grove, treesAt } from './grove.ts';
import type { Layer, Stage } from './layer.ts';
import type { ScenePlan } from './plan.ts';
import { flattened } from './plate.ts';
import { godRays } from './rays.ts';

const floors = {
  spring: [color('#7f9a4a'), color('#a98f5e')],
  summer: [color('#5f7f40'), color('#7d7448')],
  autumn: [color('#b5622c'), color('#d99a3c')],
  winter: [color('#e4ecf5'), color('#c9d6e4')],
} as const;
const blossomFloor = [color('#8fae62'), color('#f0bccb')] as const;

/** What lies under the trees. */
export function forestFloor({ board }: Stage) {
  return board.woods === 'blossom' ? blossomFloor : floors[board.season];
}

/** A wood seen from a clearing: trunks behind trunks, and light between them. */
export const forest: ScenePlan = {
  horizon: 0.62,
  crest: 0.2,
  hidesLowSky: true,
  layers: (stage) => [
    ...(stage.board.places.includes('mountains') ? [peaks(stage, -0.02)] : []),
    ...standsOf(stage, { x: 0, half: 0 }),
    ground(stage, 'floor', { own: forestFloor(stage), top: 0.1, depth: 0.85, sheen: 0.9 }),
    ...stand(stage, 'side', 0.8, 0.66, 0.17, 0.34, 0.36),
    ...godRays(stage, 0.55),
  ],
  front: (stage) => [...frame(stage), ...undergrowth(stage), ...falling(stage)],
};

/** Rows of trees that come nearer; `middle` stays open for a path or a river. */
export function standsOf(stage: Stage, middle: { x: number; half: number }): readonly Layer[] {
  return [
    flattened(stage, 0.26, 0.14, (wider) => [
      ...stand(wider, 'farthest', 0.14, 0.24, 0.03, 0.26, 0),
      mist(wider, 0.18, 0.6, -0.02, 0.24),
      ...stand(wider, 'far', 0.28, 0.34, 0.05, 0.28, middle.half * 0.3),
      mist(wider, 0.32, 0.5, 0.03, 0.2),
    ]),
    flattened(stage, 0.5, 0.24, (wider) => [
      ...stand(wider, 'middle', 0.5, 0.48, 0.09, 0.3, Math.max(0.12, middle.half * 0.7)),
      mist(wider, 0.54, 0.32, 0.08, 0.16),
    ]),
  ];
}

function stand(
  stage: Stage,
  name: string,
  depth: number,
  height: number,
  base: number,
  spacing: number,
  half: number,
): readonly Layer[] {
  const tight = stage.board.woods === 'bamboo' ? 0.22 : stage.board.woods === 'birch' ? 0.6 : 1;
  const tall = stage.board.woods === 'bamboo' ? 1.5 : 1;
  return [
    grove(stage, name, depth, {
      height: height * tall,
      base,
      spacing: (spacing * tight) / tall,
      ...(half > 0 ? { clearing: { x: 0, half } } : {}),
    }),
  ];
}

/** Large trees at both sides, cut by the edges. */
export function frame(stage: Stage): readonly Layer[] {
  const { aspect } = stage;
  const tall = stage.board.woods === 'bamboo' ? 1.5 : 1;
  return [
    treesAt(stage, 'frame', 1, [
      [-aspect * 0.52, 0.42, 0.98 * tall],
      [aspect * 0.53, 0.44, 1.08 * tall],
      ...(tall > 1
        ? ([
            [aspect * 0.38, 0.4, 1.3],
            [-aspect * 0.44, 0.4, 1.6],
          ] as const)
        : []),
    ]),
  ];
}

function undergrowth(stage: Stage): readonly Layer[] {
  return stage.board.season === 'winter' ? [] : [flowers(stage, 'undergrowth', 1, 0.36, 0.46)];
}

/** What comes down from the trees: petals, or leaves in autumn; fireflies on summer nights. */
export function falling(stage: Stage): readonly Layer[] {
  const { woods, season, time, weather } = stage.board;
  if (weather === 'rain' || weather === 'storm' || weather === 'snow') return [];
  if (woods === 'blossom') return [drifting(stage, 'petals')];
  if (time === 'night' && season !== 'winter') return [drifting(stage, 'fireflies')];
  return season === 'autumn' && weather !== 'wind' ? [drifting(stage, 'leaves')] : [];
}

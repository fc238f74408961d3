import { color } from '../color.ts';
import { backdrop, peaks, treeLine } from './backdrop.ts';
import { mist } from './clouds.ts';
import { flowers } from './flowers.ts';
import { ground } from './ground.ts';
import { grove, treesAt } from './grove.ts';
import { houses } from './houses.ts';
import { turf } from './lands.ts';
import type { Layer, Stage } from './layer.ts';
import type { ScenePlan } from './plan.ts';
import { flattened } from './plate.ts';
import { godRays } from './rays.ts';
import { ridge } from './ridges.ts';
import { skyline } from './skyline.ts';
import { roadway, streetLamps, streetWalls } from './street.ts';
import { water } from './water.ts';

/** Towers over still water, which doubles their lights. */
export const city: ScenePlan = {
  horizon: 0.62,
  crest: 0.3,
  grounds: () => ({
    land: null,
    water: { far: { y: 0.06, depth: 0.5 }, near: { y: 0.28, depth: 0.9 } },
  }),
  layers: (stage) => [
    ...(stage.board.places.includes('mountains') ? [peaks(stage, 0)] : []),
    flattened(stage, 0.14, 0.1, (wider) => [
      skyline(wider, 'far', 0.12, 0.01, 0.3),
      mist(wider, 0.14, 0.7, -0.03, 0.18),
    ]),
    skyline(stage, 'middle', 0.3, 0.01, 0.44),
    mist(stage, 0.32, 0.45, -0.01, 0.12),
    skyline(stage, 'near', 0.5, 0.012, 0.24),
    water(stage, 'bay', { calm: 0.55, own: color('#27586e'), mirror: 0.8 }),
    ...godRays(stage, 0.35),
  ],
};

/** Of the sky that a street leaves open near the horizon. */
const gapAspect = 0.6;

/** Down a street: houses on both sides, and the sky at its end. */
export const street: ScenePlan = {
  horizon: 0.58,
  crest: 0.12,
  grounds: (horizon) => ({
    land: { far: { y: 0.09, depth: 0.6 }, near: { y: 0.9 - horizon, depth: 1 } },
  }),
  layers: (stage) => {
    const { time, weather } = stage.board;
    const wet = weather === 'rain' || weather === 'storm' || time === 'night' || time === 'dusk';
    return [
      // Houses hide all but the end of the street.
      skyline({ ...stage, aspect: gapAspect }, 'end', 0.2, 0.02, 0.2),
      mist({ ...stage, aspect: gapAspect }, 0.22, 0.6, -0.02, 0.2),
      // A wet road covers all the ground that houses leave.
      ...(wet
        ? []
        : [
            ground(stage, 'road', {
              own: [color('#5a5b63'), color('#6e6d72')],
              top: 0.012,
              depth: 0.7,
              sheen: 0.6,
            }),
          ]),
      ...streetWalls(stage),
      ...(wet
        ? [
            water(stage, 'wet road', {
              calm: 0.6,
              own: color('#20222c'),
              mirror: 0.8,
              top: 0.012,
              shore: roadway,
              glitter: false,
            }),
          ]
        : []),
      ...streetLamps(stage),
      mist(stage, 0.6, 0.25, 0.03, 0.14),
    ];
  },
};

/** Roofs among hills. */
export const village: ScenePlan = {
  horizon: 0.54,
  crest: 0.26,
  grounds: (horizon) => ({
    land: { far: { y: 0.2, depth: 0.7 }, near: { y: 0.92 - horizon, depth: 1 } },
  }),
  layers: (stage) => [
    ...backdrop(stage, 0.01),
    ...settlement(stage),
    ground(stage, 'green', { own: turf(stage), top: 0.17, depth: 0.85, sheen: 0.6 }),
    ...godRays(stage, 0.35),
  ],
  front: (stage) => [
    treesAt(stage, 'front', 1, [
      [-stage.aspect * 0.49, 0.5, 0.78],
      [stage.aspect * 0.5, 0.5, 0.66],
    ]),
    ...(stage.board.season === 'winter' ? [] : [flowers(stage, 'near', 1, 0.36, 0.54)]),
  ],
};

function settlement(stage: Stage): readonly Layer[] {
  const land = turf(stage);
  return [
    flattened(stage, 0.4, 0.2, (wider) => [
      ridge(wider, 'hill', 0.4, {
        height: 0.12,
        base: 0.07,
        waves: 2,
        roughness: 0.06,
        own: land[0],
        fade: 0.4,
      }),
      treeLine(wider, 0.4, 0.03, 0.09),
      mist(wider, 0.44, 0.5, 0.02, 0.1),
    ]),
    houses(stage, 'far', 0.5, { base: 0.065, size: 0.07, count: 7 }),
    ridge(stage, 'rise', 0.62, {
      height: 0.06,
      base: 0.13,
      waves: 1.5,
      roughness: 0.04,
      own: land[1],
      fade: 0,
    }),
    grove(stage, 'between', 0.64, { height: 0.14, base: 0.12, spacing: 1.1 }),
    houses(stage, 'near', 0.75, { base: 0.19, size: 0.15, count: 5 }),
  ];
}

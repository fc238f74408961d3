import type { SKRSContext2D } from '@napi-rs/canvas';
import { color } from '../color.ts';
import type { SceneName } from '../vocabulary.ts';
import { backdrop, treeLine } from './backdrop.ts';
import { mist } from './clouds.ts';
import { ground } from './ground.ts';
import { grove, treesAt } from './grove.ts';
import { houses } from './houses.ts';
import type { Stage } from './layer.ts';
import { turf } from './lands.ts';
import type { ScenePlan } from './plan.ts';
import { godRays } from './rays.ts';
import { reeds } from './reeds.ts';
import { ridge } from './ridges.ts';
import { shoreLine } from './shore.ts';
import { water } from './water.ts';
import { falling, forestFloor, frame, standsOf } from './woods.ts';

const seaTone = color('#1f7d92');
const lakeTone = color('#2c6674');

/** Named beside the sea, these lie on its far shore. */
const shores: ReadonlySet<SceneName> = new Set(['city', 'mountains', 'village', 'forest']);

export const sea: ScenePlan = {
  horizon: 0.52,
  crest: 0.04,
  grounds: () => ({
    land: null,
    water: { far: { y: 0.05, depth: 0.4 }, near: { y: 0.26, depth: 0.85 } },
  }),
  layers: (stage) => [
    ...(stage.board.places.some((place) => shores.has(place))
      ? backdrop(stage)
      : [
          ridge(stage, 'headland', 0.12, {
            height: 0.07,
            base: 0.006,
            waves: 1.7,
            roughness: 0.5,
            own: color('#5a7a6a'),
            fade: 0.6,
          }),
        ]),
    water(stage, 'sea', { calm: 0.2, own: seaTone }),
  ],
};

export const lake: ScenePlan = {
  horizon: 0.54,
  crest: 0.24,
  grounds: () => ({
    land: null,
    water: { far: { y: 0.05, depth: 0.4 }, near: { y: 0.28, depth: 0.85 } },
  }),
  layers: (stage) => [
    ...backdrop(stage),
    treeLine(stage, 0.4, 0.006, 0.1),
    mist(stage, 0.42, 0.5, -0.005, 0.08),
    water(stage, 'lake', { calm: 0.85, own: lakeTone }),
  ],
  front: (stage) => [reeds(stage)],
};

/** Half the width of a river and its middle, from its far end (0) to the lower edge (1). */
function courseOf(stage: Stage) {
  const bend = -Math.sign(stage.light.x) * 0.36;
  return (share: number) => ({
    x: Math.sin(share * 6.2 + 0.4) * bend * share * (1.3 - share * 0.6) - bend * 0.3,
    half: 0.016 + 0.72 * share ** 1.45,
  });
}

const riverTop = 0.055;

/** Both banks of a river as one outline; the context is in frame heights. */
function riverBanks(stage: Stage, wider: number) {
  const course = courseOf(stage);
  const bottom = 1.3 - stage.horizon;
  return (context: SKRSContext2D): void => {
    const steps = 40;
    for (const bank of [-1, 1]) {
      for (let at = 0; at <= steps; at += 1) {
        const share = bank < 0 ? at / steps : 1 - at / steps;
        const { x, half } = course(share);
        const ragged = 0.012 * share * Math.sin(share * 60 + bank) + wider * share;
        context.lineTo(x + bank * (half + ragged), riverTop + share * (bottom - riverTop));
      }
    }
    context.closePath();
  };
}

/** A river that comes towards the camera through woods or meadows. */
export const river: ScenePlan = {
  horizon: 0.56,
  crest: 0.22,
  hidesLowSky: true,
  grounds: (horizon) => ({
    land: { far: { y: 0.16, depth: 0.6 }, near: { y: 0.93 - horizon, depth: 1 } },
    water: { far: { y: 0.12, depth: 0.5 }, near: { y: 0.36, depth: 0.9 } },
  }),
  layers: (stage) => {
    const { places } = stage.board;
    const town = places.includes('village');
    const wooded = !town && (places.includes('forest') || !places.includes('meadow'));
    return [
      ...backdrop(stage, 0.01),
      ...(wooded ? standsOf(stage, { x: 0, half: 0.1 }) : []),
      ...(town ? [houses(stage, 'far bank', 0.4, { base: 0.06, size: 0.13, count: 9 })] : []),
      ground(stage, 'banks', {
        own: wooded ? forestFloor(stage) : turf(stage),
        top: 0.05,
        depth: 0.6,
        sheen: 0.8,
      }),
      ...(town
        ? [houses(stage, 'bank', 0.6, { base: 0.14, size: 0.3, count: 5, clear: 0.36 })]
        : []),
      water(stage, 'river', {
        calm: 0.62,
        own: lakeTone,
        top: riverTop,
        shore: riverBanks(stage, 0),
        mirror: 0.8,
      }),
      grove(stage, 'bank', 0.66, {
        height: wooded ? 0.5 : 0.26,
        base: 0.13,
        spacing: wooded ? 0.4 : 1.6,
        clearing: { x: 0, half: 0.42 },
      }),
      ...godRays(stage, 0.4),
    ];
  },
  front: (stage) => [
    ...(stage.board.places.includes('village') ? [] : frame(stage)),
    reeds(stage),
    ...falling(stage),
  ],
};

export const beach: ScenePlan = {
  horizon: 0.46,
  crest: 0.05,
  grounds: (horizon) => ({
    land: { far: { y: 0.27, depth: 0.75 }, near: { y: 0.92 - horizon, depth: 1 } },
    water: { far: { y: 0.04, depth: 0.4 }, near: { y: 0.16, depth: 0.65 } },
  }),
  layers: (stage) => [
    ridge(stage, 'headland', 0.14, {
      height: 0.12,
      base: 0.006,
      waves: 1.5,
      roughness: 0.5,
      own: color('#55785c'),
      fade: 0.5,
    }),
    water(stage, 'sea', { calm: 0.25, own: color('#1f96a0') }),
    shoreLine(stage),
  ],
  front: (stage) =>
    stage.board.season === 'winter'
      ? []
      : [
          treesAt(
            stage,
            'palms',
            1,
            [
              [-stage.aspect * 0.5, 0.5, 0.86],
              [-stage.aspect * 0.4, 0.54, 0.62],
            ],
            stage.board.woods,
          ),
        ],
};

import { color, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { tints } from '../palettes.ts';
import { backdrop, peaks, treeLine } from './backdrop.ts';
import { mist } from './clouds.ts';
import { flowers } from './flowers.ts';
import { ground } from './ground.ts';
import { grove, treesAt } from './grove.ts';
import type { Stage } from './layer.ts';
import type { ScenePlan } from './plan.ts';
import { flattened } from './plate.ts';
import { godRays } from './rays.ts';
import { ridge } from './ridges.ts';

const grassTones = {
  spring: [color('#86b04a'), color('#a9c65a')],
  summer: [color('#6f9c45'), color('#97b251')],
  autumn: [color('#b59a4a'), color('#c9b05e')],
  winter: [color('#dfe8f2'), color('#f4f8fd')],
} as const;

/** Own colours of open ground in this season, or under the flowers that the prompt names. */
export function turf({ board }: Stage): readonly [Color, Color] {
  const [first, second] = grassTones[board.season];
  const { tint, scene, season } = board;
  if (scene !== 'meadow' || tint === null || tint === 'green' || season === 'winter')
    return [first, second];
  return [mix(first, tints[tint], 0.3), mix(second, tints[tint], 0.6)];
}

export const mountains: ScenePlan = {
  horizon: 0.66,
  crest: 0.3,
  layers: (stage) => [
    peaks(stage, 0),
    flattened(stage, 0.46, 0.22, (wider) => [
      ridge(wider, 'foothills', 0.42, {
        height: 0.15,
        base: 0.08,
        waves: 3,
        roughness: 0.4,
        own: stage.board.season === 'winter' ? color('#c3d0de') : color('#4d7350'),
        fade: 0.5,
      }),
      treeLine(wider, 0.5, 0.09, 0.07),
      mist(wider, 0.52, 0.55, 0.06, 0.16),
    ]),
    ridge(stage, 'slope', 0.72, {
      height: 0.11,
      base: 0.2,
      waves: 1.7,
      roughness: 0.15,
      own: turf(stage)[0],
      fade: 0,
    }),
    grove(stage, 'slope', 0.78, {
      height: 0.17,
      base: 0.21,
      spacing: 0.24,
      clearing: { x: 0, half: 0.3 },
    }),
    mist(stage, 0.8, 0.35, 0.2, 0.12),
    ground(stage, 'meadow', { own: turf(stage), top: 0.2, depth: 0.9 }),
  ],
  front: (stage) => [
    treesAt(stage, 'front', 1, [
      [-stage.aspect * 0.47, 0.42, 0.66],
      [-stage.aspect * 0.36, 0.44, 0.42],
      [stage.aspect * 0.44, 0.44, 0.54],
      [stage.aspect * 0.52, 0.42, 0.74],
    ]),
  ],
};

export const desert: ScenePlan = {
  horizon: 0.58,
  crest: 0.1,
  layers: (stage) => {
    const sand = color('#e0a866');
    return [
      ridge(stage, 'mesas', 0.1, {
        height: 0.1,
        base: 0.02,
        waves: 2,
        roughness: 0.6,
        own: color('#b0705a'),
      }),
      ...(stage.board.places.includes('mountains') ? [peaks(stage, 0.02)] : []),
      ridge(stage, 'far dunes', 0.24, {
        height: 0.1,
        base: 0.06,
        waves: 3.4,
        roughness: 0.06,
        own: sand,
        crisp: true,
        fade: 0.4,
      }),
      ridge(stage, 'dunes', 0.42, {
        height: 0.15,
        base: 0.14,
        waves: 2.5,
        roughness: 0.05,
        own: sand,
        crisp: true,
        fade: 0.2,
      }),
      ridge(stage, 'near dunes', 0.66, {
        height: 0.17,
        base: 0.25,
        waves: 1.9,
        roughness: 0.04,
        own: sand,
        crisp: true,
        fade: 0,
      }),
      ridge(stage, 'front dune', 0.95, {
        height: 0.14,
        base: 0.4,
        waves: 1.4,
        roughness: 0.03,
        own: color('#d79a58'),
        crisp: true,
        fade: 0,
      }),
    ];
  },
};

export const meadow: ScenePlan = {
  horizon: 0.56,
  crest: 0.14,
  layers: (stage) => [
    ...backdrop(stage),
    flattened(stage, 0.48, 0.16, (wider) => [
      ridge(wider, 'rolling', 0.42, {
        height: 0.07,
        base: 0.05,
        waves: 2,
        roughness: 0.06,
        own: turf(wider)[0],
        fade: 0.3,
      }),
      treeLine(wider, 0.46, 0.055, 0.06),
      ridge(wider, 'field', 0.6, {
        height: 0.05,
        base: 0.11,
        waves: 1.4,
        roughness: 0.04,
        own: turf(wider)[1],
        fade: 0,
      }),
    ]),
    ground(stage, 'meadow', { own: turf(stage), top: 0.1, depth: 0.8, sheen: 0.7 }),
    treesAt(
      stage,
      'lone tree',
      0.7,
      [[-Math.sign(stage.light.x) * stage.aspect * 0.27, 0.14, 0.34]],
      loneTree(stage),
    ),
    flowers(stage, 'far', 0.85, 0.13, 0.3),
  ],
  front: (stage) => [flowers(stage, 'near', 1, 0.3, 0.52)],
};

function loneTree({ board }: Stage) {
  return board.woods === 'pine' || board.woods === 'bamboo' ? 'broadleaf' : board.woods;
}

export const snowfield: ScenePlan = {
  horizon: 0.6,
  crest: 0.26,
  layers: (stage) => {
    const snow = color('#eef4fb');
    return [
      peaks(stage, 0.02),
      ridge(stage, 'rise', 0.36, {
        height: 0.1,
        base: 0.06,
        waves: 2.2,
        roughness: 0.2,
        own: snow,
        fade: 0.5,
      }),
      treeLine(stage, 0.45, 0.075, 0.1),
      mist(stage, 0.48, 0.5, 0.06),
      ridge(stage, 'drifts', 0.62, {
        height: 0.08,
        base: 0.14,
        waves: 1.6,
        roughness: 0.05,
        own: snow,
        fade: 0.1,
      }),
      grove(stage, 'pines', 0.72, {
        height: 0.22,
        base: 0.16,
        spacing: 0.7,
        clearing: { x: 0.1, half: 0.4 },
      }),
      ground(stage, 'snow', { own: [snow, color('#d5e2f0')], top: 0.13, depth: 0.85 }),
    ];
  },
  front: (stage) => [
    treesAt(stage, 'front', 1, [
      [-stage.aspect * 0.5, 0.46, 0.72],
      [stage.aspect * 0.47, 0.46, 0.5],
    ]),
  ],
};

/** Above a sea of clouds. */
export const aloft: ScenePlan = {
  horizon: 0.62,
  crest: 0.06,
  grounds: (horizon) => ({
    land: null,
    sky: { far: { y: -horizon * 0.7, depth: 0.3 }, near: { y: -0.05, depth: 0.7 } },
  }),
  layers: (stage) => [
    ...(stage.board.places.includes('mountains') ? [peaks(stage, 0.1)] : []),
    ...[0.1, 0.22, 0.4, 0.66, 1].map((depth, at) =>
      cloudBank(stage, depth, 0.01 + at ** 1.6 * 0.045),
    ),
    ...godRays(stage, 0.5),
  ],
};

/** The rounded top of a layer of clouds, lit from the sun's side. */
function cloudBank(stage: Stage, depth: number, base: number) {
  return ridge(stage, `bank ${String(depth)}`, depth, {
    height: 0.06 + depth * 0.07,
    base: base + 0.05,
    waves: 5 - depth * 2.4,
    roughness: 0.1,
    own: color('#fdf6f2'),
    fade: 0.3,
    puffs: true,
    drift: 0.09 * depth,
  });
}

import { color } from '../color.ts';
import type { Color } from '../color.ts';
import { landPalette } from '../palettes.ts';
import type { Storyboard } from '../storyboard.ts';
import type { SceneName } from '../vocabulary.ts';
import { skyline } from './city.ts';
import { clouds, mist } from './clouds.ts';
import { finish } from './finish.ts';
import { plainGrounds } from './layer.ts';
import type { Grounds, Layer, Stage } from './layer.ts';
import { grass, pines } from './plants.ts';
import { ridge } from './ridges.ts';
import { light, sky, stars } from './sky.ts';
import { nebula, planet } from './space.ts';
import { subjectLayers } from '../subjects/layer.ts';
import { water } from './water.ts';
import { weatherLayers } from './weather.ts';

interface ScenePlan {
  /** Of the horizon below the top edge, in frame heights. */
  horizon: number;
  /** Height of the land before the sky: sun and moon stand clear of it. */
  crest: number;
  /** The land's own colour. */
  land?: Color;
  /** Where subjects go, when it is not plain land. */
  grounds?: Partial<Grounds>;
  /** From far to near, between sky and weather. */
  layers(stage: Stage): readonly Layer[];
}

const plans: Record<SceneName, ScenePlan> = {
  mountains: {
    horizon: 0.64,
    crest: 0.3,
    layers: (stage) => [
      ridge(stage, 0.12, {
        height: 0.4,
        base: 0.06,
        waves: 3.4,
        roughness: 0.9,
        capped: true,
        relief: 1,
      }),
      mist(stage, 0.14, 0.4),
      ridge(stage, 0.3, { height: 0.24, base: 0.1, waves: 3.9, roughness: 0.8, relief: 0.8 }),
      mist(stage, 0.34, 0.4),
      ridge(stage, 0.55, { height: 0.16, base: 0.16, waves: 3.4, roughness: 0.45 }),
      pines(stage, 0.8, 0.13, 0.22),
      pines(stage, 1, 0.26, 0.4),
    ],
  },
  sea: {
    horizon: 0.56,
    crest: 0.03,
    grounds: { land: null, water: { far: { y: 0.05, depth: 0.4 }, near: { y: 0.3, depth: 0.9 } } },
    layers: (stage) => [
      ridge(stage, 0.1, { height: 0.05, base: 0.008, waves: 1.7, roughness: 0.5 }),
      water(stage, 0.25),
    ],
  },
  lake: {
    horizon: 0.56,
    crest: 0.24,
    layers: (stage) => [
      ridge(stage, 0.12, {
        height: 0.32,
        base: 0.03,
        waves: 3,
        roughness: 0.85,
        capped: true,
        relief: 1,
      }),
      ridge(stage, 0.3, { height: 0.13, base: 0.02, waves: 3, roughness: 0.5 }),
      pines(stage, 0.42, 0.06, -0.002),
      water(stage, 0.85),
    ],
  },
  city: {
    horizon: 0.7,
    crest: 0.3,
    layers: (stage) => [
      skyline(stage, 0.15, { height: 0.34, width: 0.07, windows: 0.3 }),
      mist(stage, 0.2, 0.35),
      skyline(stage, 0.35, { height: 0.42, width: 0.1, windows: 0.42 }),
      skyline(stage, 0.6, { height: 0.36, width: 0.15, windows: 0.5 }),
      water(stage, 0.7),
    ],
  },
  forest: {
    horizon: 0.6,
    crest: 0.3,
    land: color('#2e5a3c'),
    layers: (stage) => [
      ridge(stage, 0.15, { height: 0.22, base: 0.06, waves: 2.2, roughness: 0.4 }),
      pines(stage, 0.3, 0.22, 0.06),
      mist(stage, 0.35, 0.5),
      pines(stage, 0.5, 0.34, 0.13),
      mist(stage, 0.55, 0.4),
      pines(stage, 0.75, 0.5, 0.24),
      pines(stage, 1, 0.78, 0.42),
    ],
  },
  desert: {
    horizon: 0.58,
    crest: 0.08,
    land: color('#d99a5b'),
    layers: (stage) => [
      ridge(stage, 0.12, { height: 0.1, base: 0.03, waves: 2.2, roughness: 0.6 }),
      ridge(stage, 0.3, { height: 0.1, base: 0.09, waves: 1.7, roughness: 0.08 }),
      ridge(stage, 0.55, { height: 0.13, base: 0.2, waves: 1.3, roughness: 0.05 }),
      ridge(stage, 0.9, { height: 0.15, base: 0.38, waves: 1, roughness: 0.04 }),
    ],
  },
  meadow: {
    horizon: 0.6,
    crest: 0.12,
    land: color('#5f9a45'),
    layers: (stage) => [
      ridge(stage, 0.12, { height: 0.15, base: 0.03, waves: 2.1, roughness: 0.4 }),
      ridge(stage, 0.35, { height: 0.09, base: 0.08, waves: 1.9, roughness: 0.1 }),
      pines(stage, 0.45, 0.05, 0.09),
      ridge(stage, 0.7, { height: 0.1, base: 0.22, waves: 1.2, roughness: 0.05 }),
      grass(stage, true),
    ],
  },
  snowfield: {
    horizon: 0.6,
    crest: 0.24,
    land: color('#dfe9f5'),
    layers: (stage) => [
      ridge(stage, 0.12, { height: 0.32, base: 0.05, waves: 3, roughness: 0.85, relief: 1 }),
      ridge(stage, 0.3, { height: 0.14, base: 0.08, waves: 2.6, roughness: 0.5, relief: 0.9 }),
      pines(stage, 0.45, 0.09, 0.07),
      ridge(stage, 0.6, { height: 0.09, base: 0.16, waves: 1.5, roughness: 0.05, relief: 0.7 }),
      ridge(stage, 0.9, { height: 0.1, base: 0.34, waves: 1.1, roughness: 0.04, relief: 0.7 }),
    ],
  },
  space: { horizon: 0.62, crest: 0, layers: (stage) => [nebula(stage), planet(stage)] },
};

const starShare = { dawn: 0.12, day: 0, dusk: 0.3, night: 1 } as const;
const cloudShare = { clear: 0.4, cloudy: 1.3, rain: 1.6, snow: 1.2, fog: 0.6 } as const;

/** The layers of a storyboard, from the sky to the grain before the lens. */
export function buildScene(
  board: Storyboard,
  size: { width: number; height: number },
): { stage: Stage; layers: readonly Layer[] } {
  const plan = plans[board.scene];
  const { width, height } = size;
  // Portrait frames show more foreground than sky would deserve: the horizon goes up a little.
  const horizon = width < height ? plan.horizon - 0.04 : plan.horizon;
  const palette =
    plan.land === undefined ? board.palette : landPalette(board.palette, plan.land, board.time);
  const stage: Stage = {
    board: { ...board, palette },
    width,
    height,
    aspect: width / height,
    horizon,
    light: { x: board.lightX * (width / height) * 0.5, y: -0.3 },
    grounds: { ...plainGrounds(horizon), ...plan.grounds },
  };
  const inSpace = board.scene === 'space';
  const layers = [
    sky(stage),
    stars(stage, inSpace ? 2 : starShare[board.time]),
    ...(inSpace ? [] : [light(stage, plan.crest), clouds(stage, cloudShare[board.weather])]),
    ...plan.layers(stage),
    ...subjectLayers(stage, board.subjects),
    ...weatherLayers(stage),
    finish(stage),
  ];
  return { stage, layers };
}

import type { Storyboard } from '../storyboard.ts';
import { subjectLayers } from '../subjects/layer.ts';
import type { SceneName } from '../vocabulary.ts';
import { aurora } from './aurora.ts';
import { clouds } from './clouds.ts';
import { space } from './cosmos.ts';
import { underwater } from './deep.ts';
import { waterfall } from './falls.ts';
import { finish } from './finish.ts';
import { room } from './indoors.ts';
import { aloft, desert, meadow, mountains, snowfield } from './lands.ts';
import { plainGrounds } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import type { ScenePlan } from './plan.ts';
import { show } from './show.ts';
import { light, sky, stars } from './sky.ts';
import { city, street, village } from './towns.ts';
import { beach, lake, river, sea } from './waters.ts';
import { weatherLayers } from './weather.ts';
import { forest } from './woods.ts';

const plans: Record<SceneName, ScenePlan> = {
  mountains,
  sea,
  beach,
  underwater,
  lake,
  river,
  waterfall,
  city,
  street,
  village,
  forest,
  desert,
  meadow,
  snowfield,
  space,
  room,
  sky: aloft,
  stage: show,
};

const starShare = { dawn: 0.1, day: 0, golden: 0, dusk: 0.3, night: 1 } as const;
const cloudShare = {
  clear: 0.35,
  wind: 0.6,
  cloudy: 1.05,
  rain: 1.5,
  storm: 1.7,
  snow: 1.3,
  fog: 0.6,
} as const;

/** The layers of a storyboard, from the sky to the grain before the lens. */
export function buildScene(
  board: Storyboard,
  size: { width: number; height: number },
): { stage: Stage; layers: readonly Layer[] } {
  const plan = plans[board.scene];
  const stage = stageOf(board, size, plan);
  const layers = [
    ...(plan.enclosed === true ? [] : heaven(stage, plan.hidesLowSky)),
    ...plan.layers(stage),
    ...subjectLayers(stage, board.subjects),
    ...(plan.front?.(stage) ?? []),
    ...(plan.enclosed === true ? [] : weatherLayers(stage)),
    finish(stage),
  ];
  return { stage, layers };
}

function stageOf(
  board: Storyboard,
  { width, height }: { width: number; height: number },
  plan: ScenePlan,
): Stage {
  const aspect = width / height;
  // Portrait frames show more foreground than sky would deserve: the horizon goes up a little.
  const horizon = width < height ? plan.horizon - 0.04 : plan.horizon;
  return {
    board,
    width,
    height,
    aspect,
    horizon,
    light: { x: board.lightX * aspect * 0.5, y: lightHeight(board, plan, horizon) },
    grounds: { ...plainGrounds(horizon), ...plan.grounds?.(horizon) },
  };
}

/** Low suns stand just over the land, all others high in the sky; never out of the frame. */
function lightHeight({ time }: Storyboard, { crest }: ScenePlan, horizon: number): number {
  const height =
    time === 'dusk' || time === 'dawn'
      ? crest * 0.75 + 0.05
      : time === 'golden'
        ? crest * 0.85 + 0.1
        : crest + 0.22;
  return -Math.min(height, horizon - 0.15);
}

function heaven(stage: Stage, lowHidden = false): readonly Layer[] {
  const { time, weather } = stage.board;
  return [
    sky(stage),
    ...(starShare[time] > 0 ? [stars(stage, starShare[time])] : []),
    ...(stage.board.aurora ? [aurora(stage)] : []),
    light(stage),
    ...clouds(stage, cloudShare[weather] * (time === 'night' ? 0.6 : 1), lowHidden),
  ];
}

import type { Grounds, Layer, Stage } from './layer.ts';

/** How a scene is built. */
export interface ScenePlan {
  /** Of the horizon below the top edge, in frame heights. */
  horizon: number;
  /** Height of the land before the sky: sun and moon stand clear of it. */
  crest: number;
  /** Walls, water or gas instead of a sky with sun and clouds. */
  enclosed?: boolean;
  /** Trees or rocks stand before the lower sky. */
  hidesLowSky?: boolean;
  /** Where subjects go, when it is not plain land. */
  grounds?: (horizon: number) => Partial<Grounds>;
  /** From far to near, between the sky and the subjects. */
  layers(stage: Stage): readonly Layer[];
  /** Between the subjects and the weather: what frames the picture. */
  front?(stage: Stage): readonly Layer[];
}

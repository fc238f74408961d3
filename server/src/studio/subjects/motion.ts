import type { Action } from './actions.ts';

interface Motion {
  hertz: number;
  stance: number;
  reach: number;
  lift: number;
  bounce: number;
  lean: number;
  /** Bend of the elbow in radians, and how far the arms swing. */
  elbow: number;
  swing: number;
}

export const motions: Record<'walk' | 'run' | 'stand' | 'dance', Motion> = {
  walk: {
    hertz: 0.95,
    stance: 0.6,
    reach: 0.145,
    lift: 0.05,
    bounce: 0.01,
    lean: 0.03,
    elbow: 0.3,
    swing: 0.5,
  },
  run: {
    hertz: 1.5,
    stance: 0.34,
    reach: 0.23,
    lift: 0.2,
    bounce: 0.03,
    lean: 0.2,
    elbow: 1.6,
    swing: 0.95,
  },
  stand: {
    hertz: 0.25,
    stance: 0.5,
    reach: 0,
    lift: 0,
    bounce: 0.002,
    lean: 0,
    elbow: 0.12,
    swing: 0.03,
  },
  dance: {
    hertz: 0.7,
    stance: 0.55,
    reach: 0.1,
    lift: 0.12,
    bounce: 0.025,
    lean: 0,
    elbow: 0.5,
    swing: 0.4,
  },
};

export const motionFor: Partial<Record<Action, keyof typeof motions>> = {
  walk: 'walk',
  run: 'run',
  jump: 'run',
  dance: 'dance',
  turn: 'stand',
};

export type Moving = Motion & { phase: number; action: Action; turn: number };

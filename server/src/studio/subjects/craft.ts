import type { Figure } from './figure.ts';
import { boat, ship } from './vessels.ts';
import { balloon, drone, plane, rocket, spaceship } from './aircraft.ts';

export const craft = { boat, ship, plane, balloon, rocket, spaceship, drone } satisfies Record<
  string,
  Figure
>;

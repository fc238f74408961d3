import { airborne } from './air.ts';
import { animals } from './animals.ts';
import { craft } from './craft.ts';
import { people } from './people.ts';
import { places } from './places.ts';
import { plants } from './plants.ts';
import { products } from './products.ts';
import { seaLife } from './sea-life.ts';
import { vehicles } from './vehicles.ts';

/** All that can be drawn. */
export const figures = {
  ...people,
  ...animals,
  ...airborne,
  ...seaLife,
  ...vehicles,
  ...craft,
  ...places,
  ...plants,
  ...products,
};

export type SubjectName = keyof typeof figures;

import type { SceneName } from '../vocabulary.ts';
import type { SubjectName } from './figures.ts';
import type { Subject } from './subjects.ts';

/** Where a subject is at home, when the prompt names no place. */
const homes: Partial<Record<SubjectName, SceneName>> = {
  astronaut: 'space',
  dog: 'meadow',
  horse: 'meadow',
  deer: 'forest',
  fox: 'forest',
  wolf: 'snowfield',
  tiger: 'forest',
  lion: 'desert',
  elephant: 'desert',
  butterfly: 'meadow',
  dragon: 'sky',
  eagle: 'mountains',
  traveller: 'mountains',
  robot: 'city',
  singer: 'stage',
  model: 'stage',
  dancer: 'stage',
  cat: 'room',
  fish: 'underwater',
  whale: 'underwater',
  turtle: 'underwater',
  jellyfish: 'underwater',
  boat: 'sea',
  ship: 'sea',
  lighthouse: 'sea',
  car: 'street',
  bicycle: 'meadow',
  train: 'meadow',
  plane: 'sky',
  balloon: 'mountains',
  rocket: 'space',
  spaceship: 'space',
  drone: 'mountains',
  house: 'meadow',
  castle: 'mountains',
  tower: 'city',
  temple: 'mountains',
  windmill: 'meadow',
  tree: 'meadow',
  flower: 'meadow',
  bouquet: 'room',
  bottle: 'stage',
  phone: 'stage',
  watch: 'stage',
  shoe: 'stage',
  coffee: 'room',
  cake: 'room',
  noodles: 'room',
  fruit: 'room',
  candle: 'room',
  lantern: 'sky',
};

export function homeOf(subjects: readonly Subject[]): SceneName | undefined {
  return subjects
    .map(({ name }) => (name === 'guest' ? undefined : homes[name]))
    .find((home) => home !== undefined);
}

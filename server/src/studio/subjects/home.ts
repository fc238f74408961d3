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
  eagle: 'mountains',
  traveller: 'mountains',
  robot: 'city',
  boat: 'sea',
  ship: 'sea',
  lighthouse: 'sea',
  bicycle: 'meadow',
  train: 'meadow',
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
};

export function homeOf(subjects: readonly Subject[]): SceneName | undefined {
  return subjects.map(({ name }) => homes[name]).find((home) => home !== undefined);
}

import { beast } from './beast.ts';
import type { Figure } from './figure.ts';
import { deer, elephant, horse } from './hoofed.ts';
import { cat, dog, fox, lion, tiger, wolf } from './paws.ts';
import { sittingCat } from './sitting-cat.ts';

const walkingCat = beast(cat);

const catFigure: Figure = {
  reach: walkingCat.reach,
  draw(brush, pose) {
    if (['walk', 'run', 'jump', 'stretch'].includes(pose.action ?? 'sit'))
      walkingCat.draw(brush, pose);
    else sittingCat(brush, pose);
  },
};

export const animals = {
  cat: catFigure,
  dog: beast(dog),
  fox: beast(fox),
  wolf: beast(wolf),
  tiger: beast(tiger),
  lion: beast(lion),
  horse: beast(horse),
  deer: beast(deer),
  elephant: beast(elephant),
} satisfies Record<string, Figure>;

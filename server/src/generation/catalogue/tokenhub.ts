/**
 * TokenHub sells two engines up to 720p by the second. It documents no length of the model's own choice
 * and has no field for the last frame of a result.
 */
import { families } from '../families.ts';
import type { FamilyName } from '../families.ts';
import type { Model } from '../models.ts';

function tokenhub(family: FamilyName, title: string): Model {
  const { limits, defaults } = families[family];
  const name = `doubao-${family}`;
  return {
    name,
    title,
    aliases: [],
    dialects: ['tokenhub'],
    family,
    familyAt: {},
    limits: {
      ...limits,
      resolutions: ['480p', '720p'],
      automaticSeconds: false,
      returnLastFrame: false,
    },
    defaults,
    priceName: `tokenhub/${name}`,
  };
}

export const tokenhubModels: readonly Model[] = [
  tokenhub('seedance-2.0', 'Seedance 2.0'),
  tokenhub('seedance-2.0-fast', 'Seedance 2.0 Fast'),
];

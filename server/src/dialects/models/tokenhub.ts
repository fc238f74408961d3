/**
 * TokenHub sells two engines up to 720p by the second. It documents no length of the model's own choice
 * and has no field for the last frame of a result.
 */
import type { Catalogue } from '../../generation/catalogue.ts';
import { families } from '../../generation/families.ts';
import type { FamilyName } from '../../generation/families.ts';
import type { Model } from '../../generation/models.ts';

function tokenhub(family: FamilyName, title: string): Model {
  const { limits, defaults } = families[family];
  const name = `doubao-${family}`;
  return {
    name,
    title,
    aliases: [],
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

export const tokenhubCatalogue: Catalogue = {
  models: [
    tokenhub('seedance-2.0', 'Seedance 2.0'),
    tokenhub('seedance-2.0-fast', 'Seedance 2.0 Fast'),
  ],
};

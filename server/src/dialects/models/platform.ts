/** Our own door sells every living family as its maker documents it, under its own name. */
import type { Catalogue } from '../../generation/catalogue.ts';
import { families } from '../../generation/families.ts';
import type { FamilyName } from '../../generation/families.ts';
import type { Model } from '../../generation/models.ts';
import { retired } from './ark.ts';

function ownModel(name: FamilyName, title: string): Model {
  const { limits, defaults } = families[name];
  return {
    name,
    title,
    aliases: [],
    family: name,
    familyAt: {},
    limits,
    defaults,
    priceName: `platform/${name}`,
  };
}

/** The first one is the default of the command line. */
export const platformCatalogue: Catalogue = {
  models: [
    ownModel('seedance-2.0', 'Seedance 2.0'),
    ownModel('seedance-2.0-fast', 'Seedance 2.0 Fast'),
    ownModel('seedance-2.0-mini', 'Seedance 2.0 Mini'),
    ownModel('seedance-2.5', 'Seedance 2.5'),
    ownModel('seedance-1.0-pro', 'Seedance 1.0 Pro'),
    ownModel('seedance-1.0-pro-fast', 'Seedance 1.0 Pro Fast'),
  ],
  retired,
};

/** hmtm sells one model, with everything but its name as the engine's maker documents it. */
import type { Catalogue } from '../../generation/catalogue.ts';
import { families } from '../../generation/families.ts';

const family = families['seedance-2.0'];

export const hmtmCatalogue: Catalogue = {
  models: [
    {
      name: 'cme_doubao_seedance_2_0',
      title: 'Seedance 2.0',
      aliases: [],
      family: 'seedance-2.0',
      familyAt: {},
      // 1080p is announced there, but not sold.
      limits: { ...family.limits, resolutions: ['480p', '720p'] },
      defaults: family.defaults,
      priceName: 'hmtm/cme_doubao_seedance_2_0',
    },
  ],
};

/** seedance2.ink knows three shapes, no automatic length, at most five media and no last frame. */
import type { Defaults, Limits } from '../../generation/abilities.ts';
import type { Catalogue } from '../../generation/catalogue.ts';
import { families } from '../../generation/families.ts';
import type { FamilyName } from '../../generation/families.ts';
import type { Model } from '../../generation/models.ts';

const { limits: native, defaults } = families['seedance-2.0'];

const inkLimits: Limits = {
  ...native,
  resolutions: ['480p', '720p', '1080p'],
  ratios: ['16:9', '9:16', '1:1'],
  automaticSeconds: false,
  mediaForms: ['url'],
  references: { ...native.references, images: 5, total: 5 },
  returnLastFrame: false,
  audioChoice: false,
};

/** It documents no defaults: these are the usual ones of the engine, with its first shape. */
const inkDefaults: Defaults = {
  ...defaults,
  ratio: { withoutMedia: '16:9', withMedia: '16:9' },
};

/** The fast and mini engines stop at 720p, where seedance2.ink sells 1080p of every model. */
const above720p = { '1080p': 'seedance-2.0' } as const;

function ink(
  name: string,
  title: string,
  made: Pick<Model, 'familyAt' | 'limits'> & { family: FamilyName },
): Model {
  return {
    name,
    title,
    aliases: [],
    defaults: inkDefaults,
    priceName: `seedance2ink/${name}`,
    ...made,
  };
}

export const seedance2inkCatalogue: Catalogue = {
  models: [
    ink('seedance-2.0', 'Seedance 2.0', {
      family: 'seedance-2.0',
      familyAt: {},
      limits: inkLimits,
    }),
    ink('seedance-2.0-fast', 'Seedance 2.0 Fast', {
      family: 'seedance-2.0-fast',
      familyAt: above720p,
      limits: inkLimits,
    }),
    ink('seedance-1.5-pro', 'Seedance 1.5 Pro', {
      // The engine of this name was shut down on 2026-11-11; the nearest living one makes its videos.
      family: 'seedance-2.0-mini',
      familyAt: above720p,
      limits: {
        ...inkLimits,
        seconds: [5, 10],
        references: { ...inkLimits.references, videos: 0, audios: 0 },
      },
    }),
  ],
};

/** A line of JimmyAI: what all have in common, and where one differs. */
import type { Defaults, Limits } from '../../generation/abilities.ts';
import { families } from '../../generation/families.ts';
import type { FamilyName } from '../../generation/families.ts';
import type { Model } from '../../generation/models.ts';
import type { Resolution } from '../../generation/request.ts';

const native = families['seedance-2.0'];

/** What the lines of Seedance 2.0 have in common. */
export const common: Limits = {
  ...native.limits,
  resolutions: ['480p', '720p', '1080p'],
  ratios: ['16:9', '9:16', '1:1'],
  automaticSeconds: false,
  mediaForms: ['url'],
  returnLastFrame: false,
  // Documented on the 933 lines alone.
  audioChoice: false,
};

const commonDefaults: Defaults = {
  ...native.defaults,
  ratio: { withoutMedia: '16:9', withMedia: '16:9' },
};

/** The fast and mini engines stop at 720p, where JimmyAI sells 1080p of them too. */
const above720p = { '1080p': 'seedance-2.0' } as const;

interface Line {
  name: string;
  title: string;
  family: FamilyName;
  /** Where they differ from the common ones. */
  limits?: Partial<Limits>;
  defaults?: Partial<Defaults>;
  /** The line whose price it has, where that is another one's. */
  pricedAs?: string;
}

export function line({ name, title, family, limits, defaults, pricedAs = name }: Line): Model {
  return {
    name,
    title,
    aliases: [],
    family,
    familyAt: family === 'seedance-2.0' ? {} : above720p,
    limits: { ...common, ...limits },
    defaults: { ...commonDefaults, ...defaults },
    priceName: `jimmyai/${pricedAs}`,
  };
}

/** A line that makes one resolution: the field for it is not read. */
export function fixed(made: Line & { resolution: Resolution }): Model {
  const { resolution, ...rest } = made;
  return line({
    ...rest,
    limits: { ...rest.limits, resolutions: [resolution], fixedResolution: true },
    defaults: { ...rest.defaults, resolution },
  });
}

/** How many there may be of each kind. */
export function references(images: number, videos: number, audios: number): Limits['references'] {
  return { ...common.references, images, videos, audios, total: images + videos + audios };
}

/**
 * What JimmyAI sells of Seedance 2.5, at a path of its own. Source: its public client. Unlike the engine
 * itself it takes a named ratio for frames as well.
 */
import type { Defaults, Limits } from '../../generation/abilities.ts';
import { families } from '../../generation/families.ts';
import type { Model } from '../../generation/models.ts';
import { ratios } from '../../generation/request.ts';

const { limits: native, defaults: nativeDefaults } = families['seedance-2.5'];

const common: Limits = {
  ...native,
  resolutions: ['480p', '720p'],
  ratios: ['16:9', '9:16', '1:1'],
  narrowerIn: {},
  automaticSeconds: false,
  mediaForms: ['url'],
  returnLastFrame: false,
  audioChoice: false,
};

function model(
  name: string,
  title: string,
  made: { limits: Partial<Limits>; defaults: Pick<Defaults, 'resolution' | 'seconds'> },
): Model {
  return {
    name,
    title,
    aliases: [],
    family: 'seedance-2.5',
    familyAt: {},
    limits: { ...common, ...made.limits },
    defaults: {
      ...nativeDefaults,
      ratio: { withoutMedia: '9:16', withMedia: '9:16' },
      ...made.defaults,
    },
    priceName: `jimmyai/${name}`,
  };
}

export const jimmyai2_5Models: readonly Model[] = [
  model('seedance-2.5', 'Seedance 2.5', {
    limits: {},
    defaults: { resolution: '480p', seconds: 4 },
  }),
  model('seedance-2.5-sp', 'Seedance 2.5 SP', {
    limits: { resolutions: ['720p'], fixedResolution: true },
    defaults: { resolution: '720p', seconds: 5 },
  }),
  model('seedance2.5-gz', 'Seedance 2.5 GZ', {
    limits: { ratios, automaticSeconds: true },
    defaults: { resolution: '720p', seconds: 5 },
  }),
];

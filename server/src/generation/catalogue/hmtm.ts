/** hmtm sells one model, with everything but its name as the engine's maker documents it. */
import { families } from '../families.ts';
import type { Model } from '../models.ts';

const family = families['seedance-2.0'];

export const hmtmModels: readonly Model[] = [
  {
    name: 'cme_doubao_seedance_2_0',
    title: 'Seedance 2.0',
    aliases: [],
    dialects: ['hmtm'],
    family: 'seedance-2.0',
    familyAt: {},
    // 1080p is announced there, but not sold.
    limits: { ...family.limits, resolutions: ['480p', '720p'] },
    defaults: family.defaults,
    priceName: 'hmtm/cme_doubao_seedance_2_0',
  },
];

/** The price list of seedance2.ink's models endpoint; only its envelope is documented. */
import { creditsOf, microsOf } from '../../generation/money.ts';
import { ratios, resolutions } from '../../generation/request.ts';
import type { Resolution } from '../../generation/request.ts';
import type { Loose } from '../loosely.ts';
import type { ModelOffer, ModelReport } from '../mechanism.ts';
import { knownWords } from '../values.ts';
import type { Model } from './wire.ts';

export function encodeModel(offer: ModelOffer): Model {
  const perSecond: Partial<Record<Resolution, number>> = {};
  for (const resolution of offer.resolutions) {
    const micros = offer.per === 'second' ? offer.rateMicros[resolution] : undefined;
    if (micros !== undefined) perSecond[resolution] = creditsOf(micros);
  }
  return {
    id: offer.id,
    name: offer.title,
    durations: [...offer.seconds],
    aspectRatios: [...offer.ratios],
    resolutions: [...offer.resolutions],
    pricing: {
      unit: 'credits',
      perSecond,
      mediaMultiplier: offer.imageFactorThousandths / 1000,
    },
  };
}

/** Nothing for an item without an id. */
export function decodeModel({ id, name, pricing, ...told }: Loose<Model>): ModelReport[] {
  if (!id) return [];
  const rateMicros: Partial<Record<Resolution, bigint>> = {};
  for (const resolution of resolutions) {
    const micros = microsOf(pricing?.perSecond?.[resolution]);
    if (micros !== undefined) rateMicros[resolution] = micros;
  }
  const factor = pricing?.mediaMultiplier ?? undefined;
  return [
    {
      id,
      title: name ?? id,
      seconds: told.durations ?? undefined,
      ratios: knownWords(ratios, told.aspectRatios),
      resolutions: knownWords(resolutions, told.resolutions),
      // Whatever is not sold by the second shows no price here.
      ...(Object.keys(rateMicros).length > 0 ? { per: 'second' as const, rateMicros } : {}),
      imageFactorThousandths: factor === undefined ? undefined : Math.round(factor * 1000),
    },
  ];
}

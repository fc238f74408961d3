/** OpenAI's clients name OpenAI's models. */
import type { Catalogue } from '../../generation/catalogue.ts';
import { arkCatalogue } from './ark.ts';

/** Sora 2 and its dated snapshots; a request that names no model means the first. */
const sora = /^sora-2(?:-pro)?(?:-\d{4}-\d{2}-\d{2})?$/u;

/** What makes their videos unless an operator chooses another model. */
export const soraStandIn = 'seedance-2.0';

/** `model` makes the videos of those who ask for one of OpenAI's. */
export function openAiCatalogueWith(model: string): Catalogue {
  const listed = ['sora-2', 'sora-2-pro'];
  return { ...arkCatalogue, standIn: { listed, isOne: (name) => sora.test(name), madeBy: model } };
}

export const openAiCatalogue = openAiCatalogueWith(soraStandIn);

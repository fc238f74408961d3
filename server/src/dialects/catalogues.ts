/** What each dialect sells, and our own API, by its name: light, for what loads no dialect. */
import type { Catalogue } from '../generation/catalogue.ts';
import type { Model } from '../generation/models.ts';
import { arkCatalogue } from './models/ark.ts';
import { hmtmCatalogue } from './models/hmtm.ts';
import { jimmyaiCatalogue } from './models/jimmyai.ts';
import { openAiCatalogue } from './models/openai.ts';
import { platformCatalogue } from './models/platform.ts';
import { seedance2inkCatalogue } from './models/seedance2ink.ts';
import { threeheiCatalogue } from './models/threehei.ts';
import { tokenhubCatalogue } from './models/tokenhub.ts';

const catalogues: ReadonlyMap<string, Catalogue> = new Map([
  ['hmtm', hmtmCatalogue],
  ['seedance2ink', seedance2inkCatalogue],
  ['tokenhub', tokenhubCatalogue],
  ['threehei', threeheiCatalogue],
  ['jimmyai', jimmyaiCatalogue],
  ['ark', arkCatalogue],
  ['openai', openAiCatalogue],
  ['newapi', arkCatalogue],
  ['platform', platformCatalogue],
]);

const nothing: Catalogue = { models: [] };

/** Of a name that nobody has: nothing. */
export function catalogueOf(name: string): Catalogue {
  return catalogues.get(name) ?? nothing;
}

/** Every model that is sold anywhere, once. */
export const everyModel: readonly Model[] = [
  ...new Set([...catalogues.values()].flatMap(({ models }) => models)),
];

/** Who sells a model. */
export function sellersOf(model: Model): string[] {
  return [...catalogues].flatMap(([name, { models }]) => (models.includes(model) ? name : []));
}

/** Whether anybody sells a model by this name. */
export function isSold(name: string): boolean {
  return everyModel.some((model) => model.name === name || model.aliases.includes(name));
}

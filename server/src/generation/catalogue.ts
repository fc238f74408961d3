/** What a platform sells, by the names that its clients write. The data are in `dialects/models/`. */
import type { FamilyName } from './families.ts';
import type { Model } from './models.ts';
import { refuse } from './problems.ts';

export interface Catalogue {
  /** In the order in which they are listed. No two share a name. */
  readonly models: readonly Model[];
  /** Names of what was shut down and is sold no more. */
  readonly retired?: readonly Retired[];
  /** Names of the platform's own models, which nobody here has: another model makes what they ask for. */
  readonly standIn?: StandIn;
}

export interface Retired {
  readonly names: readonly string[];
  /** The day of the shutdown, as its maker announced it. */
  readonly endedOn: string;
  /** To be used instead, where a model of it is sold. */
  readonly instead: FamilyName;
}

interface StandIn {
  /** Those of the names that a list of models has. */
  readonly listed: readonly string[];
  isOne(name: string): boolean;
  /** The name of the model that makes their videos. */
  readonly madeBy: string;
}

/** What an operator lets names stand for that nobody sells, such as endpoint ids of Ark. */
export type ModelNames = ReadonlyMap<string, string>;

const noNames: ModelNames = new Map();

/** Made once a list: every request looks a model up. */
const modelsByName = new WeakMap<readonly Model[], ReadonlyMap<string, Model>>();

function byName(models: readonly Model[]): ReadonlyMap<string, Model> {
  const known = modelsByName.get(models);
  if (known) return known;
  const made = new Map(
    models.flatMap((model) => [model.name, ...model.aliases].map((name) => [name, model] as const)),
  );
  modelsByName.set(models, made);
  return made;
}

/** By its exact name or alias, or by what stands for that. */
export function findModel(
  name: string,
  { models, standIn }: Catalogue,
  names: ModelNames = noNames,
): Model | undefined {
  const meant = standIn?.isOne(name) ? standIn.madeBy : (names.get(name) ?? name);
  return byName(models).get(meant);
}

/**
 * As `findModel`; throws ProblemError `model_unavailable` naming the client's field, and the model to
 * use instead of one that was shut down.
 */
export function requireModel(
  name: string,
  catalogue: Catalogue,
  field: string,
  names?: ModelNames,
): Model {
  const model = findModel(name, catalogue, names);
  if (model) return model;
  throw refuse('model_unavailable', `${field} ${whyNot(name, catalogue)}.`, { field });
}

function whyNot(name: string, { models, retired = [] }: Catalogue): string {
  const gone = retired.find(({ names }) => names.includes(name));
  const living = models.find(({ family }) => family === gone?.instead);
  if (gone && living) {
    return `is ${name}, which was shut down on ${gone.endedOn}: use ${living.name}`;
  }
  const names = models.map((each) => each.name);
  return `names no model that is sold here: use ${names.join(' or ')}`;
}

/** A model by one of the names that requests give it. */
export interface ListedModel {
  name: string;
  model: Model;
}

/** What a list of models has: the platform's own names, then each model's. */
export function listedModels(catalogue: Catalogue): readonly ListedModel[] {
  const { models, standIn } = catalogue;
  const served = standIn && findModel(standIn.madeBy, catalogue);
  return [
    ...(served ? standIn.listed.map((name) => ({ name, model: served })) : []),
    ...models.map((model) => ({ name: model.name, model })),
  ];
}

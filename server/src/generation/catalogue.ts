/** Every model that is sold: the data, by who sells it, is in `catalogue/`. */
import { arkModels } from './catalogue/ark.ts';
import { hmtmModels } from './catalogue/hmtm.ts';
import { jimmyaiModels } from './catalogue/jimmyai.ts';
import { isSora, soraNames, soraStandIn } from './catalogue/openai.ts';
import { platformModels } from './catalogue/platform.ts';
import { retired } from './catalogue/retired.ts';
import { seedance2inkModels } from './catalogue/seedance2ink.ts';
import { threeheiModels } from './catalogue/threehei.ts';
import { tokenhubModels } from './catalogue/tokenhub.ts';
import type { Model } from './models.ts';
import { refuse } from './problems.ts';

export const catalogue: readonly Model[] = [
  ...hmtmModels,
  ...seedance2inkModels,
  ...tokenhubModels,
  ...threeheiModels,
  ...jimmyaiModels,
  ...arkModels,
  ...platformModels,
];

const sold = byName(catalogue.map((model) => [model, [model.name, ...model.aliases]]));
const ended = byName(retired.map((one) => [one, one.names]));

function byName<Named extends { dialects: readonly string[] }>(
  entries: readonly (readonly [Named, readonly string[]])[],
): ReadonlyMap<string, Named> {
  return new Map(
    entries.flatMap(([named, names]) =>
      named.dialects.flatMap((dialect) =>
        names.map((name) => [keyOf(name, dialect), named] as const),
      ),
    ),
  );
}

function keyOf(name: string, dialectName: string): string {
  return JSON.stringify([dialectName, name]);
}

/** What an operator lets names stand for that nobody sells. */
export interface StandIns {
  /** The model of OpenAI's own names, in the dialect of OpenAI. */
  sora: string;
  /** Of other names, such as endpoint ids of Ark, by what a client writes. */
  names: ReadonlyMap<string, string>;
}

const usualStandIns: StandIns = { sora: soraStandIn, names: new Map() };

/** By its exact name or alias in one dialect, or by what stands for that. */
export function findModel(
  name: string,
  dialectName: string,
  { sora, names }: StandIns = usualStandIns,
): Model | undefined {
  const meant = dialectName === 'openai' && isSora(name) ? sora : (names.get(name) ?? name);
  return sold.get(keyOf(meant, dialectName));
}

/** Whether any dialect sells a model by this name. */
export function isSold(name: string): boolean {
  return catalogue.some((model) => model.name === name || model.aliases.includes(name));
}

/**
 * As `findModel`; throws ProblemError `model_unavailable` naming the client's field, and the model to
 * use instead of one that was shut down.
 */
export function requireModel(
  name: string,
  dialectName: string,
  field: string,
  standIns?: StandIns,
): Model {
  const model = findModel(name, dialectName, standIns);
  if (model) return model;
  throw refuse('model_unavailable', `${field} ${whyNot(name, dialectName)}.`, { field });
}

function whyNot(name: string, dialectName: string): string {
  const models = modelsOf(dialectName);
  const gone = ended.get(keyOf(name, dialectName));
  const living = models.find(({ family }) => family === gone?.instead);
  if (gone && living) {
    return `is ${name}, which was shut down on ${gone.endedOn}: use ${living.name}`;
  }
  const names = models.map((each) => each.name);
  return `names no model that is sold here: use ${names.join(' or ')}`;
}

/** All models of a dialect, in the order of the catalogue. */
export function modelsOf(dialectName: string): readonly Model[] {
  return catalogue.filter(({ dialects }) => dialects.includes(dialectName));
}

/** A model by one of the names that requests give it. */
export interface ListedModel {
  name: string;
  model: Model;
}

/** What a dialect's list of models has: OpenAI's own names in the dialect of OpenAI, then each model's. */
export function listedModels(
  dialectName: string,
  { sora }: StandIns = usualStandIns,
): readonly ListedModel[] {
  const served = dialectName === 'openai' ? findModel(sora, dialectName) : undefined;
  return [
    ...(served ? soraNames.map((name) => ({ name, model: served })) : []),
    ...modelsOf(dialectName).map((model) => ({ name: model.name, model })),
  ];
}

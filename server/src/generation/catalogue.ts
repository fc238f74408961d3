/** Every model that is sold, as data. What a platform documents about its models is said here once. */
import { families } from './families.ts';
import type { Defaults, FamilyName, Limits } from './families.ts';
import type { Model } from './models.ts';
import { refuse } from './problems.ts';

const family2_0 = families['seedance-2.0'];

/** seedance2.ink knows three shapes, no automatic length, at most five media and no last frame. */
const inkLimits: Limits = {
  ...family2_0.limits,
  resolutions: ['480p', '720p', '1080p'],
  ratios: ['16:9', '9:16', '1:1'],
  automaticSeconds: false,
  references: { ...family2_0.limits.references, images: 5, total: 5 },
  returnLastFrame: false,
};

/** It documents no defaults: these are the usual ones of the engine, with its first shape. */
const inkDefaults: Defaults = {
  ...family2_0.defaults,
  ratio: { withoutMedia: '16:9', withMedia: '16:9' },
};

/** The fast and mini engines stop at 720p, where seedance2.ink sells 1080p of every model. */
const above720p = { '1080p': 'seedance-2.0' } as const;

/** Sold in our own door: a family as its maker documents it, under its own name. */
function ownModel(name: FamilyName, title: string): Model {
  const { limits, defaults } = families[name];
  return {
    name,
    title,
    aliases: [],
    dialects: ['platform'],
    family: name,
    familyAt: {},
    limits,
    defaults,
    priceName: `platform/${name}`,
  };
}

export const catalogue: readonly Model[] = [
  {
    name: 'cme_doubao_seedance_2_0',
    title: 'Seedance 2.0',
    aliases: [],
    dialects: ['hmtm'],
    family: 'seedance-2.0',
    familyAt: {},
    limits: { ...family2_0.limits, resolutions: ['480p', '720p'] },
    defaults: family2_0.defaults,
    priceName: 'cme_doubao_seedance_2_0',
  },
  {
    name: 'seedance-2.0',
    title: 'Seedance 2.0',
    aliases: [],
    dialects: ['seedance2ink'],
    family: 'seedance-2.0',
    familyAt: {},
    limits: inkLimits,
    defaults: inkDefaults,
    priceName: 'seedance-2.0',
  },
  {
    name: 'seedance-2.0-fast',
    title: 'Seedance 2.0 Fast',
    aliases: [],
    dialects: ['seedance2ink'],
    family: 'seedance-2.0-fast',
    familyAt: above720p,
    limits: inkLimits,
    defaults: inkDefaults,
    priceName: 'seedance-2.0-fast',
  },
  {
    name: 'seedance-1.5-pro',
    title: 'Seedance 1.5 Pro',
    aliases: [],
    dialects: ['seedance2ink'],
    // The engine of this name was shut down on 2026-11-11; the nearest living one makes its videos.
    family: 'seedance-2.0-mini',
    familyAt: above720p,
    limits: {
      ...inkLimits,
      seconds: [5, 10],
      references: { ...inkLimits.references, videos: 0, audios: 0 },
    },
    defaults: inkDefaults,
    priceName: 'seedance-1.5-pro',
  },
  ownModel('seedance-2.0', 'Seedance 2.0'),
  ownModel('seedance-2.0-fast', 'Seedance 2.0 Fast'),
  ownModel('seedance-2.0-mini', 'Seedance 2.0 Mini'),
];

const sold: ReadonlyMap<string, Model> = new Map(
  catalogue.flatMap((model) =>
    model.dialects.flatMap((dialect) =>
      [model.name, ...model.aliases].map((name) => [keyOf(name, dialect), model] as const),
    ),
  ),
);

function keyOf(name: string, dialectName: string): string {
  return JSON.stringify([dialectName, name]);
}

/** By its exact name or alias in one dialect. */
export function findModel(name: string, dialectName: string): Model | undefined {
  return sold.get(keyOf(name, dialectName));
}

/** As `findModel`; throws ProblemError `model_unavailable` naming the client's field. */
export function requireModel(name: string, dialectName: string, field: string): Model {
  const model = findModel(name, dialectName);
  if (model) return model;
  const names = modelsOf(dialectName).map((each) => each.name);
  throw refuse(
    'model_unavailable',
    `${field} names no model that is sold here: use ${names.join(' or ')}.`,
    { field },
  );
}

/** All models of a dialect, in the order of the catalogue. */
export function modelsOf(dialectName: string): readonly Model[] {
  return catalogue.filter(({ dialects }) => dialects.includes(dialectName));
}

import { z } from 'zod';
import type { Dialect } from '../../dialects/mechanism.ts';
import { familyNames, type FamilyName } from '../../generation/families.ts';
import { fieldOf, wordsOfIssue } from '../../generation/issues.ts';
import { parseAmount } from '../../generation/money.ts';
import { nameTrouble, normalName } from '../../generation/names.ts';
import { ratios, resolutions } from '../../generation/request.ts';
import type { ResolveName } from '../../media/resolve.ts';
import { priceFormOf } from '../../pricing/book.ts';
import { usualUnknownHours } from '../../tasks/silence.ts';
import { readBaseUrl } from './base-url.ts';
import { assetWayOf, type CallRates, type Line, type LineModel } from './line.ts';
import { presetNames, presets } from './presets.ts';
import type { Preset } from './preset.ts';

/** What an operator says of a line, in a file or a command: what is left out comes from the preset. */

const amount = z.string({ error: 'must be a text such as "46 CNY"' }).refine(
  (text) => {
    const unit = parseAmount(text)?.unit;
    return unit === 'USD' || unit === 'CNY';
  },
  { error: 'must be an amount such as "0.20 USD" or "46 CNY", with at most six decimals' },
);

const wholeSeconds = z.int().min(1).max(3_600);
const mediaCount = z.int().min(0).max(1_000);
const tasksAtOnce = z.int().min(1).max(1_000_000);

const modelWish = z.strictObject({
  family: z.enum(familyNames),
  upstreamName: z.string().min(1).max(200).optional(),
  resolutions: z.array(z.enum(resolutions)).min(1).optional(),
  ratios: z.array(z.enum(ratios)).min(1).optional(),
  modes: z
    .array(z.enum(['text', 'frames', 'reference']))
    .min(1)
    .optional(),
  seconds: z
    .strictObject({ least: wholeSeconds, most: wholeSeconds })
    .refine(({ least, most }) => least <= most, { error: 'least is above most' })
    .optional(),
  audioOut: z.boolean().optional(),
  flex: z.boolean().optional(),
  audioChoice: z.boolean().optional(),
  references: z
    .strictObject({ images: mediaCount, videos: mediaCount, audios: mediaCount })
    .partial()
    .optional(),
  tasksMax: tasksAtOnce.nullish(),
  tasksMaxAt: z.partialRecord(z.enum(resolutions), tasksAtOnce).optional(),
  cost: priceFormOf(amount).nullish(),
  billsOnlySuccesses: z.boolean().optional(),
  createsAs: z.enum(['json', 'form']).optional(),
  media: z.enum(['url', 'asset', 'audit']).optional(),
});
type ModelWish = z.infer<typeof modelWish>;

const callsASecond = z.number().min(0.01).max(10_000);

const nameCharactersMost = 60;

const lineWish = z.strictObject({
  name: z
    .string()
    .transform(normalName)
    .check((context) => {
      const trouble = nameTrouble(context.value, nameCharactersMost);
      if (trouble !== null)
        context.issues.push({ code: 'custom', input: context.value, message: trouble });
    })
    .refine((name) => !name.startsWith('line_'), {
      error: 'begins with line_, as the ids of lines do: choose another',
    }),
  preset: z.enum(presetNames).optional(),
  dialect: z.string().optional(),
  baseUrl: z.string().optional(),
  /** Null: the upstream asks for no key. */
  secretEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'must be the name of an environment variable' })
    .nullish(),
  models: z.array(modelWish).min(1).optional(),
  priority: z.int().min(-1_000_000).max(1_000_000).default(0),
  weight: z.int().min(1).max(1_000_000).default(1),
  callRates: z
    .strictObject({
      create: callsASecond,
      get: callsASecond,
      list: callsASecond,
      cancel: callsASecond,
    })
    .partial()
    .default({}),
  callbacks: z.boolean().default(false),
  allowPrivateHost: z.boolean().default(false),
  enabled: z.boolean().default(true),
  resendLost: z.boolean().optional(),
  rerunFailed: z.boolean().default(false),
  cancel: z.enum(['refuse', 'absorb']).nullable().default(null),
  unknownHours: z.int().min(1).max(8_760).default(usualUnknownHours),
});
export type LineWish = z.infer<typeof lineWish>;

/** A wish that cannot be met. It shows no value that could be a secret. */
export class WishError extends Error {
  override readonly name = 'WishError';
  /** Keys from the outside in. */
  readonly path: readonly PropertyKey[];
  readonly trouble: string;
  constructor(path: readonly PropertyKey[], trouble: string) {
    super(`${fieldOf(path)}: ${trouble}`);
    this.path = path;
    this.trouble = trouble;
  }
}

/** Throws WishError for the first thing that is wrong. */
export function parseWish(value: unknown): LineWish {
  const read = lineWish.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new WishError(issue?.path ?? [], issue ? troubleOf(issue, value) : 'cannot be read');
}

function troubleOf(issue: z.core.$ZodIssue, value: unknown): string {
  return issue.code === 'unrecognized_keys' && issue.keys.includes('secret')
    ? 'a secret does not belong here: name the environment variable that holds it as secretEnv'
    : wordsOfIssue(issue, value);
}

export interface WishDeps {
  dialects: ReadonlyMap<string, Dialect>;
  resolve: ResolveName;
}

export type WishedLine = Omit<Line, 'id' | 'draining' | 'version'>;

/** Completes a wish from its preset. Throws WishError for what is missing or cannot be. */
export async function completeWish(wish: LineWish, deps: WishDeps): Promise<WishedLine> {
  const preset = wish.preset === undefined ? null : presets[wish.preset];
  const dialect = dialectOf(wish, preset, deps.dialects);
  const { callbacks, allowPrivateHost } = wish;
  if (callbacks && !dialect.callback) {
    throw new WishError(['callbacks'], `${dialect.title} documents no callback: leave it out`);
  }
  const url = wish.baseUrl ?? preset?.baseUrl;
  if (url === undefined || url === null) {
    throw new WishError(['baseUrl'], 'is missing: say where the upstream is');
  }
  const models = modelsOf(wish, preset);
  checkMedia(models, dialect);
  const reading = await readBaseUrl(url, { ...deps, dialect, allowPrivateHost });
  if ('trouble' in reading) throw new WishError(['baseUrl'], reading.trouble);
  return {
    name: wish.name,
    dialect: dialect.name,
    baseUrl: reading.baseUrl,
    models,
    priority: wish.priority,
    weight: wish.weight,
    callRates: { ...(preset?.callRates ?? usualRates), ...wish.callRates },
    callbacks,
    allowPrivateHost,
    enabled: wish.enabled,
    resendLost: wish.resendLost ?? preset?.resendLost ?? false,
    rerunFailed: wish.rerunFailed,
    cancel: wish.cancel,
    unknownHours: wish.unknownHours,
  };
}

function checkMedia(models: readonly LineModel[], dialect: Dialect): void {
  for (const [index, model] of models.entries()) {
    const way = assetWayOf(model);
    if (way === null) continue;
    if (dialect.assetWays?.[way]) continue;
    throw new WishError(
      ['models', index, 'media'],
      `${dialect.title} documents no call for an ${way}: leave it out`,
    );
  }
}

/** Of an upstream about which nothing is known. */
const usualRates: CallRates = { create: 2, get: 10, list: 1, cancel: 2 };

function dialectOf(
  wish: LineWish,
  preset: Preset | null,
  dialects: ReadonlyMap<string, Dialect>,
): Dialect {
  const name = wish.dialect ?? preset?.dialect;
  if (name === undefined) {
    throw new WishError(
      ['dialect'],
      `is missing: give a preset, or ${[...dialects.keys()].join(', ')}`,
    );
  }
  if (preset && name !== preset.dialect) {
    throw new WishError(
      ['dialect'],
      `the preset speaks ${preset.dialect}: leave one of the two out`,
    );
  }
  const dialect = dialects.get(name);
  if (dialect) return dialect;
  throw new WishError(['dialect'], `nobody speaks it here: use ${[...dialects.keys()].join(', ')}`);
}

function modelsOf({ models }: LineWish, preset: Preset | null): LineModel[] {
  if (models) return models.map((model, index) => modelOf(model, index, preset));
  if (preset && preset.models.length > 0) return [...preset.models];
  throw new WishError(
    ['models'],
    'is missing: say which families the upstream makes, and under which names',
  );
}

/** A model that the preset knows keeps what is not said anew. */
function modelOf(wish: ModelWish, index: number, preset: Preset | null): LineModel {
  const usual = preset?.models.find(({ family }) => family === wish.family);
  const { upstreamName = usual?.upstreamName, ...said } = wish;
  if (upstreamName === undefined) {
    throw new WishError(
      ['models', index, 'upstreamName'],
      `is missing: say how the upstream names its ${wish.family}`,
    );
  }
  const base = knownModel(preset, wish.family, upstreamName) ?? preset?.unknown;
  const { tasksMax = base?.tasksMax ?? null, cost = base?.cost ?? null } = wish;
  return { ...base, ...said, upstreamName, tasksMax, cost };
}

/** What is known of one model says nothing of another one, unless all names are of the same models. */
function knownModel(
  preset: Preset | null,
  family: FamilyName,
  upstreamName: string,
): LineModel | undefined {
  const models = [...(preset?.models ?? []), ...(preset?.others ?? [])].filter(
    (model) => model.family === family,
  );
  return preset?.namesEndpoints
    ? models[0]
    : models.find((model) => model.upstreamName === upstreamName);
}

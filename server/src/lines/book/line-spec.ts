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

const modelSpec = z.strictObject({
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
type ModelSpec = z.infer<typeof modelSpec>;

const callsASecond = z.number().min(0.01).max(10_000);

const nameCharactersMost = 60;

const lineSpec = z.strictObject({
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
  models: z.array(modelSpec).min(1).optional(),
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
export type LineSpec = z.infer<typeof lineSpec>;

/** A wish that cannot be met. It shows no value that could be a secret. */
export class LineSpecError extends Error {
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
export function parseLineSpec(value: unknown): LineSpec {
  const read = lineSpec.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new LineSpecError(issue?.path ?? [], issue ? issueText(issue, value) : 'cannot be read');
}

function issueText(issue: z.core.$ZodIssue, value: unknown): string {
  return issue.code === 'unrecognized_keys' && issue.keys.includes('secret')
    ? 'a secret does not belong here: name the environment variable that holds it as secretEnv'
    : wordsOfIssue(issue, value);
}

export interface LineSpecDeps {
  dialects: ReadonlyMap<string, Dialect>;
  resolve: ResolveName;
}

export type SpecifiedLine = Omit<Line, 'id' | 'draining' | 'version'>;

/** Completes a wish from its preset. Throws WishError for what is missing or cannot be. */
export async function completeLineSpec(spec: LineSpec, deps: LineSpecDeps): Promise<SpecifiedLine> {
  const preset = spec.preset === undefined ? null : presets[spec.preset];
  const dialect = dialectOf(spec, preset, deps.dialects);
  const { callbacks, allowPrivateHost } = spec;
  if (callbacks && !dialect.callback) {
    throw new LineSpecError(['callbacks'], `${dialect.title} documents no callback: leave it out`);
  }
  const url = spec.baseUrl ?? preset?.baseUrl;
  if (url === undefined || url === null) {
    throw new LineSpecError(['baseUrl'], 'is missing: say where the upstream is');
  }
  const models = modelsOf(spec, preset);
  checkMedia(models, dialect);
  const reading = await readBaseUrl(url, { ...deps, dialect, allowPrivateHost });
  if ('trouble' in reading) throw new LineSpecError(['baseUrl'], reading.trouble);
  return {
    name: spec.name,
    dialect: dialect.name,
    baseUrl: reading.baseUrl,
    models,
    priority: spec.priority,
    weight: spec.weight,
    callRates: { ...(preset?.callRates ?? usualRates), ...spec.callRates },
    callbacks,
    allowPrivateHost,
    enabled: spec.enabled,
    resendLost: spec.resendLost ?? preset?.resendLost ?? false,
    rerunFailed: spec.rerunFailed,
    cancel: spec.cancel,
    unknownHours: spec.unknownHours,
  };
}

function checkMedia(models: readonly LineModel[], dialect: Dialect): void {
  for (const [index, model] of models.entries()) {
    const way = assetWayOf(model);
    if (way === null) continue;
    if (dialect.assetWays?.[way]) continue;
    throw new LineSpecError(
      ['models', index, 'media'],
      `${dialect.title} documents no call for an ${way}: leave it out`,
    );
  }
}

/** Of an upstream about which nothing is known. */
const usualRates: CallRates = { create: 2, get: 10, list: 1, cancel: 2 };

function dialectOf(
  spec: LineSpec,
  preset: Preset | null,
  dialects: ReadonlyMap<string, Dialect>,
): Dialect {
  const name = spec.dialect ?? preset?.dialect;
  if (name === undefined) {
    throw new LineSpecError(
      ['dialect'],
      `is missing: give a preset, or ${[...dialects.keys()].join(', ')}`,
    );
  }
  if (preset && name !== preset.dialect) {
    throw new LineSpecError(
      ['dialect'],
      `the preset speaks ${preset.dialect}: leave one of the two out`,
    );
  }
  const dialect = dialects.get(name);
  if (dialect) return dialect;
  throw new LineSpecError(
    ['dialect'],
    `nobody speaks it here: use ${[...dialects.keys()].join(', ')}`,
  );
}

function modelsOf({ models }: LineSpec, preset: Preset | null): LineModel[] {
  if (models) return models.map((model, index) => modelOf(model, index, preset));
  if (preset && preset.models.length > 0) return [...preset.models];
  throw new LineSpecError(
    ['models'],
    'is missing: say which families the upstream makes, and under which names',
  );
}

/** A model that the preset knows keeps what is not said anew. */
function modelOf(spec: ModelSpec, index: number, preset: Preset | null): LineModel {
  const usual = preset?.models.find(({ family }) => family === spec.family);
  const { upstreamName = usual?.upstreamName, ...said } = spec;
  if (upstreamName === undefined) {
    throw new LineSpecError(
      ['models', index, 'upstreamName'],
      `is missing: say how the upstream names its ${spec.family}`,
    );
  }
  const base = knownModel(preset, spec.family, upstreamName) ?? preset?.unknown;
  const { tasksMax = base?.tasksMax ?? null, cost = base?.cost ?? null } = spec;
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

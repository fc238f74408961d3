import { z } from 'zod';
import { dialects } from '../../dialects/index.ts';
import { creditsOf } from '../../generation/money.ts';
import { mediaForms, type Limits } from '../../generation/abilities.ts';
import { listedModels, type ListedModel } from '../../generation/catalogue.ts';
import { familyOf } from '../../generation/models.ts';
import { ratios, referenceTasks, resolutions } from '../../generation/request.ts';
import { soldResolutions, type Offering } from '../../lines/cost/offering.ts';
import { divideHalfUp } from '../../generation/money.ts';
import type { Price, PriceBook, RateMicros } from '../../pricing/book.ts';
import type { UsualFilm, UsualTimes } from '../../tasks/records/usual-seconds.ts';
import { platformOrigin } from '../../tasks/origin.ts';
import { jsonRoute, pageOf, type PlatformRoute } from './route.ts';

export interface ModelParts {
  book: PriceBook;
  offering: Pick<Offering, 'sells'>;
  usualTimes: Pick<UsualTimes, 'all'>;
}

const range = z.object({ least: z.number(), most: z.number() });
const rates = z
  .partialRecord(z.enum(resolutions), z.number().min(0))
  .describe('Credits for one unit, by resolution.');

const limitsSchema = z
  .object({
    promptCharacters: z.int(),
    resolutions: z.array(z.enum(resolutions)).describe('Those that are sold here at present.'),
    ratios: z.array(z.enum(ratios)),
    modes: z.array(z.enum(['text', 'frames', 'reference'])),
    seconds: z.array(z.int()).describe('Every length that is made.'),
    automaticSeconds: z.boolean().describe('Whether it can pick the length itself.'),
    frames: range.nullable().describe('Where a length can be given in frames.'),
    lastFrame: z.enum(['none', 'optional', 'needed']),
    audioWithFrames: z.boolean(),
    mediaForms: z.array(z.enum(mediaForms)),
    references: z.object({
      images: z.int(),
      videos: z.int(),
      audios: z.int(),
      total: z.int(),
      clipSeconds: range,
      clipSecondsTotal: z.number(),
      audioAlone: z.boolean(),
    }),
    referenceTasks: z.array(z.enum(referenceTasks)),
    generatesAudio: z.boolean(),
    audioChoice: z.boolean().describe('Whether `generateAudio` is heeded.'),
    returnLastFrame: z.boolean(),
    cameraFixed: z.boolean(),
    flex: z.boolean(),
  })
  .describe('As requests are checked by them.')
  .meta({ id: 'ModelLimits' });

const priceSchema = z
  .object({
    rule: z.string().describe('Its entry in the price book.'),
    bookVersion: z.string(),
    unit: z.enum(['second', 'task', 'million_tokens']),
    counted: z
      .enum(['output', 'input+output', 'first-input+output'])
      .nullable()
      .describe('Which seconds are paid; null where none are counted.'),
    listCredits: rates,
    yourCredits: rates,
    listCreditsWithVideo: rates.nullable().describe('With an input video, where that differs.'),
    yourCreditsWithVideo: rates.nullable(),
    extras: z.array(z.object({ when: z.string(), factor: z.number() })),
    discountPercent: z.int().describe('Of the account’s tier.'),
  })
  .describe('What it costs.');

const modelSchema = z
  .object({
    id: z.string().describe('As requests name it.'),
    title: z.string(),
    aliases: z.array(z.string()),
    family: z.string().describe('Models of one family are made by the same engine.'),
    defaults: z.object({
      resolution: z.enum(resolutions),
      seconds: z.union([z.int(), z.literal('auto')]),
      ratio: z.object({ withoutMedia: z.enum(ratios), withMedia: z.enum(ratios) }),
      generateAudio: z.boolean(),
    }),
    limits: limitsSchema,
    price: priceSchema,
    usualSeconds: z
      .array(
        z.object({
          resolution: z.enum(resolutions),
          seconds: z.int().min(0).describe('Of the video; 0: the model picked the length.'),
          p50: z.number().min(0),
          p95: z.number().min(0),
        }),
      )
      .describe('How long its films took lately until they were made, where there were enough.'),
  })
  .describe('A model as it is sold here.')
  .meta({ id: 'Model' });

const catalogues = new Map(
  [platformOrigin, ...dialects].map(({ name, catalogue }) => [name, catalogue]),
);
const apis = [...catalogues.keys()];

export function modelRoutes(parts: ModelParts): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/models',
      summary: 'List models with their limits and prices',
      needs: null,
      asks: {
        query: z.strictObject({
          dialect: z
            .enum(apis)
            .optional()
            .describe('By which names and at which prices it sells them; `platform` unless told.'),
        }),
      },
      answers: { status: 200, schema: pageOf(modelSchema) },
      refuses: [],
      async act({ tier }, { query: { dialect = platformOrigin.name } }) {
        const usual = await parts.usualTimes.all();
        const listed = listedModels(catalogues.get(dialect) ?? platformOrigin.catalogue);
        return {
          data: listed.flatMap((one) => {
            const told = modelJson(one, parts, tier);
            return told ? { ...told, usualSeconds: usualOf(one.model, usual) } : [];
          }),
          nextCursor: null,
        };
      },
    }),
  ];
}

/** Null where it has no price, or nobody makes it here. */
function modelJson(
  { name, model }: ListedModel,
  { book, offering }: ModelParts,
  tier: string | null,
): Omit<z.infer<typeof modelSchema>, 'usualSeconds'> | null {
  const price = book.prices.get(model.priceName);
  const sold = soldResolutions(model, offering.sells);
  if (!price || sold.length === 0) return null;
  const { resolution, seconds, ratio, generateAudio } = model.defaults;
  const percent = (tier === null ? undefined : book.tiers.get(tier)?.discountPercent) ?? 0;
  return {
    id: name,
    title: model.title,
    aliases: model.aliases.filter((alias) => alias !== name),
    family: model.family,
    defaults: { resolution, seconds, ratio, generateAudio },
    limits: limitsJson(model.limits, sold),
    price: { rule: model.priceName, bookVersion: book.version, ...priceJson(price, percent) },
  };
}

function usualOf(
  model: ListedModel['model'],
  usual: readonly UsualFilm[],
): z.infer<typeof modelSchema>['usualSeconds'] {
  return usual
    .filter(({ family, resolution }) => family === familyOf(model, resolution))
    .map(({ resolution, seconds, p50, p95 }) => ({ resolution, seconds, p50, p95 }))
    .sort((a, b) => a.seconds - b.seconds || (a.resolution < b.resolution ? -1 : 1));
}

function limitsJson(
  limits: Limits,
  sold: z.infer<typeof limitsSchema>['resolutions'],
): z.infer<typeof limitsSchema> {
  const { images, videos, audios, total, clipSeconds, clipSecondsTotal, audioAlone } =
    limits.references;
  return {
    promptCharacters: limits.promptCharacters,
    resolutions: sold,
    ratios: [...limits.ratios],
    modes: [...limits.modes],
    seconds: [...limits.seconds],
    automaticSeconds: limits.automaticSeconds,
    frames: limits.frames,
    lastFrame: limits.lastFrame,
    audioWithFrames: limits.audioWithFrames,
    mediaForms: [...limits.mediaForms],
    references: { images, videos, audios, total, clipSeconds, clipSecondsTotal, audioAlone },
    referenceTasks: [...limits.referenceTasks],
    generatesAudio: limits.audioOut,
    audioChoice: limits.audioChoice,
    returnLastFrame: limits.returnLastFrame,
    cameraFixed: limits.fixedCamera,
    flex: limits.flex,
  };
}

function priceJson(
  price: Price,
  discountPercent: number,
): Omit<z.infer<typeof priceSchema>, 'rule' | 'bookVersion'> {
  const { rateMicros, rateMicrosWithVideo: withVideo, extras } = price;
  return {
    unit: price.per,
    counted: price.per === 'second' ? price.of : null,
    listCredits: ratesJson(rateMicros, 0),
    yourCredits: ratesJson(rateMicros, discountPercent),
    listCreditsWithVideo: withVideo && ratesJson(withVideo, 0),
    yourCreditsWithVideo: withVideo && ratesJson(withVideo, discountPercent),
    extras: extras.map(({ when, factorThousandths }) => ({
      when,
      factor: factorThousandths / 1_000,
    })),
    discountPercent,
  };
}

function ratesJson(rateMicros: RateMicros, discountPercent: number): z.infer<typeof rates> {
  return Object.fromEntries(
    Object.entries(rateMicros).map(([resolution, micros]) => [
      resolution,
      creditsOf(divideHalfUp(micros * BigInt(100 - discountPercent), 100n)),
    ]),
  );
}

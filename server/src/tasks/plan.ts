import { requireModel, type ModelNames } from '../generation/catalogue.ts';
import { complete, withMedia, type CompleteAsk, type ProbedFile } from '../generation/complete.ts';
import { slackSeconds } from '../generation/limits-of-media.ts';
import { checkAsk, checkLength, checkRequest } from '../generation/limits.ts';
import { familyOf, longestSeconds, type Bounded, type Model } from '../generation/models.ts';
import { videoToChange } from '../generation/modes.ts';
import { mostPixels } from '../generation/pixels.ts';
import { ProblemError } from '../generation/problems.ts';
import { readSuffixes } from '../generation/prompt-suffixes.ts';
import type { FieldNames, GenerationAsk, MediaKind } from '../generation/request.ts';
import { soldSeconds } from '../generation/sold-seconds.ts';
import { mediaLimits, type KindLimits } from '../media/limits.ts';
import type { PriceBook } from '../pricing/book.ts';
import { quote, type Priceable, type Priced, type Quote } from '../pricing/quote.ts';
import type { Origin } from './origin.ts';
import type { PlannedRequest } from './rows.ts';

/**
 * From what a client asked to what is made and what it costs, in two steps around the look at the
 * media. Pure; both throw ProblemError.
 */
export interface Draft {
  ask: CompleteAsk;
  model: Model;
  origin: Origin;
  /** With the parameters that stood in it; null: there were none. */
  writtenPrompt: string | null;
}

/**
 * Everything that can be refused without looking at the media is refused here. `names` are what an operator
 * lets stand for models.
 */
export function draft(
  origin: Origin,
  asked: GenerationAsk,
  drawnSeed: number,
  names?: ModelNames,
): Draft {
  const model = requireModel(asked.model, origin.catalogue, origin.fields.model ?? 'model', names);
  checkLength(asked, model, origin.fields);
  const said = readSuffixes(asked, origin.fields);
  const ask = complete(said, model, drawnSeed);
  checkSaid(asked, said, origin.fields, (fields) => {
    checkAsk(ask, model, fields);
  });
  const writtenPrompt = said.prompt === asked.prompt ? null : asked.prompt;
  return { ask, model, origin, writtenPrompt };
}

/** What only a text can say in some dialects. */
const textual = { frames: '--frames', cameraFixed: '--camerafixed' } as const;

/** Of what stands in the text and has no field of the client's own it is told where it stands. */
function checkSaid(
  asked: GenerationAsk,
  said: GenerationAsk,
  fields: FieldNames,
  check: (fields: FieldNames) => void,
): void {
  const { prompt } = fields;
  const keys = (['frames', 'cameraFixed'] as const).filter(
    (key) => fields[key] === undefined && asked[key] === undefined && said[key] !== undefined,
  );
  if (prompt === undefined || keys.length === 0) {
    check(fields);
    return;
  }
  const named = keys.map((key) => [key, `${textual[key]} in ${prompt}`] as const);
  const isOfText = new Set<string>(named.map(([, name]) => name));
  underNames(
    (field) => (isOfText.has(field) ? prompt : undefined),
    () => {
      check({ ...fields, ...Object.fromEntries(named) });
    },
  );
}

/** What `work` refuses by a field that has another name is refused by that. */
function underNames<Result>(
  nameOf: (field: string) => string | undefined,
  work: () => Result,
): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const field = nameOf(error.problem.field ?? '');
    throw field === undefined ? error : new ProblemError({ ...error.problem, field });
  }
}

type MediaLimits = Readonly<Record<MediaKind, KindLimits>>;

/** Made once a model: at every submit it was 2 % of the work. */
const keptLimits = new WeakMap<Bounded, MediaLimits>();

/** What a single file may be for this model. */
export function mediaLimitsOf(model: Bounded): MediaLimits {
  const kept = keptLimits.get(model);
  if (kept) return kept;
  const made = {
    image: limitsOfKind('image', model),
    video: limitsOfKind('video', model),
    audio: limitsOfKind('audio', model),
  };
  keptLimits.set(model, made);
  return made;
}

function limitsOfKind(kind: MediaKind, { limits }: Bounded): KindLimits {
  const common = mediaLimits[kind];
  const { without = [], pixels = common.pixels } = limits.files[kind] ?? {};
  const formats = Object.entries(common.formats).filter(([type]) => !without.includes(type));
  const { least, most } = limits.references.clipSeconds;
  // A model without clips refuses them by their count.
  const clips = kind !== 'image' && most > 0;
  const seconds = clips ? { least, most: most + slackSeconds } : common.seconds;
  return { ...common, formats: Object.fromEntries(formats), pixels, seconds };
}

/** `files` are the measured media, in the order of the ask's. */
export function plan(draftOf: Draft, files: readonly ProbedFile[]): PlannedRequest {
  const { ask, model, origin, writtenPrompt } = draftOf;
  const request = withMedia(ask, files, origin.unsaidRoles, origin.fields.roles);
  checkRequest(request, model, origin.fields);
  const family = familyOf(model, request.resolution);
  return { ...request, family, ...(writtenPrompt !== null && { writtenPrompt }) };
}

/** What a price may lack, by the word in which pricing tells it. */
const pricedFields: ReadonlyMap<string, 'model' | 'resolution' | 'flex'> = new Map([
  ['model', 'model'],
  ['resolution', 'resolution'],
  ['service_tier', 'flex'],
]);

/** The most that it can cost: of the longest length and the largest shape where those are open. */
export function quoteFor(
  book: PriceBook,
  model: Model,
  request: PlannedRequest,
  tier: string | null,
  fields: FieldNames = {},
): Quote {
  const what: Priceable = {
    ...pricedOf(request),
    ...mostPixels(request),
    priceName: model.priceName,
    seconds: mostSeconds(request, model),
  };
  return underNames(
    (field) => {
      const key = pricedFields.get(field);
      return key && fields[key];
    },
    () => quote(book, what, tier),
  );
}

function mostSeconds(request: PlannedRequest, model: Model): number {
  if (request.seconds !== 'auto') return request.seconds;
  const edited = secondsOfEdit(request);
  return edited === null ? longestSeconds(model) : Math.ceil(edited);
}

/** An edit is as long as its video; null: it is no edit. */
export function secondsOfEdit({
  referenceTask,
  media,
}: Pick<PlannedRequest, 'referenceTask' | 'media'>): number | null {
  const video = referenceTask === 'edit' ? videoToChange(media) : undefined;
  return video ? soldSeconds(video.seconds) : null;
}

/** What of a request a price looks at, ours as well as an upstream's. */
export function pricedOf({ media, resolution, flex }: PlannedRequest): Priced {
  return {
    resolution,
    flex,
    images: media.filter(({ kind }) => kind === 'image').length,
    videos: media.filter(({ kind }) => kind === 'video'),
    audios: media.filter(({ kind }) => kind === 'audio').length,
  };
}

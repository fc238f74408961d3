import { requireModel } from '../generation/catalogue.ts';
import { complete, withMedia, type CompleteAsk, type ProbedFile } from '../generation/complete.ts';
import { checkAsk, checkRequest } from '../generation/limits.ts';
import { familyOf, longestSeconds, type Model } from '../generation/models.ts';
import { largestPixels, pixelsOf } from '../generation/pixels.ts';
import type { GenerationAsk } from '../generation/request.ts';
import type { PriceBook } from '../pricing/book.ts';
import { quote, type Priceable, type Quote } from '../pricing/quote.ts';
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
}

/** Everything that can be refused without looking at the media is refused here. */
export function draft(origin: Origin, asked: GenerationAsk, drawnSeed: number): Draft {
  const model = requireModel(asked.model, origin.name, origin.fields.model ?? 'model');
  const ask = complete(asked, model, drawnSeed);
  checkAsk(ask, model, origin.fields);
  return { ask, model, origin };
}

/** `files` are the measured media, in the order of the ask's. */
export function plan(draftOf: Draft, files: readonly ProbedFile[]): PlannedRequest {
  const { ask, model, origin } = draftOf;
  const request = withMedia(ask, files, origin.unsaidRoles);
  checkRequest(request, model, origin.fields);
  return { ...request, family: familyOf(model, request.resolution) };
}

/** The most that it can cost: of the longest length and the largest shape where those are open. */
export function quoteFor(
  book: PriceBook,
  model: Model,
  request: PlannedRequest,
  tier: string | null,
): Quote {
  const { media, resolution, ratio, family } = request;
  const videos = media.filter(({ kind }) => kind === 'video');
  const what: Priceable = {
    ...(ratio === 'adaptive'
      ? largestPixels(family, resolution)
      : pixelsOf(family, resolution, ratio)),
    priceName: model.priceName,
    resolution,
    seconds: request.seconds === 'auto' ? longestSeconds(model) : request.seconds,
    inputVideoSeconds: videos.reduce((sum, { seconds }) => sum + seconds, 0),
    firstInputVideoSeconds: videos[0]?.seconds ?? 0,
    images: media.filter(({ kind }) => kind === 'image').length,
    videos: videos.length,
    audios: media.filter(({ kind }) => kind === 'audio').length,
  };
  return quote(book, what, tier);
}

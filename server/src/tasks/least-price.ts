import type { Catalogue } from '../generation/catalogue.ts';
import { least } from '../generation/extremes.ts';
import { familyOf, longestSeconds, type Model } from '../generation/models.ts';
import { mostPixels, pixelsOf, type Pixels } from '../generation/pixels.ts';
import { ProblemError } from '../generation/problems.ts';
import { fixedRatios, type MediaKind, type Resolution } from '../generation/request.ts';
import { secondsOfFrames } from '../generation/tokens.ts';
import type { PriceBook } from '../pricing/book.ts';
import { quote, type Priced } from '../pricing/quote.ts';
import type { Draft } from './plan.ts';

/**
 * What a request costs at least, as far as it is known: no quote of it is lower. 0 where nothing of it has a
 * price, which is for the quote to refuse. Pure.
 */

/** Of anything that these sell. */
export function leastOfCatalogues(
  book: PriceBook,
  catalogues: readonly Catalogue[],
  tier: string | null,
): bigint {
  const prices = catalogues.flatMap(({ models }) =>
    models.flatMap((model) => {
      const seconds = shortest(model);
      const tiers = model.limits.flex ? [false, true] : [false];
      return model.limits.resolutions.flatMap((resolution) => {
        const pixels = fewestPixels(model, resolution);
        return tiers.flatMap((flex) =>
          pricesOf(book, { model, resolution, seconds, pixels, flex }, tier),
        );
      });
    }),
  );
  return lowest(prices);
}

/** Of a request whose media have not been looked at. */
export function leastOfAsk(book: PriceBook, { ask, model }: Draft, tier: string | null): bigint {
  const { resolution, ratio } = ask;
  const open = ask.referenceTask === 'edit' ? shortest(model) : longestSeconds(model);
  const seconds = ask.seconds === 'auto' ? open : ask.seconds;
  const pixels = mostPixels({ family: familyOf(model, resolution), resolution, ratio });
  const named = new Set(ask.media.map(({ kind }) => kind));
  const film = { model, resolution, seconds, pixels, flex: ask.flex === true };
  return lowest(pricesOf(book, film, tier, named));
}

function shortest({ limits: { seconds, frames } }: Model): number {
  const inFrames = frames ? secondsOfFrames(frames.least) : Number.POSITIVE_INFINITY;
  return Math.min(least(seconds), inFrames);
}

interface Film {
  model: Model;
  resolution: Resolution;
  seconds: number;
  pixels: Pixels;
  flex: boolean;
}

/** By which kinds of media there are, of the shortest clips. */
function pricesOf(
  book: PriceBook,
  { model: { priceName }, resolution, seconds, pixels, flex }: Film,
  tier: string | null,
  named?: ReadonlySet<MediaKind | null>,
): bigint[] {
  return mixes.flatMap((mix) => {
    if (named && !isPossible(mix, named)) return [];
    const media: Omit<Priced, 'resolution'> = {
      images: Number(mix.has('image')),
      videos: mix.has('video') ? [{ seconds: 0 }] : [],
      audios: Number(mix.has('audio')),
      flex,
    };
    try {
      return quote(book, { priceName, resolution, seconds, ...pixels, ...media }, tier).totalMicros;
    } catch (error) {
      if (error instanceof ProblemError) return [];
      throw error;
    }
  });
}

const mixes: readonly ReadonlySet<MediaKind>[] = [
  [],
  ['image' as const],
  ['video' as const],
  ['audio' as const],
  ['image' as const, 'video' as const],
  ['image' as const, 'audio' as const],
  ['video' as const, 'audio' as const],
  ['image' as const, 'video' as const, 'audio' as const],
].map((kinds) => new Set(kinds));

/** `null` among the kinds is one that only the file will tell. */
function isPossible(mix: ReadonlySet<MediaKind>, named: ReadonlySet<MediaKind | null>): boolean {
  for (const kind of named) if (kind !== null && !mix.has(kind)) return false;
  if (named.has(null)) return mix.size > 0;
  return mix.size === named.size;
}

function fewestPixels(model: Model, resolution: Resolution): Pixels {
  return fixedRatios
    .map((ratio) => pixelsOf(familyOf(model, resolution), resolution, ratio))
    .reduce((fewest, next) =>
      next.width * next.height < fewest.width * fewest.height ? next : fewest,
    );
}

function lowest(prices: readonly bigint[]): bigint {
  const [first = 0n, ...others] = prices;
  return others.reduce((lowest, next) => (next < lowest ? next : lowest), first);
}

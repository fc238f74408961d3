/** What a price list shows: without any tier, for everybody. */
import type { Model } from '../generation/models.ts';
import type { Price, PriceBook, RateMicros } from './book.ts';
import { divideHalfUp } from '../generation/money.ts';

export interface Offer {
  /** What the rates are for: a second, a whole task, or a million tokens. */
  per: Price['per'];
  /** Micro-credits at each resolution. */
  rateMicros: RateMicros;
  /** The same for requests with an input video; null where they cost no more. */
  rateMicrosWithVideo: RateMicros | null;
  /** 1600: a request with an image costs 1.6 times as much. 1000: images are free. */
  imageFactorThousandths: number;
}

/** Null when the book has no price for the model. */
export function offerOf(book: PriceBook, { priceName }: Pick<Model, 'priceName'>): Offer | null {
  const price = book.prices.get(priceName);
  if (!price) return null;
  const { per, rateMicros, rateMicrosWithVideo } = price;
  return { per, rateMicros, rateMicrosWithVideo, imageFactorThousandths: imageFactor(price) };
}

function imageFactor({ extras }: Price): number {
  let factor = 1000n;
  for (const { when, factorThousandths } of extras) {
    if (when === 'image' || when === 'medium') {
      factor = divideHalfUp(factor * BigInt(factorThousandths), 1000n);
    }
  }
  return Number(factor);
}

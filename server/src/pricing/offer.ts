import type { PriceBook, RateMicros } from './book.ts';
import { divideHalfUp } from './amount.ts';

/** What a models endpoint shows of a price: without any tier, for everybody. */
export interface PerSecondOffer {
  /** Micro-credits per second of output at each resolution; empty where it is not sold by the second. */
  perSecondMicros: RateMicros;
  /** 1600: a request with an image costs 1.6 times as much. 1000: images are free. */
  imageFactorThousandths: number;
}

/** Null when the book has no such price. */
export function perSecondOffer(book: PriceBook, priceName: string): PerSecondOffer | null {
  const price = book.prices.get(priceName);
  if (!price) return null;
  if (price.per !== 'second') return { perSecondMicros: {}, imageFactorThousandths: 1000 };
  let factor = 1000n;
  for (const { when, factorThousandths } of price.extras) {
    if (when === 'image' || when === 'medium') {
      factor = divideHalfUp(factor * BigInt(factorThousandths), 1000n);
    }
  }
  return { perSecondMicros: price.rateMicros, imageFactorThousandths: Number(factor) };
}

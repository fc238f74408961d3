import type { AttemptCosts } from '../../making/parts.ts';
/**
 * What a task costs us at an upstream: the upstream's price list, applied by the rules of our own prices.
 * All amounts are micro-credits, so that they stand beside what customers are charged.
 */
import { divideHalfUp, oneUnit, type Amount } from '../../generation/money.ts';
import { pixelsOf, settleRatio } from '../../generation/pixels.ts';
import { readPrice, type Price } from '../../pricing/book.ts';
import { freeze, priceBy, type FrozenRate, type Produced as Priced } from '../../pricing/quote.ts';
import { pricedOf, secondsOfEdit } from '../../tasks/plan.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import type { Output, Unmeasured } from '../../making/driver.ts';
import { modelFor } from '../routing/eligible.ts';
import type { Line, LineCost, LineModel } from '../book/line.ts';

/** What the money of upstreams is worth here. */
export interface Currencies {
  creditsPerUsd: number;
  /** Millionths of a CNY, above 0. */
  cnyPerUsdMicros: bigint;
}

/** To the nearest micro-credit. */
export function inCredits({ micros, unit }: Amount, currencies: Currencies): bigint {
  if (unit === 'credits') return micros;
  const ofUsd = micros * BigInt(currencies.creditsPerUsd);
  return unit === 'USD' ? ofUsd : divideHalfUp(ofUsd * oneUnit, currencies.cnyPerUsdMicros);
}

/**
 * What a success costs: by the tokens or seconds that the upstream counted, and where it counts no tokens by
 * the published formula. Null: not known, or not yet.
 */
export function costOf(
  model: LineModel,
  request: PlannedRequest,
  made: Output | Unmeasured,
  currencies: Currencies,
): bigint | null {
  const rate = rateOf(model, request, currencies);
  if (rate === null) return null;
  if (made.seconds !== null) return priceBy(rate, made, made.completionTokens);
  const isKnown =
    rate.unit === 'task' || (rate.unit !== 'second' && made.completionTokens !== null);
  return isKnown ? priceBy(rate, nothing, made.completionTokens) : null;
}

/** For prices that look neither at the length nor at the pixels. */
const nothing = { seconds: 0, width: 0, height: 0 };

/** So long is a video whose length is left to the line, where costs and prices are compared. */
const usualSeconds = 5;

/** What will be made of it, as far as one can tell before. */
export function likelyMade(request: PlannedRequest): Priced {
  const { family, resolution } = request;
  const open = secondsOfEdit(request) ?? usualSeconds;
  const seconds = request.seconds === 'auto' ? open : request.seconds;
  return { ...pixelsOf(family, resolution, settleRatio(request)), seconds };
}

/** What a success will cost, as far as one can tell before; null: not known. */
export function expectedCost(
  model: Pick<LineModel, 'cost'>,
  request: PlannedRequest,
  currencies: Currencies,
): bigint | null {
  const rate = rateOf(model, request, currencies);
  return rate && priceBy(rate, likelyMade(request));
}

/** Null: there is no price, or none at this resolution. */
function rateOf(
  { cost }: Pick<LineModel, 'cost'>,
  request: PlannedRequest,
  currencies: Currencies,
): FrozenRate | null {
  return cost && freeze(priceOf(cost, currencies), pricedOf(request));
}

/** Read once: costs are asked for at every submit. */
const keptPrices = new WeakMap<Currencies, WeakMap<LineCost, Price>>();

function priceOf(cost: LineCost, currencies: Currencies): Price {
  const kept = keptPrices.get(currencies) ?? new WeakMap<LineCost, Price>();
  keptPrices.set(currencies, kept);
  const known = kept.get(cost);
  if (known) return known;
  const price = readPrice(cost, (amount) => inCredits(amount, currencies));
  kept.set(cost, price);
  return price;
}

/** The studio's. */
export const noCosts: AttemptCosts = {
  expected: () => 0n,
  succeeded: () => 0n,
  failed: () => 0n,
};

export function lineCosts(
  line: Pick<Line, 'name' | 'dialect' | 'models'>,
  currencies: Currencies,
): AttemptCosts {
  /** Null: the line has changed so much that nobody knows which of its models took it. */
  const served = (request: PlannedRequest): LineModel | null => {
    const [only, other] = line.models.filter(({ family }) => family === request.family);
    if (only && !other) return only;
    const found = modelFor(line, request);
    return 'reason' in found ? null : found;
  };
  return {
    expected(request) {
      const model = served(request);
      return model && expectedCost(model, request, currencies);
    },
    succeeded(request, made) {
      const model = served(request);
      return model && costOf(model, request, made, currencies);
    },
    failed: (request, billed) =>
      served(request)?.billsOnlySuccesses === true && !billed ? 0n : null,
  };
}

/**
 * What a request costs at most (`quote`), and what it cost in the end (`charge`), by one rule that is
 * frozen with the quote: a later change of the price book touches no task that was accepted.
 *
 * A price is worked out as one exact fraction (rate x quantity x extras x discount) and rounded once,
 * half up, to a micro-credit. Its lines are the steps on the way, so they always sum to the total.
 */
import { divideHalfUp, microsOfJson, microsToDecimal, microsToJson } from '../generation/money.ts';
import { refuse } from '../generation/problems.ts';
import { type Resolution, resolutions } from '../generation/request.ts';
import { soldSecondsOf } from '../generation/sold-seconds.ts';
import { tokensOf } from '../generation/tokens.ts';
import type { Extra, Price, PriceBook, RateMicros } from './book.ts';

/** What of a request a price looks at. */
export interface Priced {
  resolution: Resolution;
  images: number;
  /** The input videos in their order, as long as measured. */
  videos: readonly { seconds: number }[];
  audios: number;
  /** It is made when there is room. */
  flex?: boolean;
}

/** The largest thing that a request can turn into. */
export interface Priceable extends Priced {
  priceName: string;
  /** Of the output; the model's longest for automatic length. */
  seconds: number;
  /** Pixels of the output; those of the largest shape for the adaptive ratio. */
  width: number;
  height: number;
}

/** What came out: `seconds` as sold, the pixels of the file. */
export interface Made {
  seconds: number;
  width: number;
  height: number;
}

interface QuoteLine {
  kind: 'base' | 'extra' | 'discount';
  /** In English, for a receipt. */
  text: string;
  /** Below 0 for a discount. */
  amountMicros: bigint;
}

export interface Quote {
  /** The most that can be charged. */
  totalMicros: bigint;
  /** They sum to the total. */
  lines: readonly QuoteLine[];
  bookVersion: string;
  rate: FrozenRate;
}

/** All that settling needs, in JSON: whole numbers, and the rate as a decimal string of an integer. */
export interface FrozenRate {
  unit: 'second' | 'task' | 'million_tokens';
  resolution: Resolution;
  /** Micro-credits for one unit. */
  rateMicros: string;
  /** Input video that is counted with the output, in milliseconds; 0 where input is free. */
  inputMilliseconds: number;
  hasInputVideo: boolean;
  /** Those that apply to this request. */
  extras: readonly Extra[];
  tier: { name: string; discountPercent: number } | null;
}

/**
 * The most that a request can cost an account of this tier (null: none).
 * @throws {ProblemError} `unpriced`: no such price, or no rate for the resolution.
 */
export function quote(book: PriceBook, what: Priceable, tier: string | null): Quote {
  const price = book.prices.get(what.priceName);
  if (!price) throw unpriced(`"${what.priceName}" is not in the price book`, 'model');
  if (!sells(price, what)) {
    throw unpriced('its price has no rule for the flex tier', 'service_tier');
  }
  const rate = freeze(price, what, tierOf(book, tier));
  if (!rate) {
    const rates = ratesOf(price, what);
    const sold = resolutions.filter((resolution) => rates[resolution] !== undefined).join(', ');
    throw unpriced(`there is no price at ${what.resolution}, only at ${sold}`, 'resolution');
  }
  const lines = linesOf(rate, what);
  return { totalMicros: sum(lines), lines, bookVersion: book.version, rate };
}

/** Micro-credits for what was really made, by the quote's own rule, and never above the quote. */
export function charge(quote: Quote, made: Made): bigint {
  const total = priceBy(quote.rate, made);
  return total < quote.totalMicros ? total : quote.totalMicros;
}

/** What a price comes to for such a request. Null: it has no rate at the resolution, or no rule for the flex tier. */
export function freeze(
  price: Price,
  what: Priced,
  tier: FrozenRate['tier'] = null,
): FrozenRate | null {
  const rateMicros = ratesOf(price, what)[what.resolution];
  if (rateMicros === undefined || !sells(price, what)) return null;
  return {
    unit: price.per,
    resolution: what.resolution,
    rateMicros: microsToJson(rateMicros),
    inputMilliseconds: countedInputMilliseconds(price, what),
    hasInputVideo: what.videos.length > 0,
    extras: price.extras.filter((extra) => applies(extra, what)),
    tier,
  };
}

/** The full price would be a wrong one, and nobody knows another. */
function sells({ extras }: Price, { flex }: Priced): boolean {
  return !flex || extras.some(({ when }) => when === 'flex');
}

/** Micro-credits by a rule, without any bound. `tokens` are the seller's own count; null: by the formula. */
export function priceBy(rate: FrozenRate, made: Made, tokens: number | null = null): bigint {
  let numerator = 1n;
  let denominator = 1n;
  for (const step of stepsOf(rate, made, tokens)) {
    numerator *= step.numerator;
    denominator *= step.denominator;
  }
  return divideHalfUp(numerator, denominator);
}

function ratesOf(price: Price, { videos }: Priced): RateMicros {
  return videos.length > 0 ? (price.rateMicrosWithVideo ?? price.rateMicros) : price.rateMicros;
}

/** One that the book lacks pays the list price: to refuse would end all that the account does. */
function tierOf(book: PriceBook, name: string | null): FrozenRate['tier'] {
  const tier = name === null ? undefined : book.tiers.get(name);
  return name !== null && tier ? { name, discountPercent: tier.discountPercent } : null;
}

function unpriced(why: string, field?: string) {
  return refuse(
    'unpriced',
    `This request cannot be priced: ${why}. Nothing was charged; choose another model or resolution, or ask the operator to add the price.`,
    field === undefined ? {} : { field },
  );
}

function applies(extra: Extra, { images, videos, audios, flex }: Priced): boolean {
  const count = {
    image: images,
    video: videos.length,
    audio: audios,
    medium: images + videos.length + audios,
    flex: Number(flex ?? false),
  };
  return count[extra.when] > 0;
}

function countedInputMilliseconds(price: Price, { videos }: Priced): number {
  if (price.per === 'task') return 0;
  // Tokens are counted by frames, so every one of them counts.
  if (price.per === 'million_tokens') {
    return milliseconds(videos.reduce((sum, { seconds }) => sum + seconds, 0));
  }
  switch (price.of) {
    case 'output':
      return 0;
    case 'input+output':
      return milliseconds(soldSecondsOf(videos));
    case 'first-input+output':
      return Math.round(videos[0]?.seconds ?? 0) * 1000;
  }
}

interface Step {
  kind: QuoteLine['kind'];
  /** Asked only where somebody will read it: costs are compared at every submit. */
  says(): string;
  /** What it multiplies the price so far by. */
  numerator: bigint;
  denominator: bigint;
}

function stepsOf(rate: FrozenRate, made: Made, tokens: number | null): Step[] {
  return [baseStep(rate, made, tokens), ...rate.extras.map(extraStep), ...discountSteps(rate.tier)];
}

function linesOf(rate: FrozenRate, made: Made): QuoteLine[] {
  let numerator = 1n;
  let denominator = 1n;
  let beforeMicros = 0n;
  return stepsOf(rate, made, null).map((step) => {
    numerator *= step.numerator;
    denominator *= step.denominator;
    const priceMicros = divideHalfUp(numerator, denominator);
    const amountMicros = priceMicros - beforeMicros;
    beforeMicros = priceMicros;
    return { kind: step.kind, text: step.says(), amountMicros };
  });
}

function baseStep(rate: FrozenRate, made: Made, tokens: number | null): Step {
  const { of, quantity, denominator } = paidQuantity(rate, made, tokens);
  const rateMicros = microsOfJson(rate.rateMicros);
  return {
    kind: 'base',
    says: () => `${rate.resolution}: ${microsToDecimal(rateMicros)} credits ${of()}`,
    numerator: rateMicros * quantity,
    denominator,
  };
}

function paidQuantity(rate: FrozenRate, made: Made, tokens: number | null) {
  if (rate.unit === 'task') return { of: () => 'a task', quantity: 1n, denominator: 1n };
  if (rate.unit === 'second') {
    const paid = BigInt(rate.inputMilliseconds + milliseconds(made.seconds));
    const of = () => `a second for ${microsToDecimal(paid * 1000n)} s`;
    return { of, quantity: paid, denominator: 1000n };
  }
  const input = { hasVideo: rate.hasInputVideo, seconds: rate.inputMilliseconds / 1000 };
  const quantity = BigInt(tokens ?? tokensOf(made, input));
  return {
    of: () => `a million tokens for ${quantity.toString()} tokens`,
    quantity,
    denominator: 1_000_000n,
  };
}

const conditionText: Record<Extra['when'], string> = {
  image: 'an image',
  video: 'an input video',
  audio: 'input audio',
  medium: 'input media',
  flex: 'the flex tier',
};

function extraStep({ when, factorThousandths }: Extra): Step {
  return {
    kind: 'extra',
    says: () =>
      `with ${conditionText[when]}: x ${microsToDecimal(BigInt(factorThousandths) * 1000n)}`,
    numerator: BigInt(factorThousandths),
    denominator: 1000n,
  };
}

function discountSteps(tier: FrozenRate['tier']): Step[] {
  if (tier === null || tier.discountPercent === 0) return [];
  return [
    {
      kind: 'discount',
      says: () => `tier ${tier.name}: -${String(tier.discountPercent)} %`,
      numerator: BigInt(100 - tier.discountPercent),
      denominator: 100n,
    },
  ];
}

/** Lengths are whole milliseconds from here on, so that no float meets money. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

function sum(lines: readonly QuoteLine[]): bigint {
  return lines.reduce((total, line) => total + line.amountMicros, 0n);
}

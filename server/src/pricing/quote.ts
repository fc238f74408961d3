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
export interface Produced {
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

/** A line in parts: what was counted at which rate, or what the price so far was multiplied by. */
export type ChargeLine = QuoteLine &
  (
    | { kind: 'base'; unit: FrozenRate['unit']; quantity: Quantity; rateMicros: bigint }
    | { kind: 'extra'; when: Extra['when']; factorThousandths: number }
    | { kind: 'discount'; tier: string; percent: number }
  );

/** Of the unit: 5 s are 5 000 of 1 000. */
interface Quantity {
  numerator: bigint;
  denominator: bigint;
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
  const lines = linesOf(rate, quantityOf(rate, what, null)).map(plainLine);
  return { totalMicros: sum(lines), lines, bookVersion: book.version, rate };
}

/** Micro-credits for what was really made, by the quote's own rule, and never above the quote. */
export function charge(quote: Quote, made: Produced): bigint {
  const total = priceBy(quote.rate, made);
  return total < quote.totalMicros ? total : quote.totalMicros;
}

/** The lines of a quote, in parts: they sum to what was quoted. */
export function quotedLines({ rate, lines }: Pick<Quote, 'rate' | 'lines'>): ChargeLine[] {
  const base = lines.find(({ kind }) => kind === 'base');
  const { denominator } = quantityOf(rate, { seconds: 0, width: 0, height: 0 }, 0);
  const rateMicros = BigInt(rate.rateMicros);
  // Quotes keep no quantity. One of its units is worth more than a micro-credit, so the amount tells it.
  const numerator =
    base && rateMicros > 0n && base.amountMicros > 0n
      ? divideHalfUp(base.amountMicros * denominator, rateMicros)
      : 0n;
  return linesOf(rate, { numerator, denominator });
}

/** The lines of what was really made, in parts. Null where the hold bounded the charge: it is the quote's then. */
export function chargedLines({ rate, totalMicros }: Quote, made: Produced): ChargeLine[] | null {
  const lines = linesOf(rate, quantityOf(rate, made, null));
  return sum(lines) > totalMicros ? null : lines;
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
export function priceBy(rate: FrozenRate, made: Produced, tokens: number | null = null): bigint {
  let numerator = 1n;
  let denominator = 1n;
  for (const step of stepsOf(rate, quantityOf(rate, made, tokens))) {
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

type LineOf<Line> = Line extends unknown ? Omit<Line, 'amountMicros' | 'text'> : never;

interface Step {
  line: LineOf<ChargeLine>;
  /** Asked only where somebody will read it: costs are compared at every submit. */
  says(): string;
  /** What it multiplies the price so far by. */
  numerator: bigint;
  denominator: bigint;
}

function stepsOf(rate: FrozenRate, quantity: Quantity): Step[] {
  return [baseStep(rate, quantity), ...rate.extras.map(extraStep), ...discountSteps(rate.tier)];
}

function linesOf(rate: FrozenRate, counted: Quantity): ChargeLine[] {
  let numerator = 1n;
  let denominator = 1n;
  let beforeMicros = 0n;
  return stepsOf(rate, counted).map((step) => {
    numerator *= step.numerator;
    denominator *= step.denominator;
    const priceMicros = divideHalfUp(numerator, denominator);
    const amountMicros = priceMicros - beforeMicros;
    beforeMicros = priceMicros;
    return { ...step.line, text: step.says(), amountMicros };
  });
}

/** As it is kept with a task. */
function plainLine({ kind, text, amountMicros }: ChargeLine): QuoteLine {
  return { kind, text, amountMicros };
}

function baseStep(rate: FrozenRate, quantity: Quantity): Step {
  const rateMicros = microsOfJson(rate.rateMicros);
  const { unit } = rate;
  return {
    line: { kind: 'base', unit, quantity, rateMicros },
    says: () =>
      `${rate.resolution}: ${microsToDecimal(rateMicros)} credits ${unitText(unit, quantity)}`,
    numerator: rateMicros * quantity.numerator,
    denominator: quantity.denominator,
  };
}

function unitText(unit: FrozenRate['unit'], { numerator }: Quantity): string {
  if (unit === 'task') return 'a task';
  return unit === 'second'
    ? `a second for ${microsToDecimal(numerator * 1000n)} s`
    : `a million tokens for ${numerator.toString()} tokens`;
}

function quantityOf(rate: FrozenRate, made: Produced, tokens: number | null): Quantity {
  if (rate.unit === 'task') return { numerator: 1n, denominator: 1n };
  if (rate.unit === 'second') {
    const numerator = BigInt(rate.inputMilliseconds + milliseconds(made.seconds));
    return { numerator, denominator: 1000n };
  }
  const input = { hasVideo: rate.hasInputVideo, seconds: rate.inputMilliseconds / 1000 };
  return { numerator: BigInt(tokens ?? tokensOf(made, input)), denominator: 1_000_000n };
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
    line: { kind: 'extra', when, factorThousandths },
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
      line: { kind: 'discount', tier: tier.name, percent: tier.discountPercent },
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

function sum(lines: readonly Pick<QuoteLine, 'amountMicros'>[]): bigint {
  return lines.reduce((total, line) => total + line.amountMicros, 0n);
}

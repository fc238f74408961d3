/**
 * The price book: what every priced name costs, as data. The one in force is `price-book.json` or the
 * operator's own file in the same form. Amounts are exact decimals with their unit, such as
 * `"8 credits"`, `"0.20 USD"` or `"46 CNY"`; the parsed book holds micro-credits. What a CNY is worth in
 * credits is the operator's to say, as nobody publishes it: a book that uses CNY has `creditsPerCny`.
 */
import { z } from 'zod';
import { wordsOfIssue } from '../generation/issues.ts';
import { type Amount, parseAmount } from '../generation/money.ts';
import { type Resolution, resolutions } from '../generation/request.ts';
import ownBook from './price-book.json' with { type: 'json' };

/**
 * What of a request makes an extra apply: one of its media (`medium` is any of the three), or that it is made when
 * there is room (`flex`), which is sold only where an extra says for how much.
 */
const extraConditions = ['image', 'video', 'audio', 'medium', 'flex'] as const;

/**
 * Which seconds are paid: of the output alone; of all input videos and the output; or of the first
 * input video, to the nearest second, and the output (how JimmyAI's video reference line counts).
 */
export const countedSeconds = ['output', 'input+output', 'first-input+output'] as const;

export const extra = z.strictObject({
  when: z.enum(extraConditions),
  /** 1600 multiplies the price by 1.6. */
  factorThousandths: z.int().min(0).max(1_000_000),
});
export type Extra = z.infer<typeof extra>;

const tier = z.strictObject({ discountPercent: z.int().min(0).max(100) });

export type RateMicros = Partial<Record<Resolution, bigint>>;

interface PriceCommon {
  readonly rateMicros: RateMicros;
  /** The price class of a request with an input video; null where it is the same as without. */
  readonly rateMicrosWithVideo: RateMicros | null;
  /** Every one that applies multiplies. */
  readonly extras: readonly Extra[];
}
export type Price = PriceCommon &
  (
    | { readonly per: 'second'; readonly of: (typeof countedSeconds)[number] }
    | { readonly per: 'task' }
    | { readonly per: 'million_tokens' }
  );

export interface PriceBook {
  /** Kept with every quote. The operator changes it with the prices. */
  readonly version: string;
  readonly creditsPerUsd: number;
  readonly tiers: ReadonlyMap<string, { readonly discountPercent: number }>;
  readonly prices: ReadonlyMap<string, Price>;
}

/** Says every mistake of a book at once, each by its place, its trouble and the way out. */
export class PriceBookError extends Error {
  override readonly name = 'PriceBookError';
  constructor(source: string, mistakes: readonly string[]) {
    super(`The price book ${source} cannot be used:\n${mistakes.map((m) => `- ${m}`).join('\n')}`);
  }
}

const amount = z
  .string({ error: 'must be a text such as "8 credits": a bare number would be rounded' })
  .refine((text) => parseAmount(text) !== null, {
    error: ({ input }) =>
      `"${String(input)}" is no amount; write it like "8 credits" or "0.20 USD", with at most six decimals`,
  });

/** The form in which prices are written, whoever asks them. `amount` is what a rate's text must be. */
export function priceFormOf(amount: z.ZodType<string, string>) {
  const rates = z
    .partialRecord(z.enum(resolutions), amount)
    .refine((table) => Object.keys(table).length > 0, {
      error: 'no resolution has a rate; give at least one, or remove the entry',
    });
  const every = {
    /** For people: where the price is from. */
    note: z.string().optional(),
    rates,
    ratesWithVideo: rates.optional(),
    extras: z.array(extra).optional(),
  };
  return z.discriminatedUnion('per', [
    z.strictObject({ per: z.literal('second'), of: z.enum(countedSeconds), ...every }),
    z.strictObject({ per: z.literal('task'), ...every }),
    z.strictObject({ per: z.literal('million_tokens'), ...every }),
  ]);
}
const price = priceFormOf(amount);
export type PriceForm = z.infer<typeof price>;

/** A price in micro-credits; `worth` says how many an amount is. */
export function readPrice(form: PriceForm, worth: (amount: Amount) => bigint): Price {
  const inMicros = (table: PriceForm['rates']): RateMicros =>
    Object.fromEntries(
      Object.entries(table).map(([resolution, text]) => {
        const amount = parseAmount(text);
        if (amount === null) throw new RangeError(`"${text}" was not checked to be an amount`);
        return [resolution, worth(amount)];
      }),
    );
  const { note: _note, rates, ratesWithVideo, extras = [], ...rest } = form;
  return {
    ...rest,
    extras,
    rateMicros: inMicros(rates),
    rateMicrosWithVideo: ratesWithVideo ? inMicros(ratesWithVideo) : null,
  };
}

const creditsPerUnit = z.int().min(1).max(1_000_000);

const bookFile = z.strictObject({
  version: z.string().min(1),
  creditsPerUsd: creditsPerUnit.default(40),
  creditsPerCny: creditsPerUnit.optional(),
  tiers: z.record(z.string().min(1), tier).default({}),
  prices: z.record(z.string().min(1), price),
});

/**
 * Reads a book from parsed JSON. `source` names it in errors.
 * @throws {PriceBookError}
 */
export function parsePriceBook(json: unknown, source: string): PriceBook {
  const read = bookFile.safeParse(json);
  if (!read.success)
    throw new PriceBookError(
      source,
      read.error.issues.map((issue) => mistake(issue, json)),
    );
  const { version, creditsPerUsd, creditsPerCny, tiers, prices } = read.data;
  const creditsOf = { credits: 1, USD: creditsPerUsd, CNY: creditsPerCny };
  const worth = ({ micros, unit }: Amount): bigint => {
    const credits = creditsOf[unit];
    if (credits === undefined) throw new PriceBookError(source, [noWorth]);
    return micros * BigInt(credits);
  };
  return {
    version,
    creditsPerUsd,
    tiers: new Map(Object.entries(tiers)),
    prices: new Map(Object.entries(prices).map(([name, form]) => [name, readPrice(form, worth)])),
  };
}

const noWorth =
  'creditsPerCny: is missing, but amounts are in CNY; say how many credits a CNY is, such as 6';

/** The book that comes with Filmgate. */
export function ownPriceBook(): PriceBook {
  return parsePriceBook(ownBook, 'price-book.json');
}

/** Names of prices have dots and slashes in them. */
function mistake(issue: z.core.$ZodIssue, json: unknown): string {
  const place = issue.path.map(String).join(' > ');
  return `${place === '' ? 'the file' : place}: ${wordsOfIssue(issue, json)}`;
}

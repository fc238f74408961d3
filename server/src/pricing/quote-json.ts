/** A quote as it is stored with its task: money as decimal strings of micro-credits. */
import { z } from 'zod';
import { microsInJson, microsOfJson, microsToJson } from '../generation/money.ts';
import { resolutions } from '../generation/request.ts';
import { extra } from './book.ts';
import type { Quote } from './quote.ts';

const micros = z.string().regex(microsInJson);

const quoteShape = z.strictObject({
  totalMicros: micros,
  lines: z.array(
    z.strictObject({
      kind: z.enum(['base', 'extra', 'discount']),
      text: z.string(),
      amountMicros: micros,
    }),
  ),
  bookVersion: z.string(),
  rate: z.strictObject({
    unit: z.enum(['second', 'task', 'million_tokens']),
    resolution: z.enum(resolutions),
    rateMicros: z.string().regex(/^\d+$/),
    inputMilliseconds: z.int().min(0),
    hasInputVideo: z.boolean(),
    extras: z.array(extra),
    tier: z.strictObject({ name: z.string(), discountPercent: z.int().min(0).max(100) }).nullable(),
  }),
});
export type QuoteJson = z.infer<typeof quoteShape>;

export function quoteToJson(quote: Quote): QuoteJson {
  return {
    ...quote,
    totalMicros: microsToJson(quote.totalMicros),
    lines: quote.lines.map((line) => ({ ...line, amountMicros: microsToJson(line.amountMicros) })),
    rate: { ...quote.rate, extras: [...quote.rate.extras] },
  };
}

/** @throws {z.ZodError} when it is not what `quoteToJson` wrote. */
export function quoteFromJson(json: unknown): Quote {
  const read = quoteShape.parse(json);
  return {
    ...read,
    totalMicros: microsOfJson(read.totalMicros),
    lines: read.lines.map((line) => ({ ...line, amountMicros: microsOfJson(line.amountMicros) })),
  };
}

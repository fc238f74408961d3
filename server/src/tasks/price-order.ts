import { microsOf } from '../generation/money.ts';
import type { ProbedFile } from '../generation/complete.ts';
import type { Model } from '../generation/models.ts';
import { refuse } from '../generation/problems.ts';
import { microsToDecimal } from '../generation/money.ts';
import type { PriceBook } from '../pricing/book.ts';
import type { Quote } from '../pricing/quote.ts';
import type { Origin, TaskCommand } from './origin.ts';
import { plan, quoteFor, type Draft } from './plan.ts';
import type { PlannedRequest } from './rows.ts';

/** From what is asked for and its measured media to what is made and held: of a submit and of an estimate alike. */

export interface PriceParts {
  book: PriceBook;
  /** Refuses, by throwing ProblemError, what nobody here makes for live keys. */
  checkOffer(order: Order): void;
}

/** What a live key asks for, with its price. */
export interface Order {
  origin: Origin;
  model: Model;
  request: PlannedRequest;
  quoted: Quote;
}

interface Payer {
  mode: 'live' | 'test';
  tier: string | null;
}

interface Asked {
  drafted: Draft;
  /** In the order of the ask's media. */
  files: readonly ProbedFile[];
  command: Pick<TaskCommand, 'endUser' | 'maxCredits' | 'metadata'>;
}

/** Throws ProblemError. */
export function priceOrder(
  { book, checkOffer }: PriceParts,
  { mode, tier }: Payer,
  { drafted, files, command }: Asked,
): { request: PlannedRequest; quoted: Quote } {
  const { model, origin } = drafted;
  const endUser = command.endUser ?? endUserOf(origin, command);
  const request: PlannedRequest = {
    ...plan(drafted, files),
    priceName: model.priceName,
    ...(endUser !== undefined && { endUser }),
  };
  const quoted = quoteFor(book, model, request, tier, origin.fields);
  checkMost(origin, quoted, command.maxCredits);
  // Test keys are always served by the studio.
  if (mode === 'live') checkOffer({ origin, model, request, quoted });
  return { request, quoted };
}

/** By the dialect's own field, which is kept with its task as it is. */
function endUserOf(
  { endUserWord }: Pick<Origin, 'endUserWord'>,
  { metadata }: Pick<TaskCommand, 'metadata'>,
): string | undefined {
  const value = endUserWord === undefined ? undefined : metadata?.[endUserWord];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Test keys are free: their price is worked out, so that an unpriced request fails there too. */
export function heldFor({ mode }: Pick<Payer, 'mode'>, { totalMicros }: Quote): bigint {
  return mode === 'test' ? 0n : totalMicros;
}

/** Throws above_max_credits for what may cost more than its customer lets it. */
export function checkMost(
  { maxCredits: field = maxCreditsHeader }: Pick<Origin, 'maxCredits'>,
  { totalMicros }: Pick<Quote, 'totalMicros'>,
  maxCredits: number | undefined,
): void {
  const mostMicros = microsOf(maxCredits);
  if (mostMicros === undefined || totalMicros <= mostMicros) return;
  throw refuse(
    'above_max_credits',
    `${field} is ${microsToDecimal(mostMicros)}, and this request can cost ${microsToDecimal(totalMicros)} credits. Nothing was charged: ask for less, or allow more.`,
    { field },
  );
}

/** In which a client of any dialect says the most that its request may cost. */
export const maxCreditsHeader = 'X-Filmgate-Max-Credits';

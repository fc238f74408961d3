import type { ModelNames } from '../../generation/catalogue.ts';
import type { CompleteAsk } from '../../generation/complete.ts';
import type { MediaAsk } from '../../generation/request.ts';
import { takeMedia, type IntakeDeps, type TakenMedium } from '../../media/intake.ts';
import { isWebUrl } from '../../media/sources.ts';
import type { Quote } from '../../pricing/quote.ts';
import { mostOfAsk } from './most-price.ts';
import type { Origin, TaskCommand } from '../origin.ts';
import { draft, mediaLimitsOf } from '../plan.ts';
import { checkMost, heldFor, priceOrder, type PriceParts } from '../price-order.ts';
import type { Submitter } from '../submit.ts';

export interface EstimateParts extends PriceParts {
  intake: IntakeDeps;
  /** What an operator lets names stand for; absent: nothing. */
  modelNames?: ModelNames;
  /** Milliseconds since 1970. */
  now(): number;
}

interface EstimateOrder {
  origin: Origin;
  command: TaskCommand;
  /** False: media are not looked at, and the estimate is the most that it can cost with any such. */
  measure: boolean;
}

interface Estimate {
  /** As a submit would hold it; of test keys, nothing. */
  heldMicros: bigint;
  quoted: Quote;
  /** Its entry in the price book. */
  priceName: string;
  /** Whether the charge can be lower than the hold: a length, a shape or media are open. */
  isAtMost: boolean;
}

export type Estimator = (who: Submitter, order: EstimateOrder) => Promise<Estimate>;

/**
 * What a request would hold, by the way that a submit goes, of which nothing is kept: limits, media, quote, offer. A
 * medium is fetched once in ten minutes, however often it is asked about. Throws ProblemError as a submit does, but
 * for credits.
 */
export function createEstimator(parts: EstimateParts): Estimator {
  const fetched = rememberFetched(parts);
  return async (who, { origin, command, measure }) => {
    const drafted = draft(origin, command.ask, 0, parts.modelNames);
    const { ask, model } = drafted;
    if (!measure && ask.media.length > 0) {
      const quoted = mostOfAsk(parts.book, drafted, who.tier);
      checkMost(origin, quoted, command.maxCredits);
      return told(who, quoted, model.priceName, true);
    }
    const files = await takeMedia(ask.media, fetched.of(who.accountId), {
      accountId: who.accountId,
      limits: mediaLimitsOf(model),
    });
    fetched.note(who.accountId, ask.media, files);
    const { quoted } = priceOrder(parts, who, { drafted, files, command });
    return told(who, quoted, model.priceName, isOpen(ask, quoted));
  };
}

function told(who: Submitter, quoted: Quote, priceName: string, isAtMost: boolean): Estimate {
  return { heldMicros: heldFor(who, quoted), quoted, priceName, isAtMost };
}

function isOpen({ seconds, ratio }: CompleteAsk, { rate }: Quote): boolean {
  if (rate.unit === 'task') return false;
  return seconds === 'auto' || (rate.unit === 'million_tokens' && ratio === 'adaptive');
}

const fetchedMs = 600_000;
const fetchedMost = 10_000;

/** What was fetched lately lies in the store by its hash: it is measured again, and not fetched. */
function rememberFetched({ intake, now }: Pick<EstimateParts, 'intake' | 'now'>) {
  const known = new Map<string, { sha256: string; untilMs: number }>();
  const nameOf = (accountId: string, url: string): string => `${accountId} ${url}`;

  function find(accountId: string, url: string): string | null {
    const found = known.get(nameOf(accountId, url));
    return found && found.untilMs > now() ? found.sha256 : null;
  }

  return {
    of: (accountId: string): IntakeDeps => ({
      ...intake,
      ownFile: async (url) => find(accountId, url) ?? (await intake.ownFile?.(url)) ?? null,
    }),
    note(accountId: string, media: readonly MediaAsk[], files: readonly TakenMedium[]): void {
      for (const [index, { url }] of media.entries()) {
        const sha256 = files[index]?.sha256;
        if (sha256 === undefined || !isWebUrl(url) || find(accountId, url) !== null) continue;
        const [oldest] = known.keys();
        if (known.size >= fetchedMost && oldest !== undefined) known.delete(oldest);
        known.delete(nameOf(accountId, url));
        known.set(nameOf(accountId, url), { sha256, untilMs: now() + fetchedMs });
      }
    },
  };
}

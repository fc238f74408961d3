import type { Logger } from 'pino';
import { microsToDecimal } from '../../generation/money.ts';
import { refuse } from '../../generation/problems.ts';
import type { BelowCostPolicy } from '../../pricing/policies.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';

export interface Sale {
  request: PlannedRequest;
  /** After all discounts. */
  priceMicros: bigint;
  /** The cheapest one whose cost is known, of those that can take it. */
  line: string;
  costMicros: bigint;
}

export interface BelowCostParts {
  policy: BelowCostPolicy;
  log: Logger;
  now(): number;
}

/** One of a kind at most in so long: what is sold below its cost is sold often. */
const everyMs = 60_000;

/** Judges sales. Throws ProblemError `model_unavailable` in words that tell nothing of our costs. */
export function createBelowCost({ policy, log, now }: BelowCostParts): (sale: Sale) => void {
  const warnedAtMs = new Map<string, number>();
  return ({ request, priceMicros, line, costMicros }) => {
    if (policy === 'take' || priceMicros >= costMicros) return;
    const { model, resolution, mode } = request;
    if (policy === 'refuse') {
      throw refuse(
        'model_unavailable',
        `${model} is not available for such a request at present: ask for another resolution, length or kind of media, or for another model.`,
      );
    }
    const kind = `${model} ${resolution} ${mode}`;
    const nowMs = now();
    if (nowMs - (warnedAtMs.get(kind) ?? -Infinity) < everyMs) return;
    warnedAtMs.set(kind, nowMs);
    const credits = microsToDecimal(priceMicros);
    const costCredits = microsToDecimal(costMicros);
    log.warn(
      { model, resolution, mode, seconds: request.seconds, credits, costCredits, line },
      'a request is sold below its cost: see "filmgate prices check", and FILMGATE_BELOW_COST',
    );
  };
}

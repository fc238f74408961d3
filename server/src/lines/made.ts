import { nearestRatio, pixelsOf, settleRatio } from '../generation/pixels.ts';
import type { FixedRatio } from '../generation/request.ts';
import { framesOf } from '../generation/tokens.ts';
import type { TaskReport } from '../dialects/mechanism.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import type { Made } from './driver.ts';

/**
 * What an upstream made, from what it reports and, where it reports nothing of it, from what was asked.
 * A length that was left to it and that it does not tell is the family's usual one at most: the customer
 * is not charged for what nobody said.
 */
export function madeOf(report: TaskReport, request: PlannedRequest): Made {
  const seconds = secondsOf(report, request);
  const ratio = ratioOf(report, request);
  const { width, height } = pixelsOf(
    request.family,
    report.resolution ?? request.resolution,
    ratio,
  );
  return {
    width,
    height,
    frames: framesOf(seconds),
    seconds,
    ratio: nearestRatio(width, height),
    completionTokens: report.completionTokens ?? null,
  };
}

const shortestSeconds = 4;

function secondsOf({ seconds }: TaskReport, request: PlannedRequest): number {
  if (typeof seconds === 'number') return seconds;
  return request.seconds === 'auto' ? shortestSeconds : request.seconds;
}

function ratioOf({ ratio }: TaskReport, request: PlannedRequest): FixedRatio {
  return ratio === undefined || ratio === 'adaptive' ? settleRatio(request) : ratio;
}

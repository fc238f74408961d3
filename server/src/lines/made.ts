import { families } from '../generation/families.ts';
import { nearestRatio, pixelsOf, settleRatio, type Pixels } from '../generation/pixels.ts';
import type { FixedRatio } from '../generation/request.ts';
import { framesOf, inputVideoOf, secondsOfTokens } from '../generation/tokens.ts';
import type { TaskReport } from '../dialects/mechanism.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import type { Made, Unmeasured } from './driver.ts';

/**
 * What an upstream made, from what it reports and, where it reports nothing of it, from what was asked.
 * A length that was left to it and that neither it nor its tokens tell is found in the file alone.
 */
export function madeOf(report: TaskReport, request: PlannedRequest): Made | Unmeasured {
  const ratio = ratioOf(report, request);
  const { width, height } = pixelsOf(
    request.family,
    report.resolution ?? request.resolution,
    ratio,
  );
  const completionTokens = report.completionTokens ?? null;
  const seconds = secondsOf(report, request, { width, height });
  if (seconds === null) return { seconds, completionTokens };
  return {
    width,
    height,
    frames: framesOf(seconds),
    seconds,
    ratio: nearestRatio(width, height),
    completionTokens,
  };
}

function secondsOf(
  { seconds, completionTokens }: TaskReport,
  request: PlannedRequest,
  pixels: Pixels,
): number | null {
  if (typeof seconds === 'number') return seconds;
  if (request.seconds !== 'auto') return request.seconds;
  if (completionTokens === undefined) return null;
  const lengths = families[request.family].limits.seconds;
  return secondsOfTokens(completionTokens, pixels, inputVideoOf(request.media), lengths);
}

function ratioOf({ ratio }: TaskReport, request: PlannedRequest): FixedRatio {
  return ratio === undefined || ratio === 'adaptive' ? settleRatio(request) : ratio;
}

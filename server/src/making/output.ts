import { greatest } from '../generation/extremes.ts';
import { families } from '../generation/families.ts';
import {
  mostPixels,
  nearestRatio,
  pixelsOf,
  settleRatio,
  sizedResolutions,
  type Pixels,
} from '../generation/pixels.ts';
import type { FixedRatio, Resolution } from '../generation/request.ts';
import {
  framesOf,
  inputVideoOf,
  secondsOfFrames,
  secondsOfTokens,
  tokensOf,
} from '../generation/tokens.ts';
import type { TaskReport } from '../dialects/mechanism.ts';
import type { PlannedRequest, StoredFiles, StoredOutput } from '../tasks/rows.ts';
import type { Output, Unmeasured } from './driver.ts';

/**
 * What an upstream made, from what it reports and, where it reports nothing of it that can be, from what was
 * asked. A length that was left to it and that neither it nor its tokens tell is found in the file alone.
 */
export function outputReported(report: TaskReport, request: PlannedRequest): Output | Unmeasured {
  const ratio = ratioOf(report, request);
  const { width, height } = pixelsOf(request.family, resolutionOf(report, request), ratio);
  const completionTokens = tokensTold(report, request);
  const seconds = secondsOf(report, completionTokens, request, { width, height });
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

/** What a success is settled with. Its usage is what the charge follows, whatever the upstream counted. */
export function outputOf(
  made: Output,
  request: PlannedRequest,
  files: StoredFiles | null,
): StoredOutput {
  const tokens = tokensOf(made, inputVideoOf(request));
  const seconds = Math.max(1, Math.floor(made.seconds));
  return { ...made, seconds, completionTokens: Math.min(tokens, mostTokens(request)), files };
}

/** No more is sold than was ordered: what says to be longer is not believed. */
function secondsOf(
  { seconds, frames }: TaskReport,
  completionTokens: number | null,
  request: PlannedRequest,
  pixels: Pixels,
): number | null {
  if (request.frames !== undefined) return secondsOfFrames(framesMade(frames, request.frames));
  const told = typeof seconds === 'number' ? Math.round(seconds) : 0;
  if (told >= 1 && told <= mostSeconds(request)) return told;
  if (request.seconds !== 'auto') return request.seconds;
  if (completionTokens === null) return null;
  const lengths = families[request.family].limits.seconds;
  return secondsOfTokens(completionTokens, pixels, inputVideoOf(request), lengths);
}

function framesMade(told: number | undefined, asked: number): number {
  return told !== undefined && told >= 1 && told <= asked ? Math.round(told) : asked;
}

function resolutionOf({ resolution }: TaskReport, request: PlannedRequest): Resolution {
  const isMade = resolution !== undefined && sizedResolutions(request.family).includes(resolution);
  return isMade ? resolution : request.resolution;
}

function ratioOf({ ratio }: TaskReport, request: PlannedRequest): FixedRatio {
  return ratio === undefined || ratio === 'adaptive' ? settleRatio(request) : ratio;
}

/** An upstream may count by a formula of its own, but not by one that gives so many times as much. */
const tokensFactorMax = 4;

function tokensTold({ completionTokens = 0 }: TaskReport, request: PlannedRequest): number | null {
  const isCount = Number.isSafeInteger(completionTokens) && completionTokens > 0;
  return isCount && completionTokens <= tokensFactorMax * mostTokens(request)
    ? completionTokens
    : null;
}

/** At which a request is quoted. */
function mostTokens(request: PlannedRequest): number {
  const most = { ...mostPixels(request), seconds: mostSeconds(request) };
  return tokensOf(most, inputVideoOf(request));
}

function mostSeconds({ family, seconds }: PlannedRequest): number {
  return seconds === 'auto' ? greatest(families[family].limits.seconds) : seconds;
}

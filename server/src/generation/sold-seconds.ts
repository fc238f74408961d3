import { framesPerSecond } from './tokens.ts';

/** A film of whole seconds has one frame more than they hold, and tools cut or add a few. */
const slackFrames = 3;

/**
 * The seconds that a measured clip counts as where seconds are counted: the whole second that it is within
 * three frames of, as which it was sold, and else its own length.
 */
export function soldSeconds(measuredSeconds: number): number {
  const whole = Math.round(measuredSeconds);
  // Containers keep lengths in ticks of their own, so a difference of exactly three frames is seldom exact.
  const isSold = Math.abs(measuredSeconds - whole) * framesPerSecond < slackFrames + 0.01;
  return isSold && whole > 0 ? whole : measuredSeconds;
}

/** Of all clips together. */
export function soldSecondsOf(clips: readonly { seconds: number }[]): number {
  return clips.reduce((sum, { seconds }) => sum + soldSeconds(seconds), 0);
}

/**
 * How long a video is in frames and in billed tokens. Source: the token formula in the Ark and
 * ModelArk references, and the bills that were published with it; `tokens.test.ts` holds them all.
 */
import type { Pixels } from './pixels.ts';
import type { Medium } from './request.ts';

/** Every family makes 24 frames a second. */
export const framesPerSecond = 24;

/**
 * Frames of a video of so many whole seconds. The engine makes the frames at both ends, so there is
 * one more than the seconds hold: published bills only come out with it.
 */
export function framesOf(seconds: number): number {
  return Math.round(framesPerSecond * seconds) + 1;
}

/** The other way round: of frames that are no whole seconds a fraction. */
export function secondsOfFrames(frames: number): number {
  return (frames - 1) / framesPerSecond;
}

/** The input videos of a request. */
export interface InputVideo {
  hasVideo: boolean;
  /** All input videos together; a fraction counts to the nearest frame. */
  seconds: number;
}

/** In whole milliseconds, as prices count it. */
export function inputVideoOf({
  media,
}: {
  media: readonly Pick<Medium, 'kind' | 'seconds'>[];
}): InputVideo {
  const videos = media.filter(({ kind }) => kind === 'video');
  const seconds = videos.reduce((sum, video) => sum + video.seconds, 0);
  return { hasVideo: videos.length > 0, seconds: Math.round(seconds * 1_000) / 1_000 };
}

/**
 * Billed tokens: floor(width x height x frames / 1024), where frames are those of input video and
 * output together. With an input video there is a minimum of ceil(5 x output / 3) seconds of frames.
 * Exact: every product stays far below 2^53, and a division by 1024 loses nothing.
 */
export function tokensOf(made: Pixels & { seconds: number }, input: InputVideo): number {
  const tokens = (frames: number): number => Math.floor((made.width * made.height * frames) / 1024);
  if (!input.hasVideo) return tokens(framesOf(made.seconds));
  const inputFrames = Math.round(input.seconds * framesPerSecond);
  const leastFrames = Math.ceil((5 * made.seconds) / 3) * framesPerSecond;
  return tokens(Math.max(framesOf(made.seconds) + inputFrames, leastFrames));
}

/** Which of these lengths comes to just so many tokens; null: none. */
export function secondsOfTokens(
  tokens: number,
  pixels: Pixels,
  input: InputVideo,
  lengths: readonly number[],
): number | null {
  return lengths.find((seconds) => tokensOf({ ...pixels, seconds }, input) === tokens) ?? null;
}

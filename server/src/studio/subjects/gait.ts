import type { Point } from './brush.ts';

/** Where a foot is: on the ground it goes evenly from front to back, then it swings forward. */
export function footAt(
  phase: number,
  gait: { /** Share of the cycle on the ground. */ stance: number; reach: number; lift: number },
): Point {
  const way = phase - Math.floor(phase);
  if (way < gait.stance) return [gait.reach * (1 - (2 * way) / gait.stance), 0];
  const swing = (way - gait.stance) / (1 - gait.stance);
  const eased = swing * swing * (3 - 2 * swing);
  return [gait.reach * (2 * eased - 1), -gait.lift * Math.sin(Math.PI * swing)];
}

/**
 * The knee between a hip and a foot (law of cosines). `forward` 1 bends it to the right, -1 to the left.
 * A foot out of reach is brought as near as the leg is long.
 */
export function bendLeg(
  hip: Point,
  foot: Point,
  thigh: number,
  shin: number,
  forward: 1 | -1,
): { knee: Point; foot: Point } {
  const [dx, dy] = [foot[0] - hip[0], foot[1] - hip[1]];
  const apart = Math.hypot(dx, dy) || 0.001;
  const length = Math.min(apart, (thigh + shin) * 0.999);
  const direction = Math.atan2(dy, dx);
  const cosine = (thigh * thigh + length * length - shin * shin) / (2 * thigh * length);
  const angle = direction - forward * Math.acos(Math.min(1, Math.max(-1, cosine)));
  return {
    knee: [hip[0] + thigh * Math.cos(angle), hip[1] + thigh * Math.sin(angle)],
    foot: [hip[0] + length * Math.cos(direction), hip[1] + length * Math.sin(direction)],
  };
}

/** 0 … 1 … 0 for a moment, then 0 until the period is over: a blink, a twitch of an ear. */
export function now(seconds: number, period: number, length: number, offset = 0): number {
  const way = (((seconds + offset) % period) + period) % period;
  return way < length ? Math.sin((Math.PI * way) / length) : 0;
}

export function wave(seconds: number, hertz: number, phase = 0): number {
  return Math.sin(2 * Math.PI * (seconds * hertz + phase));
}

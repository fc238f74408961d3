/** Samples per second of everything that the studio makes. */
export const soundRate = 48_000;

/** Stereo samples at `soundRate`, -1 … 1, both sides of equal length. */
export interface Track {
  left: Float32Array;
  right: Float32Array;
}

export function silence(seconds: number): Track {
  const samples = Math.round(seconds * soundRate);
  return { left: new Float32Array(samples), right: new Float32Array(samples) };
}

/** Adds one track to another, from the start and as far as both reach. */
export function addTrack(to: Track, from: Track, gain: number): void {
  const samples = Math.min(to.left.length, from.left.length);
  for (const side of ['left', 'right'] as const) {
    const target = to[side];
    const source = from[side];
    for (let at = 0; at < samples; at += 1) {
      target[at] = (target[at] ?? 0) + (source[at] ?? 0) * gain;
    }
  }
}

/** Fades both ends, and bends what is too loud instead of cutting it. */
export function master(track: Track, fadeSeconds: number): void {
  const samples = track.left.length;
  const fade = Math.min(Math.round(fadeSeconds * soundRate), Math.floor(samples / 2));
  for (const side of [track.left, track.right]) {
    for (let at = 0; at < samples; at += 1) {
      const edge = Math.min(1, at / fade, (samples - 1 - at) / fade);
      side[at] = Math.tanh((side[at] ?? 0) * edge);
    }
  }
}

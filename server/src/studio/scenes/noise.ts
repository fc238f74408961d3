import type { Random } from '../random.ts';

/** Smooth seeded noise over the plane, 0 … 1. */
export type Noise = (x: number, y: number) => number;

const side = 128;
const mask = side - 1;

/** Changes about once over a unit of length, and repeats after 128 units. */
export function noiseFrom(random: Random): Noise {
  const lattice = Float32Array.from({ length: side * side }, () => random.next());
  const at = (x: number, y: number): number => lattice[(y & mask) * side + (x & mask)] ?? 0;
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const u = smooth(x - left);
    const v = smooth(y - top);
    const upper = at(left, top) + (at(left + 1, top) - at(left, top)) * u;
    const lower = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * u;
    return upper + (lower - upper) * v;
  };
}

/** Noise on noise: each octave twice as fine and half as strong. */
export function fractal(noise: Noise, octaves: number): Noise {
  const total = 2 - 2 ** (1 - octaves);
  return (x, y) => {
    let sum = 0;
    let weight = 1;
    let scale = 1;
    for (let octave = 0; octave < octaves; octave += 1) {
      sum += weight * noise(x * scale + octave * 17.3, y * scale + octave * 9.1);
      weight /= 2;
      scale *= 2.03;
    }
    return sum / total;
  };
}

/** Sharp crests where plain noise would pass its middle. */
export function creased(noise: Noise): Noise {
  return (x, y) => 1 - Math.abs(2 * noise(x, y) - 1);
}

/** 0 below `low`, 1 above `high`, smooth in between. */
export function step(low: number, high: number, value: number): number {
  return smooth(Math.min(1, Math.max(0, (value - low) / (high - low))));
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}

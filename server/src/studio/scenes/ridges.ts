import { Path2D } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Random } from '../random.ts';
import { seenAt, shaded, sunlit } from './air.ts';
import { reach, toneAt } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { creased, fractal, noiseFrom, step } from './noise.ts';
import { computed, plate } from './plate.ts';
import type { Motion } from './plate.ts';

export interface RidgeShape {
  /** Height of the tops over the base, in frame heights. */
  height: number;
  /** Where the slopes stand, below the horizon. */
  base: number;
  /** Waves over a frame height: few are calm. */
  waves: number;
  /** 0 smooth as dunes … 1 jagged as peaks. */
  roughness: number;
  /** Where snow begins, as a share of the height: 1 none, 0 all white. */
  snowLine?: number;
  /** Its own colour; without one it is a silhouette in the air's colours. */
  own?: Color;
  /** How strongly the foot fades into the air, 0 … 1. */
  fade?: number;
  /** A sharp edge between the lit and the shaded side, as wind makes it in sand. */
  crisp?: boolean;
  /** Billows instead of slopes. */
  puffs?: boolean;
  /** Frame heights a second that it moves sideways. */
  drift?: number;
  /** Painted on top, along the line. */
  along?: (context: SKRSContext2D, topAt: (x: number) => number, wide: number) => void;
}

const white = [246, 249, 255] as const;
/** Pixels of relief for a frame height; outlines stay sharp. */
const reliefDensity = 260;
/** Of the painted slope below the base. */
const skirt = 0.34;

/** A chain of mountains, hills or dunes with a lit and a shaded side. */
export function ridge(stage: Stage, name: string, depth: number, shape: RidgeShape): Layer {
  const random = stage.board.random(`ridge ${name}`);
  const wide = reach(stage, depth);
  const lineOf = lineKind(shape);
  const heightAt = lineOf(random, shape, wide);
  const topAt = sampled((x) => shape.base - heightAt(x), wide);
  // Room above for what grows along the line.
  const box = {
    left: -wide,
    right: wide,
    top: shape.base - shape.height * 1.12 - 0.08,
    bottom: shape.base + (shape.roughness > 0.7 ? skirt * 0.5 : skirt),
  };
  const relief = reliefOf(stage, random, depth, shape, topAt, box);
  return plate(
    stage,
    depth,
    box,
    (context) => {
      context.save();
      context.clip(outline(wide, topAt, box.bottom));
      context.drawImage(relief, box.left, box.top, box.right - box.left, box.bottom - box.top);
      context.restore();
      rim(context, stage, depth, topAt, wide);
      shape.along?.(context, topAt, wide);
    },
    shape.drift === undefined ? undefined : driftOf(shape.drift),
  );
}

function lineKind(shape: RidgeShape) {
  if (shape.puffs === true) return billows;
  if (shape.crisp === true) return dunes;
  return shape.roughness > 0.7 ? summits : ridgeLine;
}

/** As far as the sides of the plate allow. */
function driftOf(pace: number): Motion {
  const most = 0.2;
  return (context, { seconds }) => {
    context.translate(Math.max(-most, Math.min(most, pace * seconds)), 0);
  };
}

/** The slopes, pixel by pixel. */
function reliefOf(
  stage: Stage,
  random: Random,
  depth: number,
  shape: RidgeShape,
  topAt: (x: number) => number,
  box: { left: number; right: number; top: number; bottom: number },
) {
  const { palette } = stage.board;
  const tone = shape.own === undefined ? toneAt(palette, depth) : seenAt(stage, depth, shape.own);
  const snow = mix(palette.haze, palette.local(white), 0.35 + 0.6 * depth ** 0.35);
  const folds = creased(fractal(noiseFrom(random), 4));
  const plain = fractal(noiseFrom(random), 3);
  const side = Math.sign(stage.light.x) || 1;
  const rough = shape.roughness;
  const fade = shape.fade ?? 0.55 * (1 - depth);
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const slopeAt = (x: number): number => (topAt(x + 0.02) - topAt(x - 0.02)) / 0.04;
  const tones = (own: Color) => ({
    bright: sunlit(stage, own, 0.34),
    middle: own,
    dark: shaded(stage, own, 0.2 + 0.35 * depth),
  });
  const [rock, cap] = [tones(tone), tones(snow)];
  const columns = Math.round(width * reliefDensity);
  // All tones that the slopes can have: looking one up is much cheaper than mixing it again.
  const [rocks, caps] = [rock, cap].map((of) =>
    faces.map((brightness) => {
      const own =
        brightness >= 0
          ? mix(of.middle, of.bright, brightness)
          : mix(of.middle, of.dark, -brightness);
      return airs.map((share) => mix(own, palette.haze, fade * share));
    }),
  );
  return computed(columns, Math.round(height * reliefDensity), (u, v) => {
    const x = box.left + u * width;
    const y = box.top + v * height;
    const below = y - topAt(x);
    if (below < -0.02) return [tone, 0];
    const deep = Math.max(0, below);
    const [fx, fy] = [x * 9 + deep * side * 3, y * 5];
    const fold = rough < 0.12 ? 0.5 : folds(fx, fy);
    const grain = rough < 0.12 ? 0 : folds(fx + side * 0.22, fy - 0.12) - fold;
    // The edge of a dune winds down its slope.
    const wind = shape.crisp === true ? 0.05 * Math.sin(deep * 26 + x * 3) - side * deep * 0.7 : 0;
    const face = slopeAt(x + wind + (plain(x * 7, y * 11) - 0.5) * (0.06 + deep * 0.9));
    // The line's own slope rules near the top, folds of the ground further down.
    const facing =
      side *
        face *
        (rough > 0.7 ? 0.9 : 1.05 - 0.5 * rough) *
        Math.exp(-deep * (shape.crisp === true ? 1.5 : rough > 0.5 ? 2.4 : 6)) +
      grain * 2.6 * rough;
    // Clouds are lit from above and have no faces.
    const own = shape.puffs === true ? 1 - deep * 16 + (plain(x * 6, y * 9) - 0.5) * 1.6 : facing;
    const brightness = Math.round(Math.min(1, Math.max(-1, own)) * 3);
    const air = Math.round(step(0, 1, deep / (shape.height * 1.1 + 0.05)) * (airs.length - 1));
    let of = rocks;
    if (shape.snowLine !== undefined) {
      const altitude = (shape.base - y) / shape.height;
      const line = shape.snowLine + (plain(x * 16, y * 22) - 0.5) * 0.42 - brightness * 0.02;
      if (altitude > line) of = caps;
    }
    return [of?.[brightness + 3]?.[air] ?? tone, 1];
  });
}

const faces = [-1, -2 / 3, -1 / 3, 0, 1 / 3, 2 / 3, 1];
const airs = Array.from({ length: 24 }, (_, at) => at / 23);

/** A line asked for at very many places, remembered at close ones. */
function sampled(line: (x: number) => number, wide: number): (x: number) => number {
  const perHeight = 600;
  const from = -wide - 0.2;
  const values = Float32Array.from({ length: Math.ceil((wide + 0.2) * 2 * perHeight) }, (_, at) =>
    line(from + at / perHeight),
  );
  return (x) => {
    const place = Math.min(values.length - 2, Math.max(0, (x - from) * perHeight));
    const at = Math.floor(place);
    const here = values[at] ?? 0;
    return here + ((values[at + 1] ?? here) - here) * (place - at);
  };
}

/** A thin line of light along the edge, strongest under the sun. */
function rim(
  context: SKRSContext2D,
  stage: Stage,
  depth: number,
  topAt: (x: number) => number,
  wide: number,
): void {
  const { palette, style } = stage.board;
  if (style === 'ink') return;
  const { x } = stage.light;
  const shine = context.createLinearGradient(x - 0.9, 0, x + 0.9, 0);
  shine.addColorStop(0, css(palette.light, 0));
  shine.addColorStop(0.5, css(palette.light, 0.5 * (1 - depth * 0.4)));
  shine.addColorStop(1, css(palette.light, 0));
  context.strokeStyle = shine;
  context.lineWidth = 0.0024;
  context.beginPath();
  for (let at = -wide; at <= wide; at += 0.006) context.lineTo(at, topAt(at) + 0.001);
  context.stroke();
}

function outline(wide: number, topAt: (x: number) => number, bottom: number): Path2D {
  const path = new Path2D();
  for (let x = -wide; x <= wide + 0.006; x += 0.006) path.lineTo(x, topAt(x));
  path.lineTo(wide, bottom);
  path.lineTo(-wide, bottom);
  path.closePath();
  return path;
}

/** Height over the base: folded waves for peaks, plain ones for hills. */
function ridgeLine(random: Random, shape: RidgeShape): (x: number) => number {
  const octaves = [1, 2.1, 4.3, 8.9, 18.1, 37.3].map((factor, at) => ({
    frequency: shape.waves * factor * random.between(0.9, 1.1),
    phase: random.between(0, 100),
    weight: at === 0 ? 1 : (0.14 + 0.34 * shape.roughness) ** at,
  }));
  const total = octaves.reduce((sum, octave) => sum + octave.weight, 0);
  return (x) => {
    let sum = 0;
    for (const { frequency, phase, weight } of octaves) {
      const wave = Math.sin(x * frequency + phase);
      const fold = 1 - 2 * Math.abs(Math.sin((x * frequency) / 2 + phase));
      sum += weight * (wave + (fold - wave) * shape.roughness);
    }
    return shape.height * (0.55 + 0.55 * (sum / total));
  };
}

/** Round heads beside round heads, small ones on large ones. */
function billows(random: Random, shape: RidgeShape): (x: number) => number {
  const heads = [1, 2.7, 6.1].map((factor) => ({
    frequency: shape.waves * factor,
    phase: random.between(0, 100),
    weight: 0.62 / factor ** 0.9,
  }));
  return (x) => {
    let sum = 0.25;
    for (const { frequency, phase, weight } of heads) {
      sum +=
        weight * Math.sqrt(Math.abs(Math.sin(x * frequency + phase + Math.sin(x * 1.7 + phase))));
    }
    return shape.height * sum;
  };
}

/** Peaks with straight flanks and broken edges; the highest stand away from each other. */
function summits(random: Random, shape: RidgeShape, wide: number): (x: number) => number {
  const peaks: { x: number; height: number; left: number; right: number }[] = [];
  const gap = 1.15 / shape.waves;
  for (let x = -wide - gap; x < wide + gap; x += gap * random.between(0.5, 1.2)) {
    peaks.push({
      x,
      height: shape.height * random.between(0.42, 1) ** 0.9,
      left: random.between(0.62, 1.15),
      right: random.between(0.62, 1.15),
    });
  }
  const broken = fractal(noiseFrom(random), 5);
  return (x) => {
    const rough = (broken(x * 7 + 300, 1.5) - 0.5) * shape.height * 0.34;
    const bent = x + (broken(x * 4 + 200, 7.5) - 0.5) * 0.09;
    let top = shape.height * 0.16;
    for (const peak of peaks) {
      const far = bent - peak.x;
      top = Math.max(top, peak.height - Math.abs(far) * (far < 0 ? peak.left : peak.right));
    }
    return top + rough;
  };
}

/** Crests with hollow flanks, one steeper than the other. */
function dunes(random: Random, shape: RidgeShape, wide: number): (x: number) => number {
  const gap = 1.7 / shape.waves;
  const crests: { x: number; height: number; left: number; right: number }[] = [];
  for (let x = -wide - gap; x < wide + gap; x += gap * random.between(0.6, 1.2)) {
    crests.push({
      x,
      height: shape.height * random.between(0.45, 1),
      left: gap * random.between(0.9, 1.7),
      right: gap * random.between(0.7, 1.2),
    });
  }
  return (x) => {
    let top = shape.height * 0.1;
    for (const { x: middle, height, left, right } of crests) {
      const far = x < middle ? (middle - x) / left : (x - middle) / right;
      if (far < 1) top = Math.max(top, height * (1 - far) ** 1.5);
    }
    return top;
  };
}

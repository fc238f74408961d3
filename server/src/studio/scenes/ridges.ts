import { Path2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Random } from '../random.ts';
import { enter, reach, toneAt } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

export interface RidgeShape {
  /** Height of the tops over the base, in frame heights. */
  height: number;
  /** Where the slopes stand, below the horizon. */
  base: number;
  /** Waves over a frame height: few are calm. */
  waves: number;
  /** 0 smooth as dunes … 1 jagged as peaks. */
  roughness: number;
  /** White tops. */
  capped?: boolean;
  /** How much the side towards the light stands out, 0 … 1. */
  relief?: number;
}

const white = [250, 251, 255] as const;

/** A chain of mountains, hills or dunes. */
export function ridge(stage: Stage, depth: number, shape: RidgeShape): Layer {
  const { palette, lightX } = stage.board;
  const wide = reach(stage);
  const random = stage.board.random(`ridge ${String(depth)}`);
  const heightAt = ridgeLine(random, shape);
  const floor = 2;
  const body = outline(
    wide,
    (x) => shape.base - heightAt(x),
    () => floor,
  );
  const facets =
    shape.roughness < 0.3 ? null : shadedSides(wide, heightAt, shape, Math.sign(lightX));
  const cap = outline(wide, (x) => shape.base - heightAt(x), capLine(random, heightAt, shape));
  const tone = toneAt(palette, depth);
  // Air gathers at the foot of mountains; dunes and hills are darkest there.
  const foot = shape.roughness < 0.3 ? mix(palette.ground, [0, 0, 0], 0.3) : palette.haze;
  const snow = mix(mix(white, palette.light, 0.35), palette.haze, 0.12 + 0.4 * (1 - depth) ** 3);
  return {
    draw(context, { view }) {
      enter(context, stage, view, depth);
      const slope = context.createLinearGradient(0, shape.base - shape.height, 0, shape.base + 0.2);
      slope.addColorStop(0, css(mix(tone, palette.light, shape.roughness < 0.3 ? 0.26 : 0.08)));
      slope.addColorStop(1, css(mix(tone, foot, shape.roughness < 0.3 ? 0.4 : 0.45 * (1 - depth))));
      context.fillStyle = slope;
      context.fill(body);
      if (shape.capped === true) {
        context.fillStyle = css(snow);
        context.fill(cap);
      }
      if (facets !== null) {
        context.fillStyle = css(mix(tone, palette.ground, 0.7), 0.32 * (shape.relief ?? 0.5));
        context.fill(facets);
      }
    },
  };
}

function outline(
  wide: number,
  topAt: (x: number) => number,
  bottomAt: (x: number) => number,
): Path2D {
  const path = new Path2D();
  const step = 0.008;
  for (let x = -wide; x <= wide; x += step) path.lineTo(x, topAt(x));
  for (let x = wide; x >= -wide; x -= step) path.lineTo(x, bottomAt(x));
  path.closePath();
  return path;
}

/** From each top down its side away from the light: that is what gives a ridge its body. */
function shadedSides(
  wide: number,
  heightAt: (x: number) => number,
  shape: RidgeShape,
  lightSide: number,
): Path2D {
  const path = new Path2D();
  const step = 0.008;
  const away = lightSide > 0 ? -1 : 1;
  for (let x = -wide; x <= wide; x += step) {
    const here = heightAt(x);
    if (heightAt(x - step) >= here || heightAt(x + step) > here) continue;
    let foot = x;
    while (Math.abs(foot - x) < 1 && heightAt(foot + away * step) < heightAt(foot)) {
      foot += away * step;
    }
    path.moveTo(x, shape.base - here);
    for (let side = x; Math.abs(side - foot) > step / 2; side += away * step) {
      path.lineTo(side, shape.base - heightAt(side));
    }
    const fall = here - heightAt(foot);
    path.lineTo(foot, shape.base - heightAt(foot) + fall * 0.25);
    // Back up along a crooked line through the face of the slope.
    path.lineTo(x + away * fall * 0.3, shape.base - here + fall * 1.1);
    path.lineTo(x + away * fall * 0.02, shape.base - here + fall * 0.72);
    path.lineTo(x + away * fall * 0.16, shape.base - here + fall * 0.4);
    path.closePath();
  }
  return path;
}

/** The lower edge of the snow: jagged, and only where the ridge is high. */
function capLine(
  random: Random,
  heightAt: (x: number) => number,
  shape: RidgeShape,
): (x: number) => number {
  const phase = random.between(0, 100);
  return (x) => {
    const tooth =
      Math.abs(((x * 19 + phase) % 1) - 0.5) + Math.abs(((x * 47 + phase) % 1) - 0.5) * 0.5;
    const snowLine = shape.height * (0.5 + 0.22 * tooth + 0.07 * Math.sin(x * 5 + phase));
    return shape.base - Math.min(heightAt(x), snowLine);
  };
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

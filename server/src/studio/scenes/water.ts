import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { enter, horizonRow, reach } from './layer.ts';
import type { Layer, Moment, Stage } from './layer.ts';
import { creased, fractal, noiseFrom, step } from './noise.ts';
import { computed } from './plate.ts';

export interface WaterShape {
  /** 0 open sea … 1 a pond without wind. */
  calm: number;
  /** The water's own colour, seen where it mirrors least: near the camera. */
  own?: Color;
  /** Traces the surface when it is not the whole frame below the horizon; the context is entered. */
  shore?: (context: SKRSContext2D) => void;
  /** Of the shore line below the horizon; the mirror starts here. */
  top?: number;
  /** Whether sun or moon glitter on it; they do unless told otherwise. */
  glitter?: boolean;
  /** How much of the sky and land comes back, 0 … 1. */
  mirror?: number;
}

const ripplePlates = 3;

/** Water, or wet ground: mirrors what was drawn above it in strips that waver, under moving ripples. */
export function water(stage: Stage, name: string, shape: WaterShape): Layer {
  const { palette } = stage.board;
  const top = shape.top ?? 0;
  const wide = reach(stage, 1);
  const { calm } = shape;
  const own =
    shape.own === undefined ? mix(palette.ground, palette.middle, 0.4) : palette.local(shape.own);
  const above = createCanvas(stage.width, stage.height);
  const ripples = ripplesOf();
  const strength = shape.mirror ?? 0.25 + 0.65 * calm;
  return {
    draw(context, moment) {
      const { view } = moment;
      const shoreRow = Math.round(horizonRow(stage, view) + (top + view.lift * 0.3) * stage.height);
      if (shoreRow >= stage.height) return;
      const rows = Math.min(shoreRow, stage.height - shoreRow);
      const from = shoreRow - rows;
      above
        .getContext('2d')
        .drawImage(context.canvas, 0, from, stage.width, rows, 0, from, stage.width, rows);
      context.save();
      if (shape.shore !== undefined) {
        enter(context, stage, view, 0.6);
        context.beginPath();
        shape.shore(context);
        context.clip();
      }
      context.resetTransform();
      if (strength > 0) mirror(context, above, shoreRow, moment.seconds, calm);
      const depth = context.createLinearGradient(0, shoreRow, 0, stage.height);
      depth.addColorStop(0, css(mix(own, palette.horizon, 0.5), 0.9 * (1 - strength) + 0.05));
      depth.addColorStop(0.35, css(mix(own, palette.horizon, 0.14), 1 - strength * 0.75));
      depth.addColorStop(1, css(mix(own, palette.ground, 0.3), 0.95 - strength * 0.35));
      context.fillStyle = depth;
      context.fillRect(0, shoreRow, stage.width, stage.height - shoreRow);
      shimmer(context, moment, ripples);
      context.restore();
    },
  };

  /** Plates of ripples that fade into each other: the surface moves without going anywhere. */
  function shimmer(
    context: SKRSContext2D,
    { seconds, view }: Moment,
    plates: readonly Canvas[],
  ): void {
    enter(context, stage, view, 0.6);
    const bottom = 1.25 - stage.horizon;
    plates.forEach((picture, at) => {
      const wave = Math.sin(seconds * 1.6 + (at * Math.PI * 2) / ripplePlates);
      if (wave <= -0.2) return;
      context.globalAlpha = (wave + 0.2) / 1.2;
      const slide = 0.02 * Math.sin(seconds * 0.5 + at * 2) + (0.012 * seconds * (at - 1)) / 2;
      context.drawImage(picture, -wide - 0.1 + slide, top, wide * 2 + 0.2, bottom - top);
    });
    context.globalAlpha = 1;
  }

  /** Crests and troughs, and on them the broken image of sun or moon. */
  function ripplesOf(): Canvas[] {
    const { palette: air, weather, style } = stage.board;
    const bright = mix(air.horizon, air.light, 0.35);
    const dark = mix(own, air.ground, 0.5);
    const veil = weather === 'clear' || weather === 'cloudy' || weather === 'wind' ? 1 : 0.25;
    const strong = style === 'ink' || shape.glitter === false ? 0 : veil * 0.95;
    return Array.from({ length: ripplePlates }, (_, at) => {
      const random = stage.board.random(`ripples ${name} ${String(at)}`);
      const waves = creased(fractal(noiseFrom(random), 3));
      const sparks = fractal(noiseFrom(random), 2);
      return surface((x, far, v) => {
        const lane = Math.exp(-(((x - stage.light.x) / (0.05 + v * 0.2)) ** 2));
        if (lane > 0.02) {
          const spark = sparks(x * far * 9, far * 44);
          const shine = step(0.76 - lane * 0.34, 0.84 - lane * 0.3, spark) * strong;
          if (shine > 0.1) return [air.light, shine];
        }
        const crest = waves(x * far * 5, far * 26);
        const light = step(0.78, 0.98, crest) * (0.5 - 0.3 * calm);
        const shade = step(0.45, 0.1, crest) * (0.34 - 0.2 * calm);
        return light > shade ? [bright, light] : [dark, shade];
      });
    });
  }

  /** Computed in perspective: `far` is how much water lies in a row. */
  function surface(
    pixelAt: (x: number, far: number, v: number) => readonly [Color, number],
  ): Canvas {
    const span = wide * 2 + 0.2;
    const bottom = 1.25 - stage.horizon;
    return computed(640, 200, (u, v) => {
      const far = 0.3 / (v * (bottom - top) + 0.018);
      const [tone, alpha] = pixelAt(-wide - 0.1 + u * span, far, v);
      return [tone, alpha * Math.min(1, v * 14)];
    });
  }
}

function mirror(
  context: SKRSContext2D,
  above: Canvas,
  shore: number,
  seconds: number,
  calm: number,
): void {
  const { width, height } = above;
  const strips = 44;
  const depth = height - shore;
  const widest = (1 - calm * 0.8) * 0.016 * height;
  // Broken water hides single pixels, and looking up one is much cheaper than blending four.
  context.imageSmoothingEnabled = false;
  for (let at = 0; at < strips; at += 1) {
    // Thin strips at the shore, thick ones in front, as perspective has it.
    const top = Math.round(depth * (at / strips) ** 1.5);
    const bottom = Math.round(depth * ((at + 1) / strips) ** 1.5);
    // What lies nearer to the lower edge than the picture is high mirrors its top row.
    const from = Math.max(0, shore - bottom);
    if (bottom <= top) continue;
    const waver = Math.sin(at * 1.7 + seconds * 2.1) * widest * (0.15 + at / strips);
    const tall = bottom - top;
    context.save();
    context.translate(waver, shore + bottom);
    context.scale(1, -1);
    // A little wider than the frame, so that no strip shows its end.
    const wide = width + 2 * widest;
    context.drawImage(above, 0, from, width, tall, -widest, 0, wide, tall);
    context.restore();
  }
  context.imageSmoothingEnabled = true;
}

import { Path2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import { enter, reach, toneAt } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

export interface SkylineShape {
  /** Of the highest towers, in frame heights. */
  height: number;
  /** Of an ordinary house. */
  width: number;
  /** Share of lit windows by night. */
  windows: number;
}

const litShare = { dawn: 0.25, day: 0.04, dusk: 0.6, night: 1 } as const;
/** Windows live in groups that dim and light up together. */
const groups = 5;

/** A row of houses with lit windows, standing on the horizon. */
export function skyline(stage: Stage, depth: number, shape: SkylineShape): Layer {
  const { palette } = stage.board;
  const { walls, windows } = houses(stage, depth, shape);
  const tone = toneAt(palette, depth);
  // Warm rooms for the most part, and some in the colours of signs.
  const glass = [
    mix(palette.accent, palette.light, 0.45),
    palette.accent,
    mix(palette.accent, palette.light, 0.75),
    palette.contrast,
    mix(palette.accent, palette.light, 0.3),
  ].map((shine) => css(mix(shine, tone, 0.5 * (1 - depth))));
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      const wall = context.createLinearGradient(0, -shape.height, 0, 0.05);
      wall.addColorStop(0, css(mix(tone, palette.ground, 0.25)));
      wall.addColorStop(1, css(mix(tone, palette.haze, 0.35)));
      context.fillStyle = wall;
      context.fill(walls);
      windows.forEach((group, at) => {
        context.fillStyle = glass[at % glass.length] ?? css(palette.accent);
        context.globalAlpha = 0.72 + 0.22 * Math.sin(seconds * (0.5 + at * 0.23) + at * 1.9);
        context.fill(group);
      });
      context.globalAlpha = 1;
    },
  };
}

function houses(stage: Stage, depth: number, shape: SkylineShape) {
  const random = stage.board.random(`skyline ${String(depth)}`);
  const lit = shape.windows * litShare[stage.board.time];
  const wide = reach(stage);
  const walls = new Path2D();
  const windows = Array.from({ length: groups }, () => new Path2D());
  const pane = shape.width * 0.085;
  for (let x = -wide; x < wide;) {
    const width = shape.width * random.between(0.6, 1.5);
    const tower = random.next() < 0.22;
    const height = shape.height * (tower ? random.between(0.75, 1) : random.between(0.25, 0.62));
    walls.rect(x, -height, width, height + 1.5);
    if (tower && random.next() < 0.6) {
      walls.rect(x + width * 0.46, -height * 1.16, width * 0.06, height);
    }
    if (random.next() < 0.4) walls.rect(x + width * 0.2, -height - pane * 2, width * 0.4, pane * 3);
    for (let left = x + pane; left < x + width - pane * 1.6; left += pane * 1.9) {
      for (let top = -height + pane * 1.4; top < -pane; top += pane * 2.6) {
        if (random.next() > lit) continue;
        windows[Math.floor(random.next() * groups)]?.rect(left, top, pane, pane * 1.35);
      }
    }
    x += width * (random.next() < 0.2 ? random.between(1.02, 1.3) : 1);
  }
  return { walls, windows };
}

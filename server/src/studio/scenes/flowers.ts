import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { color, css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { tints } from '../palettes.ts';
import { seenAt, shaded, sunlit } from './air.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { paintedBox } from './plate.ts';

const petals = {
  spring: ['#f7c6d4', '#fdf1c4', '#ef8aa8', '#ffffff'],
  summer: ['#e84d4a', '#f6c445', '#b978d8', '#f7f2e4'],
  autumn: ['#e0a24a', '#c9673c', '#efe0b0', '#a8475a'],
  winter: ['#f2f6fc', '#dbe6f2', '#f2f6fc', '#c9d8e8'],
} as const;

/** Rows that sway apart look like wind; each blade alone would cost more than it shows. */
const rows = 3;

/** Grass with the flowers of the season between two heights below the horizon. */
export function flowers(
  stage: Stage,
  name: string,
  depth: number,
  from: number,
  to: number,
): Layer {
  const wide = reach(stage, depth);
  const windy = stage.board.weather === 'wind' || stage.board.weather === 'storm';
  const bands = Array.from({ length: rows }, (_, row) => {
    const base = from + ((to - from) * (row + 1)) / rows;
    const size = 0.035 + 0.1 * Math.max(0, base - 0.05);
    const box = { left: -wide, right: wide, top: base - size * 2.4, bottom: base + size };
    return {
      base,
      box,
      picture: band(stage, `${name} ${String(row)}`, depth, box, base, size, (to - from) / rows),
    };
  });
  return {
    draw(context, { seconds, view }) {
      bands.forEach(({ base, box, picture }, at) => {
        enter(context, stage, view, depth - (rows - 1 - at) * 0.04);
        const lean = (windy ? 0.22 : 0.09) * Math.sin(seconds * (windy ? 2.6 : 1.3) + at * 1.3);
        context.transform(1, 0, lean, 1, -lean * base, 0);
        context.drawImage(picture, box.left, box.top, box.right - box.left, box.bottom - box.top);
      });
    },
  };
}

function band(
  stage: Stage,
  name: string,
  depth: number,
  box: { left: number; top: number; right: number; bottom: number },
  base: number,
  size: number,
  deep: number,
): Canvas {
  const random = stage.board.random(`flowers ${name}`);
  const { season, palette } = stage.board;
  const green = seenAt(
    stage,
    depth,
    color(season === 'winter' ? '#b9c6d2' : season === 'autumn' ? '#a08a3e' : '#5c8a3a'),
  );
  const [bright, dark] = [sunlit(stage, green, 0.35), shaded(stage, green, 0.45)];
  const many = stage.board.tint !== null && stage.board.scene === 'meadow' ? 26 : 9;
  const heads = headTones(stage).map((tone) => sunlit(stage, seenAt(stage, depth, tone), 0.12));
  return paintedBox(stage, box, (context) => {
    const count = Math.round(((box.right - box.left) * 26) / Math.sqrt(size));
    for (let at = 0; at < count; at += 1) {
      const x = random.between(box.left, box.right);
      const y = base - random.next() * Math.min(size, deep) * 0.8 + size * 0.3;
      const height = size * random.between(0.5, 1.3);
      blade(
        context,
        x,
        y,
        height,
        random.between(-0.4, 0.4),
        css(mix(dark, bright, random.next())),
      );
    }
    // Flowers grow in patches.
    for (let patch = 0; patch < (box.right - box.left) * many; patch += 1) {
      const middle = random.between(box.left, box.right);
      const tone = heads[Math.floor(random.next() * heads.length)] ?? palette.accent;
      for (let at = 0; at < 7; at += 1) {
        const x = middle + (random.next() + random.next() - 1) * size * 2.4;
        const top = base - size * random.between(0.2, 1.35);
        context.fillStyle = css(mix(tone, random.next() < 0.5 ? bright : tone, 0.2));
        blossom(context, x, top, size * random.between(0.07, 0.14));
      }
    }
  });
}

/** The seasons' mixture, or the colour that the prompt asks for. */
function headTones({ board }: Stage): readonly Color[] {
  if (board.tint === null || board.tint === 'green') return petals[board.season].map(color);
  const named = tints[board.tint];
  return [named, named, mix(named, [255, 255, 255], 0.35)];
}

function blade(
  context: SKRSContext2D,
  x: number,
  y: number,
  height: number,
  lean: number,
  tone: string,
): void {
  context.fillStyle = tone;
  context.beginPath();
  context.moveTo(x - height * 0.05, y);
  context.quadraticCurveTo(x, y - height * 0.6, x + lean * height, y - height);
  context.quadraticCurveTo(x + height * 0.08, y - height * 0.5, x + height * 0.06, y);
  context.fill();
}

function blossom(context: SKRSContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.ellipse(x, y, size, size * 0.75, 0, 0, 7);
  context.fill();
}

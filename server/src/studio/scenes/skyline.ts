import { Path2D } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { color, css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Random } from '../random.ts';
import { seenAt, shaded, sunlit } from './air.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { paintedBox } from './plate.ts';

const litShare = { dawn: 0.16, day: 0, golden: 0.08, dusk: 0.34, night: 0.42 } as const;
/** Windows of one colour; those of the first group dim and light up. */
const groups = 4;
const stone = ['#8d8f98', '#a89a90', '#7f8a99', '#b5a79a', '#6f7f92'].map(color);
const glass = color('#8fb0c8');

interface House {
  x: number;
  width: number;
  height: number;
  roof: 'flat' | 'steps' | 'spire' | 'slope' | 'tank';
  wall: Color;
}

/** A row of houses with lit windows; `height` of the highest towers, `base` below the horizon. */
export function skyline(
  stage: Stage,
  name: string,
  depth: number,
  base: number,
  height: number,
): Layer {
  const random = stage.board.random(`skyline ${name}`);
  const wide = reach(stage, depth);
  const box = { left: -wide, right: wide, top: base - height * 1.35, bottom: base + 0.05 };
  const houses = housesOf(random, wide, height);
  const { palette } = stage.board;
  const lit = litShare[stage.board.time];
  const pane = Math.max(0.0034, height * 0.018);
  const { windows, signs } = lightsOf(random, houses, base, pane, lit);
  const shine = windowTones(stage, depth);
  const [changing] = windows;
  const walls = paintedBox(stage, box, (context) => {
    for (const house of houses) paintHouse(context, stage, depth, base, house);
    windows.slice(1).forEach((group, at) => {
      context.fillStyle = css(shine[at % shine.length] ?? palette.accent);
      context.fill(group);
    });
  });
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      context.drawImage(walls, box.left, box.top, box.right - box.left, box.bottom - box.top);
      // Of all rooms a few change their light; the others are painted on the walls.
      context.fillStyle = css(shine[0] ?? palette.accent);
      context.globalAlpha = 0.5 + 0.5 * Math.sin(seconds * 1.6 + depth * 20);
      if (changing !== undefined) context.fill(changing);
      context.globalAlpha = Math.sin(seconds * 3) > -0.2 ? 1 : 0.25;
      context.fillStyle = css(palette.contrast);
      context.fill(signs);
      context.globalAlpha = 1;
    },
  };
}

/** Warm rooms for the most part, and some in the colours of signs. */
function windowTones(stage: Stage, depth: number): readonly Color[] {
  const { palette } = stage.board;
  const veil = 0.35 * (1 - depth);
  return [
    mix(mix(palette.accent, palette.light, 0.4), palette.haze, veil),
    mix(palette.accent, palette.haze, veil),
    mix(mix(palette.accent, palette.light, 0.75), palette.haze, veil),
  ];
}

function housesOf(random: Random, wide: number, height: number): House[] {
  const houses: House[] = [];
  for (let x = -wide; x < wide;) {
    const tower = random.next() < 0.24;
    // Cities rise towards their middle.
    const rise = 0.55 + 0.45 * Math.exp(-((x / 0.7) ** 2));
    const width = height * (tower ? random.between(0.13, 0.22) : random.between(0.16, 0.34));
    houses.push({
      x,
      width,
      height: height * rise * (tower ? random.between(0.75, 1) : random.between(0.22, 0.55)),
      roof: tower
        ? random.pick(['spire', 'steps', 'slope', 'flat'] as const)
        : random.pick(['flat', 'flat', 'tank', 'steps'] as const),
      wall: stone[Math.floor(random.next() * stone.length)] ?? glass,
    });
    x += width * (random.next() < 0.25 ? random.between(1.05, 1.3) : random.between(0.7, 1));
  }
  return houses.sort((a, b) => b.height - a.height);
}

function paintHouse(
  context: SKRSContext2D,
  stage: Stage,
  depth: number,
  base: number,
  { x, width, height, roof, wall }: House,
): void {
  const { palette } = stage.board;
  const own = seenAt(stage, depth, wall);
  const side = Math.sign(stage.light.x) || 1;
  const [bright, dark] = [sunlit(stage, own, 0.22), shaded(stage, own, 0.45)];
  const top = base - height;
  const face = (from: number, share: number, tone: Color): void => {
    const fall = context.createLinearGradient(0, top, 0, base + 0.03);
    fall.addColorStop(0, css(tone));
    fall.addColorStop(1, css(mix(tone, palette.haze, 0.62 * (1 - depth * 0.6))));
    context.fillStyle = fall;
    context.fillRect(from, top, width * share, height + 0.4);
  };
  // Two faces at a corner: the light shows which way each looks.
  const corner = 0.62;
  if (side > 0) {
    face(x, 1 - corner, dark);
    face(x + width * (1 - corner), corner, bright);
  } else {
    face(x, corner, bright);
    face(x + width * corner, 1 - corner, dark);
  }
  context.fillStyle = css(dark, 0.25);
  const floor = Math.max(0.005, height * 0.035);
  for (let y = top + floor; y < base; y += floor) context.fillRect(x, y, width, floor * 0.35);
  context.fillStyle = css(mix(dark, bright, 0.4));
  paintRoof(context, roof, x, top, width);
}

function paintRoof(
  context: SKRSContext2D,
  roof: House['roof'],
  x: number,
  top: number,
  width: number,
): void {
  if (roof === 'steps') {
    context.fillRect(x + width * 0.16, top - width * 0.22, width * 0.68, width * 0.24);
    context.fillRect(x + width * 0.32, top - width * 0.4, width * 0.36, width * 0.2);
  } else if (roof === 'spire') {
    context.fillRect(x + width * 0.2, top - width * 0.3, width * 0.6, width * 0.32);
    context.beginPath();
    context.moveTo(x + width * 0.38, top - width * 0.28);
    context.lineTo(x + width * 0.5, top - width * 1.5);
    context.lineTo(x + width * 0.62, top - width * 0.28);
    context.fill();
  } else if (roof === 'slope') {
    context.beginPath();
    context.moveTo(x, top + 0.001);
    context.lineTo(x + width, top - width * 0.55);
    context.lineTo(x + width, top + 0.001);
    context.fill();
  } else if (roof === 'tank') {
    context.fillRect(x + width * 0.56, top - width * 0.2, width * 0.22, width * 0.22);
    context.fillRect(x + width * 0.2, top - width * 0.08, width * 0.2, width * 0.1);
  }
}

/** Lit windows in groups, and the lamps on the spires. */
function lightsOf(
  random: Random,
  houses: readonly House[],
  base: number,
  pane: number,
  lit: number,
): { windows: Path2D[]; signs: Path2D } {
  const windows = Array.from({ length: groups }, () => new Path2D());
  const signs = new Path2D();
  for (const { x, width, height, roof } of houses) {
    const top = base - height;
    if (lit > 0.1 && roof === 'spire')
      signs.rect(x + width * 0.48, top - width * 1.53, 0.005, 0.005);
    if (lit === 0) continue;
    // Whole floors are often lit or dark together.
    for (let y = top + pane * 2; y < base - pane; y += pane * 2.1) {
      const floorLit = random.next() < 0.3 ? lit * 2.2 : lit * 0.75;
      for (let left = x + pane * 0.8; left < x + width - pane * 1.4; left += pane * 1.75) {
        if (random.next() > floorLit) continue;
        windows[random.next() < 0.06 ? 0 : 1 + Math.floor(random.next() * (groups - 1))]?.rect(
          left,
          y,
          pane,
          pane * 1.15,
        );
      }
    }
  }
  return { windows, signs };
}

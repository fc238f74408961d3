import type { SKRSContext2D } from '@napi-rs/canvas';
import { color, css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Random } from '../random.ts';
import { seenAt, shaded, sunlit } from './air.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { paintedBox } from './plate.ts';
import { glowSprite } from './sky.ts';

export interface RowShape {
  base: number;
  /** Height of a house with its roof, in frame heights. */
  size: number;
  /** Over the frame's width. */
  count: number;
  /** Half of a middle strip that stays free, in frame heights. */
  clear?: number;
}

const plaster = ['#e8dcc6', '#d9c4a5', '#efe6d8', '#c98f6b', '#b9c4c0'].map(color);
const whitewash = ['#f1ede4', '#e4dfd3', '#f6f2ea'].map(color);
const wood = ['#8a6142', '#77513a', '#9a6d48'].map(color);
const tiles = ['#a8482f', '#8f3f2e', '#b65a38'].map(color);
const slate = color('#3f464d');
const snow = color('#f2f7fd');
const glowing = { dawn: 0.4, day: 0, golden: 0.35, dusk: 0.85, night: 1 } as const;

interface Home {
  x: number;
  y: number;
  width: number;
  height: number;
  wall: Color;
  roof: Color;
}

/** Small houses in a loose row, with lit windows towards evening and smoke from the chimneys. */
export function houses(stage: Stage, name: string, depth: number, shape: RowShape): Layer {
  const random = stage.board.random(`houses ${name}`);
  const wide = reach(stage, depth);
  const homes = homesOf(stage, random, wide, shape);
  const box = {
    left: -wide,
    right: wide,
    top: shape.base - shape.size * 1.6,
    bottom: shape.base + 0.06,
  };
  const picture = paintedBox(stage, box, (context) => {
    for (const home of homes) paintHome(context, stage, depth, random, home);
  });
  const smokers = homes.filter((_, at) => at % 2 === 0);
  const smoke = glowSprite(stage, 0.1, mix(stage.board.palette.haze, [255, 255, 255], 0.35), 0.5);
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      context.drawImage(picture, box.left, box.top, box.right - box.left, box.bottom - box.top);
      for (const home of smokers) {
        for (let puff = 0; puff < 7; puff += 1) {
          const age = (seconds * 0.22 + puff / 7 + home.x * 3 + 9) % 1;
          const size = shape.size * (0.07 + 0.3 * age);
          const x = home.x + home.width * 0.22 + age * age * shape.size * 1.1;
          const y = home.y - home.height * 1.04 - age * shape.size * 1.3;
          context.globalAlpha = 0.75 * (1 - age);
          context.drawImage(smoke.picture, x - size, y - size, size * 2, size * 2);
        }
      }
      context.globalAlpha = 1;
    },
  };
}

function homesOf(stage: Stage, random: Random, wide: number, shape: RowShape): Home[] {
  const { eastern, season } = stage.board;
  const count = Math.round((shape.count * wide * 2) / stage.aspect);
  const walls = eastern ? whitewash : season === 'winter' ? wood : plaster;
  const homes = Array.from({ length: count }, (_, at): Home => {
    const height = shape.size * random.between(0.75, 1.1);
    return {
      x: -wide + ((at + random.between(0.2, 0.8)) / count) * wide * 2,
      y: shape.base + random.between(-0.02, 0.02),
      width: height * random.between(0.95, 1.5),
      height,
      wall: walls[Math.floor(random.next() * walls.length)] ?? snow,
      roof: eastern ? slate : (tiles[Math.floor(random.next() * tiles.length)] ?? slate),
    };
  });
  const { clear = 0 } = shape;
  return homes.filter(({ x }) => Math.abs(x) >= clear).sort((a, b) => a.y - b.y);
}

function paintHome(
  context: SKRSContext2D,
  stage: Stage,
  depth: number,
  random: Random,
  home: Home,
): void {
  const { board } = stage;
  const { palette } = board;
  const side = Math.sign(stage.light.x) || 1;
  const wall = seenAt(stage, depth, home.wall);
  const [bright, dark] = [sunlit(stage, wall, 0.25), shaded(stage, wall, 0.4)];
  const { x, y, width, height } = home;
  const eaves = y - height * 0.52;
  const split = x - side * width * 0.12;
  context.fillStyle = css(shaded(stage, seenAt(stage, depth, color('#46503a')), 0.5), 0.5);
  context.beginPath();
  context.ellipse(x - side * width * 0.2, y, width * 0.75, height * 0.06, 0, 0, 7);
  context.fill();
  // A face towards the light and one away from it.
  context.fillStyle = css(bright);
  context.fillRect(x - width / 2, eaves, width, y - eaves);
  context.fillStyle = css(dark);
  if (side > 0) context.fillRect(x - width / 2, eaves, split - (x - width / 2), y - eaves);
  else context.fillRect(split, eaves, x + width / 2 - split, y - eaves);
  paintRoof(context, stage, depth, home, eaves);
  const glow = glowing[board.time];
  const pane = mix(shaded(stage, wall, 0.65), mix(palette.accent, palette.light, 0.35), glow);
  const size = height * 0.13;
  const windows = Math.max(2, Math.round(width / (size * 2.4)));
  for (let at = 0; at < windows; at += 1) {
    const left = x - width / 2 + ((at + 0.5) / windows) * width - size / 2;
    if (glow > 0 && random.next() < 0.85) {
      context.fillStyle = css(palette.accent, 0.2 * glow);
      context.fillRect(left - size * 0.5, eaves + height * 0.08, size * 2, size * 2.2);
    }
    context.fillStyle = css(pane);
    context.fillRect(left, eaves + height * 0.13, size, size * 1.35);
  }
}

function paintRoof(
  context: SKRSContext2D,
  stage: Stage,
  depth: number,
  { x, y, width, height, roof }: Home,
  eaves: number,
): void {
  const { eastern, season } = stage.board;
  const own = seenAt(stage, depth, season === 'winter' ? snow : roof);
  const top = y - height;
  const over = width * 0.09;
  const fall = context.createLinearGradient(0, top, 0, eaves);
  fall.addColorStop(0, css(sunlit(stage, own, 0.3)));
  fall.addColorStop(1, css(shaded(stage, own, 0.25)));
  context.fillStyle = css(seenAt(stage, depth, color('#6a4a3c')));
  context.fillRect(x + width * 0.18, top - height * 0.06, width * 0.09, height * 0.26);
  context.fillStyle = fall;
  context.beginPath();
  if (eastern) {
    // Curved ridges with raised ends.
    const tip = height * 0.09;
    context.moveTo(x - width / 2 - over * 1.6, eaves - tip * 0.3);
    context.quadraticCurveTo(x - width * 0.4, eaves - tip, x - width * 0.36, top + height * 0.12);
    context.lineTo(x - width * 0.4, top + height * 0.04);
    context.quadraticCurveTo(x, top + height * 0.16, x + width * 0.4, top + height * 0.04);
    context.lineTo(x + width * 0.36, top + height * 0.12);
    context.quadraticCurveTo(
      x + width * 0.4,
      eaves - tip,
      x + width / 2 + over * 1.6,
      eaves - tip * 0.3,
    );
    context.quadraticCurveTo(x, eaves + tip * 0.9, x - width / 2 - over * 1.6, eaves - tip * 0.3);
  } else {
    context.moveTo(x - width / 2 - over, eaves + height * 0.03);
    context.lineTo(x - width * 0.32, top);
    context.lineTo(x + width * 0.32, top);
    context.lineTo(x + width / 2 + over, eaves + height * 0.03);
  }
  context.closePath();
  context.fill();
}

import type { SKRSContext2D } from '@napi-rs/canvas';
import { color, css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Random } from '../random.ts';
import { seenAt, shaded, sunlit } from './air.ts';
import { enter } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { plate } from './plate.ts';
import { glowSprite } from './sky.ts';

const plaster = ['#b5694c', '#d8b98c', '#8d9aa5', '#c9876a', '#a7a08f', '#6f7d8c'].map(color);
const litShare = { dawn: 0.2, day: 0.02, golden: 0.16, dusk: 0.5, night: 0.55 } as const;
/** Half a street's width and the eye's height over it, where a thing at distance 1 has its true size. */
const half = 0.62;
const eye = 0.3;
/** Where the far half ends and the near one begins. */
const nearness = 2.6;

/** The road between the houses as an outline; the context is in frame heights. */
export function roadway(context: SKRSContext2D): void {
  context.moveTo(0, 0.004);
  context.lineTo((half / eye) * 1.02, 0.95);
  context.lineTo((-half / eye) * 1.02, 0.95);
  context.closePath();
}

/** A point of the right wall, or of the left one for side -1, as it appears. */
function project(side: number, inset: number, distance: number, height: number) {
  return [(side * (half - inset)) / distance, (eye - height) / distance] as const;
}

interface Front {
  side: number;
  near: number;
  far: number;
  height: number;
  wall: Color;
}

/** Both rows of houses, the far half and the near half apart, so that a moving camera parts them. */
export function streetWalls(stage: Stage): readonly Layer[] {
  const random = stage.board.random('street');
  const fronts = frontsOf(random);
  const wide = stage.aspect / 2 + 0.7;
  const box = { left: -wide, right: wide, top: -stage.horizon - 0.2, bottom: 0.5 };
  const paintAll = (
    context: SKRSContext2D,
    depth: number,
    from: number,
    to: number,
    side: number,
  ): void => {
    for (const front of fronts) {
      if (front.near < from || front.near >= to || front.side === -side) continue;
      paintFront(context, stage, depth, random, front);
    }
  };
  // The last of the near houses reaches over the line between the halves.
  const inner = half / (nearness * 1.45);
  const signs = signsOf(stage, random);
  return [
    plate(stage, 0.62, { ...box, left: -0.6, right: 0.6 }, (context) => {
      paintAll(context, 0.4, nearness, 99, 0);
    }),
    signBoards(
      stage,
      0.63,
      signs.filter((sign) => sign.distance >= nearness),
    ),
    ...[
      { ...box, right: -inner },
      { ...box, left: inner },
    ].map((sideBox) =>
      plate(stage, 0.72, sideBox, (context) => {
        paintAll(context, 0.85, 0, nearness, Math.sign(sideBox.left + sideBox.right));
      }),
    ),
    signBoards(
      stage,
      0.73,
      signs.filter((sign) => sign.distance < nearness),
    ),
  ];
}

/** Farthest first. */
function frontsOf(random: Random): Front[] {
  const fronts: Front[] = [];
  for (const side of [-1, 1]) {
    for (let near = 0.42; near < 14;) {
      const far = near + random.between(0.35, 0.7) * Math.max(1, near * 0.45);
      fronts.push({
        side,
        near,
        far,
        height: random.between(0.95, 2.1),
        wall: plaster[Math.floor(random.next() * plaster.length)] ?? [128, 128, 128],
      });
      near = far;
    }
  }
  return fronts.sort((a, b) => b.near - a.near);
}

function paintFront(
  context: SKRSContext2D,
  stage: Stage,
  depth: number,
  random: Random,
  front: Front,
): void {
  const { palette, time } = stage.board;
  const { side, near, far, height } = front;
  const air = Math.min(0.8, (near - 0.4) / 9);
  const lightSide = Math.sign(stage.light.x) || 1;
  const base = mix(seenAt(stage, Math.max(depth, 0.7), front.wall), palette.haze, air);
  const wall = side === lightSide ? shaded(stage, base, 0.42) : sunlit(stage, base, 0.16);
  const quad = (from: number, to: number, bottom: number, top: number, inset = 0): void => {
    context.beginPath();
    context.moveTo(...project(side, inset, from, bottom));
    context.lineTo(...project(side, inset, to, bottom));
    context.lineTo(...project(side, inset, to, top));
    context.lineTo(...project(side, inset, from, top));
    context.fill();
  };
  const [, roofRow] = project(side, 0, near, height);
  const fall = context.createLinearGradient(0, roofRow, 0, eye / near);
  fall.addColorStop(0, css(wall));
  fall.addColorStop(1, css(mix(wall, time === 'night' ? palette.accent : palette.ground, 0.2)));
  context.fillStyle = fall;
  quad(near, far, 0, height);
  context.fillStyle = css(mix(wall, palette.light, 0.14));
  quad(near, far, height - 0.03, height, 0.02);
  const glow = mix(mix(palette.accent, palette.light, 0.45), palette.haze, air * 0.5);
  const dark = mix(shaded(stage, base, 0.6), palette.horizon, time === 'day' ? 0.2 : 0.06);
  const columns = Math.max(2, Math.round((far - near) / (0.09 * Math.max(1, near * 0.4))));
  for (let floor = 0.34; floor < height - 0.1; floor += 0.155) {
    for (let column = 0; column < columns; column += 1) {
      const from = near + ((far - near) * (column + 0.25)) / columns;
      const to = near + ((far - near) * (column + 0.75)) / columns;
      const lit = random.next() < litShare[time];
      context.fillStyle = css(
        lit ? mix(glow, random.next() < 0.2 ? palette.contrast : glow, 0.6) : dark,
      );
      quad(from, to, floor, floor + 0.085);
    }
  }
  // A shop below: lit towards the street, under an awning.
  const shop = random.next() < 0.5 ? palette.accent : mix(palette.accent, palette.contrast, 0.6);
  const open = time === 'day' ? 0.3 : 0.9;
  // Three panes, each in its own light, as goods behind them would make it.
  for (let part = 0; part < 3; part += 1) {
    const shine = mix(
      mix(shop, palette.light, random.between(0, 0.4)),
      dark,
      random.between(0.1, 0.55),
    );
    context.fillStyle = css(mix(dark, shine, open));
    const from = near + (far - near) * (0.1 + part * 0.28);
    quad(from, from + (far - near) * 0.24, part === 1 ? 0 : 0.05, 0.19);
  }
  context.fillStyle = css(mix(palette.local(toneOf(random)), palette.haze, air));
  quad(near + (far - near) * 0.06, near + (far - near) * 0.94, 0.2, 0.25, 0.05);
}

const awnings = ['#b8402f', '#2f6d62', '#d8a33a', '#3b5a88', '#e5ddcb'].map(color);

function toneOf(random: Random): Color {
  return awnings[Math.floor(random.next() * awnings.length)] ?? [200, 60, 50];
}

interface Sign {
  side: number;
  distance: number;
  height: number;
  tall: number;
  tone: Color;
  strokes: readonly (readonly [x: number, y: number, width: number, height: number])[];
  phase: number;
}

function signsOf(stage: Stage, random: Random): Sign[] {
  const { palette, time, style } = stage.board;
  const many = time === 'night' ? (style === 'cyberpunk' ? 22 : 13) : 7;
  return Array.from({ length: many }, (_, at): Sign => {
    const tall = random.between(0.22, 0.5);
    const letters = Math.round(tall / 0.11);
    return {
      side: at % 2 === 0 ? -1 : 1,
      distance: 0.85 + (at / many) ** 1.5 * 6.5 + random.between(0, 0.3),
      height: random.between(0.5, 1.15),
      tall,
      tone:
        [palette.accent, palette.contrast, mix(palette.accent, palette.light, 0.5)][at % 3] ??
        palette.accent,
      // Strokes that look like writing from across the street and say nothing.
      strokes: Array.from({ length: letters }, (__, letter) =>
        Array.from({ length: 5 }, () => {
          const level = random.next() < 0.55;
          return [
            random.between(0.12, 0.5),
            (letter + random.between(0.12, 0.72)) / letters,
            level ? random.between(0.3, 0.42) : 0.09,
            level ? 0.13 / letters : random.between(0.3, 0.6) / letters,
          ] as const;
        }),
      ).flat(),
      phase: random.between(0, 7),
    };
  }).sort((a, b) => b.distance - a.distance);
}

/** Boards that stand out from the walls; by night their writing glows, and one in a few flickers. */
function signBoards(stage: Stage, depth: number, signs: readonly Sign[]): Layer {
  const { palette, time } = stage.board;
  const shining = time === 'night' || time === 'dusk';
  const glows = signs.map((sign) => glowSprite(stage, 0.22, sign.tone, shining ? 0.55 : 0));
  const back = css(mix(palette.ground, [0, 0, 0], 0.3));
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      signs.forEach(({ side, distance, height, tall, tone, strokes, phase }, at) => {
        const [x, y] = project(side, 0.12, distance, height + tall);
        const [width, length] = [0.11 / distance, tall / distance];
        const left = side > 0 ? x - width * 0.2 : x - width * 0.8;
        const flicker =
          at % 4 === 1 && Math.sin(seconds * 11 + phase) * Math.sin(seconds * 2.3) > 0.55;
        context.fillStyle = shining ? back : css(mix(tone, palette.haze, 0.3));
        context.fillRect(left, y, width, length);
        context.fillStyle = css(
          shining ? mix(tone, [255, 255, 255], 0.25) : palette.light,
          flicker ? 0.3 : 1,
        );
        context.fillRect(left, y, width * 0.05, length);
        context.fillRect(left + width * 0.95, y, width * 0.05, length);
        for (const [sx, sy, sw, sh] of strokes) {
          context.fillRect(left + sx * width, y + sy * length, sw * width, sh * length);
        }
        const glow = glows[at];
        if (!shining || glow === undefined || flicker) return;
        context.globalCompositeOperation = 'screen';
        const size = (tall / distance) * 0.72;
        context.drawImage(
          glow.picture,
          left + width / 2 - size,
          y + length / 2 - size,
          size * 2,
          size * 2,
        );
        context.globalCompositeOperation = 'source-over';
      });
    },
  };
}

/** Lamps on strings across the street, swinging a little; without their glow by day. */
export function streetLamps(stage: Stage): readonly Layer[] {
  const { palette, time, eastern } = stage.board;
  const shining = time !== 'day';
  const warm = eastern ? color('#ff5a36') : palette.accent;
  const bulb = shining ? mix(warm, palette.light, 0.4) : palette.local(warm);
  const glow = glowSprite(stage, 0.16, bulb, 0.7);
  return [4.2, 2.8, 1.9].map((distance, at) => {
    const [end, height] = project(1, 0, distance, 0.86);
    const drop = (share: number) =>
      [(share * 2 - 1) * end, height + (1 - (share * 2 - 1) ** 2) * (0.13 / distance)] as const;
    const size = 0.026 / distance;
    const box = {
      left: -end - 0.02,
      right: end + 0.02,
      top: height - size * 4,
      bottom: height + 0.13 / distance + size * 7,
    };
    return plate(
      stage,
      distance >= nearness ? 0.63 : 0.73,
      box,
      (context) => {
        context.strokeStyle = css(palette.ground, 0.7);
        context.lineWidth = 0.004 / distance;
        context.beginPath();
        for (let part = 0; part <= 12; part += 1) context.lineTo(...drop(part / 12));
        context.stroke();
        for (let lamp = 1; lamp <= 6; lamp += 1) {
          const [x, y] = drop(lamp / 7);
          if (shining) {
            context.drawImage(glow.picture, x - size * 5, y - size * 4, size * 10, size * 10);
          }
          context.fillStyle = css(bulb);
          context.beginPath();
          context.ellipse(x, y + size, size, size * (eastern ? 0.85 : 1), 0, 0, 7);
          context.fill();
        }
      },
      (context, { seconds }) => {
        context.translate((Math.sin(seconds * 0.8 + at * 1.7) * 0.012) / distance, 0);
        context.globalAlpha = shining ? 0.94 + 0.06 * Math.sin(seconds * 2 + at * 2) : 1;
      },
    );
  });
}

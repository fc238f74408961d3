import { Path2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Random } from '../random.ts';
import { enter, reach, toneAt } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

/** A row of pines that sway a little; `height` of the tallest and `base` in frame heights. */
export function pines(stage: Stage, depth: number, height: number, base: number): Layer {
  const { palette } = stage.board;
  const random = stage.board.random(`pines ${String(depth)}`);
  const wide = reach(stage);
  // Three groups that sway apart look like wind; each tree alone would cost more than it shows.
  const groups = [new Path2D(), new Path2D(), new Path2D()] as const;
  for (let x = -wide; x < wide; x += height * random.between(0.1, 0.34)) {
    pine(
      random.pick(groups),
      random,
      x,
      base + random.between(0, 0.03),
      height * random.between(0.5, 1),
    );
  }
  const tone = toneAt(palette, depth);
  return {
    draw(context, { seconds, view }) {
      context.fillStyle = css(mix(tone, palette.ground, 0.3));
      groups.forEach((group, at) => {
        enter(context, stage, view, depth);
        const lean = 0.014 * Math.sin(seconds * 1.1 + at * 2.1);
        context.transform(1, 0, lean, 1, -lean * base, 0);
        context.fill(group);
      });
      enter(context, stage, view, depth);
      context.fillRect(-wide, base, wide * 2, 2);
    },
  };
}

function pine(path: Path2D, random: Random, x: number, base: number, height: number): void {
  const tiers = 7;
  const half = height * random.between(0.16, 0.22);
  path.moveTo(x, base - height);
  for (const side of [1, -1]) {
    for (let step = 0; step < tiers; step += 1) {
      const tier = side === 1 ? step : tiers - 1 - step;
      const bottom = base - height + ((tier + 1) / tiers) * height * 0.93;
      const out = half * ((tier + 1) / tiers) * random.between(0.85, 1.15);
      if (side === 1) {
        path.lineTo(x + out, bottom);
        path.lineTo(x + out * 0.45, bottom - height * 0.035);
      } else {
        path.lineTo(x - out * 0.45, bottom - height * 0.035);
        path.lineTo(x - out, bottom);
      }
    }
    if (side === 1) {
      path.lineTo(x + height * 0.02, base);
      path.lineTo(x - height * 0.02, base);
    }
  }
  path.closePath();
}

/** Blades of grass in front, bending in the wind, with flowers where the scene has colour for them. */
export function grass(stage: Stage, flowers: boolean): Layer {
  const { palette } = stage.board;
  const random = stage.board.random('grass');
  const wide = reach(stage);
  const blades = Array.from({ length: Math.round(190 * stage.aspect) }, () => ({
    x: random.between(-wide, wide),
    base: random.between(0.3, 0.5),
    height: random.between(0.05, 0.14),
    phase: random.between(0, 1),
    flower: flowers && random.next() < 0.14,
  })).sort((a, b) => a.base - b.base);
  const tone = toneAt(palette, 1);
  const petal = mix(palette.accent, palette.light, 0.25);
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 1);
      const ground = context.createLinearGradient(0, 0.2, 0, 0.45);
      ground.addColorStop(0, css(tone, 0));
      ground.addColorStop(1, css(tone));
      context.fillStyle = ground;
      context.fillRect(-wide, 0.2, wide * 2, 2);
      context.fillStyle = css(mix(tone, palette.ground, 0.4));
      context.beginPath();
      const heads: (readonly [x: number, y: number, size: number])[] = [];
      for (const blade of blades) {
        const wind = Math.sin(seconds * 1.6 + blade.x * 3 + blade.phase) * 0.35;
        const tipX = blade.x + blade.height * wind;
        const tipY = blade.base - blade.height;
        const half = blade.height * 0.05;
        context.moveTo(blade.x - half, blade.base + 0.1);
        context.quadraticCurveTo(blade.x - half, blade.base - blade.height * 0.5, tipX, tipY);
        context.quadraticCurveTo(
          blade.x + half,
          blade.base - blade.height * 0.5,
          blade.x + half,
          blade.base + 0.1,
        );
        if (blade.flower) heads.push([tipX, tipY, blade.height * 0.1]);
      }
      context.fill();
      context.fillStyle = css(petal);
      context.beginPath();
      for (const [x, y, size] of heads) {
        context.moveTo(x + size, y);
        context.arc(x, y, size, 0, 7);
      }
      context.fill();
    },
  };
}

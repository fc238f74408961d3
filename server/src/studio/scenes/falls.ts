import { color, css, mix } from '../color.ts';
import { mist } from './clouds.ts';
import { flowers } from './flowers.ts';
import { grove } from './grove.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { fractal, noiseFrom, step } from './noise.ts';
import type { ScenePlan } from './plan.ts';
import { computed, plate } from './plate.ts';
import { godRays } from './rays.ts';
import { seenAt, shaded, sunlit } from './air.ts';
import { glowSprite } from './sky.ts';
import { water } from './water.ts';
import { frame } from './woods.ts';

/** Of the fall: its lip above the horizon, its foot below it, and half its width. */
const lip = -0.3;
const foot = 0.1;
const halfWidth = 0.17;

/** A river that drops over a cliff into a pool. */
export const waterfall: ScenePlan = {
  horizon: 0.58,
  crest: 0.36,
  hidesLowSky: true,
  grounds: () => ({
    land: null,
    water: { far: { y: 0.16, depth: 0.6 }, near: { y: 0.34, depth: 0.95 } },
  }),
  layers: (stage) => [
    grove(stage, 'above', 0.4, {
      height: 0.26,
      base: lip + 0.03,
      spacing: 0.28,
      clearing: { x: 0, half: halfWidth * 0.9 },
    }),
    cliff(stage),
    fall(stage),
    mist(stage, 0.6, 0.5, foot - 0.02, 0.16),
    water(stage, 'pool', { calm: 0.5, own: color('#2b7f86'), top: foot, mirror: 0.7 }),
    spray(stage),
    ...godRays(stage, 0.45),
  ],
  front: (stage) => [...frame(stage), flowers(stage, 'bank', 1, 0.36, 0.5)],
};

/** Layered rock on both sides, with moss where rain stays. */
function cliff(stage: Stage): Layer {
  const random = stage.board.random('cliff');
  const noise = fractal(noiseFrom(random), 5);
  const wide = reach(stage, 0.5);
  const box = { left: -wide, right: wide, top: lip - 0.12, bottom: foot + 0.03 };
  const rock = seenAt(stage, 0.6, color('#77706a'));
  const moss = seenAt(stage, 0.6, color(stage.board.season === 'autumn' ? '#8f7a3a' : '#55793f'));
  const tones = [rock, moss].map((own) => [
    shaded(stage, own, 0.62),
    shaded(stage, own, 0.3),
    own,
    sunlit(stage, own, 0.3),
  ]);
  const side = Math.sign(stage.light.x) || 1;
  const height = box.bottom - box.top;
  const picture = computed(760, 190, (u, v) => {
    const x = -wide + u * wide * 2;
    const y = box.top + v * height;
    const edge = lip - 0.01 + (noise(x * 5, 3) - 0.5) * 0.1 - Math.min(0.08, Math.abs(x) * 0.07);
    if (y < edge) return [rock, 0];
    // Blocks that stand forward and back, cut by level cracks.
    const block = noise(Math.floor(x * 13 + noise(x * 4, y * 3) * 3) * 1.7, y * 3);
    const crack = noise(x * 3, y * 34);
    const facing = (noise(x * 15, y * 7) - noise(x * 15 + side * 0.5, y * 7 - 0.25)) * 2.4;
    const bright =
      1.5 +
      (block - 0.5) * 3 +
      facing * 1.4 -
      (crack > 0.62 ? 1 : 0) -
      Math.exp(-((x / 0.2) ** 2)) * 0.8;
    const green = noise(x * 6 + 50, y * 6) + (edge + 0.06 - y) * 2.2 > 0.52 ? 1 : 0;
    return [tones[green]?.[Math.round(Math.min(3, Math.max(0, bright)))] ?? rock, 1];
  });
  return plate(stage, 0.5, box, (context) => {
    context.drawImage(picture, box.left, box.top, wide * 2, height);
  });
}

/** White water in threads; two sheets of them fall at their own paces. */
function fall(stage: Stage): Layer {
  const { palette } = stage.board;
  const white = mix(palette.local([245, 252, 255]), palette.light, 0.25);
  const shade = palette.local(color('#7fb4c4'));
  const length = foot - lip + 0.02;
  const sheets = [0, 1].map((at) => {
    const noise = fractal(noiseFrom(stage.board.random(`fall ${String(at)}`)), 3);
    // The lower half repeats the upper one, so that the sheet can start over without a seam.
    return computed(200, 480, (u, v) => {
      const turn = (v * 2) % 1;
      const threads = noise(u * 26, turn * 3) * (1 - turn) + noise(u * 26, turn * 3 - 3) * turn;
      const across = Math.abs(u * 2 - 1) + (noise(v * 9, 7) - 0.5) * 0.16;
      const body = step(1, 0.82, across);
      return [
        mix(shade, white, step(0.32, 0.62, threads)),
        body * (at === 0 ? 0.95 : step(0.45, 0.6, threads)),
      ];
    });
  });
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.52);
      context.save();
      context.beginPath();
      context.moveTo(-halfWidth * 0.8, lip);
      context.quadraticCurveTo(0, lip - 0.02, halfWidth * 0.8, lip);
      context.lineTo(halfWidth * 1.1, foot + 0.02);
      context.lineTo(-halfWidth * 1.1, foot + 0.02);
      context.clip();
      sheets.forEach((sheet, at) => {
        const slid = (seconds * (0.42 + at * 0.22)) % 1;
        const tall = length * 2;
        context.drawImage(
          sheet,
          -halfWidth * 1.15,
          lip - length + slid * length - length * 0.02,
          halfWidth * 2.3,
          tall,
        );
      });
      context.restore();
    },
  };
}

/** What rises where the water lands. */
function spray(stage: Stage): Layer {
  const puff = glowSprite(
    stage,
    0.16,
    mix(stage.board.palette.horizon, [255, 255, 255], 0.55),
    0.75,
  );
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.55);
      for (let at = 0; at < 12; at += 1) {
        const age = (seconds * 0.35 + at * 0.381) % 1;
        const x = Math.sin(at * 2.4) * halfWidth * (0.9 + age * 0.9);
        const size = 0.04 + age * 0.11;
        context.globalAlpha = 0.8 * Math.sin(Math.PI * age);
        context.drawImage(
          puff.picture,
          x - size,
          foot - age * 0.09 - size * 0.7,
          size * 2,
          size * 1.4,
        );
      }
      context.globalAlpha = 0.6;
      context.strokeStyle = css([255, 255, 255]);
      context.lineWidth = 0.003;
      for (let ring = 0; ring < 3; ring += 1) {
        const age = (seconds * 0.3 + ring / 3) % 1;
        context.globalAlpha = 0.5 * (1 - age);
        context.beginPath();
        context.ellipse(
          0,
          foot + 0.015 + age * 0.05,
          halfWidth * (1 + age * 1.4),
          0.012 + age * 0.04,
          0,
          0,
          7,
        );
        context.stroke();
      }
      context.globalAlpha = 1;
    },
  };
}

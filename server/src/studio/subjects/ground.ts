import { css, mix } from '../color.ts';
import { enter, reach } from '../scenes/layer.ts';
import type { Layer, Stage } from '../scenes/layer.ts';
import type { SceneName } from '../vocabulary.ts';
import type { Spot } from './casting.ts';

/** A bank in front of a scene that is all water or air, so that a subject has something to stand on. */
export function bank(stage: Stage): Layer {
  const { palette } = stage.board;
  const wide = reach(stage);
  const random = stage.board.random('bank');
  const top = 0.86 - stage.horizon;
  const phase = random.between(0, 7);
  const edge = (x: number): number =>
    top + 0.018 * Math.sin(x * 1.7 + phase) + 0.006 * Math.sin(x * 5.3 + phase);
  const stones = Array.from({ length: 26 }, () => ({
    x: random.between(-wide, wide),
    y: random.between(0.01, 0.14),
    size: random.between(0.006, 0.022),
  }));
  const deep = mix(palette.ground, palette.haze, 0.12);
  return {
    draw(context, { view }) {
      enter(context, stage, view, 0.85);
      const fill = context.createLinearGradient(0, top - 0.02, 0, top + 0.2);
      fill.addColorStop(0, css(mix(deep, palette.light, 0.22)));
      fill.addColorStop(0.25, css(deep));
      fill.addColorStop(1, css(mix(deep, [0, 0, 0], 0.45)));
      context.fillStyle = fill;
      context.beginPath();
      context.moveTo(-wide, 2);
      for (let x = -wide; x <= wide; x += 0.08) context.lineTo(x, edge(x));
      context.lineTo(wide, 2);
      context.closePath();
      context.fill();
      context.strokeStyle = css(palette.light, 0.35);
      context.lineWidth = 0.003;
      context.stroke();
      for (const { x, y, size } of stones) {
        context.fillStyle = css(mix(deep, [0, 0, 0], 0.3));
        context.beginPath();
        context.ellipse(x, edge(x) + y, size * 1.7, size * 0.7, 0, 0, Math.PI * 2);
        context.fill();
        context.fillStyle = css(palette.light, 0.2);
        context.beginPath();
        context.ellipse(x, edge(x) + y - size * 0.35, size * 1.2, size * 0.25, 0, 0, Math.PI * 2);
        context.fill();
      }
    },
  };
}

/** A polished table before the scene, for things to stand on. */
export function tableTop(stage: Stage): Layer {
  const { palette } = stage.board;
  const wide = reach(stage);
  const edge = 0.74 - stage.horizon;
  const wood = mix(mix(palette.ground, palette.accent, 0.22), palette.haze, 0.18);
  return {
    draw(context, { view }) {
      enter(context, stage, view, 0.85);
      const top = context.createLinearGradient(0, edge, 0, edge + 0.4);
      top.addColorStop(0, css(mix(wood, palette.light, 0.34)));
      top.addColorStop(0.35, css(wood));
      top.addColorStop(1, css(mix(wood, [0, 0, 0], 0.5)));
      context.fillStyle = top;
      context.fillRect(-wide, edge, wide * 2, 2);
      // The lamp or the window lies on it as a soft pool.
      context.save();
      context.translate(stage.light.x * 0.3, edge + 0.13);
      context.scale(1, 0.2);
      const pool = context.createRadialGradient(0, 0, 0, 0, 0, 0.75);
      pool.addColorStop(0, css(palette.light, 0.5));
      pool.addColorStop(1, css(palette.light, 0));
      context.fillStyle = pool;
      context.fillRect(-0.75, -0.75, 1.5, 1.5);
      context.restore();
      context.fillStyle = css(palette.light, 0.55);
      context.fillRect(-wide, edge, wide * 2, 0.0025);
    },
  };
}

const bare = new Set<SceneName>(['street', 'city', 'room', 'stage', 'space', 'underwater', 'sky']);

/** There are tufts and pebbles to go by. */
export function hasTufts({ board }: Stage): boolean {
  return !bare.has(board.scene);
}

/** Tufts, pebbles and dust that go by below whoever walks or runs. */
export function passing(stage: Stage, spot: Spot): Layer {
  const { palette } = stage.board;
  const random = stage.board.random('passing');
  const wide = reach(stage);
  const fast = Math.min(1, spot.pace);
  const tufts = Array.from({ length: 34 }, () => ({
    x: random.between(0, wide * 2),
    y: random.between(-0.01, 0.16),
    size: random.between(0.012, 0.03),
    lean: random.between(-0.4, 0.4),
  })).sort((a, b) => a.y - b.y);
  const dark = css(mix(palette.ground, [0, 0, 0], 0.25), 0.75);
  const dust = css(mix(palette.haze, palette.light, 0.5), 1);
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, { ...view, x: view.x * 0.15 }, spot.place.depth);
      context.translate(0, spot.place.y);
      context.strokeStyle = dark;
      context.lineCap = 'round';
      context.lineWidth = 0.0035;
      context.beginPath();
      for (const { x, y, size, lean } of tufts) {
        const rate = spot.pace * (1 + Math.max(0, y) * 5);
        const at = wrap(x - spot.heading * rate * seconds, wide);
        const streak = fast * 0.03 * spot.heading;
        for (const blade of [-1, 0, 1]) {
          context.moveTo(at + blade * size * 0.25, y);
          context.quadraticCurveTo(
            at + blade * size * 0.3,
            y - size * 0.6,
            at + (blade * 0.5 + lean) * size - streak,
            y - size * (1 - Math.abs(blade) * 0.3),
          );
        }
      }
      context.stroke();
      if (spot.pace > 0.4) puffs(context, spot, seconds, dust);
    },
  };
}

/** Dust that the feet throw up, left behind and thinning out. */
function puffs(
  context: Parameters<Layer['draw']>[0],
  spot: Spot,
  seconds: number,
  tone: string,
): void {
  context.fillStyle = tone;
  const gone = 1.15 * (1 - Math.exp(-seconds / 5));
  for (let at = 0; at < 9; at += 1) {
    const age = (seconds * 1.1 + at / 9) % 1;
    const born = Math.floor(seconds * 1.1 + at / 9) * 7 + at * 3;
    const x =
      spot.x + spot.drift * gone - spot.heading * (0.12 + age * 0.42 * spot.pace) * spot.size * 2;
    const radius = (0.018 + 0.05 * age) * (0.8 + 0.3 * Math.sin(born));
    context.globalAlpha = 0.22 * (1 - age) ** 1.5;
    context.beginPath();
    context.arc(x, -0.012 - age * 0.05 * (1.2 + Math.sin(born * 1.7)), radius, 0, Math.PI * 2);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** Into `-wide` … `wide`. */
function wrap(x: number, wide: number): number {
  const span = wide * 2;
  return (((x % span) + span) % span) - wide;
}

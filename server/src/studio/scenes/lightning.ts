import { css } from '../color.ts';
import type { Random } from '../random.ts';
import { enter } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

type Point = readonly [x: number, y: number];

/** Seconds from one stroke to the next. */
const period = 2.3;
const flashSeconds = 0.5;

/** A bolt every few seconds, and the sky that lights up with it. */
export function lightning(stage: Stage): Layer {
  const random = stage.board.random('lightning');
  const bolts = Array.from({ length: 4 }, () => {
    const x = random.between(-0.4, 0.4) * stage.aspect;
    return bolt(random, [x, -stage.horizon - 0.1], [x + random.between(-0.15, 0.15), 0.01]);
  });
  const first = random.between(0.5, 1);
  return {
    draw(context, { seconds, view }) {
      const since = (seconds - first + period * 10) % period;
      if (since > flashSeconds) return;
      const stroke = Math.floor((seconds - first) / period + 10) % bolts.length;
      // It flares up twice.
      const flare = Math.exp(-since * 9) + 0.8 * Math.exp(-(((since - 0.2) / 0.05) ** 2));
      context.resetTransform();
      context.fillStyle = css([225, 232, 255], 0.34 * Math.min(1, flare));
      context.fillRect(0, 0, stage.width, stage.height);
      enter(context, stage, view, 0.08);
      context.lineJoin = 'round';
      for (const [width, alpha] of [
        [0.016, 0.16],
        [0.007, 0.4],
        [0.0026, 1],
      ] as const) {
        context.strokeStyle = css([238, 242, 255], alpha * Math.min(1, flare * 1.3));
        context.lineWidth = width;
        context.beginPath();
        for (const path of bolts[stroke] ?? []) {
          path.forEach(([x, y], at) => {
            if (at === 0) context.moveTo(x, y);
            else context.lineTo(x, y);
          });
        }
        context.stroke();
      }
    },
  };
}

/** The main stroke and a few branches. */
function bolt(random: Random, from: Point, to: Point): Point[][] {
  const steps = 16;
  const main: Point[] = [from];
  const branches: Point[][] = [];
  let [x] = from;
  for (let at = 1; at <= steps; at += 1) {
    x += (to[0] - from[0]) / steps + random.between(-0.026, 0.026);
    const y = from[1] + ((to[1] - from[1]) * at) / steps;
    main.push([x, y]);
    if (at > 4 && random.next() < 0.3) {
      const side = random.next() < 0.5 ? -1 : 1;
      const branch: Point[] = [[x, y]];
      for (let part = 1; part < 5; part += 1) {
        branch.push([x + side * part * random.between(0.012, 0.028), y + part * 0.03]);
      }
      branches.push(branch);
    }
  }
  return [main, ...branches];
}

import { createCanvas } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { drifting } from './drifting.ts';
import { enter } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import type { ScenePlan } from './plan.ts';
import { glowSprite } from './sky.ts';
import { water } from './water.ts';

/** A stage: ribbons of light behind, beams from above, and a floor that mirrors it all. */
export const show: ScenePlan = {
  horizon: 0.68,
  crest: 0.2,
  enclosed: true,
  grounds: (horizon) => ({
    land: { far: { y: 0.06, depth: 0.7 }, near: { y: 0.86 - horizon, depth: 0.95 } },
  }),
  layers: (stage) => [
    dark(stage),
    ribbons(stage),
    beams(stage),
    water(stage, 'floor', {
      calm: 0.95,
      own: mix(stage.board.palette.ground, [0, 0, 0], 0.3),
      mirror: 0.75,
      glitter: false,
    }),
    pool(stage),
  ],
  front: (stage) => [drifting(stage, 'dust')],
};

function tonesOf(stage: Stage): readonly [Color, Color, Color] {
  const { accent, contrast, light } = stage.board.palette;
  return [accent, contrast, mix(accent, light, 0.5)];
}

function dark(stage: Stage): Layer {
  const { palette } = stage.board;
  const canvas = createCanvas(stage.width, stage.height);
  const context = canvas.getContext('2d');
  const back = mix(palette.zenith, [6, 4, 14], 0.72);
  const fall = context.createRadialGradient(
    stage.width / 2,
    stage.height * 0.6,
    0,
    stage.width / 2,
    stage.height * 0.6,
    stage.width * 0.65,
  );
  fall.addColorStop(0, css(mix(back, palette.middle, 0.45)));
  fall.addColorStop(0.5, css(mix(back, palette.middle, 0.14)));
  fall.addColorStop(1, css(mix(back, [0, 0, 0], 0.5)));
  context.fillStyle = fall;
  context.fillRect(0, 0, stage.width, stage.height);
  return {
    draw(target) {
      target.resetTransform();
      target.drawImage(canvas, 0, 0);
    },
  };
}

/** Bands of light that wind through the dark behind the stage. */
function ribbons(stage: Stage): Layer {
  const random = stage.board.random('ribbons');
  const tones = tonesOf(stage);
  const bands = Array.from({ length: 7 }, (_, at) => ({
    y: -0.14 - random.between(0, 0.36),
    swing: random.between(0.05, 0.16),
    waves: random.between(1.4, 3.2),
    pace: random.between(0.3, 0.8) * (at % 2 === 0 ? 1 : -1),
    phase: random.between(0, 7),
    width: random.between(0.012, 0.05),
    tone: tones[at % tones.length] ?? tones[0],
  }));
  const wide = stage.aspect / 2 + 0.3;
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.25);
      context.globalCompositeOperation = 'screen';
      for (const { y, swing, waves, pace, phase, width, tone } of bands) {
        const line = (x: number, edge: number): number => {
          const wave = Math.sin(x * waves + phase + seconds * pace);
          const twist = Math.sin(x * waves * 0.7 + phase * 2 - seconds * pace * 1.3);
          return y + swing * wave + edge * width * twist;
        };
        context.fillStyle = css(tone, 0.34);
        context.beginPath();
        for (let x = -wide; x <= wide; x += 0.04) context.lineTo(x, line(x, 1));
        for (let x = wide; x >= -wide; x -= 0.04) context.lineTo(x, line(x, -1));
        context.fill();
        context.strokeStyle = css(mix(tone, [255, 255, 255], 0.4), 0.6);
        context.lineWidth = 0.0022;
        context.beginPath();
        for (let x = -wide; x <= wide; x += 0.04) context.lineTo(x, line(x, 1));
        context.stroke();
      }
      context.globalCompositeOperation = 'source-over';
    },
  };
}

/** Beams from lamps above that sweep over the floor. */
function beams(stage: Stage): Layer {
  const tones = tonesOf(stage);
  const lamps = [-0.42, -0.2, 0, 0.2, 0.42].map((share, at) => ({
    x: share * stage.aspect,
    phase: at * 1.3,
    tone: at === 2 ? stage.board.palette.light : (tones[at % tones.length] ?? tones[0]),
  }));
  const top = -stage.horizon - 0.1;
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.5);
      context.globalCompositeOperation = 'screen';
      for (const { x, phase, tone } of lamps) {
        const foot = x * 0.55 + 0.22 * Math.sin(seconds * 0.55 + phase);
        const shine = context.createLinearGradient(0, top, 0, 0.02);
        shine.addColorStop(0, css(tone, 0.34));
        shine.addColorStop(1, css(tone, 0.05));
        context.fillStyle = shine;
        for (const share of [1, 0.68, 0.36]) {
          context.beginPath();
          context.moveTo(x - 0.008, top);
          context.lineTo(x + 0.008, top);
          context.lineTo(foot + 0.17 * share, 0.03);
          context.lineTo(foot - 0.17 * share, 0.03);
          context.fill();
        }
      }
      context.globalCompositeOperation = 'source-over';
    },
  };
}

/** The round of light on the floor where all look. */
function pool(stage: Stage): Layer {
  const glow = glowSprite(stage, 0.5, stage.board.palette.light, 0.6);
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.8);
      context.globalCompositeOperation = 'screen';
      context.globalAlpha = 0.8 + 0.2 * Math.sin(seconds * 1.4);
      context.drawImage(glow.picture, -0.6, 0.02, 1.2, 0.26);
      context.globalAlpha = 1;
      context.globalCompositeOperation = 'source-over';
    },
  };
}

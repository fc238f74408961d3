import { createCanvas } from '@napi-rs/canvas';
import { color, css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { creased, fractal, noiseFrom, step } from './noise.ts';
import type { ScenePlan } from './plan.ts';
import { computed, plate } from './plate.ts';
import { ridge } from './ridges.ts';

/** Under the surface: light from above, coral and weed below. */
export const underwater: ScenePlan = {
  horizon: 0.66,
  crest: 0,
  enclosed: true,
  grounds: () => ({
    land: { far: { y: 0.16, depth: 0.7 }, near: { y: 0.28, depth: 1 } },
    water: { far: { y: -0.34, depth: 0.4 }, near: { y: 0.02, depth: 0.85 } },
    sky: { far: { y: -0.4, depth: 0.4 }, near: { y: -0.2, depth: 0.7 } },
  }),
  layers: (stage) => [
    depths(stage),
    shafts(stage),
    reef(stage, 'far', 0.2, 0.04, 0.16, color('#3f7f95')),
    reef(stage, 'middle', 0.4, 0.1, 0.14, color('#35657c')),
    seabed(stage),
    growth(stage, 'corals', 0.6, 0.16, 0.13),
    caustics(stage),
  ],
  front: (stage) => [weed(stage), growth(stage, 'near corals', 0.95, 0.36, 0.26), bubbles(stage)],
};

function waterTones(stage: Stage): { top: Color; middle: Color; deep: Color } {
  const { palette } = stage.board;
  return {
    top: mix(color('#8fe3e6'), palette.horizon, 0.2),
    middle: mix(color('#1f8fb4'), palette.middle, 0.15),
    deep: mix(color('#0b3a63'), palette.zenith, 0.2),
  };
}

function depths(stage: Stage): Layer {
  const { top, middle, deep } = waterTones(stage);
  const canvas = createCanvas(stage.width, stage.height);
  const context = canvas.getContext('2d');
  const fall = context.createLinearGradient(0, 0, 0, stage.height);
  fall.addColorStop(0, css(top));
  fall.addColorStop(0.22, css(mix(top, middle, 0.7)));
  fall.addColorStop(0.55, css(middle));
  fall.addColorStop(1, css(deep));
  context.fillStyle = fall;
  context.fillRect(0, 0, stage.width, stage.height);
  const glowX = stage.width / 2 + stage.light.x * stage.height;
  const glow = context.createRadialGradient(glowX, 0, 0, glowX, 0, stage.height * 0.9);
  glow.addColorStop(0, 'rgba(240, 255, 250, 0.75)');
  glow.addColorStop(0.4, 'rgba(200, 245, 245, 0.22)');
  glow.addColorStop(1, 'rgba(200, 245, 245, 0)');
  context.fillStyle = glow;
  context.fillRect(0, 0, stage.width, stage.height);
  return {
    draw(target) {
      target.resetTransform();
      target.drawImage(canvas, 0, 0);
    },
  };
}

/** Beams from the surface that lean and fade one after the other. */
function shafts(stage: Stage): Layer {
  const random = stage.board.random('shafts');
  const beams = Array.from({ length: 9 }, () => ({
    x: stage.light.x * 0.6 + random.between(-0.55, 0.55) * stage.aspect,
    width: random.between(0.03, 0.1),
    lean: random.between(-0.1, 0.1),
    phase: random.between(0, 7),
  }));
  const top = -stage.horizon - 0.15;
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.25);
      context.globalCompositeOperation = 'screen';
      const shine = context.createLinearGradient(0, top, 0, 0.2);
      shine.addColorStop(0, 'rgba(225, 255, 250, 0.42)');
      shine.addColorStop(1, 'rgba(160, 235, 240, 0)');
      context.fillStyle = shine;
      for (const { x, width, lean, phase } of beams) {
        context.globalAlpha = 0.5 + 0.5 * Math.sin(seconds * 0.8 + phase);
        const foot = x + (x - stage.light.x) * 0.45 + lean + 0.03 * Math.sin(seconds * 0.5 + phase);
        for (const share of [1, 0.5]) {
          context.beginPath();
          context.moveTo(x - width * 0.4 * share, top);
          context.lineTo(x + width * 0.4 * share, top);
          context.lineTo(foot + width * 1.5 * share, 0.2);
          context.lineTo(foot - width * 1.5 * share, 0.2);
          context.fill();
        }
      }
      context.globalAlpha = 1;
      context.globalCompositeOperation = 'source-over';
    },
  };
}

function inWater(stage: Stage, own: Color, depth: number): Color {
  return mix(waterTones(stage).middle, own, 0.15 + 0.75 * depth);
}

function reef(
  stage: Stage,
  name: string,
  depth: number,
  base: number,
  height: number,
  own: Color,
): Layer {
  const tone = inWater(stage, own, depth * 0.6);
  const wet = {
    ...stage,
    board: { ...stage.board, palette: { ...stage.board.palette, haze: tone, ground: tone } },
  };
  return ridge(wet, `reef ${name}`, depth, {
    height,
    base,
    waves: 3.4,
    roughness: 0.5,
    own: tone,
    fade: 0,
  });
}

function seabed(stage: Stage): Layer {
  const noise = fractal(noiseFrom(stage.board.random('seabed')), 4);
  const wide = reach(stage, 0.7);
  const [top, bottom] = [0.12, 1.3 - stage.horizon];
  const sand = inWater(stage, color('#e6dcae'), 0.8);
  const dark = inWater(stage, color('#2f6a86'), 0.6);
  const picture = computed(560, 140, (u, v) => {
    const far = 0.3 / (v + 0.12);
    const ripple = noise(u * 14 * far, v * 20 * far);
    return [mix(dark, sand, 0.25 + 0.5 * v + (ripple - 0.5) * 0.7), Math.min(1, v * 9)];
  });
  return plate(stage, 0.7, { left: -wide, right: wide, top, bottom }, (context) => {
    context.drawImage(picture, -wide, top, wide * 2, bottom - top);
  });
}

/** Nets of light that run over the sand. */
function caustics(stage: Stage): Layer {
  const wide = reach(stage, 0.7);
  const [top, bottom] = [0.13, 1.15 - stage.horizon];
  const nets = [0, 1].map((at) => {
    const noise = creased(fractal(noiseFrom(stage.board.random(`caustics ${String(at)}`)), 2));
    return computed(420, 110, (u, v) => {
      const far = 0.35 / (v + 0.14);
      const bend = noise(u * 5, v * 5) * 0.5;
      const line = noise(u * 15 * far + bend, v * 17 * far);
      return [[225, 255, 245], step(0.86, 0.99, line) * Math.min(1, v * 3) * 0.7];
    });
  });
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.7);
      context.globalCompositeOperation = 'screen';
      nets.forEach((net, at) => {
        context.globalAlpha = 0.55 + 0.45 * Math.sin(seconds * 1.5 + at * Math.PI);
        const slide = 0.03 * Math.sin(seconds * 0.7 + at * 2);
        context.drawImage(net, -wide + slide, top, wide * 2, bottom - top);
      });
      context.globalAlpha = 1;
      context.globalCompositeOperation = 'source-over';
    },
  };
}

const corals = ['#ef6f5e', '#f2a65a', '#d65a8a', '#8f6fd0', '#f2d06b'].map(color);

/** Fans, branches and cushions of coral. */
function growth(stage: Stage, name: string, depth: number, base: number, size: number): Layer {
  const random = stage.board.random(name);
  const wide = reach(stage, depth);
  const box = { left: -wide, right: wide, top: base - size * 1.5, bottom: base + 0.1 };
  return plate(stage, depth, box, (context) => {
    const count = Math.round((wide * 2) / (size * 1.3));
    for (let at = 0; at < count; at += 1) {
      const x = -wide + ((at + random.next()) / count) * wide * 2;
      // The middle stays open for who swims there.
      if (depth > 0.8 && Math.abs(x) < stage.aspect * 0.28) continue;
      const own = corals[Math.floor(random.next() * corals.length)] ?? [240, 110, 90];
      const tone = inWater(stage, own, depth);
      const tall = size * random.between(0.5, 1);
      const foot = base + random.between(0, 0.03);
      context.strokeStyle = css(tone);
      context.fillStyle = css(tone);
      context.lineCap = 'round';
      if (random.next() < 0.6) {
        branch(x, foot, -Math.PI / 2, tall * 0.42, tall * 0.11, 4);
      } else {
        for (let ball = 0; ball < 7; ball += 1) {
          context.fillStyle = css(
            mix(tone, random.next() < 0.5 ? [255, 255, 255] : [10, 40, 70], 0.14),
          );
          context.beginPath();
          context.arc(
            x + random.between(-0.4, 0.4) * tall,
            foot - random.between(0, 0.3) * tall,
            tall * random.between(0.12, 0.26),
            0,
            7,
          );
          context.fill();
        }
      }
    }

    function branch(
      x: number,
      y: number,
      angle: number,
      length: number,
      width: number,
      left: number,
    ): void {
      const [tipX, tipY] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(tipX, tipY);
      context.stroke();
      if (left === 0) return;
      for (const side of [-1, 1]) {
        branch(
          tipX,
          tipY,
          angle + side * random.between(0.25, 0.6),
          length * 0.72,
          width * 0.72,
          left - 1,
        );
      }
    }
  });
}

/** Ribbons of kelp at the sides, waving from their roots. */
function weed(stage: Stage): Layer {
  const random = stage.board.random('weed');
  const ribbons = Array.from({ length: 16 }, (_, at) => ({
    x: (at % 2 === 0 ? -1 : 1) * stage.aspect * random.between(0.3, 0.54),
    height: random.between(0.35, 0.85),
    width: random.between(0.008, 0.018),
    phase: random.between(0, 7),
    tone: css(inWater(stage, color(at % 3 === 0 ? '#3f8a4a' : '#1f5f4a'), 0.85)),
  }));
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 1);
      const foot = 1.06 - stage.horizon;
      for (const { x, height, width, phase, tone } of ribbons) {
        context.fillStyle = tone;
        context.beginPath();
        const steps = 12;
        for (const side of [-1, 1]) {
          for (let at = 0; at <= steps; at += 1) {
            const up = side < 0 ? at / steps : 1 - at / steps;
            const wave = Math.sin(seconds * 1.3 + phase - up * 4) * 0.06 * up;
            const leaf = width * (1 - up * 0.8) * (1 + 0.5 * Math.sin(up * 40));
            context.lineTo(x + wave + side * leaf, foot - up * height);
          }
        }
        context.fill();
      }
    },
  };
}

function bubbles(stage: Stage): Layer {
  const random = stage.board.random('bubbles');
  const all = Array.from({ length: 46 }, () => ({
    x: random.next(),
    y: random.next(),
    size: random.between(0.002, 0.009),
    pace: random.between(0.07, 0.17),
    phase: random.between(0, 7),
  }));
  const { width, height } = stage;
  return {
    draw(context, { seconds }) {
      context.resetTransform();
      context.strokeStyle = 'rgba(235, 255, 255, 0.75)';
      context.lineWidth = height * 0.0016;
      context.beginPath();
      for (const { x, y, size, pace, phase } of all) {
        const up = (((y - seconds * pace) % 1.1) + 1.1) % 1.1;
        const across = (x + 0.008 * Math.sin(seconds * 2 + phase)) * width;
        context.moveTo(across + size * height, (up - 0.05) * height);
        context.arc(across, (up - 0.05) * height, size * height, 0, 7);
      }
      context.stroke();
    },
  };
}

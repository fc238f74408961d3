import { color, css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { creased, fractal, noiseFrom, step } from './noise.ts';
import type { ScenePlan } from './plan.ts';
import { computed, plate } from './plate.ts';
import { glowSprite, stars } from './sky.ts';

/** Gas, stars and a planet lit from one side. */
export const space: ScenePlan = {
  horizon: 0.6,
  crest: 0,
  enclosed: true,
  grounds: () => ({
    land: null,
    water: null,
    sky: { far: { y: -0.3, depth: 0.4 }, near: { y: 0, depth: 0.8 } },
  }),
  layers: (stage) => [nebula(stage), stars(stage, 1.7), brightStars(stage), ...worlds(stage)],
};

function nebula(stage: Stage): Layer {
  const { palette } = stage.board;
  const random = stage.board.random('nebula');
  const cloud = fractal(noiseFrom(random), 5);
  const veins = creased(fractal(noiseFrom(random), 4));
  const wide = reach(stage, 0.05);
  const box = {
    left: -wide,
    right: wide,
    top: -stage.horizon - 0.25,
    bottom: 1.25 - stage.horizon,
  };
  const [dark, deep] = [
    mix(palette.zenith, [0, 0, 0], 0.55),
    mix(palette.middle, palette.zenith, 0.4),
  ];
  const warm = mix(palette.accent, color('#ff4f86'), 0.65);
  const cool = mix(palette.contrast, color('#4f6bff'), 0.5);
  const slope = random.between(-0.5, 0.5);
  const picture = computed(420, 260, (u, v) => {
    const x = (u - 0.5) * 3.4;
    const y = (v - 0.5) * 2.1;
    const band = Math.exp(-(((y - slope * x) / 0.62) ** 2));
    const bend = cloud(x * 1.3 + 9, y * 1.3 + 9);
    const gas = step(0.28, 0.7, cloud(x * 2 + bend * 1.6, y * 2 + bend)) * (0.25 + 0.9 * band);
    const dust = step(0.72, 0.98, veins(x * 1.6 + bend, y * 1.6)) * band;
    const hue = step(0.35, 0.65, cloud(x * 1.1 + 40, y * 1.1 + 20));
    const glow = mix(
      mix(deep, mix(cool, warm, hue), Math.min(1, gas * 0.85)),
      palette.light,
      gas ** 4 * 0.55,
    );
    const tone: Color = mix(mix(dark, glow, Math.min(1, 0.12 + gas)), dark, dust * 0.5);
    return [tone, 1];
  });
  return plate(
    stage,
    0.05,
    box,
    (context) => {
      context.drawImage(picture, box.left, box.top, box.right - box.left, box.bottom - box.top);
    },
    (context, { seconds }) => {
      context.rotate(0.004 * Math.sin(seconds * 0.3));
    },
  );
}

/** A few with a cross of light, as a lens shows them. */
function brightStars(stage: Stage): Layer {
  const random = stage.board.random('bright stars');
  const glow = glowSprite(stage, 0.06, stage.board.palette.light, 0.9);
  const points = Array.from({ length: 9 }, () => ({
    x: random.between(-0.55, 0.55) * stage.aspect,
    y: random.between(-stage.horizon, 1 - stage.horizon),
    size: random.between(0.012, 0.034),
    phase: random.between(0, 7),
  }));
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.07);
      context.globalCompositeOperation = 'screen';
      for (const { x, y, size, phase } of points) {
        const shine = 0.7 + 0.3 * Math.sin(seconds * 1.7 + phase);
        context.globalAlpha = shine;
        context.drawImage(glow.picture, x - size, y - size, size * 2, size * 2);
        context.fillStyle = css(stage.board.palette.light, 0.5);
        context.fillRect(x - size * 1.3, y - 0.0007, size * 2.6, 0.0014);
        context.fillRect(x - 0.0007, y - size * 1.3, 0.0014, size * 2.6);
      }
      context.globalAlpha = 1;
      context.globalCompositeOperation = 'source-over';
    },
  };
}

function worlds(stage: Stage): readonly Layer[] {
  const random = stage.board.random('worlds');
  const side = -Math.sign(stage.light.x) || 1;
  const grand = random.next() < 0.4;
  const radius = grand ? 0.95 : random.between(0.25, 0.33);
  const x = grand ? 0 : side * stage.aspect * 0.2;
  const y = grand ? 1.08 : -0.06;
  const ringed = !grand && random.next() < 0.6;
  return [
    globe(stage, 'moon', 0.18, -x * 1.5 - side * 0.2, -0.3, 0.06, false),
    globe(stage, 'world', 0.3, x, y, radius, ringed),
  ];
}

/** A ball with weather or craters on it, lit from the sun's side, in a thin shell of air. */
function globe(
  stage: Stage,
  name: string,
  depth: number,
  x: number,
  y: number,
  radius: number,
  ringed: boolean,
): Layer {
  const { palette } = stage.board;
  const random = stage.board.random(`globe ${name}`);
  const noise = fractal(noiseFrom(random), 5);
  const banded = ringed || random.next() < 0.4;
  const sun = Math.sign(stage.light.x) || 1;
  const [lx, ly, lz] = [sun * 0.78, -0.42, 0.46];
  const [first, second] = [
    mix(palette.accent, palette.light, 0.25),
    mix(palette.contrast, palette.middle, 0.35),
  ];
  const size = 1.14;
  const pixels = Math.round(Math.min(520, radius * 900 + 60));
  const air = mix(palette.contrast, palette.light, 0.4);
  const ball = computed(pixels, pixels, (u, v) => {
    const [px, py] = [(u * 2 - 1) * size, (v * 2 - 1) * size];
    const far = Math.hypot(px, py);
    const lit = Math.max(0, (px * lx + py * ly) / Math.max(0.01, far));
    if (far > 1) {
      const shell = Math.exp(-(far - 1) * 26) * (0.15 + 0.75 * lit);
      return [air, name === 'moon' ? 0 : shell];
    }
    const pz = Math.sqrt(1 - far * far);
    const day = Math.max(0, px * lx + py * ly + pz * lz);
    const warp = noise(px * 2 + 20, py * 2 + 20);
    const land = banded
      ? noise(3, py * 6 + px * 1.2 + warp * 1.4)
      : noise(px * 2.2 + pz + 30, py * 2.2 + warp);
    const own = mix(first, second, step(banded ? 0.3 : 0.47, banded ? 0.7 : 0.53, land));
    const haze = (1 - pz) ** 2.4;
    const bright = step(0, 0.55, day) * (0.82 + 0.28 * noise(px * 7, py * 7));
    const tone = mix(mix([5, 6, 14], own, bright), air, haze * step(0, 0.3, day) * 0.8);
    return [tone, Math.min(1, (1 - far) * pixels * 0.4)];
  });
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, depth);
      context.translate(x + 0.003 * seconds, y);
      const ring = (from: number): void => {
        if (!ringed) return;
        for (const [part, alpha] of rings) {
          context.strokeStyle = css(mix(first, palette.light, 0.3), alpha);
          context.lineWidth = radius * 0.05;
          context.beginPath();
          context.ellipse(0, 0, radius * part, radius * part * 0.26, -0.3, from, from + Math.PI);
          context.stroke();
        }
      };
      ring(Math.PI);
      const wide = radius * size;
      context.drawImage(ball, -wide, -wide, wide * 2, wide * 2);
      ring(0);
    },
  };
}

const rings = [
  [1.4, 0.5],
  [1.5, 0.7],
  [1.62, 0.35],
  [1.74, 0.55],
  [1.84, 0.2],
] as const;

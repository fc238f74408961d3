import type { SKRSContext2D } from '@napi-rs/canvas';
import { color, css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import { shaded, sunlit } from './air.ts';
import { drifting } from './drifting.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { fractal, noiseFrom } from './noise.ts';
import type { ScenePlan } from './plan.ts';
import { computed, flattened, plate } from './plate.ts';
import { glowSprite, light, sky, stars } from './sky.ts';
import { backdrop } from './backdrop.ts';
import { clouds } from './clouds.ts';
import { skyline } from './skyline.ts';
import { weatherLayers } from './weather.ts';

/** The window in the wall, in frame heights around the middle of the horizon. */
const pane = { left: -0.5, right: 0.34, top: -0.5, bottom: 0.06 };
const tableTop = 0.2;

const plaster = ['#d9c7ae', '#a9b6a6', '#c7a48c', '#b9bcc4', '#8f9a86'].map(color);

/** A room with a large window, a table before it, and the light that falls in. */
export const room: ScenePlan = {
  horizon: 0.56,
  crest: 0.06,
  enclosed: true,
  grounds: (horizon) => ({
    land: { far: { y: tableTop + 0.08, depth: 0.8 }, near: { y: 0.86 - horizon, depth: 0.95 } },
    sky: { far: { y: -0.3, depth: 0.4 }, near: { y: -0.1, depth: 0.7 } },
  }),
  layers: (stage) => [...outside(stage), wall(stage), sunPatch(stage), lamps(stage), table(stage)],
  front: (stage) => [curtains(stage), drifting(stage, 'dust')],
};

/** What the window shows: the town by default, or what the prompt names. */
function outside(stage: Stage): readonly Layer[] {
  const { places, time, weather } = stage.board;
  const land = places.some((place) => place !== 'room' && place !== 'city' && place !== 'street');
  return [
    sky(stage),
    ...(time === 'night' ? [stars(stage, 0.6)] : []),
    light(stage),
    ...clouds(stage, weather === 'clear' ? 0.35 : 1),
    ...(land
      ? backdrop(stage, 0.03)
      : [
          flattened(stage, 0.18, 0.16, (wider) => [
            skyline(wider, 'far', 0.12, 0.06, 0.3),
            skyline(wider, 'near', 0.22, 0.1, 0.2),
          ]),
        ]),
    ...weatherLayers(stage),
  ];
}

function inside(stage: Stage): { wall: Color; wood: Color; dim: number } {
  const random = stage.board.random('room');
  const { palette, time } = stage.board;
  const dim = { dawn: 0.35, day: 0.24, golden: 0.3, dusk: 0.5, night: 0.62 }[time];
  const glow =
    time === 'night' || time === 'dusk' ? mix(palette.accent, palette.light, 0.3) : palette.light;
  const own = plaster[Math.floor(random.next() * plaster.length)] ?? [200, 190, 170];
  const shade = (tone: Color): Color => mix(mix(tone, [28, 20, 26], dim), glow, 0.05);
  return { wall: shade(own), wood: shade(color('#8a5a3a')), dim };
}

/** The wall around the window, with a shelf and pictures, darker away from the light. */
function wall(stage: Stage): Layer {
  const { palette } = stage.board;
  const { wall: tone, wood } = inside(stage);
  const random = stage.board.random('wall');
  const wide = reach(stage, 0.45);
  const box = { left: -wide, right: wide, top: -stage.horizon - 0.25, bottom: 0.5 };
  return plate(stage, 0.45, box, (context) => {
    context.beginPath();
    context.rect(box.left, box.top, wide * 2, box.bottom - box.top);
    context.moveTo(pane.left, pane.top);
    context.lineTo(pane.left, pane.bottom);
    context.lineTo(pane.right, pane.bottom);
    context.lineTo(pane.right, pane.top);
    context.closePath();
    const middle = (pane.left + pane.right) / 2;
    const fall = context.createRadialGradient(middle, -0.2, 0.3, middle, -0.1, 1.25);
    fall.addColorStop(0, css(mix(tone, palette.light, 0.16)));
    fall.addColorStop(0.5, css(tone));
    fall.addColorStop(1, css(mix(tone, [18, 12, 22], 0.55)));
    context.fillStyle = fall;
    context.fill('evenodd');
    frameOf(context, wood, palette.light);
    shelf(context, random, stage, wood);
    pictures(context, random, stage, wood);
  });
}

function frameOf(context: SKRSContext2D, wood: Color, shine: Color): void {
  const bar = 0.018;
  const dark = css(mix(wood, [20, 12, 14], 0.35));
  context.fillStyle = dark;
  context.fillRect(pane.left - bar, pane.top - bar, pane.right - pane.left + bar * 2, bar);
  context.fillRect(pane.left - bar, pane.top, bar, pane.bottom - pane.top);
  context.fillRect(pane.right, pane.top, bar, pane.bottom - pane.top);
  for (const share of [1 / 3, 2 / 3]) {
    context.fillRect(
      pane.left + (pane.right - pane.left) * share - bar / 3,
      pane.top,
      bar * 0.66,
      pane.bottom - pane.top,
    );
  }
  context.fillRect(pane.left, pane.top + 0.17, pane.right - pane.left, bar * 0.66);
  context.fillStyle = css(mix(wood, shine, 0.3));
  context.fillRect(
    pane.left - bar * 2.2,
    pane.bottom,
    pane.right - pane.left + bar * 4.4,
    bar * 1.2,
  );
}

const spines = ['#a8493a', '#38596e', '#c99a4a', '#57704f', '#6d4a63', '#d8cdb8'].map(color);

function shelf(
  context: SKRSContext2D,
  random: ReturnType<Stage['board']['random']>,
  stage: Stage,
  wood: Color,
): void {
  const left = pane.right + 0.1;
  const { dim } = inside(stage);
  for (const y of [-0.34, -0.15, 0.04]) {
    for (let x = left + 0.01; x < left + 0.42;) {
      const width = random.between(0.012, 0.03);
      const height = random.between(0.08, 0.14);
      if (random.next() < 0.14) {
        context.fillStyle = css(mix(color('#4f7a45'), [28, 20, 26], dim));
        for (let leaf = 0; leaf < 16; leaf += 1) {
          context.beginPath();
          context.ellipse(
            x + 0.03 + random.between(-0.04, 0.04),
            y - random.between(0.05, 0.13),
            0.02,
            0.008,
            random.between(0, 3),
            0,
            7,
          );
          context.fill();
        }
        context.fillStyle = css(mix(color('#b9694a'), [28, 20, 26], dim));
        context.fillRect(x + 0.012, y - 0.05, 0.04, 0.05);
        x += 0.075;
        continue;
      }
      const spine = spines[Math.floor(random.next() * spines.length)] ?? wood;
      context.fillStyle = css(mix(spine, [28, 20, 26], dim + 0.12));
      context.fillRect(x, y - height, width, height);
      x += width + 0.002;
    }
    context.fillStyle = css(wood);
    context.fillRect(left, y, 0.44, 0.016);
    context.fillStyle = 'rgba(10, 6, 10, 0.25)';
    context.fillRect(left, y + 0.016, 0.44, 0.03);
  }
}

function pictures(
  context: SKRSContext2D,
  random: ReturnType<Stage['board']['random']>,
  stage: Stage,
  wood: Color,
): void {
  const { palette } = stage.board;
  const { dim } = inside(stage);
  for (const [x, y, width, height] of [
    [pane.left - 0.3, -0.36, 0.17, 0.22],
    [pane.left - 0.26, -0.09, 0.12, 0.12],
  ] as const) {
    context.fillStyle = css(mix(wood, [20, 12, 14], 0.4));
    context.fillRect(x - 0.01, y - 0.01, width + 0.02, height + 0.02);
    context.fillStyle = css(mix(color('#efe6d4'), [28, 20, 26], dim));
    context.fillRect(x, y, width, height);
    context.fillStyle = css(mix(palette.accent, [28, 20, 26], dim));
    context.beginPath();
    context.arc(x + width * random.between(0.35, 0.65), y + height * 0.4, width * 0.2, 0, 7);
    context.fill();
    context.fillStyle = css(mix(palette.contrast, [28, 20, 26], dim));
    context.fillRect(x, y + height * 0.66, width, height * 0.34);
  }
}

/** The window's light on the wall and the table, in the shape of its panes. */
function sunPatch(stage: Stage): Layer {
  const { palette, time, weather } = stage.board;
  const gloomy = weather === 'rain' || weather === 'storm' || weather === 'fog';
  const strength =
    { dawn: 0.3, day: 0.26, golden: 0.42, dusk: 0.26, night: 0.08 }[time] * (gloomy ? 0.3 : 1);
  const side = Math.sign(stage.light.x) || 1;
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.5);
      context.globalCompositeOperation = 'screen';
      const fall = context.createLinearGradient(0, pane.top, 0, 0.34);
      fall.addColorStop(0, css(palette.light, strength * 1.1));
      fall.addColorStop(1, css(palette.light, 0));
      context.fillStyle = fall;
      const sway = 0.012 * Math.sin(seconds * 0.5);
      for (let column = 0; column < 3; column += 1) {
        const left = pane.left + ((pane.right - pane.left) * column) / 3 + 0.01;
        const right = left + (pane.right - pane.left) / 3 - 0.02;
        const lean = -side * 0.52 + sway;
        context.globalAlpha = 0.75 + 0.25 * Math.sin(seconds * 0.8 + column);
        context.beginPath();
        context.moveTo(left, pane.top);
        context.lineTo(right, pane.top);
        context.lineTo(right + lean * 1.1, 0.34);
        context.lineTo(left + lean * 0.8, 0.34);
        context.fill();
      }
      context.globalAlpha = 1;
      context.globalCompositeOperation = 'source-over';
    },
  };
}

/** Lamps that hang from above; warm towards evening. */
function lamps(stage: Stage): Layer {
  const { palette, time } = stage.board;
  const on = { dawn: 0.35, day: 0.15, golden: 0.45, dusk: 0.9, night: 1 }[time];
  const { wood } = inside(stage);
  const glow = glowSprite(stage, 0.42, mix(palette.accent, color('#ffcf8a'), 0.5), 0.75 * on);
  const places = [-0.62, -0.08, 0.5].map((x, at) => ({
    x: x * Math.min(1, stage.aspect / 1.6),
    y: -0.33 + (at % 2) * 0.05,
  }));
  return {
    draw(context, { seconds, view }) {
      places.forEach(({ x, y }, at) => {
        enter(context, stage, view, 0.62);
        context.translate(x, -stage.horizon - 0.2);
        context.rotate(0.012 * Math.sin(seconds * 0.9 + at * 2));
        const drop = y + stage.horizon + 0.2;
        context.fillStyle = css(mix(wood, [15, 10, 12], 0.6));
        context.fillRect(-0.002, 0, 0.004, drop);
        context.beginPath();
        context.moveTo(-0.012, drop);
        context.quadraticCurveTo(-0.07, drop + 0.02, -0.075, drop + 0.06);
        context.lineTo(0.075, drop + 0.06);
        context.quadraticCurveTo(0.07, drop + 0.02, 0.012, drop);
        context.fill();
        context.fillStyle = css(mix(palette.light, color('#ffd79a'), 0.6), 0.3 + 0.7 * on);
        context.beginPath();
        context.ellipse(0, drop + 0.062, 0.03, 0.014, 0, 0, 7);
        context.fill();
        context.globalCompositeOperation = 'screen';
        context.drawImage(glow.picture, -0.24, drop - 0.16, 0.48, 0.48);
        context.globalCompositeOperation = 'source-over';
      });
    },
  };
}

/** A wooden top that runs towards the camera, with the window's shine on it. */
function table(stage: Stage): Layer {
  const { palette } = stage.board;
  const { wood } = inside(stage);
  const noise = fractal(noiseFrom(stage.board.random('table')), 4);
  const wide = reach(stage, 0.8);
  const bottom = 1.3 - stage.horizon;
  const [dark, bright] = [shaded(stage, wood, 0.35), sunlit(stage, wood, 0.3)];
  const middle = (pane.left + pane.right) / 2;
  const grain = computed(480, 150, (u, v) => {
    const x = (u - 0.5) * wide * 2;
    const line = noise((x / (0.4 + v)) * 3, v * 46 + noise(x * 2, v * 4) * 3);
    const shine = Math.exp(-(((x - middle) / (0.45 + v * 0.5)) ** 2)) * (1 - v) ** 1.4;
    const tone = mix(mix(dark, wood, line * 1.5), bright, Math.max(0, line - 0.5));
    return [mix(tone, palette.light, shine * 0.5), 1];
  });
  return plate(
    stage,
    0.8,
    { left: -wide, right: wide, top: tableTop - 0.01, bottom },
    (context) => {
      context.drawImage(grain, -wide, tableTop, wide * 2, bottom - tableTop);
      context.fillStyle = css(mix(bright, palette.light, 0.4));
      context.fillRect(-wide, tableTop, wide * 2, 0.005);
    },
  );
}

/** Cloth at both sides of the picture, moved by the air. */
function curtains(stage: Stage): Layer {
  const { palette } = stage.board;
  const { dim } = inside(stage);
  const cloth = mix(mix(color('#e9e0d0'), palette.accent, 0.18), [28, 20, 26], dim * 0.7);
  const top = -stage.horizon - 0.2;
  const foot = 0.24;
  return {
    draw(context, { seconds, view }) {
      for (const side of [-1, 1]) {
        enter(context, stage, view, 0.6);
        const edge = side < 0 ? pane.left - 0.03 : pane.right + 0.03;
        const folds = 5;
        for (let fold = 0; fold < folds; fold += 1) {
          const from = edge + side * (0.15 - (fold / folds) * 0.15);
          const wave = 0.012 * Math.sin(seconds * 0.9 + fold * 0.9 + side) * (1 + fold * 0.3);
          context.fillStyle = css(mix(cloth, fold % 2 === 0 ? palette.light : [40, 30, 40], 0.16));
          context.globalAlpha = 0.9;
          context.beginPath();
          context.moveTo(from, top);
          context.lineTo(from - side * 0.045, top);
          context.quadraticCurveTo(
            from - side * 0.05 + wave * 0.5,
            -0.2,
            from - side * 0.05 + wave,
            foot,
          );
          context.lineTo(from + wave, foot);
          context.quadraticCurveTo(from + wave * 0.5, -0.2, from, top);
          context.fill();
        }
        context.globalAlpha = 1;
      }
    },
  };
}

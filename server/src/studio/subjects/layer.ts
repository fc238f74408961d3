import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { css, mix } from '../color.ts';
import { enter } from '../scenes/layer.ts';
import type { Layer, Moment, Stage } from '../scenes/layer.ts';
import { brushOf } from './brush.ts';
import { castOf } from './casting.ts';
import type { Spot } from './casting.ts';
import type { Figure, Pose } from './figure.ts';
import { figures } from './figures.ts';
import { bank, hasTufts, passing, tableTop } from './ground.ts';
import type { Subject } from './subjects.ts';

/** Pixels of the drawing for a pixel of the frame, so that a push in stays sharp. */
const density = 1.15;
const mostPixels = 1600;

/** The layers of all subjects, with the ground that they need where the scene has none. */
export function subjectLayers(stage: Stage, subjects: readonly Subject[]): readonly Layer[] {
  const cast = castOf(stage, subjects);
  const layers: Layer[] = [];
  if (stage.grounds.land === null) {
    if (cast.some((spot) => spot.on === 'land')) layers.push(bank(stage));
    if (cast.some((spot) => spot.on === 'table')) layers.push(tableTop(stage));
  }
  const fastest = cast.find((spot) => spot.on === 'land' && spot.pace > 0);
  // What stands farther away comes first.
  const order = subjects
    .map((subject, at) => ({ subject, spot: cast[at] }))
    .sort((a, b) => (a.spot?.place.depth ?? 0) - (b.spot?.place.depth ?? 0));
  for (const { subject, spot } of order) {
    const figure = figureOf(subject);
    if (spot !== undefined && figure !== undefined) {
      layers.push(subjectLayer(stage, figure, subject, spot));
    }
  }
  if (fastest !== undefined && hasTufts(stage)) layers.push(passing(stage, fastest));
  return layers;
}

function figureOf({ name, figure }: Subject): Figure | undefined {
  return figure ?? (name === 'guest' ? undefined : figures[name]);
}

/**
 * A figure in the light of the scene: drawn apart, shaded across, edged with light, then put on its
 * shadow or its reflection.
 */
function subjectLayer(stage: Stage, figure: Figure, subject: Subject, spot: Spot): Layer {
  const easel = easelOf(stage, figure, spot);
  const brush = brushOf(easel.context, stage.board.palette, stage.board.time, subject.color);
  const gusty = stage.board.random(`wind ${subject.name}`).between(0, 7);
  return {
    draw(context, moment) {
      const { seconds } = moment;
      const gust =
        0.55 + 0.3 * Math.sin(seconds * 0.9 + gusty) + 0.15 * Math.sin(seconds * 2.3 + gusty);
      const pose: Pose = { seconds: seconds + gusty, action: subject.action, wind: -gust };
      easel.paint(() => figure.draw(brush, pose));
      toSpot(context, stage, moment, spot);
      easel.put(context, spot);
      if (figure.shine !== undefined) {
        context.scale(spot.heading, 1);
        figure.shine({ ...brush, context }, pose);
      }
    },
  };
}

/** Who goes somewhere keeps its place before a camera that moves aside: the ground goes by instead. */
function toSpot(context: SKRSContext2D, stage: Stage, { seconds, view }: Moment, spot: Spot): void {
  const follows = spot.drift !== 0;
  enter(context, stage, follows ? { ...view, x: view.x * 0.15 } : view, spot.place.depth);
  const gone = 1.15 * (1 - Math.exp(-seconds / 5));
  const bob = spot.on === 'sky' ? 0.012 * Math.sin(seconds * 0.9) : 0;
  context.translate(spot.x + spot.drift * gone, spot.place.y + bob);
  context.scale(spot.size, spot.size);
  if (spot.on === 'afloat') {
    // Weightless: it turns slowly about its middle.
    context.translate(0, -0.5 + 0.03 * Math.sin(seconds * 0.6));
    context.rotate(0.22 * Math.sin(seconds * 0.35) - 0.12 * spot.heading);
    context.translate(0, 0.5);
  }
}

interface Easel {
  context: SKRSContext2D;
  paint(draw: () => void): void;
  put(context: SKRSContext2D, spot: Spot): void;
}

function easelOf(stage: Stage, figure: Figure, spot: Spot): Easel {
  const { palette } = stage.board;
  const { left, right, above, below } = figure.reach;
  const wide = left + right;
  const high = above + below;
  const scale = Math.min(spot.size * stage.height * density, mostPixels / Math.max(wide, high));
  const canvas = createCanvas(Math.ceil(wide * scale), Math.ceil(high * scale));
  const second = createCanvas(canvas.width, canvas.height);
  const [context, over] = [canvas.getContext('2d'), second.getContext('2d')];
  const start = spot.heading === 1 ? left : right;
  const deep = mix(palette.ground, [0, 0, 12], 0.4);
  const lightSide = stage.light.x >= spot.x + spot.drift / 2 ? 1 : -1;
  const edge = Math.max(1.2, stage.height * 0.0045 * density);
  const { width, height } = canvas;
  const shading = context.createLinearGradient(
    lightSide > 0 ? width * 0.7 : width * 0.3,
    0,
    lightSide > 0 ? width * 0.3 : width * 0.7,
    height,
  );
  shading.addColorStop(0.25, css(palette.light, 0.1));
  shading.addColorStop(0.45, css(deep, 0));
  shading.addColorStop(1, css(deep, 0.5));
  const bounds = [-(spot.heading === 1 ? left : right), -above, wide, high] as const;

  const wet = isWet(stage);

  /** The figure in one tone that fades from its feet. */
  const silhouette = (alpha: number): Canvas => {
    over.resetTransform();
    over.globalCompositeOperation = 'copy';
    over.drawImage(canvas, 0, 0);
    over.globalCompositeOperation = 'source-in';
    const fade = over.createLinearGradient(0, height * 0.1, 0, (height * above) / high);
    fade.addColorStop(0, css(deep, alpha * 0.1));
    fade.addColorStop(1, css(deep, alpha));
    over.fillStyle = fade;
    over.fillRect(0, 0, width, height);
    return second;
  };
  const rim = (): Canvas => {
    over.globalCompositeOperation = 'copy';
    over.drawImage(canvas, 0, 0);
    over.globalCompositeOperation = 'destination-out';
    over.drawImage(canvas, -lightSide * edge, edge * 0.75);
    over.globalCompositeOperation = 'source-in';
    over.fillStyle = css(mix(palette.light, palette.horizon, 0.2), 0.78);
    over.fillRect(0, 0, width, height);
    return second;
  };

  return {
    context,
    paint(draw) {
      context.resetTransform();
      context.globalCompositeOperation = 'source-over';
      context.clearRect(0, 0, width, height);
      context.lineCap = 'round';
      context.setTransform(scale * spot.heading, 0, 0, scale, start * scale, above * scale);
      draw();
      context.resetTransform();
      context.globalCompositeOperation = 'source-atop';
      context.fillStyle = shading;
      context.fillRect(0, 0, width, height);
    },
    put(target, { on }) {
      if (on === 'land') castShadow(target, silhouette(0.5), bounds, stage, spot, css(deep, 0.5));
      if (on === 'water' || on === 'table' || (on === 'land' && wet))
        reflect(target, canvas, bounds);
      target.drawImage(canvas, ...bounds);
      target.drawImage(rim(), ...bounds);
    },
  };
}

/** Streets mirror who walks in the rain, and a stage is polished. */
function isWet({ board: { scene, weather } }: Stage): boolean {
  const paved = scene === 'street' || scene === 'city' || scene === 'village';
  return scene === 'stage' || (paved && (weather === 'rain' || weather === 'storm'));
}

type Bounds = readonly [left: number, top: number, width: number, height: number];

/** Towards the viewer and away from the light, flat on the ground, darkest at the feet. */
function castShadow(
  context: SKRSContext2D,
  shadow: Canvas,
  bounds: Bounds,
  stage: Stage,
  spot: Spot,
  tone: string,
): void {
  context.fillStyle = tone;
  context.globalAlpha = 0.45;
  context.beginPath();
  context.ellipse(0, 0.004, 0.2, 0.017, 0, 0, Math.PI * 2);
  context.fill();
  const skew = Math.max(-1.6, Math.min(1.6, (spot.x + spot.drift * 0.5 - stage.light.x) * 1.6));
  context.globalAlpha =
    stage.board.weather === 'clear' || stage.board.weather === 'wind' ? 0.8 : 0.35;
  context.save();
  context.transform(1, 0, -skew * 0.45, -0.34, 0, 0);
  context.drawImage(shadow, ...bounds);
  context.restore();
  context.globalAlpha = 1;
}

/** The mirror image below the keel, in strips that waver. */
function reflect(
  context: SKRSContext2D,
  picture: Canvas,
  [left, top, width, height]: Bounds,
): void {
  const strips = 18;
  const step = picture.height / strips;
  for (let at = 0; at < strips; at += 1) {
    const y = top + (height * at) / strips;
    if (y > 0) break;
    context.globalAlpha = 0.34 * (at / strips);
    const sway = 0.012 * Math.sin(at * 1.9) * (1 - at / strips);
    context.drawImage(
      picture,
      0,
      at * step,
      picture.width,
      step,
      left + sway,
      -y * 0.8,
      width,
      (-height / strips) * 0.8,
    );
  }
  context.globalAlpha = 1;
}

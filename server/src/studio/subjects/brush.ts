import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { color, css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Palette } from '../palettes.ts';
import type { SceneName, TimeOfDay } from '../vocabulary.ts';

/** What a figure is drawn with: its local colours come out in the light of the scene. */
export interface Brush {
  context: SKRSContext2D;
  /** A local colour, `#rrggbb`; `shade` 0 … 1 takes it towards the dark of the scene. */
  dye(hex: string, shade?: number): string;
  /** The figure's leading colour: what the prompt names, or else the given one. */
  main(hex: string, shade?: number): string;
  /** What shines by itself: lamps, flames, screens. */
  glow(hex: string, alpha?: number): string;
  /** The sun or moon is low or gone: lamps are lit. */
  dark: boolean;
}

/** How far the scene's light takes the local colours towards the dark of the foreground. */
const dusk: Record<TimeOfDay, number> = {
  day: 0.06,
  dawn: 0.22,
  golden: 0.26,
  dusk: 0.42,
  night: 0.54,
};

export function brushOf(
  context: SKRSContext2D,
  board: { palette: Palette; scene: SceneName; time: TimeOfDay },
  named: Color | null,
): Brush {
  const { palette, scene, time } = board;
  // The sun of space and the lamps of a stage leave their subjects bright whatever the hour.
  const lamps = scene === 'stage' || scene === 'space';
  const loss = lamps ? Math.min(0.2, dusk[time]) : scene === 'room' ? dusk[time] * 0.6 : dusk[time];
  const deep = mix(palette.ground, [0, 0, 12], 0.45);
  const graded = (tone: Color, shade: number): string => {
    const lit = mix(tone, palette.light, time === 'day' ? 0.04 : 0.1);
    return css(mix(lit, deep, 1 - (1 - loss) * (1 - shade)));
  };
  const made = new Map<string, string>();
  const kept = (key: string, make: () => string): string => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make();
    made.set(key, fresh);
    return fresh;
  };
  return {
    context,
    dye: (hex, shade = 0) => kept(`${hex} ${String(shade)}`, () => graded(color(hex), shade)),
    main: (hex, shade = 0) =>
      kept(`main ${hex} ${String(shade)}`, () => graded(named ?? color(hex), shade)),
    glow: (hex, alpha = 1) => css(color(hex), alpha),
    dark: time === 'night' || time === 'dusk',
  };
}

export type Point = readonly [x: number, y: number];
/** A place on a limb and half its thickness there. */
export type Joint = readonly [x: number, y: number, radius: number];

/** A closed curve through all points. */
export function shape(context: SKRSContext2D, tone: string, points: readonly Point[]): void {
  context.fillStyle = tone;
  context.beginPath();
  curve(context, points);
  context.fill();
}

/** Adds a closed curve through all points (Catmull-Rom) to the path. */
function curve(context: SKRSContext2D, points: readonly Point[]): void {
  const at = (index: number): Point => points[(index + points.length) % points.length] ?? [0, 0];
  context.moveTo(...at(0));
  points.forEach((from, index) => {
    const [before, to, after] = [at(index - 1), at(index + 1), at(index + 2)];
    context.bezierCurveTo(
      from[0] + (to[0] - before[0]) / 6,
      from[1] + (to[1] - before[1]) / 6,
      to[0] - (after[0] - from[0]) / 6,
      to[1] - (after[1] - from[1]) / 6,
      ...to,
    );
  });
  context.closePath();
}

/** A closed shape with straight sides. */
export function sharp(context: SKRSContext2D, tone: string, points: readonly Point[]): void {
  context.fillStyle = tone;
  context.beginPath();
  points.forEach((point, at) => (at === 0 ? context.moveTo(...point) : context.lineTo(...point)));
  context.closePath();
  context.fill();
}

/** A limb, neck or trunk: round at each joint, tapering between them. */
export function chain(context: SKRSContext2D, tone: string, joints: readonly Joint[]): void {
  context.fillStyle = tone;
  context.beginPath();
  joints.forEach(([x, y, radius], at) => {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, Math.PI * 2);
    const next = joints[at + 1];
    if (next === undefined) return;
    const length = Math.hypot(next[0] - x, next[1] - y) || 1;
    // The way round matters: all parts turn alike, so that overlaps stay filled.
    const [nx, ny] = [-(next[1] - y) / length, (next[0] - x) / length];
    context.moveTo(x - nx * radius, y - ny * radius);
    context.lineTo(next[0] - nx * next[2], next[1] - ny * next[2]);
    context.lineTo(next[0] + nx * next[2], next[1] + ny * next[2]);
    context.lineTo(x + nx * radius, y + ny * radius);
    context.closePath();
  });
  context.fill();
}

export function oval(
  context: SKRSContext2D,
  tone: string,
  [x, y]: Point,
  wide: number,
  high = wide,
  turn = 0,
): void {
  context.fillStyle = tone;
  context.beginPath();
  context.ellipse(x, y, Math.abs(wide), Math.abs(high), turn, 0, Math.PI * 2);
  context.fill();
}

/** An open stroke with round ends, smooth through its points. */
export function stroke(
  context: SKRSContext2D,
  tone: string,
  width: number,
  points: readonly Point[],
): void {
  const [first, ...rest] = points;
  if (first === undefined) return;
  context.strokeStyle = tone;
  context.lineWidth = width;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(...first);
  rest.forEach((point, at) => {
    const next = rest[at + 1];
    if (next === undefined) context.lineTo(...point);
    else context.quadraticCurveTo(...point, (point[0] + next[0]) / 2, (point[1] + next[1]) / 2);
  });
  context.stroke();
}

const haloSide = 96;
const halos = new Map<string, Canvas>();

/** Of one colour, made once: copying it is several times as fast as a gradient. */
function haloOf(hex: string): Canvas {
  const known = halos.get(hex);
  if (known !== undefined) return known;
  const canvas = createCanvas(haloSide, haloSide);
  const context = canvas.getContext('2d');
  const middle = haloSide / 2;
  const light = context.createRadialGradient(middle, middle, 0, middle, middle, middle);
  light.addColorStop(0, css(color(hex), 1));
  light.addColorStop(0.35, css(color(hex), 0.35));
  light.addColorStop(1, css(color(hex), 0));
  context.fillStyle = light;
  context.fillRect(0, 0, haloSide, haloSide);
  halos.set(hex, canvas);
  return canvas;
}

/** A soft spot of light. */
export function halo(
  context: SKRSContext2D,
  hex: string,
  [x, y]: Point,
  radius: number,
  strength: number,
): void {
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * Math.min(1, Math.max(0, strength));
  context.drawImage(haloOf(hex), x - radius, y - radius, radius * 2, radius * 2);
  context.globalAlpha = alpha;
}

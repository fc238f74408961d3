import type { Band, Place, Stage } from '../scenes/layer.ts';
import type { CameraMove } from '../vocabulary.ts';
import type { SubjectName } from './figures.ts';
import type { Subject } from './subjects.ts';

/** How a subject takes part in a picture; lengths in frame heights. */
interface Part {
  /** Of a figure's unit when it stands nearest and alone. */
  size: number;
  on: 'land' | 'water' | 'sky' | 'deep' | 'table' | 'afloat';
  /** How near within its band, 0 … 1. */
  near: number;
  /** What passes below: a walker drifts through the frame while the ground goes by at this pace. */
  pace: number;
  /** Half its width, for keeping others clear of it. */
  half: number;
  /** Looks at the camera or has no front: never turned around. */
  frontal?: boolean;
  /** Can be shown from the knees up. */
  portrait?: boolean;
}

const walker: Part = { portrait: true, size: 0.52, on: 'land', near: 0.72, pace: 0.16, half: 0.2 };
const beast: Part = { size: 0.42, on: 'land', near: 0.72, pace: 0.5, half: 0.38 };

const flier: Part = { size: 0.36, on: 'sky', near: 0.6, pace: 0, half: 0.36 };
const swimmer: Part = { size: 0.42, on: 'deep', near: 0.6, pace: 0, half: 0.4 };
const floater: Part = { size: 0.42, on: 'water', near: 0.5, pace: 0, half: 0.4 };
const building: Part = { size: 0.5, on: 'land', near: 0.35, pace: 0, half: 0.3, frontal: true };
const still: Part = { size: 0.54, on: 'table', near: 1, pace: 0, half: 0.24, frontal: true };

const parts: Record<SubjectName | 'guest', Part> = {
  guest: { ...still, on: 'land', size: 0.6, near: 0.85, half: 0.3 },
  person: walker,
  woman: walker,
  girl: { ...walker, size: 0.42 },
  boy: { ...walker, size: 0.42 },
  couple: { ...walker, half: 0.26 },
  runner: { ...walker, pace: 0.7 },
  dancer: { ...walker, pace: 0, near: 0.8 },
  model: { ...walker, size: 0.6, pace: 0, near: 0.85 },
  singer: { ...walker, size: 0.6, pace: 0, near: 0.85 },
  traveller: walker,
  warrior: { ...walker, pace: 0 },
  monk: walker,
  astronaut: walker,
  robot: { ...walker, size: 0.46 },
  cat: { ...beast, size: 0.38, pace: 0.12, near: 0.85, half: 0.2 },
  dog: { ...beast, size: 0.3 },
  fox: { ...beast, size: 0.3, pace: 0.2 },
  wolf: { ...beast, size: 0.34, pace: 0.2 },
  tiger: { ...beast, size: 0.4, pace: 0.16 },
  lion: { ...beast, size: 0.4, pace: 0.16 },
  horse: { ...beast, size: 0.46, pace: 0.95 },
  deer: { ...beast, size: 0.46, pace: 0.12 },
  elephant: { ...beast, size: 0.5, pace: 0.12, half: 0.42 },
  birds: { ...flier, size: 0.3, half: 0.4 },
  eagle: { ...flier, size: 0.36, near: 0.8, frontal: true },
  butterfly: { ...flier, size: 0.26, near: 1, half: 0.2, frontal: true },
  dragon: { ...flier, size: 0.42, near: 0.8, half: 0.6 },
  fish: swimmer,
  whale: { ...swimmer, size: 0.52, half: 0.6 },
  turtle: { ...swimmer, size: 0.4 },
  jellyfish: { ...swimmer, size: 0.5, half: 0.25, frontal: true },
  car: { ...beast, size: 0.22, pace: 1, half: 0.6 },
  bicycle: { ...beast, size: 0.46, pace: 0.5, half: 0.3 },
  train: { ...beast, size: 0.3, pace: 1.4, near: 0.45, half: 0.8 },
  boat: { ...floater, size: 0.44, half: 0.3 },
  ship: { ...floater, size: 0.4, near: 0.25, half: 0.6 },
  plane: { ...flier, size: 0.34, half: 0.5 },
  balloon: { ...flier, size: 0.46, half: 0.2 },
  rocket: { ...flier, size: 0.6, half: 0.15, frontal: true },
  spaceship: { ...flier, size: 0.36, near: 0.9, half: 0.5 },
  drone: { ...flier, size: 0.34, near: 0.9, half: 0.35 },
  house: { ...building, size: 0.4 },
  lighthouse: { ...building, size: 0.62 },
  castle: { ...building, size: 0.52 },
  tower: { ...building, size: 0.66 },
  temple: { ...building, size: 0.5 },
  windmill: { ...building, size: 0.5 },
  tree: { ...building, size: 0.62, near: 0.55 },
  flower: { ...still, on: 'land', size: 0.72, near: 1 },
  bouquet: still,
  bottle: still,
  phone: { ...still, size: 0.56 },
  watch: { ...still, size: 0.58 },
  shoe: { ...still, size: 0.5, half: 0.4 },
  coffee: { ...still, size: 0.42, half: 0.4 },
  cake: still,
  noodles: { ...still, size: 0.42, half: 0.4 },
  fruit: { ...still, size: 0.42, half: 0.4 },
  candle: { ...still, size: 0.5 },
  lantern: { ...flier, size: 0.4, near: 0.8, half: 0.4, frontal: true },
};

/** Where one subject stands and how it goes; lengths in frame heights. */
export interface Spot {
  /** Middle at the start, and how far it will have gone in the end. */
  x: number;
  drift: number;
  place: Place;
  size: number;
  /** 1 looks and goes to the right. */
  heading: 1 | -1;
  pace: number;
  on: Part['on'];
}

/** The way that a camera which goes aside follows its subject. */
const followed: Partial<Record<CameraMove, 1 | -1>> = { pan_right: 1, tracking: 1, pan_left: -1 };

/** What would be still with this action does not pass the ground. */
const standing = new Set(['stand', 'sit', 'sleep', 'smile', 'stretch', 'turn', 'dance']);

/**
 * Places the subjects: the first on the third away from the light and going towards it, the second
 * beside it where both share a ground. A camera that follows decides which way they go.
 */
export function castOf(stage: Stage, subjects: readonly Subject[]): readonly Spot[] {
  const random = stage.board.random('cast');
  const heading = followed[stage.board.camera] ?? (stage.light.x >= 0 ? 1 : -1);
  const wide = Math.min(1, 0.3 + stage.aspect / 1.9);
  const grounded = subjects
    .map((subject) => partOf(stage, subject))
    .filter(({ on }) => on !== 'sky');
  const span = grounded.reduce((sum, { half, size }) => sum + roomOf(half, size, wide), 0);
  const group = grounded.length > 1;
  // A group that is wider than the frame is drawn smaller, and around its middle.
  const shrink = group ? Math.min(0.88, (stage.aspect * 0.82) / span) : 1;
  let line = group ? (-span * shrink) / 2 : 0;
  return subjects.map((subject): Spot => {
    const part = partOf(stage, subject);
    const pace =
      subject.action !== null && standing.has(subject.action) ? 0 : paceOf(part, subject);
    // Who looks into the camera is shown from the knees up.
    const portrait = subject.action === 'smile' && part.portrait === true && !group;
    const size = (portrait ? 1.05 : part.size * shrink) * wide * random.between(0.97, 1.05);
    const place = portrait ? { y: 0.12 + size - stage.horizon, depth: 0.8 } : placeOn(stage, part);
    const third = -heading * stage.aspect * (pace > 0 ? 0.17 : 0.15);
    const room = roomOf(part.half, part.size, wide) * shrink;
    // What flies keeps clear of what stands.
    const alone = part.on === 'sky' ? third * (grounded.length > 0 ? -0.6 : 0.9) : third;
    const base = group && part.on !== 'sky' ? third * 0.35 + heading * (line + room / 2) : alone;
    if (part.on !== 'sky') line += room;
    const moves = pace > 0 || (part.on !== 'land' && part.on !== 'table');
    return {
      // The window of a room and its curtains frame the middle.
      x: stage.board.scene === 'room' && part.on === 'table' ? base * 0.3 : base,
      drift: moves && part.frontal !== true ? heading * Math.min(0.5, stage.aspect * 0.28) : 0,
      place,
      size,
      heading: part.frontal === true ? 1 : heading,
      pace,
      on: part.on,
    };
  });
}

/** In space and under water who walks elsewhere floats; what was cut out of a picture takes no steps. */
function partOf({ board, grounds }: Stage, { name, figure }: Subject): Part {
  const part = parts[name];
  const still = figure === undefined ? part : { ...part, pace: 0, frontal: true };
  // Things stand on the table of a room or on a stage, and elsewhere on the ground like all others.
  const polished = board.scene === 'room' || board.scene === 'stage' || grounds.land === null;
  if (still.on === 'table' && !polished) return { ...still, on: 'land' };
  const weightless = board.scene === 'space' || board.scene === 'underwater';
  return weightless && still.on === 'land' && grounds.land === null
    ? { ...still, on: 'afloat', pace: 0 }
    : still;
}

/** What a subject takes up beside others, in frame heights. */
function roomOf(half: number, size: number, wide: number): number {
  return (half * 2.2 * size * wide) / 0.42 ** 0.5 + 0.06;
}

function paceOf(part: Part, { action }: Subject): number {
  if (action === 'run') return Math.max(part.pace, 0.7);
  if (action === 'walk') return Math.min(part.pace || 0.16, 0.2);
  return part.pace;
}

function placeOn(stage: Stage, part: Part): Place {
  const { grounds, horizon } = stage;
  // The middle of what flies lies at its place, not its lower end.
  if (part.on === 'sky') {
    const { y, depth } = between(grounds.sky, part.near);
    return { y: y + part.size * 0.5, depth };
  }
  if (part.on === 'afloat') return { y: 0.5 + part.size * 0.5 - horizon, depth: 0.8 };
  if (part.on === 'deep') return deepPlace(stage, part);
  if (part.on === 'water') {
    const band = grounds.water ?? grounds.land;
    return band === null ? { y: 0.12, depth: 0.6 } : between(band, part.near);
  }
  // Without land of the scene's own a bank or a table is drawn in front: see `ground.ts`.
  if (grounds.land === null) return { y: 0.9 - horizon, depth: 0.85 };
  // A push in must not take the feet out of the frame.
  const { y, depth } = between(grounds.land, part.near);
  return { y: Math.min(y, 0.86 - horizon), depth: Math.min(depth, 0.8) };
}

/** Below the surface: in the middle of the frame where all is water, else half out of it, as if it leapt. */
function deepPlace({ board, grounds, horizon }: Stage, { size, near }: Part): Place {
  if (board.scene === 'underwater') return { y: 0.52 + size * 0.45 - horizon, depth: 0.7 };
  return grounds.water === null ? { y: 0.2, depth: 0.7 } : between(grounds.water, near);
}

function between({ far, near }: Band, share: number): Place {
  return {
    y: far.y + (near.y - far.y) * share,
    depth: far.depth + (near.depth - far.depth) * share,
  };
}

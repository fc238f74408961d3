import { chain, oval, shape, sharp, stroke } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import type { Figure, Pose } from './figure.ts';
import { bendLeg, footAt, now, wave } from './gait.ts';
import type { Action } from './actions.ts';

/** How a person is built and dressed; colours are local ones. */
export interface Look {
  skin: string;
  hair: string;
  hairdo: 'short' | 'long' | 'bun' | 'ponytail' | 'none';
  top: string;
  legs: string;
  shoes: string;
  /** Of the hem above the ground, 0 … 0.5; none for trousers. */
  skirt?: number;
  /** A coat's hem above the ground. */
  coat?: number;
  /** Bigger heads and shorter legs are children's. */
  head: number;
  legLength: number;
  /** What they do unless the prompt says otherwise. */
  does: Action;
  /** Worn or carried: drawn behind and before the body in the body's own place. */
  behind?: (brush: Brush, pose: Pose, body: Body) => void;
  before?: (brush: Brush, pose: Pose, body: Body) => void;
  /** Instead of a bare head. */
  headgear?: (brush: Brush, pose: Pose, head: Point, radius: number) => void;
  /** The nearer hand, when it holds something. */
  hold?: (pose: Pose) => Point;
}

/** Where the parts of a body are at a moment. */
interface Body {
  hip: Point;
  shoulder: Point;
  head: Point;
  nearHand: Point;
}

interface Motion {
  hertz: number;
  stance: number;
  reach: number;
  lift: number;
  bounce: number;
  lean: number;
  /** Bend of the elbow in radians, and how far the arms swing. */
  elbow: number;
  swing: number;
}

const motions: Record<'walk' | 'run' | 'stand' | 'dance', Motion> = {
  walk: {
    hertz: 0.95,
    stance: 0.6,
    reach: 0.145,
    lift: 0.05,
    bounce: 0.01,
    lean: 0.03,
    elbow: 0.3,
    swing: 0.5,
  },
  run: {
    hertz: 1.5,
    stance: 0.34,
    reach: 0.23,
    lift: 0.2,
    bounce: 0.03,
    lean: 0.2,
    elbow: 1.6,
    swing: 0.95,
  },
  stand: {
    hertz: 0.25,
    stance: 0.5,
    reach: 0,
    lift: 0,
    bounce: 0.002,
    lean: 0,
    elbow: 0.12,
    swing: 0.03,
  },
  dance: {
    hertz: 0.7,
    stance: 0.55,
    reach: 0.1,
    lift: 0.12,
    bounce: 0.025,
    lean: 0,
    elbow: 0.5,
    swing: 0.4,
  },
};

const motionFor: Partial<Record<Action, keyof typeof motions>> = {
  walk: 'walk',
  run: 'run',
  jump: 'run',
  dance: 'dance',
  turn: 'stand',
};

export function person(look: Look): Figure {
  return {
    reach: { left: 0.62, right: 0.62, above: 1.22, below: 0.05 },
    draw(brush, pose) {
      const action = pose.action ?? look.does;
      const motion = motions[motionFor[action] ?? 'stand'];
      const phase = pose.seconds * motion.hertz;
      const turn = action === 'turn' || action === 'dance' ? phase * 2.4 : 0;
      const { context } = brush;
      context.save();
      if (action === 'jump')
        context.translate(0, -0.16 * Math.max(0, wave(pose.seconds, 0.75)) ** 0.8);
      // A turn on the spot: the body narrows as it shows its side and faces the other way.
      if (action === 'turn') {
        const face = Math.cos(turn);
        context.scale(Math.sign(face || 1) * (0.62 + 0.38 * Math.abs(face)), 1);
      }
      drawBody(brush, pose, look, { ...motion, phase, action, turn });
      context.restore();
    },
  };
}

type Moving = Motion & { phase: number; action: Action; turn: number };

function drawBody(brush: Brush, pose: Pose, look: Look, moving: Moving): void {
  const { context } = brush;
  const { phase, action } = moving;
  const bone = look.legLength / 2;
  const bounce = moving.bounce * Math.cos(4 * Math.PI * phase);
  const sitting = action === 'sit';
  const hip: Point = [
    action === 'dance' ? 0.03 * wave(phase, 1) : 0,
    -(sitting ? look.legLength * 0.52 : look.legLength * 0.985) - 0.03 + bounce,
  ];
  const neck = -1 + look.head * 2.1;
  const chest = neck - hip[1] + 0.055 + (sitting ? -look.legLength * 0.46 : 0);
  const lean = moving.lean + 0.012 * wave(pose.seconds, 0.3);
  const along = (share: number, out = 0): Point => [
    hip[0] + Math.sin(lean) * -chest * share + Math.cos(lean) * out,
    hip[1] + Math.cos(lean) * chest * share + Math.sin(lean) * out + bounce * 0.3,
  ];
  const shoulder = along(1);
  const head: Point = [
    shoulder[0] + Math.sin(lean) * 0.07 + 0.008,
    shoulder[1] - 0.052 - look.head,
  ];
  const leg = (offset: number, shade: number): void => {
    const spread = moving.reach === 0 ? (offset === 0 ? 0.035 : -0.03) : 0;
    const [x, y] = footAt(phase + offset, moving);
    const target: Point = sitting
      ? [look.legLength * 0.42 + offset * 0.06, -0.03]
      : [x + spread + hip[0] * 0.4, y - 0.03];
    const { knee, foot } = bendLeg(hip, target, bone, bone, 1);
    const bare = look.skirt !== undefined;
    const tone = bare ? brush.dye(look.skin, shade) : brush.dye(look.legs, shade);
    chain(context, tone, [
      [hip[0], hip[1], bare ? 0.044 : 0.056],
      [knee[0], knee[1], bare ? 0.029 : 0.038],
      [foot[0], foot[1] - 0.01, bare ? 0.017 : 0.026],
    ]);
    // The toe points down while the foot swings behind.
    const droop = Math.max(0, -y) * 1.6 * (x < 0 ? 1 : -0.35);
    chain(context, brush.dye(look.shoes, shade), [
      [foot[0] - 0.008, foot[1] + 0.008, 0.021],
      [foot[0] + 0.058, foot[1] + 0.014 + droop * 0.4, 0.0145],
    ]);
  };
  const arm = (side: 1 | -1, shade: number): Point => {
    const at = along(0.94, side === 1 ? -0.012 : 0.014);
    const hand = handAt(pose, look, moving, at, side);
    const { knee: elbow, foot: wrist } = bendLeg(at, hand, 0.155, 0.15, -1);
    chain(context, brush.main(look.top, shade), [
      [at[0], at[1], 0.034],
      [elbow[0], elbow[1], 0.026],
      [elbow[0] * 0.3 + wrist[0] * 0.7, elbow[1] * 0.3 + wrist[1] * 0.7, 0.021],
    ]);
    chain(context, brush.dye(look.skin, shade), [
      [elbow[0] * 0.25 + wrist[0] * 0.75, elbow[1] * 0.25 + wrist[1] * 0.75, 0.017],
      [wrist[0], wrist[1], 0.019],
    ]);
    return wrist;
  };

  const body = { hip, shoulder, head, nearHand: shoulder };
  hairBehind(brush, pose, look, head, moving);
  arm(-1, 0.38);
  look.behind?.(brush, pose, body);
  leg(0.5, 0.38);
  leg(0, 0.08);
  // Neck, then the trunk with chest and back, then what hangs from the waist.
  chain(context, brush.dye(look.skin, 0.22), [
    [shoulder[0], shoulder[1] + 0.01, 0.03],
    [head[0] - 0.004, head[1] + look.head * 0.5, 0.027],
  ]);
  shape(context, brush.main(look.top), [
    along(1.02, -0.02),
    along(1.0, 0.045),
    along(0.72, 0.08),
    along(0.35, 0.058),
    along(-0.05, 0.07),
    along(-0.16, 0.01),
    along(-0.08, -0.075),
    along(0.35, -0.06),
    along(0.72, -0.078),
    along(0.98, -0.06),
  ]);
  if (look.skirt !== undefined && !sitting)
    hem(brush, pose, look, moving, along, look.skirt, false);
  if (look.coat !== undefined && !sitting) hem(brush, pose, look, moving, along, look.coat, true);
  headOf(brush, pose, look, head);
  const nearHand = arm(1, 0.1);
  look.before?.(brush, pose, { ...body, nearHand });
}

/** Where a hand is; `side` 1 is the nearer one. */
function handAt(pose: Pose, look: Look, moving: Moving, at: Point, side: 1 | -1): Point {
  const { phase, action } = moving;
  const hold = side === 1 ? look.hold?.(pose) : undefined;
  if (hold !== undefined) return hold;
  if (action === 'dance') {
    const up = 0.75 + 0.25 * wave(phase, 1, side * 0.25);
    return [at[0] + side * (0.2 + 0.06 * wave(phase, 2)), at[1] - 0.22 * up + 0.04];
  }
  if (action === 'turn') return [at[0] + side * 0.19, at[1] + 0.17 + 0.02 * wave(phase, 1)];
  if (action === 'jump') {
    const up = Math.max(0, wave(pose.seconds, 0.75));
    return [at[0] + side * 0.12, at[1] + 0.24 - 0.5 * up];
  }
  if (action === 'stretch') return [at[0] + side * 0.07, at[1] - 0.28 + 0.01 * wave(phase, 1)];
  if (action === 'sit') return [at[0] + 0.19, at[1] + 0.25];
  const swing = side * -moving.swing * Math.cos(2 * Math.PI * phase) + 0.06;
  const [upper, fore] = [0.155, 0.15];
  const bend = swing + moving.elbow * (0.75 + 0.35 * Math.sin(swing));
  return [
    at[0] + upper * Math.sin(swing) + fore * Math.sin(bend),
    at[1] + upper * Math.cos(swing) + fore * Math.cos(bend),
  ];
}

/** A skirt or coat: swings against the step, blows in the wind, and flies out in a turn. */
function hem(
  brush: Brush,
  pose: Pose,
  look: Look,
  moving: Moving,
  along: (share: number, out?: number) => Point,
  above: number,
  open: boolean,
): void {
  const { phase, turn } = moving;
  const waist = along(open ? 0.9 : 0.3);
  const flare = (open ? 0.1 : 0.13) + (turn === 0 ? 0 : 0.12) + moving.reach * 0.25;
  const blow = pose.wind * 0.05 - moving.lean * 0.45 - (moving.reach > 0 ? 0.03 : 0);
  const ripple = (share: number): number => 0.018 * wave(phase * 2, 1, share * 0.8) + blow;
  const bottom = -above - (turn === 0 ? 0 : 0.04);
  const width = open ? 0.07 : 0.058;
  const points: Point[] = [
    [waist[0] - width, waist[1]],
    [waist[0] + width, waist[1]],
    [waist[0] + width + flare * 0.45 + ripple(0) * 0.4, (waist[1] + bottom) / 2],
    [waist[0] + flare + ripple(0.1), bottom - 0.012 * wave(phase * 2, 1, 0.3)],
    [waist[0] + flare * 0.35 + ripple(0.4), bottom + 0.016],
    [waist[0] - flare * 0.45 + ripple(0.7), bottom + 0.01 + 0.012 * wave(phase * 2, 1, 0.6)],
    [waist[0] - flare * 1.15 + ripple(1) * 1.7, bottom - 0.012],
    [waist[0] - width - flare * 0.5 + ripple(0.9) * 0.5, (waist[1] + bottom) / 2],
  ];
  shape(brush.context, brush.main(look.top), points);
  // Folds give the cloth its second tone.
  for (const share of [-0.5, 0.05, 0.55]) {
    const sway = turn === 0 ? share : Math.cos(turn + share * 3);
    stroke(brush.context, brush.main(look.top, 0.3), 0.012, [
      [waist[0] + sway * 0.05, waist[1] + (bottom - waist[1]) * 0.3],
      [waist[0] + sway * flare * 0.55 + ripple(0.5) * 0.5, waist[1] + (bottom - waist[1]) * 0.65],
      [waist[0] + sway * flare * 0.9 + ripple(0.5), bottom],
    ]);
  }
}

function headOf(brush: Brush, pose: Pose, look: Look, head: Point): void {
  const { context } = brush;
  const r = look.head;
  if (look.headgear !== undefined) {
    look.headgear(brush, pose, head, r);
    return;
  }
  const [x, y] = head;
  shape(context, brush.dye(look.skin), [
    [x - r * 0.7, y - r * 0.5],
    [x, y - r],
    [x + r * 0.72, y - r * 0.5],
    [x + r * 0.82, y + r * 0.02],
    [x + r * 0.97, y + r * 0.24],
    [x + r * 0.74, y + r * 0.4],
    [x + r * 0.62, y + r * 0.92],
    [x + r * 0.1, y + r * 0.9],
    [x - r * 0.5, y + r * 0.5],
  ]);
  face(brush, pose, look, head);
  const hair = brush.dye(look.hair);
  shape(context, hair, [
    [x + r * 0.72, y - r * 0.42],
    [x + r * 0.62, y - r * 0.9],
    [x, y - r * 1.2],
    [x - r * 0.75, y - r * 0.95],
    [x - r * 1.02, y - r * 0.1],
    [x - r * 0.72, y + r * 0.55],
    [x - r * 0.32, y + r * 0.35],
    [x - r * 0.08, y - r * 0.25],
    [x + r * 0.3, y - r * 0.42],
  ]);
  if (look.hairdo === 'bun') oval(context, hair, [x - r * 0.75, y - r * 0.95], r * 0.48);
  if (look.hairdo === 'long') {
    shape(context, hair, [
      [x - r * 0.1, y - r * 0.7],
      [x + r * 0.05, y],
      [x - r * 0.2, y + r * 0.9],
      [x - r * 0.75, y + r * 1.2],
      [x - r, y],
    ]);
  }
}

/** An eye that blinks, a brow, a cheek and a mouth, which smiles when it is asked to. */
function face({ context, dye }: Brush, pose: Pose, look: Look, [x, y]: Point): void {
  const r = look.head;
  const shut = now(pose.seconds, 2.9, 0.18);
  oval(context, dye('#e58a72', 0.08), [x + r * 0.28, y + r * 0.36], r * 0.15, r * 0.1);
  oval(context, dye('#fbf6ee'), [x + r * 0.52, y], r * 0.15, r * 0.12 * (1 - shut) + r * 0.01);
  oval(context, dye('#2a1a14'), [x + r * 0.58, y], r * 0.085, r * 0.11 * (1 - shut) + r * 0.015);
  stroke(context, dye(look.hair), r * 0.07, [
    [x + r * 0.3, y - r * 0.22],
    [x + r * 0.52, y - r * 0.29],
    [x + r * 0.72, y - r * 0.22],
  ]);
  const smile = pose.action === 'smile' ? 0.09 + 0.02 * wave(pose.seconds, 0.3) : 0.03;
  stroke(context, dye('#a8483f'), r * 0.075, [
    [x + r * 0.46, y + r * (0.53 - smile)],
    [x + r * 0.56, y + r * 0.56],
    [x + r * 0.74, y + r * (0.5 - smile * 0.3)],
  ]);
}

/** Long hair is a ribbon that follows the wind and the step. */
function hairBehind(brush: Brush, pose: Pose, look: Look, head: Point, moving: Moving): void {
  if (look.hairdo !== 'long' && look.hairdo !== 'ponytail') return;
  const r = look.head;
  const back = 0.03 + moving.lean * 0.35 + moving.reach * 0.18 - pose.wind * 0.06;
  const length = look.hairdo === 'long' ? 0.2 : 0.17;
  const from: Point =
    look.hairdo === 'long'
      ? [head[0] - r * 0.55, head[1] - r * 0.3]
      : [head[0] - r * 0.8, head[1] - r * 0.55];
  chain(
    brush.context,
    brush.dye(look.hair, 0.15),
    [0, 0.25, 0.5, 0.75, 1].map((share) => [
      from[0] -
        back * share * 2.2 -
        r * 0.35 * share ** 0.5 +
        0.02 * share * wave(pose.seconds, 0.9, -share * 0.6),
      from[1] +
        length * share * (1 - Math.min(0.5, Math.abs(back) * 3)) +
        0.01 * wave(pose.seconds, 1.1, -share),
      r *
        (look.hairdo === 'long'
          ? 0.62 - 0.38 * share
          : 0.34 - 0.2 * share + (share > 0 ? 0.06 : 0)),
    ]),
  );
}

/** A hood, a helmet or a hat keeps this much of the face in sight. */
export function hat(brush: Brush, [x, y]: Point, r: number, hex: string): void {
  sharp(brush.context, brush.dye(hex), [
    [x - r * 1.9, y - r * 0.42],
    [x - r * 0.75, y - r * 0.75],
    [x, y - r * 1.6],
    [x + r * 0.75, y - r * 0.75],
    [x + r * 1.9, y - r * 0.42],
  ]);
}

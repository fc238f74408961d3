import { chain, oval, sharp } from './brush.ts';
import type { Brush, Joint, Point } from './brush.ts';
import type { Figure, Pose } from './figure.ts';
import { bendLeg, footAt, now, wave } from './gait.ts';
import type { Action } from './actions.ts';

/** A four-legged animal, looking right; lengths in units of its figure. */
export interface Beast {
  coat: string;
  /** From rump to chest, along the back. */
  trunk: readonly Joint[];
  /** From the withers to the back of the head. */
  neck: readonly Joint[];
  head: readonly Joint[];
  /** Where the legs join the trunk, and how long and thick they are. */
  hind: Limb;
  fore: Limb;
  tail: { from: Point; to: Point; thick: number; tip: number; sway: number };
  does: Action;
  /** Cycles a second when it walks; it runs at twice that. */
  hertz: number;
  stride: number;
  /** Ears, mane, antlers, trunk: drawn in the head's own place, before it. */
  detail(brush: Brush, pose: Pose, head: Joint, muzzle: Joint): void;
  /** The same, behind the body. */
  backdrop?: (brush: Brush, pose: Pose, withers: Joint, head: Joint) => void;
  /** Stripes or spots on the trunk; `body` takes a place on it along with it. */
  marks?: (brush: Brush, body: (point: Point) => Point) => void;
  eye: number;
}

interface Limb {
  at: Point;
  upper: number;
  lower: number;
  thick: number;
  ankle: number;
  foot: number;
}

/** When each leg sets down, as shares of the cycle. */
const beats = {
  walk: { hindFar: 0, foreFar: 0.25, hindNear: 0.5, foreNear: 0.75 },
  run: { hindFar: 0, hindNear: 0.12, foreFar: 0.42, foreNear: 0.54 },
};

export function beast(animal: Beast): Figure {
  return {
    reach: { left: 1.1, right: 1.15, above: 1.35, below: 0.06 },
    draw(brush, pose) {
      const action = pose.action ?? animal.does;
      const run = action === 'run' || action === 'jump';
      const still = ['stand', 'sit', 'sleep', 'smile', 'stretch'].includes(action);
      const phase = still ? 0.1 : pose.seconds * animal.hertz * (run ? 2 : 1);
      const { context } = brush;
      context.save();
      if (action === 'jump') context.translate(0, -0.22 * Math.max(0, wave(pose.seconds, 0.7)));
      // A galloping body rocks and gathers; a walking one nods.
      // To stretch is to bow: the chest goes down, the forelegs forward.
      const bow = action === 'stretch' ? 0.5 - 0.5 * Math.cos(pose.seconds * 1.4) : 0;
      const rock =
        bow > 0
          ? 0.3 * bow
          : run
            ? 0.055 * wave(phase, 1, 0.1)
            : still
              ? 0
              : 0.008 * wave(phase, 2);
      const rise = run ? -0.035 + 0.035 * wave(phase, 1, 0.6) : 0.006 * wave(pose.seconds, 0.3);
      const body = (point: Point): Point => turned(point, rock, rise);
      const leg = (limb: Limb, beat: number, knee: 1 | -1, shade: number): void => {
        const hip = body(limb.at);
        const reach = animal.stride * (run ? 1.75 : 1);
        const [x, y] = still
          ? [limb.at[0] > 0 ? 0.02 + 0.26 * bow : -0.02, 0]
          : footAt(phase - beat, { stance: run ? 0.3 : 0.62, reach, lift: run ? 0.17 : 0.07 });
        const target: Point = [limb.at[0] + x + knee * -0.01, y - limb.foot];
        const bent = bendLeg(hip, target, limb.upper, limb.lower, knee);
        chain(context, brush.main(animal.coat, shade), [
          [hip[0], hip[1], limb.thick],
          [(hip[0] + bent.knee[0]) / 2, (hip[1] + bent.knee[1]) / 2, limb.thick * 0.82],
          [bent.knee[0], bent.knee[1], limb.ankle * 1.5],
          [bent.foot[0], bent.foot[1], limb.ankle],
          [bent.foot[0] + limb.foot * 0.8, bent.foot[1] + limb.foot * 0.35, limb.foot * 0.72],
        ]);
      };
      const beat = beats[run ? 'run' : 'walk'];
      const nod =
        rock * -0.9 + (still ? 0.01 * wave(pose.seconds, 0.25) : 0.012 * wave(phase, 2, 0.2));
      const swung = (joint: Joint): Joint => {
        const [x, y] = turned([joint[0], joint[1]], rock + nod, rise);
        return [x, y, joint[2]];
      };
      const neck = animal.neck.map(swung);
      const head = animal.head.map(swung);
      const trunk = animal.trunk.map((joint): Joint => [...body([joint[0], joint[1]]), joint[2]]);
      tail(brush, pose, animal, body, run);
      leg(animal.hind, beat.hindFar, -1, 0.34);
      leg(animal.fore, beat.foreFar, 1, 0.34);
      const [withers, skull, muzzle] = [neck[0], head[0], head.at(-1)];
      if (withers !== undefined && skull !== undefined)
        animal.backdrop?.(brush, pose, withers, skull);
      chain(context, brush.main(animal.coat, 0.04), neck);
      chain(context, brush.main(animal.coat), trunk);
      // The underside is the second tone.
      chain(context, brush.main(animal.coat, 0.2), trunk.map(underside));
      animal.marks?.(brush, body);
      leg(animal.hind, beat.hindNear, -1, 0);
      leg(animal.fore, beat.foreNear, 1, 0);
      chain(context, brush.main(animal.coat), head);
      if (skull !== undefined && muzzle !== undefined) {
        animal.detail(brush, pose, skull, muzzle);
        const shut = now(pose.seconds, 2.7, 0.16) > 0.3 || action === 'sleep';
        oval(
          context,
          brush.dye('#120c0a'),
          [skull[0] + (muzzle[0] - skull[0]) * 0.32, skull[1] - skull[2] * 0.18],
          animal.eye,
          shut ? animal.eye * 0.25 : animal.eye,
        );
      }
      context.restore();
    },
  };
}

/** Turned about the middle of the body. */
function turned([x, y]: Point, angle: number, rise: number): Point {
  const middle = -0.5;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  return [x * cosine - (y - middle) * sine, middle + x * sine + (y - middle) * cosine + rise];
}

function underside([x, y, radius]: Joint): Joint {
  return [x, y + radius * 0.48, radius * 0.5];
}

function tail(
  brush: Brush,
  pose: Pose,
  { tail: { from, to, thick, tip, sway }, coat }: Beast,
  body: (point: Point) => Point,
  run: boolean,
): void {
  const [sx, sy] = body(from);
  const flow = run ? 0.16 : 0;
  chain(
    brush.context,
    brush.main(coat, 0.14),
    [0, 0.25, 0.5, 0.75, 1].map((share): Joint => {
      const swing = sway * share * wave(pose.seconds, run ? 1.6 : 0.7, -share * 0.35);
      return [
        sx + (to[0] - from[0]) * share - flow * share + swing * 0.6,
        sy +
          (to[1] - from[1]) * share ** 1.5 -
          flow * 1.2 * share * (to[1] > from[1] ? 1 : 0) +
          swing,
        thick + (tip - thick) * share,
      ];
    }),
  );
}

/** A pointed ear that twitches now and then. */
export function ear(
  brush: Brush,
  tone: string,
  at: Point,
  width: number,
  height: number,
  lean: number,
): void {
  sharp(brush.context, tone, [
    [at[0] - width / 2, at[1]],
    [at[0] + lean * height, at[1] - height],
    [at[0] + width / 2, at[1] + width * 0.1],
  ]);
}

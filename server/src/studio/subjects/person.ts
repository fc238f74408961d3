import { chain, shape } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import type { Figure, Pose } from './figure.ts';
import { bendLeg, footAt, wave } from './gait.ts';
import { hairBehind, headOf } from './head.ts';
import { hem } from './hem.ts';
import type { Look } from './look.ts';
import { motionFor, motions } from './motion.ts';
import type { Moving } from './motion.ts';

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

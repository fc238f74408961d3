import { halo, oval, sharp, stroke } from './brush.ts';
import { wave } from './gait.ts';
import type { Figure } from './figure.ts';
import { roof, wall, window } from './masonry.ts';

export const house: Figure = {
  reach: { left: 0.85, right: 0.85, above: 1.35, below: 0.06 },
  draw(brush, pose) {
    const { context } = brush;
    for (let puff = 0; puff < 7; puff += 1) {
      const age = (pose.seconds * 0.16 + puff / 7) % 1;
      oval(
        context,
        brush.glow('#e8e8ee', 0.5 * (1 - age)),
        [
          0.3 - age * 0.3 * (1 + pose.wind) + 0.03 * wave(pose.seconds, 0.3, puff),
          -0.96 - age * 0.34,
        ],
        0.03 + 0.07 * age,
      );
    }
    sharp(context, brush.dye('#8a4a3a'), [
      [0.24, -0.94],
      [0.36, -0.94],
      [0.36, -0.6],
      [0.24, -0.6],
    ]);
    wall(brush, '#e8dcc4', -0.52, -0.46, 0.52);
    sharp(context, brush.dye('#a8483a'), [
      [-0.64, -0.43],
      [-0.44, -0.84],
      [0.44, -0.84],
      [0.64, -0.43],
    ]);
    sharp(context, brush.dye('#a8483a', 0.25), [
      [0.1, -0.43],
      [0.16, -0.84],
      [0.44, -0.84],
      [0.64, -0.43],
    ]);
    for (const x of [-0.33, 0.34]) window(brush, pose, [x, -0.26], 0.17, 0.18);
    sharp(context, brush.dye('#6a4630'), [
      [-0.09, -0.3],
      [0.09, -0.3],
      [0.09, 0.02],
      [-0.09, 0.02],
    ]);
    window(brush, pose, [0, -0.62], 0.14, 0.13);
  },
  shine(brush) {
    if (!brush.dark) return;
    for (const x of [-0.33, 0.34]) halo(brush.context, '#ffc46a', [x, -0.26], 0.36, 0.4);
  },
};

export const windmill: Figure = {
  reach: { left: 0.75, right: 0.75, above: 1.35, below: 0.05 },
  draw(brush, pose) {
    const { context } = brush;
    for (const [from, to, shade] of [
      [-1, 0.2, 0],
      [0.2, 1, 0.24],
    ] as const) {
      sharp(context, brush.main('#e6dac4', shade), [
        [0.14 * from, -0.72],
        [0.14 * to, -0.72],
        [0.24 * to, 0.02],
        [0.24 * from, 0.02],
      ]);
    }
    roof(brush, '#7a4634', -0.18, 0.18, -0.71, -0.9);
    for (const y of [-0.5, -0.24]) window(brush, pose, [-0.04, y], 0.06, 0.09);
    const turn = pose.seconds * 0.9;
    for (let at = 0; at < 4; at += 1) {
      context.save();
      context.translate(0.02, -0.72);
      context.rotate(turn + (at * Math.PI) / 2);
      stroke(context, brush.dye('#4a3426'), 0.02, [
        [0, 0],
        [0, -0.56],
      ]);
      sharp(context, brush.dye('#f6efe0', 0.06 * at), [
        [0.012, -0.14],
        [0.12, -0.14],
        [0.12, -0.56],
        [0.012, -0.56],
      ]);
      context.restore();
    }
    oval(context, brush.dye('#3a2a20'), [0.02, -0.72], 0.03);
  },
};

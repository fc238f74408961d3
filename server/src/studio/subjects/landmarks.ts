import { halo, oval, shape, sharp, stroke } from './brush.ts';
import { wave } from './gait.ts';
import type { Figure } from './figure.ts';
import { roof, wall, window } from './masonry.ts';

export const lighthouse: Figure = {
  reach: { left: 0.6, right: 0.6, above: 1.15, below: 0.08 },
  draw(brush, pose) {
    const { context } = brush;
    shape(context, brush.dye('#4a4650'), [
      [-0.5, 0.06],
      [-0.4, -0.06],
      [-0.2, -0.12],
      [0.2, -0.1],
      [0.42, -0.04],
      [0.52, 0.06],
    ]);
    const half = (y: number): number => 0.085 + 0.065 * (1 + y / 0.82);
    for (let at = 0; at < 5; at += 1) {
      const [top, bottom] = [-0.82 + at * 0.15, -0.82 + (at + 1) * 0.15];
      for (const [from, to, shade] of [
        [-1, 0.25, 0],
        [0.25, 1, 0.24],
      ] as const) {
        sharp(context, brush.dye(at % 2 === 0 ? '#f4f0e8' : '#cf3f33', shade), [
          [half(top) * from, top],
          [half(top) * to, top],
          [half(bottom) * to, bottom + 0.002],
          [half(bottom) * from, bottom + 0.002],
        ]);
      }
    }
    sharp(context, brush.dye('#2e3038'), [
      [-0.13, -0.85],
      [0.13, -0.85],
      [0.12, -0.81],
      [-0.12, -0.81],
    ]);
    sharp(context, brush.glow('#ffe9a8', brush.dark ? 1 : 0.7), [
      [-0.065, -0.95],
      [0.065, -0.95],
      [0.065, -0.85],
      [-0.065, -0.85],
    ]);
    roof(brush, '#b2362c', -0.09, 0.09, -0.94, -1.06);
    for (const y of [-0.6, -0.35]) window(brush, pose, [-0.03, y], 0.04, 0.07);
  },
  shine(brush, { seconds }) {
    const { context } = brush;
    const strength = brush.dark ? 0.5 : 0.16;
    context.globalCompositeOperation = 'screen';
    halo(context, '#ffe9a8', [0, -0.9], 0.4, strength * 1.4);
    // The beam goes round: wide when it comes towards the camera, narrow when it points aside.
    const angle = seconds * 0.9;
    for (const side of [0, Math.PI]) {
      const reach = Math.cos(angle + side) * 2.6;
      const spread = 0.16 + 0.22 * Math.abs(Math.sin(angle + side));
      const beam = context.createLinearGradient(0, 0, reach, 0);
      beam.addColorStop(0, brush.glow('#fff2c4', strength));
      beam.addColorStop(1, brush.glow('#fff2c4', 0));
      context.fillStyle = beam;
      context.beginPath();
      context.moveTo(0, -0.92);
      context.lineTo(reach, -0.9 - spread);
      context.lineTo(reach, -0.9 + spread);
      context.lineTo(0, -0.88);
      context.fill();
    }
    context.globalCompositeOperation = 'source-over';
  },
};

export const castle: Figure = {
  reach: { left: 0.95, right: 0.95, above: 1.2, below: 0.06 },
  draw(brush, pose) {
    const stone = '#b9ac9c';
    const tower = (x: number, half: number, top: number, cone: number): void => {
      wall(brush, stone, x - half, top, x + half);
      roof(brush, '#4a5c8c', x - half * 1.25, x + half * 1.25, top + 0.005, top - cone);
      window(brush, pose, [x - half * 0.2, top + 0.12], 0.04, 0.08);
      const flag = 0.02 * wave(pose.seconds, 1.3, x);
      shape(brush.context, brush.dye('#d8432f'), [
        [x, top - cone - 0.07],
        [x - 0.06, top - cone - 0.055 + flag * 0.5],
        [x - 0.11, top - cone - 0.045 + flag],
        [x, top - cone - 0.02],
      ]);
      stroke(brush.context, brush.dye('#3a3236'), 0.008, [
        [x, top - cone],
        [x, top - cone - 0.075],
      ]);
    };
    tower(-0.3, 0.1, -0.66, 0.22);
    tower(0.34, 0.1, -0.6, 0.22);
    tower(0.02, 0.13, -0.78, 0.28);
    wall(brush, stone, -0.8, -0.32, 0.8);
    for (let x = -0.8; x < 0.78; x += 0.1) wall(brush, stone, x, -0.37, x + 0.055, -0.31);
    tower(-0.8, 0.12, -0.46, 0.2);
    tower(0.8, 0.12, -0.46, 0.2);
    shape(brush.context, brush.dye('#3a2c26'), [
      [-0.11, 0.02],
      [-0.11, -0.16],
      [0, -0.25],
      [0.11, -0.16],
      [0.11, 0.02],
    ]);
    for (const x of [-0.5, -0.28, 0.28, 0.5]) window(brush, pose, [x, -0.17], 0.045, 0.09);
  },
};

export const tower: Figure = {
  reach: { left: 0.45, right: 0.45, above: 1.15, below: 0.05 },
  draw(brush, { seconds }) {
    const { context } = brush;
    const iron = '#8a6f58';
    for (const side of [-1, 1]) {
      const tone = brush.main(iron, side > 0 ? 0.25 : 0);
      shape(context, tone, [
        [side * 0.36, 0.02],
        [side * 0.22, 0.02],
        [side * 0.13, -0.24],
        [side * 0.06, -0.5],
        [side * 0.012, -0.98],
        [side * 0.032, -0.98],
        [side * 0.1, -0.5],
        [side * 0.19, -0.24],
      ]);
    }
    for (const [y, half] of [
      [-0.25, 0.2],
      [-0.5, 0.115],
      [-0.86, 0.05],
    ] as const) {
      sharp(context, brush.main(iron, 0.1), [
        [-half, y - 0.015],
        [half, y - 0.015],
        [half, y + 0.02],
        [-half, y + 0.02],
      ]);
    }
    for (let at = 0; at < 9; at += 1) {
      const [y, next] = [-0.52 - at * 0.05, -0.52 - (at + 1) * 0.05];
      const half = 0.085 * (1 - at / 10) + 0.01;
      stroke(context, brush.main(iron, 0.15), 0.008, [
        [-half, y],
        [half * 0.9, next],
      ]);
      stroke(context, brush.main(iron, 0.15), 0.008, [
        [half, y],
        [-half * 0.9, next],
      ]);
    }
    stroke(context, brush.main(iron), 0.014, [
      [0, -0.96],
      [0, -1.1],
    ]);
    context.strokeStyle = brush.main(iron, 0.08);
    context.lineWidth = 0.028;
    context.beginPath();
    context.arc(0, 0.0, 0.21, Math.PI, 0);
    context.stroke();
    const flag = 0.03 * wave(seconds, 1.1);
    shape(context, brush.dye('#d8432f'), [
      [0.005, -1.11],
      [-0.07, -1.09 + flag * 0.5],
      [-0.13, -1.08 + flag],
      [-0.07, -1.05 + flag * 0.5],
      [0.005, -1.06],
    ]);
  },
  shine(brush, { seconds }) {
    if (!brush.dark) return;
    for (let at = 0; at < 22; at += 1) {
      const y = -0.05 - (at / 22) * 0.95;
      const half = 0.34 * (1 + y) ** 2.2 + 0.01;
      const on = wave(seconds, 0.9 + (at % 5) * 0.23, at * 0.37);
      if (on > 0)
        oval(brush.context, brush.glow('#ffe7a8', on), [at % 2 === 0 ? half : -half, y], 0.011);
    }
    halo(brush.context, '#ffd98a', [0, -0.5], 0.6, 0.2);
  },
};

export const temple: Figure = {
  reach: { left: 0.85, right: 0.85, above: 1.2, below: 0.06 },
  draw(brush, pose) {
    const { context } = brush;
    sharp(context, brush.dye('#8f8a84'), [
      [-0.62, 0.02],
      [-0.56, -0.08],
      [0.56, -0.08],
      [0.62, 0.02],
    ]);
    for (const [base, half, high] of [
      [-0.08, 0.4, 0.2],
      [-0.42, 0.31, 0.15],
      [-0.7, 0.22, 0.12],
    ] as const) {
      wall(brush, '#a83a2c', -half, base - high, half, base + 0.01);
      for (const share of [-0.66, -0.22, 0.22, 0.66]) {
        window(brush, pose, [half * share, base - high * 0.48], half * 0.22, high * 0.55);
      }
      const eave = base - high;
      const out = half + 0.2;
      // Corners that curl up.
      shape(context, brush.dye('#2f4a4a'), [
        [-out, eave - 0.035],
        [-half * 0.75, eave - 0.06],
        [-half * 0.55, eave - 0.15],
        [half * 0.55, eave - 0.15],
        [half * 0.75, eave - 0.06],
        [out, eave - 0.035],
        [half * 0.8, eave + 0.025],
        [0, eave + 0.035],
        [-half * 0.8, eave + 0.025],
      ]);
      for (const side of [-1, 1]) {
        const swing = 0.012 * wave(pose.seconds, 0.6, half + side * 0.2);
        stroke(context, brush.dye('#3a2a20'), 0.006, [
          [side * (out - 0.05), eave - 0.01],
          [side * (out - 0.05) + swing, eave + 0.05],
        ]);
        oval(
          context,
          brush.dark ? brush.glow('#ff8a4a') : brush.dye('#d8432f'),
          [side * (out - 0.05) + swing, eave + 0.075],
          0.026,
          0.033,
        );
      }
    }
    stroke(context, brush.dye('#d9a94a'), 0.022, [
      [0, -0.95],
      [0, -1.1],
    ]);
    oval(context, brush.dye('#d9a94a'), [0, -1.0], 0.028);
  },
  shine(brush, pose) {
    if (!brush.dark) return;
    for (const [y, out] of [
      [-0.2, 0.55],
      [-0.5, 0.46],
      [-0.75, 0.37],
    ] as const) {
      for (const side of [-1, 1])
        halo(
          brush.context,
          '#ff9a4a',
          [side * out, y],
          0.16,
          0.5 + 0.08 * wave(pose.seconds, 1.1, y),
        );
    }
  },
};

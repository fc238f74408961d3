import { chain, halo, oval, shape, sharp, stroke } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import type { Figure, Pose } from './figure.ts';
import { bendLeg, wave } from './gait.ts';

/** A wheel with a rim and spokes that turn. */
function wheel(brush: Brush, [x, y]: Point, radius: number, turn: number, spokes: number): void {
  const { context } = brush;
  oval(context, brush.dye('#17181d'), [x, y], radius);
  oval(context, brush.dye('#9aa2ae'), [x, y], radius * 0.62);
  oval(context, brush.dye('#2a2d35'), [x, y], radius * 0.5);
  for (let at = 0; at < spokes; at += 1) {
    const angle = turn + (at * 2 * Math.PI) / spokes;
    stroke(context, brush.dye('#c4cad3'), radius * 0.13, [
      [x, y],
      [x + Math.cos(angle) * radius * 0.56, y + Math.sin(angle) * radius * 0.56],
    ]);
  }
  oval(context, brush.dye('#c4cad3'), [x, y], radius * 0.14);
}

const car: Figure = {
  reach: { left: 1.6, right: 1.7, above: 1.15, below: 0.06 },
  draw(brush, { seconds }) {
    const { context } = brush;
    const hop = 0.008 * wave(seconds, 3.1) + 0.004 * wave(seconds, 5.3);
    const body = '#c8372f';
    context.save();
    context.translate(0, hop);
    shape(context, brush.main(body), [
      [-1.36, -0.3],
      [-1.38, -0.52],
      [-1.2, -0.6],
      [-0.84, -0.64],
      [-0.46, -0.92],
      [-0.1, -0.99],
      [0.22, -0.95],
      [0.62, -0.66],
      [1.04, -0.58],
      [1.36, -0.46],
      [1.41, -0.28],
      [1.3, -0.17],
      [-1.28, -0.17],
    ]);
    shape(context, brush.main(body, 0.34), [
      [-1.37, -0.34],
      [0, -0.36],
      [1.4, -0.32],
      [1.3, -0.17],
      [-1.28, -0.17],
    ]);
    const glass = brush.dark ? brush.dye('#33425c') : brush.dye('#a9cbe0');
    shape(context, glass, [
      [-0.72, -0.66],
      [-0.42, -0.87],
      [-0.08, -0.91],
      [-0.06, -0.65],
    ]);
    shape(context, glass, [
      [0, -0.65],
      [-0.01, -0.91],
      [0.2, -0.88],
      [0.52, -0.66],
    ]);
    // The world runs over the windows.
    const glint = ((seconds * 0.7) % 1.6) - 0.8;
    stroke(context, brush.glow('#ffffff', 0.28), 0.05, [
      [glint * 0.5 - 0.05, -0.7],
      [glint * 0.5 + 0.08, -0.84],
    ]);
    stroke(context, brush.main(body, 0.45), 0.012, [
      [-0.03, -0.62],
      [-0.02, -0.28],
    ]);
    stroke(context, brush.dye('#e8eaee'), 0.02, [
      [0.06, -0.56],
      [0.18, -0.56],
    ]);
    oval(context, brush.glow('#fff1c4', brush.dark ? 1 : 0.8), [1.3, -0.42], 0.075, 0.045);
    oval(context, brush.glow('#ff4a3c', brush.dark ? 1 : 0.7), [-1.34, -0.48], 0.04, 0.06);
    context.restore();
    for (const x of [-0.8, 0.84]) wheel(brush, [x, -0.2], 0.21, seconds * 9, 5);
  },
  shine(brush, { seconds }) {
    if (!brush.dark) return;
    const { context } = brush;
    context.globalCompositeOperation = 'screen';
    const beam = context.createLinearGradient(1.3, 0, 3.4, 0);
    beam.addColorStop(0, brush.glow('#ffe9b0', 0.55 + 0.04 * wave(seconds, 3)));
    beam.addColorStop(1, brush.glow('#ffe9b0', 0));
    context.fillStyle = beam;
    context.beginPath();
    context.moveTo(1.32, -0.46);
    context.lineTo(3.4, -0.72);
    context.lineTo(3.4, 0.12);
    context.lineTo(1.32, -0.38);
    context.fill();
    halo(context, '#fff1c4', [1.32, -0.42], 0.4, 0.8);
    halo(context, '#ff3b30', [-1.36, -0.48], 0.45, 0.7);
    context.globalCompositeOperation = 'source-over';
  },
};

/** A rider on a bicycle: the legs follow the pedals. */
const bicycle: Figure = {
  reach: { left: 0.75, right: 0.75, above: 1.12, below: 0.04 },
  draw(brush, pose) {
    const { context } = brush;
    const { seconds } = pose;
    const turn = seconds * 5.2;
    const crank: Point = [-0.02, -0.22];
    const seat: Point = [-0.14, -0.5];
    const bar: Point = [0.25, -0.56];
    for (const x of [-0.36, 0.38]) thinWheel(brush, [x, -0.215], 0.2, turn * 0.9);
    const leg = (offset: number, shade: number): void => {
      const pedal: Point = [
        crank[0] + 0.075 * Math.cos(turn + offset),
        crank[1] + 0.075 * Math.sin(turn + offset),
      ];
      const { knee, foot } = bendLeg(
        [seat[0], seat[1] - 0.03],
        [pedal[0], pedal[1] - 0.02],
        0.21,
        0.21,
        1,
      );
      chain(context, brush.dye('#2f3a4d', shade), [
        [seat[0], seat[1] - 0.03, 0.045],
        [knee[0], knee[1], 0.034],
        [foot[0], foot[1], 0.022],
      ]);
      chain(context, brush.dye('#f1efe8', shade), [
        [foot[0] - 0.01, foot[1] + 0.008, 0.02],
        [foot[0] + 0.05, foot[1] + 0.012, 0.014],
      ]);
    };
    leg(Math.PI, 0.38);
    const frame = brush.main('#e24b3b');
    for (const tube of [
      [[-0.36, -0.215], crank, seat, [-0.36, -0.215]],
      [crank, [0.24, -0.46], seat],
      [[0.38, -0.215], [0.25, -0.46], bar, [0.33, -0.57]],
    ] as const) {
      tube.forEach((from, at) => {
        const to = tube[at + 1];
        if (to !== undefined) stroke(context, frame, 0.02, [from, to]);
      });
    }
    stroke(context, brush.dye('#1c1a1c'), 0.03, [
      [-0.2, -0.51],
      [-0.08, -0.51],
    ]);
    leg(0, 0);
    const sway = 0.008 * Math.sin(turn * 2);
    const neck: Point = [0.08, -0.83 + sway];
    chain(context, brush.dye('#3d7fbf'), [
      [seat[0], seat[1] - 0.03, 0.065],
      [-0.02, -0.69 + sway * 0.5, 0.07],
      [neck[0] - 0.02, neck[1] + 0.04, 0.058],
    ]);
    chain(context, brush.dye('#3d7fbf', 0.12), [
      [neck[0], neck[1] + 0.05, 0.032],
      [0.16, -0.64, 0.024],
      [bar[0] + 0.05, bar[1] - 0.02, 0.02],
    ]);
    chain(context, brush.dye('#d9a57f'), [
      [neck[0], neck[1], 0.026],
      [neck[0] + 0.035, neck[1] - 0.08, 0.055],
    ]);
    chain(context, brush.dye('#2a211d'), [
      [neck[0] - 0.005, neck[1] - 0.09, 0.05],
      [neck[0] + 0.04, neck[1] - 0.12, 0.04],
      [
        neck[0] - 0.09 - 0.02 * wave(seconds, 1.3),
        neck[1] - 0.04 + 0.015 * wave(seconds, 1.7),
        0.018,
      ],
    ]);
  },
};

function thinWheel(brush: Brush, at: Point, radius: number, turn: number): void {
  const { context } = brush;
  context.strokeStyle = brush.dye('#1b1a1e');
  context.lineWidth = 0.022;
  context.beginPath();
  context.arc(at[0], at[1], radius, 0, Math.PI * 2);
  context.stroke();
  for (let spoke = 0; spoke < 8; spoke += 1) {
    const angle = turn + (spoke * Math.PI) / 4;
    stroke(context, brush.dye('#8e96a1'), 0.005, [
      at,
      [at[0] + Math.cos(angle) * radius, at[1] + Math.sin(angle) * radius],
    ]);
  }
}

/** An engine and its coaches, longer than the frame. */
const train: Figure = {
  reach: { left: 4.6, right: 1.35, above: 1.15, below: 0.08 },
  draw(brush, pose) {
    const { context } = brush;
    const shake = 0.006 * wave(pose.seconds, 3.7);
    sharp(context, brush.dye('#3b3a40'), [
      [-4.6, -0.03],
      [1.35, -0.03],
      [1.35, 0.06],
      [-4.6, 0.06],
    ]);
    for (const start of [-4.55, -3.15, -1.75]) coach(brush, start, shake, pose);
    shape(context, brush.main('#e9edf2'), [
      [-0.34, -0.92 + shake],
      [0.2, -0.92 + shake],
      [0.62, -0.82 + shake],
      [1.02, -0.5 + shake],
      [1.16, -0.26 + shake],
      [1.1, -0.14],
      [-0.34, -0.14],
    ]);
    sharp(context, brush.dye('#2f63b0'), [
      [-0.34, -0.4 + shake],
      [1.12, -0.36 + shake],
      [1.16, -0.26 + shake],
      [-0.34, -0.3 + shake],
    ]);
    shape(context, brush.dye('#25324a'), [
      [0.42, -0.82 + shake],
      [0.64, -0.79 + shake],
      [0.88, -0.59 + shake],
      [0.52, -0.56 + shake],
    ]);
    oval(context, brush.glow('#fff3c8'), [1.07, -0.29 + shake], 0.05, 0.035);
    for (const x of [-0.1, 0.3, 0.7]) wheel(brush, [x, -0.1], 0.1, pose.seconds * 12, 4);
  },
  shine(brush) {
    const { context } = brush;
    context.globalCompositeOperation = 'screen';
    halo(context, '#fff0c0', [1.1, -0.29], brush.dark ? 0.7 : 0.3, 0.8);
    context.globalCompositeOperation = 'source-over';
  },
};

function coach(brush: Brush, start: number, shake: number, { seconds }: Pose): void {
  const { context } = brush;
  const end = start + 1.36;
  shape(context, brush.main('#e9edf2', 0.04), [
    [start + 0.02, -0.9 + shake],
    [(start + end) / 2, -0.93 + shake],
    [end - 0.02, -0.9 + shake],
    [end, -0.5],
    [end - 0.01, -0.14],
    [start + 0.01, -0.14],
    [start, -0.5],
  ]);
  sharp(context, brush.dye('#2f63b0'), [
    [start, -0.4 + shake],
    [end, -0.4 + shake],
    [end, -0.3 + shake],
    [start, -0.3 + shake],
  ]);
  for (let x = start + 0.12; x < end - 0.15; x += 0.21) {
    // Warm compartments by night, the passing sky by day.
    const flicker = 0.75 + 0.2 * wave(seconds, 0.9, x);
    context.fillStyle = brush.dark
      ? brush.glow('#ffd98f', flicker)
      : brush.dye('#9cc4df', 0.2 - 0.2 * flicker);
    context.beginPath();
    context.roundRect(x, -0.78 + shake, 0.15, 0.24, 0.03);
    context.fill();
  }
  for (const x of [start + 0.25, end - 0.25]) wheel(brush, [x, -0.1], 0.1, seconds * 12, 4);
}

export const vehicles = { car, bicycle, train } satisfies Record<string, Figure>;

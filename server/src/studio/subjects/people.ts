import { chain, halo, oval, shape, sharp, stroke } from './brush.ts';
import type { Brush, Point } from './brush.ts';
import type { Figure } from './figure.ts';
import { wave } from './gait.ts';
import { hat } from './head.ts';
import type { Look } from './look.ts';
import { person } from './person.ts';

const plain: Look = {
  skin: '#d9a57f',
  hair: '#2a211d',
  hairdo: 'short',
  top: '#3d7fbf',
  legs: '#2f3a4d',
  shoes: '#241c1a',
  head: 0.06,
  legLength: 0.49,
  does: 'walk',
};

const man: Look = { ...plain, top: '#8d4a3a', coat: 0.36 };

const woman: Look = {
  ...plain,
  skin: '#e9bd9b',
  hair: '#3a2318',
  hairdo: 'long',
  top: '#d8483f',
  legs: '#e9bd9b',
  shoes: '#5a2c26',
  skirt: 0.24,
};

const child: Look = {
  ...woman,
  hairdo: 'ponytail',
  top: '#f0b43c',
  skirt: 0.27,
  head: 0.098,
  legLength: 0.4,
};

const boy: Look = { ...plain, legs: '#4a3b34', head: 0.096, legLength: 0.41 };

const runner: Look = {
  ...plain,
  top: '#ef6a3a',
  legs: '#22303f',
  shoes: '#f4efe6',
  does: 'run',
};

const dancer: Look = { ...woman, hairdo: 'bun', top: '#f0a9bd', skirt: 0.33, does: 'dance' };
const model: Look = { ...woman, top: '#c8323e', skirt: 0.05, does: 'turn', hairdo: 'bun' };
const traveller: Look = {
  ...plain,
  top: '#5d6b46',
  legs: '#4a4038',
  behind: (brush, _pose, { shoulder }) => {
    // A pack that stands out behind the back, with a rolled blanket.
    shape(brush.context, brush.dye('#b5673a', 0.1), [
      [shoulder[0] - 0.03, shoulder[1] + 0.02],
      [shoulder[0] - 0.15, shoulder[1] + 0.03],
      [shoulder[0] - 0.18, shoulder[1] + 0.16],
      [shoulder[0] - 0.13, shoulder[1] + 0.27],
      [shoulder[0] - 0.03, shoulder[1] + 0.26],
    ]);
    chain(brush.context, brush.dye('#d9c79a'), [
      [shoulder[0] - 0.16, shoulder[1] - 0.01, 0.03],
      [shoulder[0] - 0.06, shoulder[1] - 0.015, 0.03],
    ]);
  },
};

const singer: Look = {
  ...woman,
  top: '#7a3bd0',
  skirt: 0.06,
  does: 'stand',
  hold: ({ seconds }) => [0.135 + 0.006 * wave(seconds, 0.8), -0.8 + 0.008 * wave(seconds, 1.1)],
  before: (brush, { seconds }, { nearHand: [x, y] }) => {
    chain(brush.context, brush.dye('#1c1b22'), [
      [x - 0.012, y + 0.05, 0.009],
      [x + 0.004, y - 0.03, 0.012],
    ]);
    oval(brush.context, brush.dye('#b9bcc6'), [x + 0.008, y - 0.045], 0.021);
    halo(brush.context, '#fff3d0', [x, y - 0.05], 0.12, 0.16 + 0.06 * wave(seconds, 2));
  },
};

const warrior: Look = {
  ...man,
  top: '#39414f',
  legs: '#2b2f3a',
  hairdo: 'bun',
  does: 'stand',
  coat: 0.2,
  behind: (brush, { seconds, wind }, { shoulder: [x, y] }) => {
    const blow = (share: number): number =>
      0.03 * wave(seconds, 0.8, -share * 0.7) - share * (0.2 + 0.12 * Math.abs(wind));
    shape(brush.context, brush.main('#b3262b', 0.05), [
      [x + 0.03, y - 0.01],
      [x - 0.05, y],
      [x + blow(0.5), y + 0.2],
      [x + blow(1), y + 0.46],
      [x + blow(1) + 0.14, y + 0.52],
      [x + 0.02, y + 0.4],
    ]);
  },
  before: (brush, { seconds }, { hip: [x, y] }) => {
    stroke(brush.context, brush.dye('#15151b'), 0.022, [
      [x + 0.1, y - 0.06],
      [x - 0.26, y + 0.14 + 0.006 * wave(seconds, 0.4)],
    ]);
    stroke(brush.context, brush.dye('#c9a55a'), 0.024, [
      [x + 0.13, y - 0.077],
      [x + 0.07, y - 0.044],
    ]);
  },
};

const monk: Look = {
  ...man,
  top: '#c8742c',
  coat: 0.05,
  hairdo: 'none',
  headgear: (brush, _pose, head, r) => {
    oval(brush.context, brush.dye('#d9a57f'), head, r * 0.85, r);
    hat(brush, head, r, '#b8955a');
  },
};

const suit = '#eceef2';
const astronaut: Look = {
  ...plain,
  skin: suit,
  top: suit,
  legs: '#dfe2e9',
  shoes: '#9aa1ae',
  head: 0.085,
  legLength: 0.43,
  headgear: (brush, { seconds }, [x, y], r) => {
    oval(brush.context, brush.dye(suit), [x, y - r * 0.05], r * 1.28, r * 1.3);
    oval(brush.context, brush.dye('#1a2338'), [x + r * 0.38, y], r * 0.86, r * 0.82);
    // The sun goes over the visor.
    stroke(brush.context, brush.glow('#ffd9a0', 0.85), r * 0.14, [
      [x + r * (0.2 + 0.12 * wave(seconds, 0.12)), y - r * 0.5],
      [x + r * 0.75, y - r * 0.42],
      [x + r * 0.95, y - r * 0.02],
    ]);
  },
  behind: (brush, _pose, { shoulder: [x, y] }) => {
    shape(brush.context, brush.dye('#c3c8d2'), [
      [x, y - 0.06],
      [x - 0.15, y - 0.05],
      [x - 0.17, y + 0.1],
      [x - 0.15, y + 0.25],
      [x, y + 0.26],
    ]);
  },
  before: (brush, { seconds }, { shoulder: [x, y] }) => {
    sharp(brush.context, brush.dye('#8c95a5'), [
      [x + 0.02, y + 0.09],
      [x + 0.085, y + 0.09],
      [x + 0.08, y + 0.16],
      [x + 0.02, y + 0.16],
    ]);
    oval(
      brush.context,
      brush.glow(wave(seconds, 0.7) > 0 ? '#ff5a46' : '#6b2b28'),
      [x + 0.04, y + 0.11],
      0.01,
    );
    oval(brush.context, brush.glow('#5fd0ff'), [x + 0.065, y + 0.14], 0.009);
  },
};

/** Two who walk hand in hand. */
const [he, she] = [person(man), person({ ...woman, hairdo: 'bun', top: '#e8d9c5' })];
const couple: Figure = {
  reach: { left: 0.6, right: 0.75, above: 1.1, below: 0.05 },
  draw(brush, pose) {
    const { context } = brush;
    context.save();
    context.translate(0.21, 0);
    context.scale(0.93, 0.93);
    she.draw(brush, { ...pose, seconds: pose.seconds + 0.18 });
    context.restore();
    context.save();
    context.translate(-0.13, 0);
    he.draw(brush, pose);
    context.restore();
  },
};

const robot: Figure = {
  reach: { left: 0.5, right: 0.5, above: 1.15, below: 0.05 },
  draw(brush, pose) {
    const { context } = brush;
    const step = wave(pose.seconds, 0.7);
    const joint = (from: Point, to: Point, shade: number): void => {
      chain(context, brush.dye('#6d7888', shade), [
        [...from, 0.03],
        [...to, 0.03],
      ]);
      oval(context, brush.dye('#39424f', shade), from, 0.036);
    };
    for (const [side, shade] of [
      [-1, 0.35],
      [1, 0],
    ] as const) {
      const knee: Point = [side * 0.02 + side * step * 0.1 + 0.03, -0.2];
      const foot: Point = [
        side * 0.02 + side * step * 0.14,
        -0.05 - Math.max(0, side * wave(pose.seconds, 0.7, 0.25)) * 0.05,
      ];
      joint([side * 0.03, -0.38], knee, shade);
      joint(knee, foot, shade);
      sharp(context, brush.dye('#aab4c2', shade), [
        [foot[0] - 0.06, foot[1] + 0.05],
        [foot[0] - 0.04, foot[1] - 0.01],
        [foot[0] + 0.05, foot[1] - 0.01],
        [foot[0] + 0.1, foot[1] + 0.05],
      ]);
    }
    const arm = (side: 1 | -1, shade: number): void => {
      const elbow: Point = [side * -0.02 - side * step * 0.1, -0.5];
      joint([side * -0.02, -0.66], elbow, shade);
      joint(elbow, [elbow[0] + 0.08 - side * step * 0.05, -0.38], shade);
    };
    arm(-1, 0.35);
    shape(context, brush.main('#c9d2dd'), [
      [-0.14, -0.72],
      [0.14, -0.72],
      [0.16, -0.55],
      [0.1, -0.36],
      [-0.1, -0.36],
      [-0.16, -0.55],
    ]);
    oval(context, brush.glow('#59e0ff', 0.6 + 0.3 * wave(pose.seconds, 0.8)), [0.06, -0.58], 0.035);
    const nod = 0.01 * wave(pose.seconds, 0.5);
    shape(context, brush.main('#dfe6ee'), [
      [-0.13, -0.79 + nod],
      [-0.13, -0.97 + nod],
      [0.02, -1.01 + nod],
      [0.15, -0.95 + nod],
      [0.16, -0.81 + nod],
      [0.02, -0.76 + nod],
    ]);
    chain(context, brush.dye('#17202c'), [
      [0.0, -0.885 + nod, 0.045],
      [0.11, -0.885 + nod, 0.045],
    ]);
    eyes(brush, pose.seconds, nod);
    stroke(context, brush.dye('#6d7888'), 0.015, [
      [-0.02, -1],
      [-0.03, -1.08 + nod],
    ]);
    oval(context, brush.glow('#ff7a5c'), [-0.03, -1.09 + nod], 0.02);
    arm(1, 0);
  },
};

function eyes(brush: Brush, seconds: number, nod: number): void {
  const open = seconds % 2.6 > 2.45 ? 0.004 : 0.024;
  for (const x of [0.015, 0.1])
    oval(brush.context, brush.glow('#7cf0ff'), [x, -0.885 + nod], 0.02, open);
}

export const people = {
  person: person(man),
  woman: person(woman),
  girl: person(child),
  boy: person(boy),
  runner: person(runner),
  dancer: person(dancer),
  model: person(model),
  singer: person(singer),
  traveller: person(traveller),
  warrior: person(warrior),
  monk: person(monk),
  astronaut: person(astronaut),
  couple,
  robot,
} satisfies Record<string, Figure>;

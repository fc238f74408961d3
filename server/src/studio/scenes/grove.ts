import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { greatest } from '../../generation/extremes.ts';
import { color } from '../color.ts';
import type { Color } from '../color.ts';
import type { Woods } from '../vocabulary.ts';
import { seenAt, shaded, sunlit } from './air.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { paintedBox, plate } from './plate.ts';
import { paintTree, treeColors } from './trees.ts';
import type { TreeTones } from './trees.ts';

export interface GroveShape {
  /** Of the tallest, in frame heights. */
  height: number;
  /** Of the trunks' feet below the horizon. */
  base: number;
  /** From tree to tree, in tree heights. */
  spacing: number;
  /** Keeps this middle strip free, in frame heights. */
  clearing?: { x: number; half: number };
  woods?: Woods;
  /** Steady where the eye should rest elsewhere. */
  sway?: number;
}

const variants = 4;
const snowWhite = color('#f4f8ff');
/** Half the width that a tree of one unit takes: empty pixels cost as much as painted ones. */
const spreads: Record<Woods, number> = {
  pine: 0.26,
  birch: 0.3,
  bamboo: 0.26,
  broadleaf: 0.46,
  blossom: 0.56,
  palm: 0.6,
};

interface Sprite {
  picture: Canvas;
  /** In tree heights. */
  spread: number;
}

const [crownTop, footBottom] = [-1.06, 0.03];

/** A row of trees of the scene's kind, swaying a little. */
export function grove(stage: Stage, name: string, depth: number, shape: GroveShape): Layer {
  const random = stage.board.random(`grove ${name}`);
  const trees = treeSprites(stage, name, depth, shape);
  const wide = reach(stage, depth);
  const box = {
    left: -wide,
    right: wide,
    top: shape.base - shape.height * 1.08,
    bottom: shape.base + 0.04,
  };
  const sway = shape.sway ?? 0.006;
  const pace = stage.board.weather === 'wind' || stage.board.weather === 'storm' ? 2.4 : 0.9;
  return plate(
    stage,
    depth,
    box,
    (context) => {
      const { clearing } = shape;
      for (let x = -wide; x < wide;) {
        const size = shape.height * random.between(0.62, 1);
        const y = shape.base + random.between(-0.012, 0.02);
        const tree = trees[Math.floor(random.next() * variants)];
        const flipped = random.next() < 0.5;
        if (
          tree !== undefined &&
          (clearing === undefined || Math.abs(x - clearing.x) > clearing.half)
        ) {
          stamp(context, tree, x, y, size, flipped);
        }
        x += shape.height * shape.spacing * random.between(0.6, 1.4);
      }
    },
    // Far trees stand still for the eye, and a picture that is not bent is copied faster.
    depth < 0.45
      ? undefined
      : (context, { seconds }) => {
          const lean = sway * Math.sin(seconds * pace + depth * 9) * (pace > 1 ? 2 : 1);
          context.transform(1, 0, lean, 1, -lean * shape.base, 0);
        },
  );
}

/** A few trees at chosen places, each as large as told. */
export function treesAt(
  stage: Stage,
  name: string,
  depth: number,
  places: readonly (readonly [x: number, base: number, height: number])[],
  woods?: Woods,
): Layer {
  const tallest = greatest(places.map(([, , height]) => height));
  const shape = { height: tallest, base: 0, spacing: 1, ...(woods === undefined ? {} : { woods }) };
  const trees = treeSprites(stage, name, depth, shape);
  return {
    draw(context, { seconds, view }) {
      places.forEach(([x, base, height], at) => {
        const tree = trees[at % variants];
        if (tree === undefined) return;
        enter(context, stage, view, depth);
        const lean = 0.008 * Math.sin(seconds * 0.9 + at * 1.7);
        context.transform(1, 0, lean, 1, -lean * base, 0);
        stamp(context, tree, x, base, height, at % 2 === 1);
      });
    },
  };
}

function stamp(
  context: SKRSContext2D,
  { picture, spread }: Sprite,
  x: number,
  base: number,
  height: number,
  flipped: boolean,
): void {
  context.save();
  context.translate(x, base);
  context.scale(flipped ? -height : height, height);
  context.drawImage(picture, -spread, crownTop, spread * 2, footBottom - crownTop);
  context.restore();
}

function treeSprites(stage: Stage, name: string, depth: number, shape: GroveShape): Sprite[] {
  const random = stage.board.random(`trees ${name}`);
  const woods = shape.woods ?? stage.board.woods;
  const side = Math.sign(stage.light.x) || 1;
  const { height } = shape;
  const spread = spreads[woods];
  const box = {
    left: -spread * height,
    right: spread * height,
    top: crownTop * height,
    bottom: footBottom * height,
  };
  return Array.from({ length: variants }, () => ({
    spread,
    picture: paintedBox(stage, box, (context) => {
      context.scale(height, height);
      paintTree(
        context,
        random,
        woods,
        treeTones(stage, depth, woods),
        side,
        Math.max(1, height * 2.6),
      );
    }),
  }));
}

/** The colours of the season, in the light and the air of a depth. */
function treeTones(stage: Stage, depth: number, woods: Woods): TreeTones {
  const { season, time } = stage.board;
  const { leaves, trunk } = treeColors(woods, season);
  const last = leaves.length - 1;
  const tone = (own: Color, at: number): Color => {
    const seen = seenAt(stage, depth, own);
    if (at === 0) return shaded(stage, seen, time === 'day' ? 0.25 : 0.4);
    return at === last ? sunlit(stage, seen, 0.28) : seen;
  };
  return {
    leaves: leaves.map(tone),
    trunk: shaded(stage, seenAt(stage, depth, trunk), woods === 'birch' ? 0.1 : 0.3),
    snow: season === 'winter' && woods !== 'palm' ? seenAt(stage, depth, snowWhite) : null,
  };
}

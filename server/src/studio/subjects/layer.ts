import type { SKRSContext2D } from '@napi-rs/canvas';
import { enter } from '../scenes/layer.ts';
import type { Layer, Moment, Stage } from '../scenes/layer.ts';
import { castOf } from './casting.ts';
import type { Spot } from './casting.ts';
import { easelOf } from '../easel/easel.ts';
import type { Figure, Pose } from './figure.ts';
import { figures } from './figures.ts';
import { bank, hasTufts, passing, tableTop } from './ground.ts';
import type { Subject } from './subjects.ts';

/** The layers of all subjects, with the ground that they need where the scene has none. */
export function subjectLayers(stage: Stage, subjects: readonly Subject[]): readonly Layer[] {
  const cast = castOf(stage, subjects);
  const layers: Layer[] = [];
  if (stage.grounds.land === null) {
    if (cast.some((spot) => spot.on === 'land')) layers.push(bank(stage));
    if (cast.some((spot) => spot.on === 'table')) layers.push(tableTop(stage));
  }
  const fastest = cast.find((spot) => spot.on === 'land' && spot.pace > 0);
  // What stands farther away comes first.
  const order = subjects
    .map((subject, at) => ({ subject, spot: cast[at], at }))
    .sort((a, b) => orderOf(a) - orderOf(b));
  for (const { subject, spot, at } of order) {
    const figure = figureOf(subject);
    if (spot !== undefined && figure !== undefined) {
      layers.push(subjectLayer(stage, figure, subject, spot, at));
    }
  }
  if (fastest !== undefined && hasTufts(stage)) layers.push(passing(stage, fastest));
  return layers;
}

/** Small things in the air are before all others, else the nearer one is. */
function orderOf({ subject, spot }: { subject: Subject; spot: Spot | undefined }): number {
  return subject.name === 'butterfly' ? 2 : (spot?.place.depth ?? 0);
}

function figureOf({ name, figure }: Subject): Figure | undefined {
  return figure ?? (name === 'guest' ? undefined : figures[name]);
}

function subjectLayer(
  stage: Stage,
  figure: Figure,
  subject: Subject,
  spot: Spot,
  order: number,
): Layer {
  const easel = easelOf(stage, figure, subject, spot);
  const gusty = stage.board.random(`wind ${subject.name} ${String(order)}`).between(0, 7);
  return {
    draw(context, moment) {
      const { seconds } = moment;
      const gust =
        0.55 + 0.3 * Math.sin(seconds * 0.9 + gusty) + 0.15 * Math.sin(seconds * 2.3 + gusty);
      const pose: Pose = {
        seconds: seconds + gusty,
        begunSeconds: seconds,
        action: subject.action,
        wind: -gust,
      };
      easel.paint(pose);
      toSpot(context, stage, moment, spot);
      easel.put(context, seconds);
      if (figure.shine === undefined) return;
      context.scale(spot.heading, 1);
      figure.shine({ ...easel.brush, context }, pose);
    },
  };
}

/** Who goes somewhere keeps its place before a camera that moves aside: the ground goes by instead. */
function toSpot(context: SKRSContext2D, stage: Stage, { seconds, view }: Moment, spot: Spot): void {
  const follows = spot.drift !== 0;
  enter(context, stage, follows ? { ...view, x: view.x * 0.15 } : view, spot.place.depth);
  const gone = 1.15 * (1 - Math.exp(-seconds / 5));
  const bob = spot.on === 'sky' ? 0.012 * Math.sin(seconds * 0.9) : 0;
  context.translate(spot.x + spot.drift * gone, spot.place.y + bob);
  context.scale(spot.size, spot.size);
  if (spot.on === 'afloat') {
    // Weightless: it turns slowly about its middle.
    context.translate(0, -0.5 + 0.03 * Math.sin(seconds * 0.6));
    context.rotate(0.22 * Math.sin(seconds * 0.35) - 0.12 * spot.heading);
    context.translate(0, 0.5);
  }
}
